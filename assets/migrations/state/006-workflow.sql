-- Workflows: what runs were begun with, runs, their steps, and what was learned of them.
CREATE TABLE definition (
    digest TEXT NOT NULL UNIQUE,
    body   TEXT NOT NULL -- JSON
) STRICT;

CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    workflow   TEXT NOT NULL,
    definition TEXT NOT NULL,
    state      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER,
    -- So many rows of `node` belong to it, once it has ended.
    nodes      INTEGER NOT NULL,
    body       TEXT NOT NULL -- JSON
) STRICT;
CREATE INDEX run_workflow ON run (workflow, id);
CREATE INDEX run_created ON run (created_at);
CREATE INDEX run_open ON run (id) WHERE state <> 'ended';
CREATE INDEX run_ended ON run (ended_at, nodes) WHERE ended_at IS NOT NULL;
CREATE INDEX run_definition ON run (definition);

CREATE TABLE node (
    run   INTEGER NOT NULL,
    node  INTEGER NOT NULL,
    -- Four for each try, and how far it is: 0 going on, 1 over, 2 being undone, 3 undone.
    stage INTEGER NOT NULL,
    body  TEXT NOT NULL, -- JSON
    PRIMARY KEY (run, node)
) STRICT, WITHOUT ROWID;

-- Runs that were removed for their age: their steps go after them, and their files.
CREATE TABLE gone (
    run INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE workflow_trigger (
    workflow TEXT NOT NULL,
    key      TEXT NOT NULL,
    body     TEXT NOT NULL, -- JSON
    PRIMARY KEY (workflow, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE cached (
    workflow TEXT NOT NULL,
    step     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    body     TEXT NOT NULL, -- JSON
    PRIMARY KEY (workflow, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX cached_at ON cached (at);

CREATE TABLE habit (
    workflow TEXT NOT NULL,
    step     TEXT NOT NULL, -- empty for the run as a whole
    body     TEXT NOT NULL, -- JSON
    PRIMARY KEY (workflow, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE scored (
    run  INTEGER PRIMARY KEY,
    body TEXT NOT NULL -- JSON
) STRICT;
