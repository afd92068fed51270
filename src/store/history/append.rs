//! Samples into their table.

use std::collections::HashMap;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::tier::{Marks, RAW};
use crate::model::event::SampleBatch;
use crate::model::series::Series;
use crate::store::millis;

/// The numbers of the series, so that each name is looked up once.
#[derive(Debug, Default)]
pub(super) struct Ids(HashMap<Series, i64>);

impl Ids {
    /// Forgets all: a transaction that gave numbers was not committed, or series were deleted.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    pub(super) fn of(&mut self, conn: &Connection, series: &Series, at: i64) -> rusqlite::Result<i64> {
        if let Some(id) = self.0.get(series) {
            return Ok(*id);
        }
        let sql = "INSERT INTO series (metric, instance, seen) VALUES (?1, ?2, ?3) \
                   ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen) RETURNING id";
        let instance = series.instance.as_deref().unwrap_or("");
        let id = conn.prepare_cached(sql)?.query_row(params![&*series.metric, instance, at], |row| row.get(0))?;
        self.0.insert(series.clone(), id);
        Ok(id)
    }
}

/// Roughly how many pages storing a batch changes: a slot is a few pages, filled a row of some 25 bytes at a time.
pub(super) fn pages(batch: &SampleBatch) -> usize {
    6 + batch.samples.len() / 12
}

/// Stores the batches in one transaction and gives the marks as they are then.
pub(super) fn batches<'a>(
    conn: &Connection,
    ids: &mut Ids,
    marks: Marks,
    batches: impl Iterator<Item = &'a SampleBatch>,
) -> rusqlite::Result<Marks> {
    let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    let mut reached = marks;
    {
        // The clock may have gone back: the newer value of a moment replaces the older one.
        let sql = "INSERT OR REPLACE INTO raw (slot, series, at, value) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = transaction.prepare_cached(sql)?;
        for batch in batches {
            let at = millis::from_wall(batch.at.wall);
            let slot = RAW.slot_of(at);
            reached = reached.reaching(at);
            for sample in batch.samples.iter().filter(|sample| sample.value.is_finite()) {
                let series = ids.of(&transaction, &sample.series, at)?;
                insert.execute(params![slot, series, at, sample.value])?;
            }
        }
    }
    if reached != marks {
        reached.save(&transaction)?;
    }
    transaction.commit()?;
    Ok(reached)
}
