-- The journal. Times are integer milliseconds UTC; spans are integer milliseconds.
PRAGMA application_id = 1094796147; -- "AACs"

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE service (
    name        TEXT PRIMARY KEY,
    generation  INTEGER NOT NULL,
    pid         INTEGER,
    start_ticks INTEGER,
    started_at  INTEGER,
    held_down   INTEGER NOT NULL,
    -- How it ended, as JSON, where its policy left it down.
    ended       TEXT,
    restarts    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
    id              INTEGER PRIMARY KEY,
    rule            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    severity        TEXT NOT NULL,
    state           TEXT NOT NULL,
    opened_at       INTEGER NOT NULL,
    resolved_at     INTEGER,
    acknowledged_by TEXT,
    cause           TEXT NOT NULL, -- JSON
    labels          TEXT NOT NULL, -- JSON
    status          TEXT NOT NULL  -- JSON
) STRICT;
CREATE INDEX alert_opened ON alert (opened_at);
CREATE INDEX alert_firing ON alert (id) WHERE state <> 'resolved';
CREATE INDEX alert_resolved ON alert (resolved_at) WHERE resolved_at IS NOT NULL;

CREATE TABLE silence (
    id       INTEGER PRIMARY KEY,
    rule     TEXT,
    subject  TEXT,
    operator TEXT NOT NULL,
    note     TEXT NOT NULL,
    since    INTEGER NOT NULL,
    until    INTEGER NOT NULL
) STRICT;

CREATE TABLE agent (
    name   TEXT PRIMARY KEY,
    paused INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outage (
    service TEXT NOT NULL,
    began   INTEGER NOT NULL,
    lasted  INTEGER,
    PRIMARY KEY (service, began)
) STRICT, WITHOUT ROWID;
CREATE INDEX outage_began ON outage (began);

CREATE TABLE entry (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    operator TEXT NOT NULL, -- empty when it happened by itself
    detail   TEXT NOT NULL,
    UNIQUE (at, kind, subject, operator, detail)
) STRICT;

CREATE TABLE watched (
    since INTEGER PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT;
