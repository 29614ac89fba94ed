-- What organizers set and read: settings, invitations, attendance.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE invitations (
    number BIGINT PRIMARY KEY,
    role TEXT NOT NULL,
    room TEXT NOT NULL,
    zone TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

-- How many were where in which minute; room and zone are empty for all of them.
CREATE TABLE attendance (
    at BIGINT NOT NULL,
    room TEXT NOT NULL,
    zone TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (at, room, zone)
);

-- Who was where today, as a hash with a key that is thrown away with the day, as these rows are.
CREATE TABLE attendance_seen (
    day BIGINT NOT NULL,
    room TEXT NOT NULL,
    zone TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (day, room, zone, hash)
);

-- How many different people were where on a day that is over.
CREATE TABLE attendance_days (
    day BIGINT NOT NULL,
    room TEXT NOT NULL,
    zone TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (day, room, zone)
);
