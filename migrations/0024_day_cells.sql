-- How placements stood at the end of the days of large campaigns, counted as map_cell counts the present: added up from the log once a
-- day is over. kept_day has the days that are there whole.
CREATE TABLE day_cell (
    campaign UUID NOT NULL,
    day      TEXT NOT NULL,
    area     TEXT NOT NULL,
    place    BIGINT NOT NULL,
    counts   BYTEA NOT NULL,
    PRIMARY KEY (campaign, day, area, place)
);
CREATE TABLE kept_day (
    campaign UUID NOT NULL,
    day      TEXT NOT NULL,
    PRIMARY KEY (campaign, day)
);
