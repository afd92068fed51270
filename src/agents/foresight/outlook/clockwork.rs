//! Series on one even clock. What history has of each is taken in first, tick by tick for all of them at once, so that what
//! they taught before a restart is known after it; then each tick as it ends.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::learn::exhaust::{Foresight, MEMORY, YOUNG};
use crate::model::event::Proposal;
use crate::model::id::{Generation, ServiceName};
use crate::model::outlook::{Outlook, Prospect};
use crate::model::series::{Past, Point, Series};
use crate::model::time::{Mono, Now, Wall};

use super::one::{One, Seen};

/// Series that are followed at most: 4 KB each.
const MOST: usize = 512;
/// Without its past for so long, a series goes on without one.
const PATIENCE: Duration = Duration::from_secs(60);
/// Series that come within this after the first one have their pasts taken in together.
const GATHERED: Duration = Duration::from_secs(10);
/// So many ticks of the past are taken in at a time, and what they taught is learned after so many.
const SLICE: i64 = 96;
const LESSON: i64 = 60;

/// Whom a series is about.
#[derive(Debug, Clone)]
pub(super) struct Whose {
    pub(super) subject: String,
    pub(super) service: Option<ServiceName>,
    pub(super) generation: Option<Generation>,
}

/// All series of one clock.
#[derive(Debug)]
pub(super) struct Clockwork {
    /// Seconds of a tick.
    width: u32,
    foresight: Foresight,
    series: BTreeMap<Series, Followed>,
    phase: Phase,
    /// The newest.
    tick: i64,
    last_id: u64,
}

#[derive(Debug)]
struct Followed {
    one: One,
    since: Mono,
    /// What is not taken in yet, by its tick; none once it goes along.
    waiting: Option<BTreeMap<i64, Mean>>,
    has_past: bool,
}

/// Where the clock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Pasts come in, since the first series did.
    Gathering(Option<Mono>),
    /// They are taken in; this tick is next.
    Replaying(i64),
    /// Ticks are taken in as they come.
    Live,
}

#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64, count: f64) {
        self.sum += value * count;
        self.count += count;
    }

    fn get(self) -> f64 {
        self.sum / self.count.max(f64::MIN_POSITIVE)
    }
}

impl Clockwork {
    /// With ticks of so many seconds.
    pub(super) fn new(width: u32) -> Self {
        Self {
            width,
            foresight: Foresight::default(),
            series: BTreeMap::new(),
            phase: Phase::Gathering(None),
            tick: i64::MIN,
            last_id: 0,
        }
    }

    pub(super) fn knows(&self, series: &Series) -> bool {
        self.series.contains_key(series)
    }

    pub(super) fn is_full(&self) -> bool {
        self.series.len() >= MOST
    }

    /// Follows one more series.
    pub(super) fn add(&mut self, series: &Series, at: Mono, one: impl FnOnce(u64) -> One) {
        self.last_id += 1;
        let one = one(self.last_id);
        let followed = Followed { one, since: at, waiting: Some(BTreeMap::new()), has_past: false };
        self.series.insert(series.clone(), followed);
        if self.phase == Phase::Gathering(None) {
            self.phase = Phase::Gathering(Some(at));
        }
    }

    pub(super) fn retain(&mut self, mut wanted: impl FnMut(&Series, &mut One) -> bool) {
        self.series.retain(|series, followed| wanted(series, &mut followed.one));
    }

    /// It is measured no more.
    pub(super) fn remove(&mut self, series: &Series) -> Option<Proposal> {
        self.series.remove(series)?.one.end(series)
    }

    /// Time is at this moment now: a tick that is over is judged, before anything of the next is taken in.
    pub(super) fn reach(&mut self, now: Now, whose: &dyn Fn(&Series) -> Whose, out: &mut Vec<Proposal>) {
        let tick = self.tick_of(now.wall);
        if tick == self.tick {
            return;
        }
        let over = std::mem::replace(&mut self.tick, tick);
        if self.phase == Phase::Live && tick > over {
            self.close(over);
            self.judge(now, whose, out);
        }
    }

    /// Takes a value in.
    pub(super) fn take(&mut self, series: &Series, value: f64, at: Mono, out: &mut Vec<Proposal>) {
        let Some(followed) = self.series.get_mut(series) else { return };
        followed.one.take(series, value, at, out);
        match &mut followed.waiting {
            Some(waiting) if value.is_finite() => waiting.entry(self.tick).or_default().add(value, 1.0),
            Some(_) => {}
            None => self.foresight.observe(followed.one.id, self.tick, value),
        }
    }

