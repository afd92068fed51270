-- How many instances an operator asked for. It holds as long as `configured` is what is configured.
CREATE TABLE scale (
    service    TEXT PRIMARY KEY,
    count      INTEGER NOT NULL,
    configured INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
