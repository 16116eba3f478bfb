-- Lists of placements at a million records. Newest or oldest first within areas and states is merged from ranges of one index each, with
-- nothing passed over but kinds; the other orders are read along an index that holds all they are filtered by. The board's own
-- indexes are gone: its numbers are kept.
CREATE INDEX placement_status_time ON placement (campaign, status, updated_at, id, kind);
CREATE INDEX placement_district_time ON placement (campaign, district, status, updated_at, id, kind);
CREATE INDEX placement_ward_time ON placement (campaign, ward, status, updated_at, id, kind);
CREATE INDEX placement_by_street ON placement (campaign, street, id, status, kind, district, ward);
CREATE INDEX placement_by_kind ON placement (campaign, kind, id, status, district, ward);
CREATE INDEX placement_by_status ON placement (campaign, status, id, kind, district, ward);
CREATE INDEX placement_of_unit ON placement (campaign, unit, updated_at, id, status, kind) WHERE unit IS NOT NULL;
DROP INDEX placement_district;
DROP INDEX placement_ward;
DROP INDEX placement_campaign_street;
DROP INDEX placement_campaign_kind;
DROP INDEX placement_campaign_status;
-- An officer's own flags.
CREATE INDEX flag_recorder ON flag (recorded_by, updated_at, id);
