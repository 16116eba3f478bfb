-- How many records lie in each cell of the map, so that a tile costs the same however many there are. A write adds a line to
-- cell_change in its own transaction and locks nothing; the lines are added up into cell_count a moment later, and who reads
-- adds those that are still there. Level: zoom of the cell. Area: code of a district or a ward, '' for everywhere; the
-- coarse levels are kept for everywhere only. Campaign: all zeros for flags of none. Lon and lat are sums.
CREATE TABLE cell_count (
    record   TEXT NOT NULL,
    area     TEXT NOT NULL,
    level    INTEGER NOT NULL,
    cell     BIGINT NOT NULL,
    campaign UUID NOT NULL,
    kind     TEXT NOT NULL,
    status   TEXT NOT NULL,
    count    BIGINT NOT NULL,
    lon      DOUBLE PRECISION NOT NULL,
    lat      DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (record, area, level, cell, campaign, kind, status)
);

CREATE TABLE cell_change (
    record   TEXT NOT NULL,
    cell     BIGINT NOT NULL,
    campaign UUID,
    kind     TEXT NOT NULL,
    status   TEXT NOT NULL,
    district TEXT,
    ward     TEXT,
    change   BIGINT NOT NULL,
    lon      DOUBLE PRECISION NOT NULL,
    lat      DOUBLE PRECISION NOT NULL
);

-- What is there already: the first adding up makes counts of it.
INSERT INTO cell_change (record, cell, campaign, kind, status, district, ward, change, lon, lat)
SELECT 'placement', cell, campaign, kind, status, district, ward, COUNT(*), SUM(lon), SUM(lat)
FROM placement GROUP BY cell, campaign, kind, status, district, ward;
INSERT INTO cell_change (record, cell, campaign, kind, status, district, ward, change, lon, lat)
SELECT 'flag', cell, campaign, kind, status, district, ward, COUNT(*), SUM(lon), SUM(lat)
FROM flag GROUP BY cell, campaign, kind, status, district, ward;
