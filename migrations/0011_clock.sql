-- The clock's steps. Holidays decide which days are worked; a lease lets one of several servers do what is due. The partial
-- indexes hold only what may become due: of a campaign that is over and done with, nothing.
CREATE TABLE holiday (
    day  TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);

CREATE TABLE lease (
    name       TEXT PRIMARY KEY,
    holder     UUID NOT NULL,
    held_until BIGINT NOT NULL
);

CREATE INDEX placement_hangs ON placement (campaign, id) WHERE status IN ('installed', 'verified', 'needs_fix');
CREATE INDEX flag_undecided ON flag (updated_at, id) WHERE status IN ('recorded', 'returned');
