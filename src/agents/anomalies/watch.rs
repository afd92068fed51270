//! All series. A series that is new here first recalls its last hour from history, so that a runtime that begins again, or
//! an agent, does not begin to learn; meanwhile it is not judged. What was learned before that hour is kept beside the
//! history, every ten minutes for each series: nights and weeks do not come again in an hour.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::time::Duration;

use super::one::One;
use crate::model::anomaly::{Scoring, Unusual};
use crate::model::event::{Proposal, SampleBatch};
use crate::model::series::{Learned, Past, Series};
use crate::model::time::{Mono, Now, Wall};

/// So many series recall at once.
const AT_ONCE: usize = 16;
/// Without an answer for so long, it goes on without a past.
const PATIENCE: Duration = Duration::from_secs(30);
/// What was learned of a series is kept in one of so many looks, which are five seconds apart: every ten minutes.
const LOOKS: usize = 120;
/// Series that are watched at most: 64 MB.
const MOST: usize = 16_384;

/// Everything that is watched.
#[derive(Debug, Default)]
pub(in crate::agents) struct Anomalies {
    watched: BTreeMap<Series, Watched>,
    /// In the order in which they are to recall.
    new: BTreeSet<Series>,
    asked: BTreeMap<Series, Mono>,
    /// The last one of which was kept what was learned.
    kept: Option<Series>,
}

#[derive(Debug)]
enum Watched {
    /// Since then it waits for its past.
    Recalling,
    /// It is judged.
    Judged(Box<One>),
}

impl Anomalies {
    pub(in crate::agents) fn sampled(&mut self, batch: &SampleBatch) -> Vec<Proposal> {
        let (mut out, mut watched) = (Vec::new(), self.watched.len());
        for sample in &batch.samples {
            match self.watched.get_mut(&sample.series) {
                Some(Watched::Judged(one)) => {
                    out.extend(one.take(&sample.series, sample.value, batch.at).map(said));
                }
                Some(Watched::Recalling) => {}
                None if watched < MOST => {
                    watched += 1;
                    self.watched.insert(sample.series.clone(), Watched::Recalling);
                    self.new.insert(sample.series.clone());
                }
                None => {}
            }
        }
        out.extend(self.ask(batch.at.mono));
        out
    }

    /// The past of a series, as far as history has it.
    pub(in crate::agents) fn recalled(&mut self, series: &Series, past: &Past, now: Now) -> Vec<Proposal> {
        self.asked.remove(series);
        if let Some(watched @ Watched::Recalling) = self.watched.get_mut(series) {
            let kept = past.learned.as_ref().and_then(|kept| Some((One::of_kept(&kept.bytes)?, kept.at)));
            let since = kept.as_ref().map(|(_, at)| *at);
            let mut one = kept.map(|(one, _)| one).unwrap_or_default();
            for point in past.hour.iter().filter(|point| since.is_none_or(|since| point.at > since)) {
                one.recall((Now { mono: now.mono, wall: point.at }).seconds(), point.last);
            }
            *watched = Watched::Judged(Box::new(one));
        }
        self.ask(now.mono).into_iter().collect()
    }

    /// Series that are no longer live are dropped.
    pub(in crate::agents) fn gone(&mut self, gone: &[Series], now: Now) -> Vec<Proposal> {
        let mut out = Vec::new();
        for series in gone {
            self.new.remove(series);
            self.asked.remove(series);
            if let Some(Watched::Judged(mut one)) = self.watched.remove(series) {
                out.extend(one.end(now).map(said));
            }
        }
        out
    }

    /// Ends what is no longer measured, and no longer waits for what does not come.
    pub(in crate::agents) fn tick(&mut self, now: Now) -> Vec<Proposal> {
        let mut out = Vec::new();
        for watched in self.watched.values_mut() {
            if let Watched::Judged(one) = watched
                && one.is_silent(now.mono)
            {
                out.extend(one.end(now).map(said));
            }
        }
        let late: Vec<Series> = self
            .asked
            .iter()
            .filter(|(_, at)| now.mono.since(**at) >= PATIENCE)
            .map(|(series, _)| series.clone())
            .collect();
        for series in late {
            out.extend(self.recalled(&series, &Past::default(), now));
        }
        out.extend(self.keep(now.wall));
        out
    }

    /// What was learned of the next few series, one after the other, so that each comes again after a while.
    fn keep(&mut self, now: Wall) -> Option<Proposal> {
        let few = self.watched.len().div_ceil(LOOKS);
        let from = self.kept.take().map_or(Bound::Unbounded, Bound::Excluded);
        let judged = |(series, watched): (&Series, &Watched)| match watched {
            Watched::Judged(one) => Some(Learned { series: series.clone(), at: now, bytes: one.keep() }),
            Watched::Recalling => None,
        };
        let next = self.watched.range((from, Bound::Unbounded));
        let learned: Vec<Learned> = next.filter_map(judged).take(few).collect();
        self.kept = learned.last().map(|last| last.series.clone());
        (!learned.is_empty()).then_some(Proposal::Keep(learned))
    }

    /// Series that are unusual now, and since when.
    pub(in crate::agents) fn lasting(&self) -> Vec<(Series, Wall)> {
        let since = |watched: &Watched| match watched {
            Watched::Judged(one) => one.unusual_since(),
            Watched::Recalling => None,
        };
        self.watched.iter().filter_map(|(series, watched)| Some((series.clone(), since(watched)?))).collect()
    }

    /// How much is watched.
    pub(in crate::agents) fn scoring(&self) -> Scoring {
        let learning = |watched: &&Watched| match watched {
            Watched::Recalling => true,
            Watched::Judged(one) => one.is_learning(),
        };
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Scoring { series: count(self.watched.len()), learning: count(self.watched.values().filter(learning).count()) }
    }

    fn ask(&mut self, now: Mono) -> Option<Proposal> {
        let mut series = Vec::new();
        while self.asked.len() < AT_ONCE
            && let Some(next) = self.new.pop_first()
        {
            self.asked.insert(next.clone(), now);
            series.push(next);
        }
        (!series.is_empty()).then_some(Proposal::Recall { series })
    }
}

fn said(unusual: Unusual) -> Proposal {
    Proposal::Unusual(Box::new(unusual))
}
