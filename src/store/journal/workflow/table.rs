//! What waits of workflows into its tables. Each statement can be repeated without a difference.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::row::json;
use super::super::write::raise;
use super::waiting::{WaitingRun, Works};
use crate::model::id::RunId;
use crate::model::workflow::run::{Node, Run, RunState};
use crate::model::workflow::state::UndoState;
use crate::store::millis;

/// Writes all of it. Within a transaction of the caller.
pub(in crate::store::journal) fn all(conn: &Connection, works: &Works) -> rusqlite::Result<()> {
    for (digest, definition) in &works.definitions {
        // A definition may have 100,000 steps, and be recorded with each of its runs.
        let known = conn
            .prepare_cached("SELECT 1 FROM definition WHERE digest = ?1")?
            .query_row([digest.as_ref()], |_| Ok(()))
            .optional()?;
        if known.is_none() {
            let sql = "INSERT INTO definition (digest, body) VALUES (?1, ?2)";
            conn.prepare_cached(sql)?.execute(params![digest.as_ref(), json(definition)?])?;
        }
    }
    for (id, waiting) in &works.runs {
        nodes(conn, *id, waiting)?;
        if let Some(one) = &waiting.run {
            run(conn, one, waiting.reopened)?;
        }
    }
    for ((workflow, key), memory) in &works.triggers {
        let sql = "INSERT OR REPLACE INTO workflow_trigger (workflow, key, body) VALUES (?1, ?2, ?3)";
        conn.prepare_cached(sql)?.execute(params![workflow.as_str(), key, json(memory)?])?;
    }
    for ((workflow, step), cached) in &works.cached {
        let sql = "INSERT OR REPLACE INTO cached (workflow, step, at, body) VALUES (?1, ?2, ?3, ?4)";
        let at = millis::from_wall(cached.at);
        conn.prepare_cached(sql)?.execute(params![workflow.as_str(), step, at, json(cached)?])?;
    }
    for ((workflow, step), habit) in &works.habits {
        let sql = "INSERT OR REPLACE INTO habit (workflow, step, body) VALUES (?1, ?2, ?3)";
        conn.prepare_cached(sql)?.execute(params![workflow.as_str(), step.as_ref(), json(habit)?])?;
    }
    for (id, scored) in &works.scored {
        let sql = "INSERT OR REPLACE INTO scored (run, body) VALUES (?1, ?2)";
        conn.prepare_cached(sql)?.execute(params![id.0.cast_signed(), json(scored)?])?;
    }
    for ((workflow, number), one) in &works.adaptations {
        let sql = "INSERT OR REPLACE INTO adaptation (workflow, number, body) VALUES (?1, ?2, ?3)";
        conn.prepare_cached(sql)?.execute(params![workflow.as_str(), number, json(one)?])?;
    }
    Ok(())
}

/// How far a node is: four for each try, and 1 when it is over, 2 when it is being undone or could not be, 3 when it is
/// undone for good. What is over is written again only by what is as far or farther.
pub(super) fn stage(node: &Node) -> i64 {
    let phase = match &node.undo {
        UndoState::Done { .. } | UndoState::Irreversible => 3,
        UndoState::None => i64::from(node.state.is_over()),
        UndoState::Waiting
        | UndoState::Delayed { .. }
        | UndoState::Running { .. }
        | UndoState::Asking { .. }
        | UndoState::Unknown { .. }
        | UndoState::Failed { .. } => 2,
    };
    i64::try_from(node.attempts.len()).unwrap_or(i64::MAX / 8) * 4 + phase
}

/// The hot path: thousands of these a second.
fn nodes(conn: &Connection, id: RunId, waiting: &WaitingRun) -> rusqlite::Result<()> {
    if waiting.nodes.is_empty() {
        return Ok(());
    }
    let mut statement = conn.prepare_cached(
        "INSERT INTO node (run, node, stage, body) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT DO UPDATE SET stage = excluded.stage, body = excluded.body \
         WHERE stage % 4 = 0 OR excluded.stage >= stage",
    )?;
    for (number, node) in &waiting.nodes {
        statement.execute(params![id.0.cast_signed(), number, stage(node), json(node)?])?;
    }
    Ok(())
}

/// A run that is over stays over, whatever comes late, unless it is undone, or a later one takes it over.
fn run(conn: &Connection, run: &Run, reopened: bool) -> rusqlite::Result<()> {
    let sql = "INSERT INTO run (id, workflow, definition, state, created_at, ended_at, nodes, body) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, \
               CASE WHEN ?6 IS NULL THEN 0 ELSE (SELECT count(*) FROM node WHERE run = ?1) END, ?7) \
               ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended_at = excluded.ended_at, \
               nodes = excluded.nodes, body = excluded.body WHERE state <> 'ended' OR ?8";
    let ended_at = match &run.state {
        RunState::Ended { at } => Some(millis::from_wall(*at)),
        _ => None,
    };
    conn.prepare_cached(sql)?.execute(params![
        run.id.0.cast_signed(),
        run.workflow.as_str(),
        run.definition.as_ref(),
        run.state.word(),
        millis::from_wall(run.created_at),
        ended_at,
        json(run)?,
        reopened || run.taken_over_by.is_some(),
    ])?;
    raise(conn, "last_run", run.id.0)
}
