-- The same for SQLite and PostgreSQL: texts and whole numbers only. Times are seconds since 1970.

CREATE TABLE sanctions (
    id BIGINT PRIMARY KEY,
    -- removed, banned or muted
    kind TEXT NOT NULL,
    -- Of a mute: what of, by its letters (m, c, s, t).
    mutes TEXT NOT NULL,
    identity TEXT NOT NULL,
    -- The network, hashed; taken away at prefix_until.
    prefix TEXT,
    prefix_until BIGINT,
    name TEXT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT
);

CREATE TABLE audit (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    room TEXT NOT NULL,
    place TEXT NOT NULL,
    by_identity TEXT NOT NULL,
    by_name TEXT NOT NULL,
    act TEXT NOT NULL,
    identity TEXT,
    name TEXT,
    reason TEXT NOT NULL
);

CREATE INDEX audit_at ON audit (at);

CREATE TABLE invitation_uses (
    number BIGINT NOT NULL,
    identity TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (number, identity)
);

CREATE TABLE announcements (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    body TEXT NOT NULL
);
