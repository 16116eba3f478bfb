-- The map's indexes hold the time too, so that a filter by days reads them alone: without, a look into each record took seconds.
DROP INDEX placement_view;
CREATE INDEX placement_view ON placement (campaign, (cell >> 18), status, kind, district, ward, unit, updated_at, lon, lat, cell);
DROP INDEX flag_view;
CREATE INDEX flag_view ON flag ((cell >> 18), status, kind, district, ward, campaign, updated_at, lon, lat, cell);
