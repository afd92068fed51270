//! One log: its patterns, and what is said of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::told::Told;
use crate::learn::patterns::{Bounds, Change, ChangeKind, Kept, Live, Sign, Signs};
use crate::model::id::ServiceName;
use crate::model::pattern::{LONGEST, LogChange, LogShift, Precedes};
use crate::model::text::clean;
use crate::model::time::{Mono, Now, Wall};

/// Longest line that is looked at, in characters.
const LINE: usize = 1_000;
/// What comes before failures is worth a word when it was not there for so long.
const ABSENT: Duration = Duration::from_mins(10);
/// Nobody has listened when nothing was heard for so long.
pub(super) const DEAF: Duration = Duration::from_secs(90);

/// One log.
#[derive(Debug)]
pub(super) struct One {
    pub(super) live: Live,
    told: Told,
    /// Since then its service does not run; none while it does.
    still: Option<Mono>,
    /// What comes before failures, and when it came last.
    pub(super) signs: BTreeMap<u32, Precedes>,
    came: BTreeMap<u32, Mono>,
    /// Those of them that were told.
    known: BTreeSet<u32>,
    /// Whether lines came since it was last written down, and whether something was told.
    pub(super) heard: bool,
    pub(super) changed: bool,
    pub(super) booked: Option<Mono>,
    pub(super) kept: Option<Mono>,
}

impl One {
    /// Nothing heard yet.
    pub(super) fn new() -> Self {
        Self::of(Live::new(Bounds::LIVE))
    }

    /// Goes on from what was written down; none where it cannot be understood.
    pub(super) fn remembering(memory: &str, now: Now) -> Option<Self> {
        let kept: Kept = serde_json::from_str(memory).ok()?;
        let mut one = Self::of(Live::remembering(kept, Bounds::LIVE, now.seconds())?);
        one.look(now.mono);
        one.known = one.signs.keys().copied().collect();
        Some(one)
    }

    fn of(live: Live) -> Self {
        Self {
            live,
            told: Told::default(),
            still: None,
            signs: BTreeMap::new(),
            came: BTreeMap::new(),
            known: BTreeSet::new(),
            heard: false,
            changed: false,
            booked: None,
            kept: None,
        }
    }

    /// A line came, as it was written.
    pub(super) fn hear(&mut self, service: &ServiceName, text: &str, now: Now) -> Vec<LogChange> {
        let line = clean(text, LINE);
        if line.trim().is_empty() {
            return Vec::new();
        }
        self.heard = true;
        let (seen, change) = self.live.take(&line, now.seconds());
        let warning = self.warns(seen.pattern, now.mono).map(|precedes| (seen.pattern, LogShift::Warns(precedes)));
        let said = change.map(shift).into_iter().chain(warning);
        said.filter_map(|(pattern, shift)| self.say(service, pattern, shift, now)).collect()
    }

    /// Whether a pattern comes before failures, and comes now after it was not there for a while.
    fn warns(&mut self, pattern: u32, now: Mono) -> Option<Precedes> {
        let precedes = *self.signs.get(&pattern)?;
        let before = self.came.insert(pattern, now);
        before.is_some_and(|before| now.since(before) >= ABSENT).then_some(precedes)
    }

    /// A minute has passed.
    pub(super) fn tick(&mut self, service: &ServiceName, now: Now) -> Vec<LogChange> {
        // Of a service that is down, silence is no news.
        let changes = if self.still.is_none() { self.live.tick(now.seconds()) } else { Vec::new() };
        self.look(now.mono);
        let mut out: Vec<LogChange> = changes
            .into_iter()
            .map(shift)
            .filter_map(|(pattern, shift)| self.say(service, pattern, shift, now))
            .collect();
        if let Some(changes) = self.told.tick(now.mono) {
            let (service, template, at) = (service.clone(), String::new(), now.wall);
            let shift = LogShift::Many { changes };
            out.push(LogChange { service, template, at, first_at: at, count: 0, shift });
        }
        out
    }

    /// Its service has failed.
    pub(super) fn failed(&mut self, service: &ServiceName, now: Now) -> Vec<LogChange> {
        self.live.failure(now.seconds());
        self.look(now.mono);
        let new: Vec<(u32, Precedes)> =
            self.signs.iter().filter(|(pattern, _)| !self.known.contains(pattern)).map(|(p, s)| (*p, *s)).collect();
        self.known.extend(new.iter().map(|(pattern, _)| *pattern));
        self.changed = true;
        new.into_iter()
            .filter_map(|(pattern, precedes)| self.say(service, pattern, LogShift::Precedes(precedes), now))
            .collect()
    }

    /// Its service runs, or does not.
    pub(super) fn runs(&mut self, runs: bool, now: Now) {
        match (runs, self.still) {
            (false, None) => self.still = Some(now.mono),
            (true, Some(since)) => {
                self.still = None;
                if now.mono.since(since) >= DEAF {
                    self.live.resume(now.seconds());
                }
            }
            _ => {}
        }
    }

    /// What comes before failures, as it is known now.
    fn look(&mut self, now: Mono) {
        let signs = match self.live.signs() {
            Signs::Known(signs) => signs,
            Signs::Cold { .. } => Vec::new(),
        };
        self.signs = signs.iter().map(|sign| (sign.pattern, precedes(sign))).collect();
        self.came.retain(|pattern, _| self.signs.contains_key(pattern));
        for pattern in self.signs.keys() {
            self.came.entry(*pattern).or_insert(now);
        }
    }

    fn say(&mut self, service: &ServiceName, pattern: u32, shift: LogShift, now: Now) -> Option<LogChange> {
        let known = self.live.miner().pattern(pattern)?;
        let template = clean(&self.live.template(pattern)?, LONGEST);
        // What is all values says nothing to anybody.
        if !template.chars().any(char::is_alphabetic) || !self.told.may(pattern, &shift, now.mono) {
            return None;
        }
        self.changed = true;
        let (first_at, count) = (wall(known.first).unwrap_or(now.wall), known.count);
        Some(LogChange { service: service.clone(), template, at: now.wall, first_at, count, shift })
    }
}

fn precedes(sign: &Sign) -> Precedes {
    let lead = Duration::try_from_secs_f64(sign.lead.round()).unwrap_or_default();
    Precedes { before: sign.before, failures: sign.failures, came: sign.came, lead }
}

/// A change as it is told.
fn shift(change: Change) -> (u32, LogShift) {
    let shift = match change.kind {
        ChangeKind::New => LogShift::New,
        ChangeKind::More { usual, now } => LogShift::More { usual: told(usual), now: told(now) },
        ChangeKind::Less { usual, now } => LogShift::Less { usual: told(usual), now: told(now) },
        ChangeKind::Silent { usual, since } => LogShift::Silent {
            usual: told(usual),
            silent_for: Duration::try_from_secs_f64(since.round()).unwrap_or_default(),
        },
    };
    (change.pattern, shift)
}

/// A rate as it is told: with two digits that say something.
pub(super) fn told(rate: f64) -> f64 {
    if !rate.is_finite() || rate <= 0.0 {
        return 0.0;
    }
    let step = 10_f64.powf(rate.log10().floor() - 1.0);
    // Written out and read again, so that no rounding shows.
    format!("{:.*}", if step < 1.0 { 6 } else { 0 }, (rate / step).round() * step).parse().unwrap_or(rate)
}

/// Seconds since 1970 as wall time.
#[expect(clippy::cast_possible_truncation, reason = "what is out of range is no time")]
pub(super) fn wall(seconds: f64) -> Option<Wall> {
    Wall::from_timestamp_millis((seconds * 1_000.0) as i64)
}
