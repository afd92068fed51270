//! Reads on in a log and passes or fails by what appears. Only lines after the start count; at most two megabytes are
//! read at a time, and what goes by unread is counted.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use regex::{Regex, RegexBuilder};

use super::causes::not_read;
use super::runner::Round;
use crate::data::{Marks, log};
use crate::model::check::{LogCheck, LogCondition};
use crate::model::complaint::Complaint;
use crate::model::probe::ProbeId;
use crate::model::query::LogPosition;
use crate::model::spec::ProbeRole;
use crate::model::text::clean;
use crate::model::time::Mono;

/// Bytes that a compiled pattern may take, as the configuration has checked.
const LARGEST: usize = 1 << 20;
/// So much of a line is told, in characters.
const LONGEST: usize = 200;

/// What the log probes remember from one run to the next.
#[derive(Default)]
pub(super) struct Logs(Mutex<HashMap<ProbeId, Arc<Mutex<Option<Reading>>>>>);

impl Logs {
    /// Looks once. Reading can hang on a dead network mount, so it is done elsewhere, once a probe at a time.
    pub(super) async fn check(&self, round: &Round, marks: &Marks, check: LogCheck) -> Result<(), Complaint> {
        let begun = round.starting.begin(&round.id).ok_or(Complaint::StillReading)?;
        let kept = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(round.id.clone()).or_default())
        };
        let (round, marks) = (round.clone(), marks.clone());
        let read = tokio::task::spawn_blocking(move || {
            let _begun = begun;
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            look(&mut kept, &round, &marks, &check)
        });
        read.await.unwrap_or_else(|error| Err(not_read(error.into())))
    }
}

/// One probe's place in its log, and what it has found.
struct Reading {
    /// Which start, which file.
    of: (crate::model::id::Generation, PathBuf),
    place: LogPosition,
    pattern: Regex,
    /// When the newest matches were read.
    matches: VecDeque<Mono>,
    /// When the last one was read, or reading began.
    last_at: Mono,
    last: String,
    unread: u64,
}

fn look(kept: &mut Option<Reading>, round: &Round, marks: &Marks, check: &LogCheck) -> Result<(), Complaint> {
    let waits = round.role == ProbeRole::Startup && matches!(check.condition, LogCondition::With { .. });
    if waits && marks.is_seen(&round.id, round.generation) {
        return Ok(());
    }
    let path = marks.log(&round.id.service, check.path.as_deref());
    if kept.as_ref().is_none_or(|reading| reading.of != (round.generation, path.clone())) {
        *kept = Some(Reading::begin(round, marks, &path, check, waits)?);
    }
    let Some(reading) = kept else { return Ok(()) };
    if reading.pattern.as_str() != check.condition.pattern() {
        reading.pattern = compiled(check.condition.pattern())?;
        reading.matches.clear();
    }
    reading.read_on(&path, round, &check.condition)?;
    let verdict = reading.judge(round.now, &check.condition, waits);
    if waits && verdict.is_ok() {
        marks.set_seen(&round.id, round.generation);
    }
    verdict
}

impl Reading {
    /// Lines before the start do not count. Of a process that was taken over only what comes from now on does, unless
    /// its start is still waited for: older lines have been read before.
    fn begin(round: &Round, marks: &Marks, path: &Path, check: &LogCheck, waits: bool) -> Result<Self, Complaint> {
        let noted = marks.begun(&round.id, round.generation).filter(|begun| begun.in_this_life || waits);
        let place = match noted {
            Some(begun) => begun.place,
            None => log::end(path).map_err(not_read)?,
        };
        Ok(Self {
            of: (round.generation, path.to_owned()),
            place,
            pattern: compiled(check.condition.pattern())?,
            matches: VecDeque::new(),
            last_at: round.now,
            last: String::new(),
            unread: 0,
        })
    }

    fn read_on(&mut self, path: &Path, round: &Round, condition: &LogCondition) -> Result<(), Complaint> {
        let page = log::news(path, self.place).map_err(not_read)?;
        self.place = page.next;
        if page.skipped > 0 {
            self.unread += page.skipped;
            tracing::warn!("probe {}: {} bytes of the log went by unread", round.id, page.skipped);
        }
        let kept = match condition {
            LogCondition::Without { count, .. } => usize::try_from(*count).unwrap_or(usize::MAX),
            LogCondition::With { .. } => 1,
        };
        for line in page.lines.into_iter().filter(|line| self.pattern.is_match(line)) {
            self.matches.push_back(round.now);
            self.last_at = round.now;
            self.last = line;
        }
        self.matches.drain(..self.matches.len().saturating_sub(kept));
        if page.skipped > 0 && matches!(condition, LogCondition::With { .. }) {
            // It may have been in what nobody read.
            self.last_at = round.now;
        }
        Ok(())
    }

    fn judge(&self, now: Mono, condition: &LogCondition, waits: bool) -> Result<(), Complaint> {
        match condition {
            LogCondition::Without { pattern, count, within } => {
                let newest = self.matches.iter().filter(|at| now.since(**at) < *within).count();
                if newest < usize::try_from(*count).unwrap_or(usize::MAX) {
                    return Ok(());
                }
                let (pattern, line, unread) = (pattern.clone(), clean(&self.last, LONGEST), self.unread);
                Err(Complaint::Appeared { pattern, count: *count, within: *within, line, unread })
            }
            LogCondition::With { .. } if waits && !self.matches.is_empty() => Ok(()),
            LogCondition::With { pattern, within } => {
                let silent = now.since(self.last_at);
                if !waits && silent < *within {
                    return Ok(());
                }
                Err(Complaint::NotAppeared { pattern: pattern.clone(), silent: seconds(silent) })
            }
        }
    }
}

fn seconds(span: Duration) -> Duration {
    Duration::from_secs(span.as_secs())
}

fn compiled(pattern: &str) -> Result<Regex, Complaint> {
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(LARGEST).dfa_size_limit(LARGEST);
    builder.build().map_err(|_| Complaint::NoPattern { pattern: pattern.to_owned() })
}

#[cfg(test)]
mod tests;
