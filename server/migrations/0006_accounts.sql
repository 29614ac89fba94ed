-- Since when the account behind a number is known here: who was here before somebody was banned is not
-- taken for them. Nothing else is kept of an account.

CREATE TABLE accounts (
    identity TEXT PRIMARY KEY,
    since BIGINT NOT NULL,
    seen BIGINT NOT NULL
);
