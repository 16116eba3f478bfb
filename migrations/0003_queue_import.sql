-- Who brought in a record that its recorder's phone could not send: they may not be its second person either. A placement
-- stands here when the check-in that reported its removal was brought in.

CREATE TABLE queue_import (
    record_id   UUID NOT NULL,
    record      TEXT NOT NULL,
    imported_by UUID NOT NULL REFERENCES account (id),
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (record_id, imported_by)
);
