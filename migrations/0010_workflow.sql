-- The workflows' second half. A flag says whom it was handed over to. Flags and placements count their changes, so that
-- who decides on what they read is told when it has changed meanwhile.
ALTER TABLE flag ADD COLUMN addressee TEXT;
ALTER TABLE flag ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE placement ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
