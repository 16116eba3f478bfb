-- The map reads an index alone: counts by tile of zoom 15 come in its order, without sorting and without the rows. And
-- lists sorted by kind or status read an index in their order.
CREATE INDEX placement_view ON placement (campaign, (cell >> 18), status, kind, district, ward, unit, lon, lat, cell);
CREATE INDEX placement_campaign_kind ON placement (campaign, kind, id);
CREATE INDEX placement_campaign_status ON placement (campaign, status, id);
CREATE INDEX flag_view ON flag ((cell >> 18), status, kind, district, ward, campaign, lon, lat);
DROP INDEX placement_map;
DROP INDEX flag_cell;
