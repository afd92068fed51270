//! What was learned of series, kept over a restart: the newest of each, and bounded.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::append::Ids;
use crate::model::series::{Learned, Series};
use crate::store::millis;

/// What was learned of a series that has not been seen for so long is worth nothing.
const STALE: i64 = 15 * 86_400_000;

/// Keeps the newest of each; of a series that is new here only while there are fewer than `most`.
pub(super) fn keep(conn: &Connection, ids: &mut Ids, some: &[Learned], most: u64) -> rusqlite::Result<()> {
    let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    {
        let mut update = transaction.prepare_cached("UPDATE learned SET at = ?2, state = ?3 WHERE series = ?1")?;
        let mut insert = transaction.prepare_cached(
            // The last row has the highest number, which is no smaller than how many there are.
            "INSERT INTO learned (series, at, state) SELECT ?1, ?2, ?3 \
             WHERE (SELECT coalesce(max(series), 0) FROM learned) < ?4 OR (SELECT count(*) FROM learned) < ?4",
        )?;
        for learned in some {
            let at = millis::from_wall(learned.at);
            let series = ids.of(&transaction, &learned.series, at)?;
            if update.execute(params![series, at, &*learned.bytes])? == 0 {
                insert.execute(params![series, at, &*learned.bytes, most.cast_signed()])?;
            }
        }
    }
    transaction.commit()
}

/// Forgets what is too old to be of use.
pub(super) fn forget(conn: &Connection, now: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM learned WHERE at < ?1")?.execute([now.saturating_sub(STALE)])?;
    Ok(())
}

/// What was learned of a series; none where nothing was kept.
pub(crate) fn of(conn: &Connection, series: &Series) -> rusqlite::Result<Option<Learned>> {
    let sql = "SELECT learned.at, learned.state FROM learned JOIN series ON series.id = learned.series \
               WHERE series.metric = ?1 AND series.instance = ?2";
    let instance = series.instance.as_deref().unwrap_or("");
    let row = |row: &rusqlite::Row<'_>| {
        let bytes: Vec<u8> = row.get(1)?;
        Ok(Learned { series: series.clone(), at: millis::to_wall(row.get(0)?), bytes: Arc::from(bytes) })
    };
    conn.prepare_cached(sql)?.query_row(params![&*series.metric, instance], row).optional()
}
