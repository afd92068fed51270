//! Which release each service runs, and which were proved good: where a roll-back can go.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::effect::Effect;
use crate::model::id::ServiceName;
use crate::model::record::{Detail, EntryKind, Record, Release};
use crate::model::time::{Mono, Wall};

use super::ward::{Condition, Ward};

/// One that replaces a proved release has to run well for at least so long: what is wrong with it may need its load.
const PROBATION: Duration = Duration::from_mins(5);

/// Releases that ran, by service.
#[derive(Debug, Default)]
pub(super) struct Releases {
    current: BTreeMap<ServiceName, String>,
    /// Proved good, the newest last.
    good: Vec<Release>,
    well_since: BTreeMap<ServiceName, Mono>,
    /// The release that the service was last seen to be well with.
    well: BTreeMap<ServiceName, String>,
    /// The release that ran before, where the service was well with it.
    earlier: BTreeMap<ServiceName, String>,
}

impl Releases {
    pub(super) fn remembered(good: &[Release]) -> Self {
        Self { good: good.to_vec(), ..Self::default() }
    }

    /// A start runs this release.
    pub(super) fn started(&mut self, service: &ServiceName, release: String, ward: &mut Ward<'_>) {
        let before = self.current.insert(service.clone(), release.clone());
        self.well_since.remove(service);
        if let Some(before) = before.filter(|before| *before != release) {
            if self.well.remove(service).is_some_and(|well| well == before) {
                self.earlier.insert(service.clone(), before);
            }
            ward.entry(EntryKind::ServiceReleased, service.to_string(), None, Detail::Release { path: release });
        }
    }

    /// The release that runs, as far as known.
    pub(super) fn current(&self, service: &ServiceName) -> Option<&str> {
        self.current.get(service).map(String::as_str)
    }

    /// The last other release that was proved good; where none was, for it was replaced too early, the one before, if the
    /// service was well with it.
    pub(super) fn last_good(&self, service: &ServiceName) -> Option<&str> {
        let current = self.current(service);
        let other = |good: &&Release| good.service == *service && current.is_none_or(|current| current != good.path);
        let proved = self.good.iter().rev().find(other).map(|good| good.path.as_str());
        let earlier =
            self.earlier.get(service).map(String::as_str).filter(|path| current.is_none_or(|now| now != *path));
        proved.or(earlier)
    }

    /// Notes releases that have run well for as long as the service's policy calls stable.
    pub(super) fn prove(&mut self, ward: &mut Ward<'_>) {
        for (service, release) in &self.current {
            let Some(spec) = ward.service_spec(service) else { continue };
            if ward.condition(service) != Condition::Well || ward.is_unwell(service) {
                self.well_since.remove(service);
                if ward.is_unwell(service) {
                    self.well.remove(service);
                }
                continue;
            }
            self.well.entry(service.clone()).or_insert_with(|| release.clone());
            let since = *self.well_since.entry(service.clone()).or_insert(ward.now.mono);
            let known = self.good.iter().rev().find(|good| good.service == *service).map(|good| good.path.as_str());
            let span = probation(known, spec.restart.stable_after);
            if known != Some(release) && ward.now.mono.since(since) >= span {
                let good = Release { service: service.clone(), path: release.clone(), proved_at: ward.now.wall };
                ward.out.push(Effect::Record(Record::Release(good.clone())));
                self.good.retain(|other| (&other.service, &other.path) != (&good.service, &good.path));
                self.good.push(good);
            }
        }
    }

    /// When a release will have been proved.
    pub(super) fn deadline(&self, stable_after: impl Fn(&ServiceName) -> Option<Duration>) -> Option<Mono> {
        let due = |(service, since): (&ServiceName, &Mono)| {
            let known = self.good.iter().rev().find(|good| good.service == *service).map(|good| good.path.as_str());
            let waits = known != self.current(service);
            stable_after(service).filter(|_| waits).map(|span| *since + probation(known, span))
        };
        self.well_since.iter().filter_map(due).min()
    }

    /// Whether the release that runs had been proved before that moment: going back to it was no risk.
    pub(super) fn was_proved(&self, service: &ServiceName, before: Wall) -> bool {
        let current = self.current(service);
        let same = |good: &&Release| good.service == *service && Some(good.path.as_str()) == current;
        self.good.iter().find(same).is_some_and(|good| good.proved_at < before)
    }
}

/// How long a release must run well until it is proved.
fn probation(known: Option<&str>, stable_after: Duration) -> Duration {
    if known.is_some() { stable_after.max(PROBATION) } else { stable_after }
}
