-- What changed in the logs of services.
CREATE TABLE log_news (
    id      INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    at      INTEGER NOT NULL,
    body    TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX log_news_at ON log_news (at);

-- What is known of them: the patterns for people, and what is learned from them for the next runtime.
CREATE TABLE log_book (
    service TEXT PRIMARY KEY,
    at      INTEGER NOT NULL,
    body    TEXT NOT NULL, -- JSON
    memory  TEXT           -- JSON
) STRICT;
