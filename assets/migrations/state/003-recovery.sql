-- Incidents with their attempts, what was learned of remedies, releases that were proved good.
CREATE TABLE incident (
    id          INTEGER PRIMARY KEY,
    service     TEXT,
    subject     TEXT NOT NULL,
    state       TEXT NOT NULL,
    opened_at   INTEGER NOT NULL,
    resolved_at INTEGER,
    body        TEXT NOT NULL -- JSON: members, causes, attempts, timeline
) STRICT;
CREATE INDEX incident_opened ON incident (opened_at);
CREATE INDEX incident_open ON incident (id) WHERE state <> 'resolved';
CREATE INDEX incident_resolved ON incident (resolved_at) WHERE resolved_at IS NOT NULL;

CREATE TABLE lesson (
    signature TEXT NOT NULL,
    action    TEXT NOT NULL,
    healed    INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    took      INTEGER NOT NULL, -- milliseconds, over the attempts that healed
    PRIMARY KEY (signature, action)
) STRICT, WITHOUT ROWID;

CREATE TABLE release (
    service   TEXT NOT NULL,
    path      TEXT NOT NULL,
    proved_at INTEGER NOT NULL,
    PRIMARY KEY (service, path)
) STRICT, WITHOUT ROWID;
