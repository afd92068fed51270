//! Rollups: raw samples into minutes, minutes into hours. Computed from what is stored, so that they can be repeated
//! and go on after a crash where they stopped.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::tier::{Fold, HOUR, MINUTE, Marks, RAW, Tier};
use crate::model::series::Point;
use crate::store::millis;

/// How much one step does at most; a single span of time is never read in parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Rows read.
    pub(crate) reads: usize,
    /// Rows written in a transaction.
    pub(crate) writes: usize,
}

/// Does one step towards everything before `now` being rolled up. Gives the marks then, and whether that was all.
pub(crate) fn step(conn: &Connection, marks: Marks, now: i64, budget: Budget) -> rusqlite::Result<(Marks, bool)> {
    let minutes = millis::floor(now, MINUTE.width);
    if marks.minute < minutes {
        let minute = roll(conn, (&RAW, &MINUTE), marks.minute, minutes, budget, |minute| Marks { minute, ..marks })?;
        return Ok((Marks { minute, ..marks }, false));
    }
    // Not `now`: an hour is complete when all its minutes are.
    let hours = millis::floor(marks.minute.min(now), HOUR.width);
    if marks.hour < hours {
        let hour = roll(conn, (&MINUTE, &HOUR), marks.hour, hours, budget, |hour| Marks { hour, ..marks })?;
        return Ok((Marks { hour, ..marks }, false));
    }
    Ok((marks, true))
}

/// Rolls spans from `mark` on, until `until` or the end of the budget. Gives where it stopped.
fn roll(
    conn: &Connection,
    (from, to): (&Tier, &Tier),
    mut mark: i64,
    until: i64,
    budget: Budget,
    marks: impl Fn(i64) -> Marks,
) -> rusqlite::Result<i64> {
    let mut reads = 0;
    while mark < until && reads < budget.reads {
        // Seeking skips times in which nothing ran.
        let start = match from.first_slot(conn, from.slot_of(mark))? {
            Some(slot) => mark.max(millis::floor(slot.saturating_mul(from.slot), to.width)),
            None => until,
        };
        if start >= until {
            begin(conn, |transaction| marks(until).save(transaction))?;
            return Ok(until);
        }
        let (folds, rows) = gather(conn, from, start, start + to.width)?;
        mark = start + to.width;
        reads += rows.max(1);
        write(conn, to, start, &folds, budget, marks(mark))?;
    }
    Ok(mark)
}

/// Folds each series over the span.
fn gather(conn: &Connection, from: &Tier, start: i64, end: i64) -> rusqlite::Result<(BTreeMap<i64, Fold>, usize)> {
    let sql = format!(
        "SELECT series, at, {} FROM {} WHERE slot >= ?1 AND slot <= ?2 AND at >= ?3 AND at < ?4 ORDER BY slot, series, at",
        from.columns, from.table
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![from.slot_of(start), from.slot_of(end - 1), start, end])?;
    let (mut folds, mut count) = (BTreeMap::<i64, Fold>::new(), 0);
    while let Some(row) = rows.next()? {
        let point = Point {
            at: millis::to_wall(row.get(1)?),
            min: row.get(2)?,
            max: row.get(3)?,
            mean: row.get(4)?,
            last: row.get(5)?,
            count: row.get(6)?,
        };
        folds.entry(row.get(0)?).and_modify(|fold| fold.add(&point)).or_insert_with(|| Fold::new(&point));
        count += 1;
    }
    Ok((folds, count))
}

/// Writes one span, in as many transactions as the budget needs; the last one moves the mark.
fn write(
    conn: &Connection,
    to: &Tier,
    at: i64,
    folds: &BTreeMap<i64, Fold>,
    budget: Budget,
    marks: Marks,
) -> rusqlite::Result<()> {
    // A richer row stays: when the clock went back, or raw samples are gone, there is less to compute it from now.
    let sql = format!(
        "INSERT INTO {} (slot, series, at, min, max, mean, last, count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
         ON CONFLICT DO UPDATE SET min = excluded.min, max = excluded.max, mean = excluded.mean, \
         last = excluded.last, count = excluded.count WHERE excluded.count >= count",
        to.table
    );
    let rows: Vec<_> = folds.iter().collect();
    let mut parts = rows.chunks(budget.writes.max(1)).peekable();
    while let Some(part) = parts.next() {
        begin(conn, |transaction| {
            let mut insert = transaction.prepare_cached(&sql)?;
            let mut seen = transaction.prepare_cached("UPDATE series SET seen = ?2 WHERE id = ?1 AND seen < ?2")?;
            for (series, fold) in part {
                let point = fold.point(at);
                let Point { min, max, mean, last, count, .. } = point;
                insert.execute(params![to.slot_of(at), series, at, min, max, mean, last, count])?;
                if *to == HOUR {
                    seen.execute(params![series, at])?;
                }
            }
            if parts.peek().is_none() { marks.save(transaction) } else { Ok(()) }
        })?;
    }
    if rows.is_empty() { begin(conn, |transaction| marks.save(transaction)) } else { Ok(()) }
}

fn begin(conn: &Connection, work: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    work(&transaction)?;
    transaction.commit()
}

#[cfg(test)]
#[path = "roll_tests.rs"]
mod tests;
