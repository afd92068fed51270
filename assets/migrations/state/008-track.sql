-- What was asked of models on a day, and what came: a row for each model, measure and day (since 1970, UTC).
CREATE TABLE track (
    model   TEXT NOT NULL,
    measure TEXT NOT NULL,
    day     INTEGER NOT NULL,
    body    TEXT NOT NULL, -- JSON
    PRIMARY KEY (model, measure, day)
) STRICT, WITHOUT ROWID;
