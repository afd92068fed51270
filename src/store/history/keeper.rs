//! The open `history.db` and each thing done to it, in steps that end soon.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::append::{self, Ids};
use super::learned;
use super::roll::{self, Budget};
use super::room::{self, Bounds, Pages};
use super::tier::{HOUR, MINUTE, Marks, RAW};
use crate::model::event::SampleBatch;
use crate::model::series::Learned;
use crate::model::time::Wall;
use crate::model::trouble::RuntimeTrouble;
use crate::store::dir::{self, FileIdentity};
use crate::store::error::{self, StoreAction, StoreError, shown};
use crate::store::file::{self, HISTORY};
use crate::store::millis;

/// Rows that one step of rolling up reads at most, unless a single minute has more.
const READS: usize = 20_000;

/// What was learned takes at most this part of the pages.
const LEARNED: u64 = 8;

/// How long points are kept, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keep {
    pub(super) raw: i64,
    pub(super) minute: i64,
    pub(super) hour: i64,
}

/// What is left to do of one `roll_up`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chores {
    /// Up to this moment.
    pub(super) now: i64,
    /// The wall clock is trusted enough to delete by age.
    pub(super) by_age: bool,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Roll,
    Age(usize),
    Room,
    Shrink,
    Done,
}

impl Chores {
    pub(super) fn new(now: i64, by_age: bool) -> Self {
        Self { now, by_age, stage: Stage::Roll }
    }

    pub(super) fn is_done(self) -> bool {
        self.stage == Stage::Done
    }
}

struct Open {
    conn: Connection,
    identity: Option<FileIdentity>,
    ids: Ids,
    marks: Marks,
}

/// Owns the file.
pub(super) struct Keeper {
    dir: PathBuf,
    path: PathBuf,
    bounds: Bounds,
    keep: Keep,
    open: Option<Open>,
    /// The latest time of any sample stored.
    newest: i64,
}

impl Keeper {
    pub(super) fn new(dir: PathBuf, max_size: u64, keep: Keep) -> Self {
        let path = HISTORY.path(&dir);
        Self { dir, path, bounds: Bounds::of(max_size), keep, open: None, newest: i64::MIN }
    }

    /// Opens the file unless it is open and still the one at its path. Gives what had to be set aside.
    pub(super) fn ready(&mut self, now: Wall) -> Result<Option<RuntimeTrouble>, StoreError> {
        if self.open.as_ref().is_some_and(|open| open.identity == FileIdentity::at(&self.path)) {
            return Ok(None);
        }
        self.open = None;
        dir::prepare(&self.dir)?;
        let opened = file::open(&self.dir, &HISTORY, now)?;
        let failed = |error| StoreError::of_sql(error, &self.path, StoreAction::Open);
        self.bounds.apply(&opened.conn).map_err(failed)?;
        let marks = Marks::load(&opened.conn).map_err(failed)?;
        let newest = "SELECT coalesce(max(slot), ?1) FROM raw";
        let newest: i64 = opened.conn.query_row(newest, [i64::MIN], |row| row.get(0)).map_err(failed)?;
        self.newest = newest.saturating_mul(RAW.slot);
        self.open = Some(Open { conn: opened.conn, identity: opened.identity, ids: Ids::default(), marks });
        Ok(opened.set_aside)
    }

    /// Closes the file, so that the next use opens it anew.
    pub(super) fn close(&mut self) {
        self.open = None;
    }

    /// Sets a damaged file aside; says so.
    pub(super) fn begin_anew(&mut self, error: StoreError, now: Wall) -> Result<RuntimeTrouble, StoreError> {
        self.open = None;
        file::set_aside(&self.path, error, now)
    }

    /// Bytes of the file and its log.
    pub(super) fn size(&self) -> u64 {
        dir::size(&self.path)
    }

