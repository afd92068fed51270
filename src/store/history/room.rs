//! Room for what is new: the bound on the size of the file and its log, and deletion by age and by size.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::tier::{HOUR, MINUTE, Marks, Tier};
use crate::store::millis;

const PAGE: u64 = 4096;
/// Less than this holds no history worth the name.
const LEAST: u64 = 1024 * 1024;

/// How the bound on the size is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The whole, in bytes.
    pub(crate) total: u64,
    /// Of it, what the write-ahead log may take at most.
    pub(crate) log: u64,
    /// Pages the database may have.
    pub(crate) pages: u64,
    /// Pages one transaction may change.
    pub(crate) transaction: usize,
    /// Frames in the log at which SQLite copies them into the database.
    pub(crate) checkpoint: u64,
}

impl Bounds {
    /// For this bound in bytes.
    pub(crate) fn of(total: u64) -> Self {
        let total = total.max(LEAST);
        let log = (total / 4).min(16 * 1024 * 1024);
        // A log of this size has an index of 32 KiB for each 4096 frames, in memory that may be on disk.
        let index = 2 * 32 * 1024;
        let pages = (total - log - index) / PAGE;
        let transaction = usize::try_from(log / 2 / (PAGE + 24)).unwrap_or(usize::MAX);
        Self { total, log, pages, transaction, checkpoint: log / 4 / (PAGE + 24) }
    }

    /// Beyond this many pages in use, room is made.
    fn high(self) -> u64 {
        self.pages - (self.transaction as u64).min(self.pages / 5)
    }

    /// Room is made until this many pages are in use.
    fn low(self) -> u64 {
        self.high() - self.pages / 20
    }

    /// Bytes of log at which a transaction must wait until the log was copied.
    pub(crate) fn crowded(self) -> u64 {
        self.log / 2
    }

    /// Tells SQLite. A file that is larger already, because the bound was lowered, gets a little room to work in until
    /// it was made smaller.
    pub(crate) fn apply(self, conn: &Connection) -> rusqlite::Result<()> {
        let all = Pages::of(conn)?.all;
        let most = if all > self.pages { all + 4 * self.transaction as u64 } else { self.pages };
        let set = |name: &str, value: u64| conn.pragma_update_and_check(None, name, value.cast_signed(), |_| Ok(()));
        set("max_page_count", most)?;
        set("wal_autocheckpoint", self.checkpoint.max(1))?;
        set("journal_size_limit", self.checkpoint.max(1) * (PAGE + 24))
    }
}

/// Pages of the database.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pages {
    /// In the file.
    pub(super) all: u64,
    /// Of them, without content.
    pub(super) free: u64,
}

impl Pages {
    pub(super) fn of(conn: &Connection) -> rusqlite::Result<Self> {
        let get = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        Ok(Self { all: get("page_count")?.cast_unsigned(), free: get("freelist_count")?.cast_unsigned() })
    }

    fn used(self) -> u64 {
        self.all.saturating_sub(self.free)
    }

    /// Whether a transaction may fail because of the bound, rather than because of the disk.
    pub(super) fn is_at_bound(self, bounds: Bounds) -> bool {
        self.all + bounds.transaction as u64 >= bounds.pages
    }

    /// Whether room has to be made.
    pub(super) fn is_crowded(self, bounds: Bounds) -> bool {
        self.used() > bounds.high()
    }

    /// Whether enough room was made.
    pub(super) fn is_roomy(self, bounds: Bounds) -> bool {
        self.used() <= bounds.low()
    }

    /// Whether the file should be made smaller: beyond its bound, or much of it is empty.
    pub(super) fn is_slack(self, bounds: Bounds) -> bool {
        self.free > 0 && (self.all > bounds.pages || self.free > (self.all / 4).max(64))
    }
}

/// Gives a few free pages back to the disk.
pub(super) fn shrink(conn: &Connection, pages: usize) -> rusqlite::Result<()> {
    // One row a page, and each call of `step` frees one.
    let mut statement = conn.prepare(&format!("PRAGMA incremental_vacuum({pages})"))?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// Deletes at most `rows` of the oldest rows, all of slots before `slot`. Gives how many there were.
pub(super) fn delete_before(conn: &Connection, tier: &Tier, slot: i64, rows: usize) -> rusqlite::Result<usize> {
    let table = tier.table;
    // A bound on rows, not on slots: nobody knows how many series there are. Between the first row and this one.
    let find = format!("SELECT slot, series, at FROM {table} ORDER BY slot, series, at LIMIT 1 OFFSET ?1");
    let transaction = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    let end: Option<(i64, i64, i64)> = transaction
        .prepare_cached(&find)?
        .query_row([i64::try_from(rows).unwrap_or(i64::MAX)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let deleted = match end {
        Some((end, series, at)) if end < slot => {
            let sql = format!("DELETE FROM {table} WHERE (slot, series, at) < (?1, ?2, ?3)");
            transaction.prepare_cached(&sql)?.execute(params![end, series, at])?
        }
        _ => transaction.prepare_cached(&format!("DELETE FROM {table} WHERE slot < ?1"))?.execute([slot])?,
    };
    transaction.commit()?;
    Ok(deleted)
}

/// Where the next deletion of the oldest rows ends: a slot of the tier, on a whole span of the next coarser one, so that
/// no span is ever half there. At least one slot, and not beyond `keep_from`.
pub(super) fn oldest(conn: &Connection, tier: &Tier, coarser: i64, keep_from: i64) -> rusqlite::Result<Option<i64>> {
    let Some(first) = tier.first_slot(conn, i64::MIN)? else { return Ok(None) };
    let start = millis::floor(first.saturating_mul(tier.slot), coarser);
    let end = start.saturating_add(coarser);
    Ok((end <= keep_from).then(|| tier.slot_of(end - 1) + 1))
}

/// The first slot that age spares, on a whole span of the next coarser tier.
pub(super) fn spared(tier: &Tier, now: i64, keep: i64, marks: Marks) -> i64 {
    let cutoff = now.saturating_sub(keep);
    let (coarser, rolled) = match tier.table {
        "raw" => (MINUTE.width, marks.minute),
        "minute" => (HOUR.width, marks.hour),
        _ => (tier.slot, i64::MAX),
    };
    // What is not rolled up yet is spared.
    tier.slot_of(millis::floor(cutoff.min(rolled), coarser))
}

/// Deletes series that have no rows any more. Gives how many there were.
pub(super) fn forget_series(conn: &Connection, now: i64, keep: i64) -> rusqlite::Result<usize> {
    let cutoff = now.saturating_sub(keep).saturating_sub(HOUR.slot);
    conn.prepare_cached("DELETE FROM series WHERE seen < ?1")?.execute([cutoff])
}
