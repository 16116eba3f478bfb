-- One schema for SQLite and PostgreSQL. Moments are milliseconds since 1970 (BIGINT), days are
-- ISO text, hashes are hexadecimal text, ids are UUIDs. See README.md beside this file.

CREATE TABLE account (
    id            UUID PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,
    display_name  TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL,
    unit          TEXT,
    areas         TEXT NOT NULL,
    active        BOOLEAN NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    account    UUID NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);

CREATE TABLE area (
    code      TEXT PRIMARY KEY,
    set_code  TEXT NOT NULL,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    full_name TEXT NOT NULL,
    label_lon DOUBLE PRECISION NOT NULL,
    label_lat DOUBLE PRECISION NOT NULL,
    polygons  TEXT NOT NULL
);
CREATE INDEX area_set ON area (set_code, code);

CREATE TABLE street (
    id    BIGINT PRIMARY KEY,
    name  TEXT NOT NULL,
    class TEXT NOT NULL,
    lines TEXT NOT NULL
);

CREATE TABLE water (
    id       BIGINT PRIMARY KEY,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    polygons TEXT NOT NULL,
    lines    TEXT NOT NULL
);

CREATE TABLE unit (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE ground (
    code          TEXT PRIMARY KEY,
    vi            TEXT NOT NULL,
    en            TEXT NOT NULL,
    basis         TEXT NOT NULL,
    in_force_from TEXT,
    in_force_to   TEXT,
    verified_on   TEXT
);

CREATE TABLE campaign (
    id             UUID PRIMARY KEY,
    code           TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    document_no    TEXT NOT NULL,
    starts_on      TEXT NOT NULL,
    ends_on        TEXT NOT NULL,
    report_due_on  TEXT NOT NULL,
    boundary_set   TEXT NOT NULL,
    retention_days INTEGER NOT NULL,
    messages       TEXT NOT NULL,
    sample         BOOLEAN NOT NULL
);

CREATE TABLE site (
    id         UUID PRIMARY KEY,
    campaign   UUID NOT NULL REFERENCES campaign (id),
    code       TEXT NOT NULL,
    lon        DOUBLE PRECISION NOT NULL,
    lat        DOUBLE PRECISION NOT NULL,
    cell       BIGINT NOT NULL,
    street     TEXT NOT NULL,
    section    TEXT NOT NULL,
    side       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    quantity   INTEGER NOT NULL,
    message_no INTEGER NOT NULL,
    unit       TEXT NOT NULL REFERENCES unit (code),
    district   TEXT,
    ward       TEXT,
    placement  UUID NOT NULL,
    updated_at BIGINT NOT NULL,
    sample     BOOLEAN NOT NULL,
    UNIQUE (campaign, code)
);

-- Each planned site has its placement from the start, in the state «planned».
CREATE TABLE placement (
    id               UUID PRIMARY KEY,
    campaign         UUID NOT NULL REFERENCES campaign (id),
    site             UUID REFERENCES site (id),
    kind             TEXT NOT NULL,
    lon              DOUBLE PRECISION NOT NULL,
    lat              DOUBLE PRECISION NOT NULL,
    cell             BIGINT NOT NULL,
    accuracy_m       DOUBLE PRECISION,
    position_source  TEXT,
    pin_reason       TEXT,
    street           TEXT NOT NULL,
    district         TEXT,
    ward             TEXT,
    message_no       INTEGER,
    planned_quantity INTEGER NOT NULL,
    quantity         INTEGER NOT NULL,
    unit             TEXT,
    status           TEXT NOT NULL,
    note             TEXT NOT NULL,
    photos           TEXT NOT NULL,
    condition        TEXT,
    checked_at       BIGINT,
    removal_by       UUID,
    recorded_by      UUID REFERENCES account (id),
    recorded_at      BIGINT,
    clock_offset_ms  BIGINT,
    received_at      BIGINT,
    updated_at       BIGINT NOT NULL,
    sample           BOOLEAN NOT NULL
);
CREATE INDEX placement_site ON placement (site);
CREATE INDEX placement_updated ON placement (updated_at, id);
CREATE INDEX placement_campaign_updated ON placement (campaign, updated_at, id);
CREATE INDEX placement_campaign_street ON placement (campaign, street, id);
CREATE INDEX placement_map ON placement (campaign, cell, status, kind);
CREATE INDEX placement_district ON placement (campaign, district, kind, status, planned_quantity, quantity, checked_at, site);
CREATE INDEX placement_ward ON placement (campaign, ward, kind, status, planned_quantity, quantity, checked_at, site);

CREATE TABLE check_in (
    id              UUID PRIMARY KEY,
    campaign        UUID NOT NULL REFERENCES campaign (id),
    placement       UUID NOT NULL REFERENCES placement (id),
    site            UUID REFERENCES site (id),
    kind            TEXT NOT NULL,
    unit            TEXT,
    condition       TEXT NOT NULL,
    quantity        INTEGER,
    lon             DOUBLE PRECISION NOT NULL,
    lat             DOUBLE PRECISION NOT NULL,
    cell            BIGINT NOT NULL,
    accuracy_m      DOUBLE PRECISION,
    position_source TEXT NOT NULL,
    pin_reason      TEXT,
    street          TEXT NOT NULL,
    district        TEXT,
    ward            TEXT,
    note            TEXT NOT NULL,
    photos          TEXT NOT NULL,
    recorded_by     UUID NOT NULL REFERENCES account (id),
    recorded_at     BIGINT NOT NULL,
    clock_offset_ms BIGINT,
    received_at     BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    sample          BOOLEAN NOT NULL
);
CREATE INDEX check_in_placement ON check_in (placement);
CREATE INDEX check_in_updated ON check_in (updated_at, id);
CREATE INDEX check_in_campaign_updated ON check_in (campaign, updated_at, id);

CREATE TABLE flag (
    id              UUID PRIMARY KEY,
    campaign        UUID REFERENCES campaign (id),
    kind            TEXT NOT NULL,
    location_class  TEXT NOT NULL,
    grounds         TEXT NOT NULL,
    lon             DOUBLE PRECISION NOT NULL,
    lat             DOUBLE PRECISION NOT NULL,
    cell            BIGINT NOT NULL,
    accuracy_m      DOUBLE PRECISION,
    position_source TEXT NOT NULL,
    pin_reason      TEXT,
    street          TEXT NOT NULL,
    district        TEXT,
    ward            TEXT,
    status          TEXT NOT NULL,
    note            TEXT NOT NULL,
    photos          TEXT NOT NULL,
    recorded_by     UUID NOT NULL REFERENCES account (id),
    recorded_at     BIGINT NOT NULL,
    clock_offset_ms BIGINT,
    received_at     BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    sample          BOOLEAN NOT NULL
);
CREATE INDEX flag_updated ON flag (updated_at, id);
CREATE INDEX flag_campaign_updated ON flag (campaign, updated_at, id);
CREATE INDEX flag_cell ON flag (cell, status);
CREATE INDEX flag_district ON flag (campaign, district, status);
CREATE INDEX flag_ward ON flag (campaign, ward, status);

-- A photo is named by the hash of the bytes that were sent and belongs to at most one record.
CREATE TABLE photo (
    sha256      TEXT PRIMARY KEY,
    account     UUID NOT NULL REFERENCES account (id),
    bytes       BIGINT NOT NULL,
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    received_at BIGINT NOT NULL,
    record      TEXT,
    record_id   UUID,
    deleted_at  BIGINT
);
CREATE INDEX photo_record ON photo (record_id);

-- What was answered for an id, so that the same request gets the same answer.
CREATE TABLE receipt (
    id             UUID PRIMARY KEY,
    record         TEXT NOT NULL,
    account        UUID NOT NULL REFERENCES account (id),
    payload_sha256 TEXT NOT NULL,
    received_at    BIGINT NOT NULL,
    photos         TEXT NOT NULL
);

-- The log is append-only; seq and hash are filled once, when an entry is sealed into the chain.
CREATE TABLE event (
    id          UUID PRIMARY KEY,
    at          BIGINT NOT NULL,
    actor       UUID,
    role        TEXT,
    record      TEXT NOT NULL,
    record_id   UUID NOT NULL,
    action      TEXT NOT NULL,
    from_status TEXT,
    to_status   TEXT,
    reason      TEXT,
    seq         BIGINT,
    hash        TEXT
);
CREATE INDEX event_record ON event (record_id, at);
CREATE UNIQUE INDEX event_seq ON event (seq) WHERE seq IS NOT NULL;
CREATE INDEX event_unsealed ON event (at, id) WHERE seq IS NULL;

CREATE TABLE event_chain (
    id      INTEGER PRIMARY KEY,
    seq     BIGINT NOT NULL,
    hash    TEXT NOT NULL,
    last_at BIGINT NOT NULL
);
INSERT INTO event_chain (id, seq, hash, last_at) VALUES (1, 0, '', 0);

CREATE TABLE access_log (
    id        UUID PRIMARY KEY,
    at        BIGINT NOT NULL,
    account   UUID NOT NULL,
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL
);
CREATE INDEX access_log_at ON access_log (at);
