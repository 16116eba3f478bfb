-- Numbers that are kept so that nobody has to count a city's rows: of the map by cell, and of the board by area. A write adds a line to
-- record_change in its own transaction and locks nothing; the lines are added up a moment later, and who reads adds those that are still
-- there. Takes the place of cell_change and cell_count, which no released program knows.

-- Lon, lat, planned, displays and checked are sums over `change` records; sites counts those that realise a planned site.
CREATE TABLE record_change (
    record   TEXT NOT NULL,
    cell     BIGINT NOT NULL,
    campaign UUID,
    kind     TEXT NOT NULL,
    status   TEXT NOT NULL,
    district TEXT,
    ward     TEXT,
    change   BIGINT NOT NULL,
    lon      DOUBLE PRECISION NOT NULL,
    lat      DOUBLE PRECISION NOT NULL,
    sites    BIGINT NOT NULL,
    planned  BIGINT NOT NULL,
    displays BIGINT NOT NULL,
    checked  BIGINT NOT NULL
);

-- One row a cell. Place: a one and then the cell's digits, so that it tells its zoom too. Area: code of a district or a ward, '' for
-- everywhere. Campaign: all zeros for flags of none. Counts: server/src/storage/packed.rs says what is in it.
CREATE TABLE map_cell (
    record   TEXT NOT NULL,
    area     TEXT NOT NULL,
    place    BIGINT NOT NULL,
    campaign UUID NOT NULL,
    counts   BYTEA NOT NULL,
    PRIMARY KEY (record, area, place, campaign)
);

CREATE TABLE area_count (
    record   TEXT NOT NULL,
    campaign UUID NOT NULL,
    area     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    status   TEXT NOT NULL,
    records  BIGINT NOT NULL,
    sites    BIGINT NOT NULL,
    planned  BIGINT NOT NULL,
    displays BIGINT NOT NULL,
    checked  BIGINT NOT NULL,
    PRIMARY KEY (record, campaign, area, kind, status)
);

-- What is there already: the first adding up makes numbers of it.
INSERT INTO record_change (record, cell, campaign, kind, status, district, ward, change, lon, lat, sites, planned, displays, checked)
SELECT 'placement', cell, campaign, kind, status, district, ward, COUNT(*), SUM(lon), SUM(lat), COUNT(site),
    SUM(planned_quantity), SUM(quantity), SUM(CASE WHEN checked_at IS NULL THEN 0 ELSE quantity END)
FROM placement GROUP BY cell, campaign, kind, status, district, ward;
INSERT INTO record_change (record, cell, campaign, kind, status, district, ward, change, lon, lat, sites, planned, displays, checked)
SELECT 'flag', cell, campaign, kind, status, district, ward, COUNT(*), SUM(lon), SUM(lat), 0, 0, 0, 0
FROM flag GROUP BY cell, campaign, kind, status, district, ward;

DROP TABLE cell_count;
DROP TABLE cell_change;
