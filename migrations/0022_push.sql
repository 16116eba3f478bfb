-- Browsers that are pushed to: each belongs to the session that asked for it, and goes with it. The key says to push services
-- who sends; one for all servers of this database, made when it is first needed.
CREATE TABLE push_subscription (
    session   TEXT PRIMARY KEY REFERENCES session (token_hash) ON DELETE CASCADE,
    endpoint  TEXT NOT NULL,
    p256dh    TEXT NOT NULL,
    auth      TEXT NOT NULL,
    pushed_at BIGINT NOT NULL,
    tried_at  BIGINT
);
CREATE UNIQUE INDEX push_subscription_endpoint ON push_subscription (endpoint);
CREATE TABLE push_key (
    id     INTEGER PRIMARY KEY,
    secret TEXT NOT NULL
);
