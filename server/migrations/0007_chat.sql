-- What was written to a whole room, where the operator has it kept.

CREATE TABLE chat (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    room TEXT NOT NULL,
    identity TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    hidden INTEGER NOT NULL
);

CREATE INDEX chat_of_room ON chat (room, at);
