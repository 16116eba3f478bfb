-- Photos that no record names are counted by account, and go after a time.
CREATE INDEX photo_unclaimed ON photo (account, received_at) WHERE record IS NULL AND deleted_at IS NULL;
-- What is left of a campaign's photos is looked for each hour, once its retention is over.
CREATE INDEX photo_kept ON photo (record, record_id) WHERE deleted_at IS NULL;
