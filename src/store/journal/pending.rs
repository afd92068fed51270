//! What is not written yet: the newest record of each thing. Bounded, so that a broken disk costs no memory.

use std::collections::{BTreeMap, VecDeque};

use super::workflow::Works;
use crate::model::agent::AgentName;
use crate::model::alert::AlertState;
use crate::model::id::{AlertId, AnomalyId, IncidentId, LogNewsId, PredictionId, ServiceName, SilenceId};
use crate::model::record::{Entry, Record};
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::model::track::Kind;
use crate::store::millis;

/// Most entries kept while the disk is broken; the oldest go first.
const MAX_ENTRIES: usize = 1_000;
/// Most other records of which there may be ever more; the oldest ended ones go first.
const MAX_ENDED: usize = 1_000;

/// What a record is about; a later record about the same replaces it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Service(ServiceName),
    Alert(AlertId),
    Silence(SilenceId),
    Agent(AgentName),
    Outage(ServiceName, i64),
    Scale(ServiceName),
    Incident(IncidentId),
    Prediction(PredictionId),
    Track(Kind, i64),
    Question(Kind, Series),
    Anomaly(AnomalyId),
    LogNews(LogNewsId),
    LogBook(ServiceName),
    Lesson(String, String),
    Release(ServiceName, String),
}

impl Thing {
    /// None for what is kept elsewhere.
    fn of(record: &Record) -> Option<Self> {
        Some(match record {
            Record::Service(memory) => Self::Service(memory.name.clone()),
            Record::Forget(name) => Self::Service(name.clone()),
            Record::Alert(alert) => Self::Alert(alert.id),
            Record::Silence(silence) => Self::Silence(silence.id),
            Record::SilenceEnded(id) => Self::Silence(*id),
            Record::Agent { name, .. } => Self::Agent(*name),
            Record::Outage(outage) => Self::Outage(outage.service.clone(), millis::from_wall(outage.began)),
            Record::Incident(incident) => Self::Incident(incident.id),
            Record::Prediction(prediction) => Self::Prediction(prediction.id),
            Record::Anomaly(anomaly) => Self::Anomaly(anomaly.id),
            Record::LogNews(news) => Self::LogNews(news.id),
            Record::LogBook { book, .. } => Self::LogBook(book.service.clone()),
            Record::Track(day) => Self::Track(day.kind, day.day),
            Record::Asked(asked) => Self::Question(asked.kind, asked.series.clone()),
            Record::AskedNoMore { kind, series } => Self::Question(*kind, series.clone()),
            Record::Lesson(lesson) => Self::Lesson(lesson.signature.clone(), lesson.action.word()),
            Record::Release(release) => Self::Release(release.service.clone(), release.path.clone()),
            Record::Scale(scale) => Self::Scale(scale.service.clone()),
            Record::ScaleEnded(name) => Self::Scale(name.clone()),
            Record::Workflow(_) | Record::Entry(_) => return None,
        })
    }
}

/// Records that wait for a commit.
#[derive(Debug, Default)]
pub(super) struct Pending {
    things: BTreeMap<Thing, (u64, Record)>,
    works: Works,
    entries: VecDeque<Entry>,
    watched: BTreeMap<i64, i64>,
    added: u64,
    lost_entries: u64,
}

impl Pending {
    /// Adds a record, in place of an older one about the same thing.
    pub(super) fn add(&mut self, record: Record) {
        match record {
            Record::Workflow(record) => self.works.add(record),
            Record::Entry(entry) => self.entries.push_back(entry),
            record => {
                self.added += 1;
                if let Some(thing) = Thing::of(&record) {
                    let before = self.things.remove(&thing);
                    self.things.insert(thing, (self.added, after(before, record)));
                }
            }
        }
    }

    /// Extends the span in which a runtime watches.
    pub(super) fn watched(&mut self, since: Wall, until: Wall) {
        self.watched.insert(millis::from_wall(since), millis::from_wall(until));
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.things.is_empty() && self.works.is_empty() && self.entries.is_empty() && self.watched.is_empty()
    }

    /// The newest record of each thing.
    pub(super) fn records(&self) -> impl Iterator<Item = &Record> {
        self.things.values().map(|(_, record)| record)
    }

    /// What waits of workflows.
    pub(super) fn works(&self) -> &Works {
        &self.works
    }

    /// Entries, oldest first.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Watched spans.
    pub(super) fn spans(&self) -> impl Iterator<Item = (i64, i64)> {
        self.watched.iter().map(|(since, until)| (*since, *until))
    }

