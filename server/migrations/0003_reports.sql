-- What visitors do about one another: reports to those who keep order, and blocks.

CREATE TABLE reports (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    room TEXT NOT NULL,
    place TEXT NOT NULL,
    by_identity TEXT NOT NULL,
    by_name TEXT NOT NULL,
    identity TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    -- What the one concerned wrote before that the other read, one line each, the last first.
    context TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_by TEXT,
    answered_at BIGINT,
    -- 1 once the one who reported has heard the answer.
    heard BIGINT NOT NULL
);

CREATE INDEX reports_at ON reports (at);

CREATE TABLE blocks (
    by_identity TEXT NOT NULL,
    identity TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (by_identity, identity)
);