    /// How many of these batches fit into one transaction; at least one.
    pub(super) fn group<'a>(&self, batches: impl Iterator<Item = &'a Arc<SampleBatch>>) -> usize {
        let mut pages = 0;
        let fits = |batch: &&Arc<SampleBatch>| {
            pages += append::pages(batch);
            pages <= self.bounds.transaction
        };
        batches.take_while(fits).count().max(1)
    }

    /// Samples of one batch that fit into one transaction.
    pub(super) fn largest_batch(&self) -> usize {
        self.bounds.transaction.saturating_sub(6).max(1) * 12
    }

    /// Stores the batches in one transaction, making room where that is needed.
    pub(super) fn store(&mut self, batches: &[Arc<SampleBatch>]) -> Result<(), StoreError> {
        self.log_room()?;
        match self.append(batches).map_err(|error| self.sql(error)) {
            Err(StoreError::TooSmall { .. }) => {
                self.make_room()?;
                self.append(batches).map_err(|error| self.sql(error))?;
            }
            outcome => outcome?,
        }
        let newest = batches.iter().map(|batch| millis::from_wall(batch.at.wall)).max();
        self.newest = self.newest.max(newest.unwrap_or(i64::MIN));
        if self.pages()?.is_crowded(self.bounds) {
            self.make_room()?;
        }
        Ok(())
    }

    fn append(&mut self, batches: &[Arc<SampleBatch>]) -> rusqlite::Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let stored = append::batches(&open.conn, &mut open.ids, open.marks, batches.iter().map(AsRef::as_ref));
        match stored {
            Ok(marks) => open.marks = marks,
            Err(error) => {
                open.ids.forget();
                return Err(error);
            }
        }
        Ok(())
    }

    /// Keeps what was learned of series, a few at a time.
    pub(super) fn learned(&mut self, all: &[Learned]) -> Result<(), StoreError> {
        let most = self.bounds.pages / LEARNED;
        for some in all.chunks((self.bounds.transaction / 8).clamp(1, 64)) {
            self.log_room()?;
            let mut kept = self.learn(some, most);
            if let Err(StoreError::TooSmall { .. }) = kept {
                self.make_room()?;
                kept = self.learn(some, most);
            }
            kept?;
        }
        Ok(())
    }

    fn learn(&mut self, some: &[Learned], most: u64) -> Result<(), StoreError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let kept = learned::keep(&open.conn, &mut open.ids, some, most);
        if kept.is_err() {
            open.ids.forget();
        }
        kept.map_err(|error| self.sql(error))
    }

    /// Does the next step of the chores.
    pub(super) fn step(&mut self, chores: &mut Chores) -> Result<(), StoreError> {
        self.log_room()?;
        chores.stage = match chores.stage {
            Stage::Roll => {
                let mut rolled = self.roll(chores.now);
                if let Err(StoreError::TooSmall { .. }) = rolled {
                    self.make_room()?;
                    rolled = self.roll(chores.now);
                }
                match (rolled?, chores.by_age) {
                    (false, _) => Stage::Roll,
                    (true, true) => Stage::Age(0),
                    (true, false) => Stage::Room,
                }
            }
            Stage::Age(table) => self.age(table, chores.now)?,
            Stage::Room => {
                if self.pages()?.is_crowded(self.bounds) {
                    self.make_room()?;
                }
                Stage::Shrink
            }
            Stage::Shrink => {
                if self.shrink()? {
                    Stage::Shrink
                } else {
                    Stage::Done
                }
            }
            Stage::Done => Stage::Done,
        };
        Ok(())
    }

    fn age(&mut self, table: usize, now: i64) -> Result<Stage, StoreError> {
        let tables = [(&RAW, self.keep.raw), (&MINUTE, self.keep.minute), (&HOUR, self.keep.hour)];
        let rows = self.rows();
        let Some(open) = &mut self.open else { return Ok(Stage::Done) };
        let failed = |error| StoreError::of_sql(error, &self.path, StoreAction::CleanUp);
        let Some((tier, keep)) = tables.get(table) else {
            learned::forget(&open.conn, now).map_err(failed)?;
            if room::forget_series(&open.conn, now, self.keep.hour).map_err(failed)? > 0 {
                open.ids.forget();
            }
            return Ok(Stage::Room);
        };
        let spared = room::spared(tier, now, *keep, open.marks);
        let deleted = room::delete_before(&open.conn, tier, spared, rows).map_err(failed)?;
        Ok(Stage::Age(if deleted >= rows { table } else { table + 1 }))
    }

    /// Rolls up a little; true when that was all.
    fn roll(&mut self, now: i64) -> Result<bool, StoreError> {
        let budget = Budget { reads: READS, writes: (self.bounds.transaction / 2).max(1) };
        let Some(open) = &mut self.open else { return Ok(true) };
        match roll::step(&open.conn, open.marks, now, budget) {
            Ok((marks, done)) => {
                open.marks = marks;
                Ok(done)
            }
            Err(error) => {
                // Some of it may have been committed.
                open.marks = Marks::load(&open.conn).unwrap_or(open.marks);
                Err(self.sql(error))
            }
        }
    }

    /// Deletes the oldest raw samples, then the oldest minutes, then hours, until there is room.
    fn make_room(&mut self) -> Result<(), StoreError> {
        // What goes is rolled up before, so that the coarse past outlives the fine one. Best effort: room comes first.
        let mut left = 64;
        while left > 0 && !self.roll(self.newest).unwrap_or(true) {
            self.log_room()?;
            left -= 1;
        }
        while !self.pages()?.is_roomy(self.bounds) {
            if !self.delete_oldest()? {
                break;
            }
        }
        while self.shrink()? {
            self.log_room()?;
        }
        Ok(())
    }

    /// Deletes the oldest span of the finest table that may lose one. False when nothing is left.
    fn delete_oldest(&mut self) -> Result<bool, StoreError> {
        let rows = self.rows();
        let Some(marks) = self.open.as_ref().map(|open| open.marks) else { return Ok(false) };
        let order = [
            (&RAW, MINUTE.width, marks.minute),
            (&MINUTE, HOUR.width, marks.hour),
            (&HOUR, HOUR.slot, i64::MAX),
            (&RAW, MINUTE.width, i64::MAX),
            (&MINUTE, HOUR.width, i64::MAX),
        ];
        for (tier, coarser, keep_from) in order {
            let end = self.sqled(|conn| room::oldest(conn, tier, coarser, keep_from))?;
            let Some(end) = end.flatten() else { continue };
            while self.sqled(|conn| room::delete_before(conn, tier, end, rows))?.unwrap_or(0) >= rows {
                self.log_room()?;
            }
            self.log_room()?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Gives some free pages back to the disk; true when there are more.
    fn shrink(&self) -> Result<bool, StoreError> {
        let pages = self.pages()?;
        if !pages.is_slack(self.bounds) {
            return Ok(false);
        }
        let some = (self.bounds.transaction / 4).max(8);
        self.sqled(|conn| room::shrink(conn, some))?;
        let after = self.pages()?;
        let more = after.is_slack(self.bounds) && after.all < pages.all;
        if !more {
            // The file ends where its last page ends only after the log was copied.
            self.checkpoint()?;
            self.sqled(|conn| self.bounds.apply(conn))?;
        }
        Ok(more)
    }

    /// Sees to it that the log has room for a transaction.
    fn log_room(&self) -> Result<(), StoreError> {
        let log = dir::beside(&self.path, "-wal");
        let crowded = || std::fs::metadata(&log).is_ok_and(|found| found.len() > self.bounds.crowded());
        if crowded() {
            self.checkpoint()?;
            if crowded() {
                // Somebody reads for so long that the log cannot be begun anew.
                return Err(StoreError::Locked { path: shown(&self.path), action: StoreAction::ShortenLog });
            }
        }
        Ok(())
    }

    fn checkpoint(&self) -> Result<(), StoreError> {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        self.sqled(|conn| conn.query_row(sql, [], |_| Ok(()))).map(drop)
    }

    /// Rows that may be deleted in one transaction.
    fn rows(&self) -> usize {
        self.bounds.transaction.saturating_mul(40).min(READS)
    }

    fn pages(&self) -> Result<Pages, StoreError> {
        Ok(self.sqled(Pages::of)?.unwrap_or(Pages { all: 0, free: 0 }))
    }

    fn sqled<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<Option<T>, StoreError> {
        self.open.as_ref().map(|open| work(&open.conn)).transpose().map_err(|error| self.sql(error))
    }

    /// Tells the bound from a full disk: SQLite says the same of both.
    fn sql(&self, error: rusqlite::Error) -> StoreError {
        let full = error.sqlite_error_code() == Some(ErrorCode::DiskFull) && !error::is_full(&self.dir);
        let pages = self.open.as_ref().filter(|_| full).and_then(|open| Pages::of(&open.conn).ok());
        if pages.is_some_and(|pages| pages.is_at_bound(self.bounds)) {
            return StoreError::TooSmall { path: shown(&self.path), bound: self.bounds.total };
        }
        StoreError::of_sql(error, &self.path, StoreAction::Write)
    }
}

impl Keep {
    /// In milliseconds.
    pub(super) fn new(raw: Duration, minute: Duration, hour: Duration) -> Self {
        Self { raw: millis::span(raw), minute: millis::span(minute), hour: millis::span(hour) }
    }
}