    /// Everything is written: gives it away, and is empty.
    pub(super) fn written(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Takes over what was written as the live state, leaving out what is over.
    pub(super) fn live_after(&mut self, written: Self) {
        for (thing, (order, record)) in written.things {
            let gone = matches!(record, Record::Forget(_) | Record::SilenceEnded(_) | Record::ScaleEnded(_))
                || is_over(&record);
            if gone {
                self.things.remove(&thing);
            } else {
                let before = self.things.remove(&thing);
                self.things.insert(thing, (order, after(before, record)));
            }
        }
        self.works.live_after(written.works);
    }

    /// The file was begun anew: what is live has to be written again, except where something newer waits.
    pub(super) fn fill_from(&mut self, live: &Self) {
        for (thing, (order, record)) in &live.things {
            self.things.entry(thing.clone()).or_insert_with(|| (*order, record.clone()));
        }
        self.works.fill_from(&live.works);
    }

    /// The disk is broken: forgets what can be spared. Live things are never forgotten.
    pub(super) fn shrink(&mut self, live: &Self) {
        self.works.shrink(&live.works);
        while self.entries.len() > MAX_ENTRIES {
            self.entries.pop_front();
            self.lost_entries += 1;
        }
        let mut ended: Vec<_> = self
            .things
            .iter()
            .filter(|(_, (_, record))| is_over(record))
            .map(|(thing, (order, _))| (*order, thing.clone()))
            .collect();
        ended.sort_unstable();
        let surplus = ended.len().saturating_sub(MAX_ENDED);
        for (_, thing) in ended.drain(..surplus) {
            self.things.remove(&thing);
        }
    }

    /// Entries, and runs that were over, that were forgotten while the disk was broken.
    pub(super) fn lost(&self) -> u64 {
        self.lost_entries + self.works.lost()
    }
}

/// A record in place of an older one about the same thing: what a book does not carry for the next runtime stays as it was.
fn after(before: Option<(u64, Record)>, record: Record) -> Record {
    match (before, record) {
        (Some((_, Record::LogBook { memory: before, .. })), Record::LogBook { book, memory }) => {
            Record::LogBook { book, memory: memory.or(before) }
        }
        (_, record) => record,
    }
}

/// Whether nothing can follow about this thing. An ended silence counts as live: forgetting that it ended would bring
/// it back.
fn is_over(record: &Record) -> bool {
    match record {
        Record::Alert(alert) => matches!(alert.status, AlertState::Resolved { .. }),
        Record::Outage(outage) => outage.lasted.is_some(),
        Record::Incident(incident) => !incident.is_open(),
        Record::Prediction(prediction) => !prediction.is_open(),
        Record::Anomaly(anomaly) => !anomaly.unusual.lasts(),
        Record::LogNews(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::record::{Detail, EntryKind, Outage};

    fn outage(n: i64, lasted: Option<Duration>) -> Record {
        Record::Outage(Outage { service: "api".into(), began: millis::to_wall(n), lasted })
    }

    #[test]
    fn the_newest_record_of_a_thing_stays() {
        let mut pending = Pending::default();
        pending.add(outage(1, None));
        pending.add(Record::Forget("api".into()));
        pending.add(outage(1, Some(Duration::from_secs(3))));
        let records: Vec<_> = pending.records().cloned().collect();
        assert_eq!(records, [Record::Forget("api".into()), outage(1, Some(Duration::from_secs(3)))]);
        pending.written();
        assert!(pending.is_empty());
    }

    #[test]
    fn a_new_file_gets_what_is_live_and_nothing_older_than_what_waits() {
        let (mut live, mut written, mut waiting) = (Pending::default(), Pending::default(), Pending::default());
        written.add(outage(1, None));
        written.add(outage(2, None));
        written.add(outage(3, Some(Duration::ZERO)));
        live.live_after(written.written());
        waiting.add(outage(2, Some(Duration::from_secs(1))));
        waiting.fill_from(&live);
        let records: Vec<_> = waiting.records().cloned().collect();
        assert_eq!(records, [outage(1, None), outage(2, Some(Duration::from_secs(1)))]);
        live.live_after(waiting.written());
        assert_eq!(live.records().cloned().collect::<Vec<_>>(), [outage(1, None)]);
    }

    #[test]
    fn a_broken_disk_costs_bounded_memory_and_nothing_live() {
        let mut pending = Pending::default();
        for n in 0..3_000 {
            pending.add(outage(n, Some(Duration::ZERO)));
            pending.add(Record::Entry(Entry {
                at: millis::to_wall(n),
                kind: EntryKind::ServiceExited,
                subject: String::new(),
                by: None,
                detail: Detail::Nothing,
            }));
        }
        pending.add(outage(-1, None));
        pending.shrink(&Pending::default());
        assert_eq!(pending.records().count(), MAX_ENDED + 1);
        assert!(pending.records().any(|record| *record == outage(-1, None)));
        assert!(pending.records().any(|record| *record == outage(2_999, Some(Duration::ZERO))));
        assert_eq!(pending.entries().count(), MAX_ENTRIES);
        assert_eq!(pending.entries().next().map(|entry| entry.at), Some(millis::to_wall(2_000)));
        assert_eq!(pending.lost(), 2_000);
    }
}
