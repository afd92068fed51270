-- What was asked of models and is not answered yet: hours ahead outlive a runtime.
CREATE TABLE question (
    model   TEXT NOT NULL,
    measure TEXT NOT NULL,
    ahead   INTEGER NOT NULL,
    series  TEXT NOT NULL,
    until   INTEGER NOT NULL,
    body    TEXT NOT NULL, -- JSON
    PRIMARY KEY (model, measure, ahead, series)
) STRICT;
