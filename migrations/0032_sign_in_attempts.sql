-- Failed sign-ins are counted here, so that several servers count together and a restart forgets nothing.
-- `meter` is a sum, made with a key outside the database, of what is counted: it tells neither a name nor an address.
CREATE TABLE sign_in_attempt (
    meter   TEXT PRIMARY KEY,
    full_at BIGINT NOT NULL
);
CREATE INDEX sign_in_attempt_full_at ON sign_in_attempt (full_at);
