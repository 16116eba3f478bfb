-- What lies in a tile so close that it is much smaller than an entry of the map's index: that one's entries hold up to sixty thousand
-- records around the lake, and were read whole for a tile of a dozen.
CREATE INDEX placement_cell ON placement (cell, campaign, status, kind);
CREATE INDEX flag_cell ON flag (cell, status, kind);
-- A unit's records on the map are found by the unit, and counted without a look at any of them.
DROP INDEX placement_of_unit;
CREATE INDEX placement_of_unit ON placement (campaign, unit, updated_at, id, status, kind, district, ward, lon, lat, cell) WHERE unit IS NOT NULL;
-- Lists of flags in some states, newest or oldest first: a page of each, merged, instead of all of them sorted.
CREATE INDEX flag_status_time ON flag (status, updated_at, id, campaign, kind, district, ward);
