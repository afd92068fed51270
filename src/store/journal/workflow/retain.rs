//! Old runs out of the journal: the run at once, its nodes a few at a time, and its number when its files are gone too.

use std::path::Path;

use rusqlite::{Connection, params};

use super::waiting::Works;
use crate::data::runs;
use crate::model::id::RunId;

/// Rows that go in one step; a step delays a commit by no more than a few milliseconds.
const STEP: i64 = 500;
/// Runs whose files are asked to be removed at once.
const FILES: i64 = 500;

/// Runs that are over and kept at most, whatever their age.
const MAX_RUNS: i64 = 100_000;
/// Nodes of them that are kept at most; the newest run stays, however many it has.
const MAX_NODES: i64 = 1_000_000;

/// Deletes some of what ended longer than `keep` milliseconds ago, or is beyond the bounds. True when there may be more.
pub(in crate::store::journal) fn step(conn: &Connection, now: i64, keep: i64, live: &Works) -> rusqlite::Result<bool> {
    let old = now.saturating_sub(keep);
    let cutoff = old.max(beyond(conn, MAX_RUNS, MAX_NODES)?);
    let gone = conn
        .prepare_cached("INSERT OR IGNORE INTO gone SELECT id FROM run WHERE ended_at < ?1 LIMIT ?2")?
        .execute(params![cutoff, STEP])?;
    conn.prepare_cached("DELETE FROM run WHERE id IN (SELECT run FROM gone) AND state = 'ended'")?.execute([])?;
    let nodes = conn
        .prepare_cached(
            "DELETE FROM node WHERE (run, node) IN \
             (SELECT node.run, node.node FROM gone JOIN node ON node.run = gone.run LIMIT ?1)",
        )?
        .execute([STEP])?;
    let cached = conn
        .prepare_cached(
            "DELETE FROM cached WHERE (workflow, step) IN (SELECT workflow, step FROM cached WHERE at < ?1 LIMIT ?2)",
        )?
        .execute(params![old, STEP])?;
    let scored = conn
        .prepare_cached("DELETE FROM scored WHERE run <= (SELECT max(run) FROM scored) - ?1")?
        .execute([MAX_RUNS])?;
    if gone > 0 {
        definitions(conn, live)?;
    }
    Ok([gone, nodes, cached, scored].iter().any(|rows| i64::try_from(*rows).is_ok_and(|rows| rows >= STEP)))
}

/// What ended before this is beyond the bounds.
fn beyond(conn: &Connection, most_runs: i64, most_nodes: i64) -> rusqlite::Result<i64> {
    let sql = "SELECT ended_at, nodes FROM run WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, nodes DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let (mut runs, mut nodes) = (0, 0_i64);
    while let Some(row) = rows.next()? {
        let ended_at: i64 = row.get(0)?;
        runs += 1;
        nodes = nodes.saturating_add(row.get(1)?);
        if runs > 1 && (runs > most_runs || nodes > most_nodes) {
            return Ok(ended_at.saturating_add(1));
        }
    }
    Ok(i64::MIN)
}

/// Definitions that no run was begun with go, unless this runtime may begin one with them.
fn definitions(conn: &Connection, live: &Works) -> rusqlite::Result<()> {
    let sql = "SELECT digest FROM definition WHERE digest NOT IN (SELECT definition FROM run)";
    let unused: Vec<String> =
        conn.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for digest in unused {
        if !live.digests().any(|known| known == digest) {
            conn.prepare_cached("DELETE FROM definition WHERE digest = ?1")?.execute([digest])?;
        }
    }
    Ok(())
}

/// Runs that are gone but whose files are still there. Those without files are forgotten, once their nodes are gone.
pub(in crate::store::journal) fn with_files(conn: &Connection, dir: &Path) -> rusqlite::Result<Vec<RunId>> {
    let sql = "SELECT run FROM gone WHERE NOT EXISTS (SELECT 1 FROM node WHERE node.run = gone.run) LIMIT ?1";
    let gone: Vec<i64> =
        conn.prepare_cached(sql)?.query_map([FILES], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut left = Vec::new();
    for run in gone {
        let id = RunId(run.cast_unsigned());
        if runs::dir(dir, id).symlink_metadata().is_ok() {
            left.push(id);
            continue;
        }
        conn.prepare_cached("DELETE FROM gone WHERE run = ?1")?.execute([run])?;
    }
    Ok(left)
}
