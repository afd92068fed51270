-- Samples and rollups. Times are integer milliseconds UTC.
--
-- `slot` is the time divided by a span of the table: 10 s for raw, an hour for minute, 30 days for hour. A key that
-- begins with the series would touch one page a series at every commit; one that begins with the time would make
-- reading one series read them all. With the slot first, a commit touches the few pages of the slot being filled,
-- one series is one seek a slot, and the oldest data lie together, so that deleting them frees whole pages.
PRAGMA application_id = 1094796136; -- "AACh"

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
    id       INTEGER PRIMARY KEY,
    metric   TEXT NOT NULL,
    instance TEXT NOT NULL, -- empty when there is one subject
    seen     INTEGER NOT NULL, -- the newest hour, or the first sample, in which it had a value
    UNIQUE (metric, instance)
) STRICT;

CREATE TABLE raw (
    slot   INTEGER NOT NULL,
    series INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    value  REAL NOT NULL,
    PRIMARY KEY (slot, series, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE minute (
    slot   INTEGER NOT NULL,
    series INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    min    REAL NOT NULL,
    max    REAL NOT NULL,
    mean   REAL NOT NULL,
    last   REAL NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (slot, series, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE hour (
    slot   INTEGER NOT NULL,
    series INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    min    REAL NOT NULL,
    max    REAL NOT NULL,
    mean   REAL NOT NULL,
    last   REAL NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (slot, series, at)
) STRICT, WITHOUT ROWID;
