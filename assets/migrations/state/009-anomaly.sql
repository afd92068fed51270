-- What was unusual of series.
CREATE TABLE anomaly (
    id       INTEGER PRIMARY KEY,
    series   TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    body     TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX anomaly_began ON anomaly (began_at);
CREATE INDEX anomaly_open ON anomaly (id) WHERE ended_at IS NULL;
CREATE INDEX anomaly_ended ON anomaly (ended_at) WHERE ended_at IS NOT NULL;
