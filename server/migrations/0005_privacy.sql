-- Who accepted which version of the privacy policy.

CREATE TABLE consents (
    identity TEXT NOT NULL,
    version TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (identity, version)
);