    /// What history has of a series.
    pub(super) fn recalled(&mut self, series: &Series, past: &Past, now: Wall) {
        let newest = self.tick_of(now);
        let oldest = newest.saturating_sub(i64::try_from(MEMORY).unwrap_or(i64::MAX));
        let width = self.width;
        let Some(followed) = self.series.get_mut(series) else { return };
        let Some(waiting) = &mut followed.waiting else { return };
        let hour = past.hour.first().map(|point| point.at);
        let days = past.days.iter().filter(|point| hour.is_none_or(|hour| point.at < hour));
        for point in days.chain(past.hour.iter()).filter(|point| point.mean.is_finite()) {
            let tick = tick_of(point.at, width);
            if (oldest..=newest).contains(&tick) {
                waiting.entry(tick).or_default().add(point.mean, weight(point));
            }
        }
        followed.has_past = true;
        if self.phase == Phase::Live {
            self.catch_up(series);
        }
    }

    /// Goes on with the past: a part of it at a time, so that nobody waits for an agent.
    pub(super) fn work(&mut self, now: Now, whose: &dyn Fn(&Series) -> Whose, out: &mut Vec<Proposal>) {
        for followed in self.series.values_mut().filter(|followed| now.mono.since(followed.since) >= PATIENCE) {
            followed.has_past = true;
        }
        match self.phase {
            Phase::Gathering(since) => {
                let gathered = since.is_some_and(|since| now.mono.since(since) >= GATHERED);
                if gathered && self.series.values().all(|followed| followed.has_past) {
                    let first = self.series.values().filter_map(|one| Some(*one.waiting.as_ref()?.keys().next()?));
                    self.phase = Phase::Replaying(first.min().unwrap_or(self.tick));
                }
            }
            Phase::Replaying(next) => {
                let end = next.saturating_add(SLICE).min(self.tick);
                for tick in next..end {
                    for followed in self.series.values_mut() {
                        let mean = followed.waiting.as_mut().and_then(|waiting| waiting.remove(&tick));
                        if let Some(mean) = mean {
                            self.foresight.observe(followed.one.id, tick, mean.get());
                        }
                    }
                    self.close(tick);
                }
                self.phase = Phase::Replaying(end);
                if end >= self.tick {
                    self.phase = Phase::Live;
                }
            }
            Phase::Live => {}
        }
        if self.phase == Phase::Live {
            let late: Vec<Series> = self.ready().cloned().collect();
            for series in &late {
                self.catch_up(series);
            }
            if !late.is_empty() {
                self.judge(now, whose, out);
            }
        }
    }

    /// What is expected of each.
    pub(super) fn outlooks(&self, whose: &dyn Fn(&Series) -> Whose) -> Vec<Outlook> {
        let learning = |series: &Series, followed: &Followed| {
            let limit = followed.one.limit()?.clone();
            let prospect = Prospect::Learning { seen: Duration::ZERO, of: self.length() * YOUNG };
            let horizon = self.length() * u32::try_from(crate::learn::exhaust::HORIZON).ok()?;
            let (measure, service) = (followed.one.measure, whose(series).service);
            let series = series.clone();
            Some(Outlook { measure, series, service, limit: limit.at, bound: limit.bound, horizon, prospect })
        };
        let of = |(series, followed): (&Series, &Followed)| {
            followed.one.outlook().cloned().or_else(|| learning(series, followed))
        };
        self.series.iter().filter_map(of).collect()
    }

    /// What is measured of these is another matter from now on.
    pub(super) fn forget(&mut self, of: impl Fn(&Series) -> bool) {
        for (_, followed) in self.series.iter_mut().filter(|(series, _)| of(series)) {
            followed.one.forget();
        }
    }

    /// Series that have their past, and were not taken along yet.
    fn ready(&self) -> impl Iterator<Item = &Series> {
        let ready = |(_, followed): &(&Series, &Followed)| followed.has_past && followed.waiting.is_some();
        self.series.iter().filter(ready).map(|(series, _)| series)
    }

    /// Takes in what has waited.
    fn catch_up(&mut self, series: &Series) {
        let Some(followed) = self.series.get_mut(series) else { return };
        for (tick, mean) in followed.waiting.take().unwrap_or_default() {
            self.foresight.observe(followed.one.id, tick, mean.get());
        }
    }

    fn close(&mut self, tick: i64) {
        self.foresight.close(tick);
        if tick.rem_euclid(LESSON) == 0
            && let Some(learned) = self.foresight.lessons().learn()
        {
            self.foresight.adopt(learned);
        }
    }

    fn judge(&mut self, at: Now, whose: &dyn Fn(&Series) -> Whose, out: &mut Vec<Proposal>) {
        let tick = self.length();
        for (series, followed) in &mut self.series {
            if followed.waiting.is_none() {
                let id = followed.one.id;
                let seen = Seen { tick, age: self.foresight.age(id), of: YOUNG };
                followed.one.judge(series, (whose(series), seen, at), |level| self.foresight.ask_slow(id, level), out);
            }
        }
    }

    fn length(&self) -> Duration {
        Duration::from_secs(self.width.into())
    }

    fn tick_of(&self, at: Wall) -> i64 {
        tick_of(at, self.width)
    }
}

fn tick_of(at: Wall, width: u32) -> i64 {
    at.timestamp().div_euclid(width.max(1).into())
}

fn weight(point: &Point) -> f64 {
    f64::from(point.count.max(1))
}
