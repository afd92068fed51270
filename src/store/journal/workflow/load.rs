//! What a runtime knows of workflows when it begins.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::Connection;
use serde::de::DeserializeOwned;

use super::super::row::{from_json, understood};
use super::row;
use crate::model::id::RunId;
use crate::model::workflow::definition::Definition;
use crate::model::workflow::record::{Frozen, WorkflowJournal};
use crate::model::workflow::run::{Node, Run};

/// Of each workflow so many runs that are over.
const OVER: u32 = 20;
/// Forecasts that were judged.
const SCORED: u32 = 500;

/// All of it. `last_run` is the highest number ever given. A run of which something cannot be understood is left out as a
/// whole, and counted: steps that seem never to have run would be run again.
pub(in crate::store::journal) fn all(
    conn: &Connection,
    last_run: RunId,
    odd: &mut usize,
) -> rusqlite::Result<WorkflowJournal> {
    let mut definitions: BTreeMap<Arc<str>, Arc<Definition>> = BTreeMap::new();
    let mut open = Vec::new();
    let sql = "SELECT body FROM run WHERE state <> 'ended' ORDER BY id";
    for run in bodies::<Run>(conn, sql, odd)? {
        match definition(conn, &run.definition, &mut definitions)? {
            Some(()) => open.extend(with_nodes(conn, run, odd)?),
            None => *odd += 1,
        }
    }
    let mut scored = bodies(conn, &format!("SELECT body FROM scored ORDER BY run DESC LIMIT {SCORED}"), odd)?;
    scored.reverse();
    let frozen = |(digest, definition)| Frozen { digest, definition };
    Ok(WorkflowJournal {
        definitions: definitions.into_iter().map(frozen).collect(),
        open,
        over: over(conn, odd)?,
        triggers: bodies(conn, "SELECT body FROM workflow_trigger ORDER BY workflow, key", odd)?,
        cached: bodies(conn, "SELECT body FROM cached ORDER BY workflow, step", odd)?,
        habits: bodies(conn, "SELECT body FROM habit ORDER BY workflow, step", odd)?,
        scored,
        adaptations: bodies(conn, "SELECT body FROM adaptation ORDER BY workflow, number", odd)?,
        last_run,
    })
}

/// Reads a definition, unless that was done.
fn definition(
    conn: &Connection,
    digest: &Arc<str>,
    known: &mut BTreeMap<Arc<str>, Arc<Definition>>,
) -> rusqlite::Result<Option<()>> {
    if known.contains_key(digest) {
        return Ok(Some(()));
    }
    match row::definition(conn, digest) {
        Ok(found) => Ok(found.map(|definition| drop(known.insert(Arc::clone(digest), definition)))),
        Err(error) if error.sqlite_error().is_none() => Ok(None),
        Err(error) => Err(error),
    }
}

type WithNodes = (Run, Vec<(u32, Node)>);

fn with_nodes(conn: &Connection, run: Run, odd: &mut usize) -> rusqlite::Result<Option<WithNodes>> {
    match row::nodes_of(conn, run.id) {
        Ok(nodes) => Ok(Some((run, nodes))),
        Err(error) if error.sqlite_error().is_none() => {
            *odd += 1;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The newest runs of each workflow that are over, newest first.
fn over(conn: &Connection, odd: &mut usize) -> rusqlite::Result<Vec<Run>> {
    // One step in the index for each workflow, not one for each run.
    let sql = "WITH RECURSIVE names (name) AS (
                   SELECT min(workflow) FROM run
                   UNION ALL
                   SELECT (SELECT min(workflow) FROM run WHERE workflow > names.name) FROM names WHERE name IS NOT NULL
               ) SELECT name FROM names WHERE name IS NOT NULL";
    let names: Vec<String> = understood(&mut conn.prepare(sql)?, [], |row| row.get(0))?.0;
    let sql = "SELECT body FROM run WHERE workflow = ?1 AND state = 'ended' ORDER BY id DESC LIMIT ?2";
    let mut statement = conn.prepare(sql)?;
    let mut over: Vec<Run> = Vec::new();
    for name in names {
        let (runs, unclear) = understood(&mut statement, rusqlite::params![name, OVER], |row| from_json(row, 0))?;
        *odd += unclear;
        over.extend(runs);
    }
    over.sort_unstable_by_key(|run| std::cmp::Reverse(run.id));
    Ok(over)
}

fn bodies<T: DeserializeOwned>(conn: &Connection, sql: &str, odd: &mut usize) -> rusqlite::Result<Vec<T>> {
    let (rows, unclear) = understood(&mut conn.prepare(sql)?, [], |row| from_json(row, 0))?;
    *odd += unclear;
    Ok(rows)
}
