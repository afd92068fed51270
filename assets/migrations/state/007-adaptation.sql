-- Changes of workflows that were made beside their files.
CREATE TABLE adaptation (
    workflow TEXT NOT NULL,
    number   INTEGER NOT NULL,
    body     TEXT NOT NULL, -- JSON
    PRIMARY KEY (workflow, number)
) STRICT, WITHOUT ROWID;
