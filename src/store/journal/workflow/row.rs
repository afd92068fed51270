//! Columns to words of workflows, for the runtime's start and for look-ups.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::row::{from_json, understood};
use crate::model::id::{RunId, WorkflowName};
use crate::model::workflow::adaptation::Adaptation;
use crate::model::workflow::definition::Definition;
use crate::model::workflow::record::Habit;
use crate::model::workflow::run::{Node, Run};

/// Runs wanted since then and those that are not over, newest first; what cannot be understood is left out and counted.
pub(crate) fn runs_since(
    conn: &Connection,
    workflow: Option<&WorkflowName>,
    since: i64,
    limit: u32,
) -> rusqlite::Result<(Vec<Run>, usize)> {
    let sql = "SELECT body FROM run WHERE id IN \
               (SELECT id FROM run WHERE created_at >= ?1 UNION SELECT id FROM run WHERE state <> 'ended') \
               AND (?2 IS NULL OR workflow = ?2) ORDER BY id DESC LIMIT ?3";
    let workflow = workflow.map(WorkflowName::as_str);
    understood(&mut *conn.prepare_cached(sql)?, params![since, workflow, limit], |row| from_json(row, 0))
}

/// The run of that number.
pub(crate) fn run_numbered(conn: &Connection, id: RunId) -> rusqlite::Result<Option<Run>> {
    let Ok(id) = i64::try_from(id.0) else { return Ok(None) };
    conn.prepare_cached("SELECT body FROM run WHERE id = ?1")?.query_row([id], |row| from_json(row, 0)).optional()
}

/// The definition of that digest.
pub(crate) fn definition(conn: &Connection, digest: &str) -> rusqlite::Result<Option<Arc<Definition>>> {
    let sql = "SELECT body FROM definition WHERE digest = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let mut definition: Definition = from_json(row, 0)?;
        definition.share_settings();
        Ok(Arc::new(definition))
    };
    conn.prepare_cached(sql)?.query_row([digest], read).optional()
}

/// The nodes of a run, in order of their numbers. One that cannot be understood is an error: left out it would seem never
/// to have run, and might be run again.
pub(crate) fn nodes_of(conn: &Connection, id: RunId) -> rusqlite::Result<Vec<(u32, Node)>> {
    let sql = "SELECT node, body FROM node WHERE run = ?1 ORDER BY node";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([id.0.cast_signed()], |row| Ok((row.get(0)?, from_json(row, 1)?)))?;
    rows.collect()
}

/// How the steps of a workflow usually do, in alphabetical order; what cannot be understood is left out and counted.
pub(crate) fn habits_of(conn: &Connection, workflow: &WorkflowName) -> rusqlite::Result<(Vec<Habit>, usize)> {
    let sql = "SELECT body FROM habit WHERE workflow = ?1 ORDER BY step";
    understood(&mut *conn.prepare_cached(sql)?, [workflow.as_str()], |row| from_json(row, 0))
}

/// Changes beside the file of a workflow, in order of their numbers; what cannot be understood is left out and counted.
pub(crate) fn adaptations_of(conn: &Connection, workflow: &WorkflowName) -> rusqlite::Result<(Vec<Adaptation>, usize)> {
    let sql = "SELECT body FROM adaptation WHERE workflow = ?1 ORDER BY number";
    understood(&mut *conn.prepare_cached(sql)?, [workflow.as_str()], |row| from_json(row, 0))
}
