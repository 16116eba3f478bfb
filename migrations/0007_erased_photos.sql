-- When the bytes of a deleted photo were gone from the disk: a server that was killed in between goes on at its next start.
ALTER TABLE photo ADD COLUMN erased_at BIGINT;
CREATE INDEX photo_to_erase ON photo (sha256) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
