-- What was learned of series, so that a restart does not lose it: one row a series, some four kilobytes each, written
-- anew every ten minutes. `state` is bytes in a form of their own, sealed; `at` is the time up to which they know it.
CREATE TABLE learned (
    series INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    state  BLOB NOT NULL
) STRICT;
