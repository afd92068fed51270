//! All series. A series that is new here first recalls its last hour from history, so that a runtime that begins again, or
//! an agent, does not begin to learn; meanwhile it is not judged.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::one::One;
use crate::model::anomaly::{Scoring, Unusual};
use crate::model::event::{Proposal, SampleBatch};
use crate::model::series::{Point, Series};
use crate::model::time::{Mono, Now, Wall};

/// So many series recall at once.
const AT_ONCE: usize = 16;
/// Without an answer for so long, it goes on without a past.
const PATIENCE: Duration = Duration::from_secs(30);
/// Series that are watched at most: 64 MB.
const MOST: usize = 16_384;

/// Everything that is watched.
#[derive(Debug, Default)]
pub(in crate::agents) struct Anomalies {
    watched: BTreeMap<Series, Watched>,
    /// In the order in which they are to recall.
    new: BTreeSet<Series>,
    asked: BTreeMap<Series, Mono>,
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
    pub(in crate::agents) fn recalled(&mut self, series: &Series, points: &[Point], now: Now) -> Vec<Proposal> {
        self.asked.remove(series);
        if let Some(watched @ Watched::Recalling) = self.watched.get_mut(series) {
            let mut one = One::default();
            for point in points {
                one.recall(super::one::seconds(Now { mono: now.mono, wall: point.at }), point.last);
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
            out.extend(self.recalled(&series, &[], now));
        }
        out
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
