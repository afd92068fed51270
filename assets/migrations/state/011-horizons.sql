-- Models of several horizons are judged apart: so far ahead, in milliseconds, or 0.
CREATE TABLE track_ahead (
    model   TEXT NOT NULL,
    measure TEXT NOT NULL,
    ahead   INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    body    TEXT NOT NULL, -- JSON
    PRIMARY KEY (model, measure, ahead, day)
) STRICT, WITHOUT ROWID;
-- Of those learned so far it was not written down.
INSERT INTO track_ahead SELECT model, measure, 0, day, body FROM track WHERE model <> 'learned';
DROP TABLE track;
ALTER TABLE track_ahead RENAME TO track;
