-- What was expected, and what came of it.
CREATE TABLE prediction (
    id         INTEGER PRIMARY KEY,
    service    TEXT,
    subject    TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    made_at    INTEGER NOT NULL,
    settled_at INTEGER,
    body       TEXT NOT NULL -- JSON: event, horizon, model, ground, outcome
) STRICT;
CREATE INDEX prediction_made ON prediction (made_at);
CREATE INDEX prediction_open ON prediction (id) WHERE outcome = 'open';
CREATE INDEX prediction_settled ON prediction (settled_at) WHERE settled_at IS NOT NULL;
