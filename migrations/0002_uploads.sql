-- Photos on their way in parts: a phone that lost its line asks how far it got, after a restart of the server too.
-- The bytes lie in a file beside the photos, and its length is the offset.

CREATE TABLE upload (
    account      UUID NOT NULL REFERENCES account (id),
    sha256       TEXT NOT NULL,
    length       BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    completed_at BIGINT,
    PRIMARY KEY (account, sha256)
);
CREATE INDEX upload_expires ON upload (expires_at);
