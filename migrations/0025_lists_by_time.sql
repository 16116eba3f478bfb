-- Lists in another order than the time's that are filtered by days too: read along an index that holds the time, nothing is looked
-- up but the page. Flags get such indexes as placements have; they were sorted whole for each page.
DROP INDEX placement_by_street;
CREATE INDEX placement_by_street ON placement (campaign, street, id, status, kind, district, ward, updated_at);
DROP INDEX placement_by_kind;
CREATE INDEX placement_by_kind ON placement (campaign, kind, id, status, district, ward, updated_at);
DROP INDEX placement_by_status;
CREATE INDEX placement_by_status ON placement (campaign, status, id, kind, district, ward, updated_at);
CREATE INDEX flag_by_street ON flag (street, id, campaign, status, kind, district, ward, updated_at);
CREATE INDEX flag_by_kind ON flag (kind, id, campaign, status, district, ward, updated_at);
CREATE INDEX flag_by_status ON flag (status, id, campaign, kind, district, ward, updated_at);
