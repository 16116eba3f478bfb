-- Plans as units send them: a site may be known by its street alone, and may hang for fewer days than its campaign. A plan
-- counts its imports, so that one is refused that was previewed before another.
ALTER TABLE site ADD COLUMN approximate BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE site ADD COLUMN starts_on TEXT;
ALTER TABLE site ADD COLUMN ends_on TEXT;
ALTER TABLE campaign ADD COLUMN plan_version BIGINT NOT NULL DEFAULT 0;
