-- What a person chose to be told of, and when they were told last. Only digests: nothing here names a record.
CREATE TABLE notification_setting (
    account   UUID PRIMARY KEY REFERENCES account (id),
    email     TEXT NOT NULL,
    choices   TEXT NOT NULL,
    lang      TEXT NOT NULL,
    seen_at   BIGINT,
    mailed_at BIGINT,
    tried_at  BIGINT
);
