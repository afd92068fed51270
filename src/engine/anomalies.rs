//! Anomalies as the runtime knows them: which last, which were lately, and how many series are in one together. Nothing is
//! done about them, and nobody is called.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use chrono::TimeDelta;

use crate::model::anomaly::{Anomaly, Crowd, Unusual};
use crate::model::effect::Effect;
use crate::model::event::Journal;
use crate::model::id::AnomalyId;
use crate::model::record::Record;
use crate::model::series::Series;
use crate::model::time::Wall;

/// Ended ones that are kept at hand.
const MOST: usize = 200;
/// What began within this of another belongs together with it.
const TOGETHER: Duration = Duration::from_mins(2);

/// All that are at hand.
#[derive(Debug, Default)]
pub(super) struct Anomalies {
    open: BTreeMap<Series, Anomaly>,
    /// Newest first.
    past: VecDeque<Anomaly>,
    last: AnomalyId,
}

impl Anomalies {
    /// Goes on from what the journal holds. What lasted when the runtime ended is over: whether it goes on is judged anew.
    pub(super) fn remembered(journal: &Journal, now: Wall, out: &mut Vec<Effect>) -> Self {
        let mut all = Self { last: journal.last_anomaly, ..Self::default() };
        for anomaly in &journal.anomalies {
            if anomaly.unusual.lasts() {
                all.open.insert(anomaly.unusual.series.clone(), anomaly.clone());
            } else {
                all.past.push_front(anomaly.clone());
            }
        }
        all.past.truncate(MOST);
        all.end_all(now, out);
        all
    }

    /// One began, or is over.
    pub(super) fn take(&mut self, unusual: Unusual, out: &mut Vec<Effect>) {
        let id = match self.open.get(&unusual.series) {
            Some(open) if open.unusual.began_at == unusual.began_at => open.id,
            // What ended without having been told to begin is not made up.
            _ if !unusual.lasts() => return,
            _ => {
                self.end(&unusual.series, unusual.began_at, out);
                self.last = self.last.next();
                self.last
            }
        };
        let anomaly = Anomaly { id, unusual };
        out.push(Effect::Record(Record::Anomaly(Box::new(anomaly.clone()))));
        let series = anomaly.unusual.series.clone();
        if anomaly.unusual.lasts() {
            self.open.insert(series, anomaly);
        } else {
            self.open.remove(&series);
            self.keep(anomaly);
        }
    }

    /// Nobody follows them any more.
    pub(super) fn end_all(&mut self, now: Wall, out: &mut Vec<Effect>) {
        let series: Vec<Series> = self.open.keys().cloned().collect();
        for series in &series {
            self.end(series, now, out);
        }
    }

    /// Those that last, and those that ended since then: newest first, at most so many.
    pub(super) fn view(&self, since: Wall, most: usize) -> Vec<Anomaly> {
        let mut all: Vec<&Anomaly> = self.open.values().collect();
        all.extend(self.past.iter().filter(|one| one.unusual.ended_at.is_some_and(|at| at >= since)));
        all.sort_by_key(|one| (std::cmp::Reverse(one.unusual.lasts()), std::cmp::Reverse(one.id)));
        all.into_iter().take(most).cloned().collect()
    }

    /// Series that are in one together: those that last and began shortly after each other, the newest such crowd. None
    /// where it is but one series.
    pub(super) fn crowd(&self, of: u32) -> Option<Crowd> {
        let mut open: Vec<&Unusual> = self.open.values().map(|one| &one.unusual).collect();
        open.sort_by_key(|one| (one.began_at, one.series.clone()));
        let together = TimeDelta::from_std(TOGETHER).unwrap_or_default();
        let mut begins = open.windows(2).enumerate().rev();
        let from = begins.find(|(_, pair)| pair[1].began_at - pair[0].began_at > together).map_or(0, |(at, _)| at + 1);
        let crowd = &open[from..];
        let first = crowd.first().filter(|_| crowd.len() > 1)?;
        let series = u32::try_from(crowd.len()).unwrap_or(u32::MAX);
        Some(Crowd { since: first.began_at, first: first.series.clone(), series, of: of.max(series) })
    }

    fn end(&mut self, series: &Series, at: Wall, out: &mut Vec<Effect>) {
        let Some(mut anomaly) = self.open.remove(series) else { return };
        anomaly.unusual.ended_at = Some(at.max(anomaly.unusual.began_at));
        out.push(Effect::Record(Record::Anomaly(Box::new(anomaly.clone()))));
        self.keep(anomaly);
    }

    fn keep(&mut self, anomaly: Anomaly) {
        self.past.push_front(anomaly);
        self.past.truncate(MOST);
    }
}

#[cfg(test)]
mod tests;
