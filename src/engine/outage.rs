//! Availability of services over the last day, from outages and from the time that a runtime watched.
//!
//! Availability = 1 - (time out) / (time watched), within the window; MTTR is the mean length of the outages that
//! ended in it. Time in which no runtime watched counts neither way: nobody knows.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::anomaly::Scoring;
use crate::model::event::Journal;
use crate::model::id::ServiceName;
use crate::model::record::Outage;
use crate::model::service::{AfterStop, Health, ServiceState, StopReason};
use crate::model::snapshot::{Figures, ServiceFigures};
use crate::model::time::{Mono, Now, Wall};

/// The window that figures are about.
pub const WINDOW: Duration = Duration::from_secs(24 * 3600);

/// What a state and its health mean for availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It serves.
    Available,
    /// It should serve and does not.
    Out,
    /// It is on its first way up: neither.
    Coming,
    /// Nobody wants it to serve.
    Unwanted,
}

/// What a state and its health mean for availability.
#[must_use]
pub fn standing(state: &ServiceState, health: &Health) -> Standing {
    match (state, health) {
        (ServiceState::Stopped { why: StopReason::Ended(ended), .. }, _) if ended.is_success() => Standing::Unwanted,
        (ServiceState::Stopped { why: StopReason::Ended(_) | StopReason::External, .. }, _) => Standing::Out,
        (ServiceState::Stopped { .. }, _) => Standing::Unwanted,
        (ServiceState::Stopping { then: AfterStop::Stay(_) | AfterStop::Remove, .. }, _) => Standing::Unwanted,
        (ServiceState::Backoff { .. } | ServiceState::Stopping { .. }, _) => Standing::Out,
        (ServiceState::Running { .. }, Health::Unhealthy { .. }) => Standing::Out,
        (ServiceState::Running { .. }, Health::Healthy | Health::Unprobed) => Standing::Available,
        (_, Health::Unhealthy { .. }) => Standing::Out,
        _ => Standing::Coming,
    }
}

/// Outages of every service that is meant to be available.
#[derive(Debug, Default)]
pub struct Availability {
    services: BTreeMap<ServiceName, Ledger>,
    earlier: Vec<(Wall, Wall)>,
    began: Option<Now>,
}

#[derive(Debug, Default)]
struct Ledger {
    ended: Vec<(Wall, Duration)>,
    open: Option<(Wall, Mono)>,
}

impl Availability {
    /// Takes over what was written down, by earlier runtimes and by this one. An outage of this one that lasts goes on. One
    /// that was open when an earlier one ended is closed at that moment: what came after it, nobody saw.
    pub fn remember(&mut self, journal: &Journal, now: Now) -> Vec<Outage> {
        let watched = &journal.watched;
        self.earlier.clone_from(watched);
        self.began = Some(now);
        let seen_until = |began: Wall| watched.iter().rfind(|(since, _)| *since <= began).map(|(_, until)| *until);
        let mut closed = Vec::new();
        for outage in &journal.outages {
            let lasting = journal.lasting.get(&outage.service).filter(|(began, _)| *began == outage.began);
            if let (None, Some(since)) = (outage.lasted, lasting) {
                if let Some(ledger) = self.services.get_mut(&outage.service) {
                    ledger.open = Some(*since);
                }
                continue;
            }
            let lasted = outage.lasted.or_else(|| {
                let lasted =
                    seen_until(outage.began).and_then(|seen| (seen - outage.began).to_std().ok()).unwrap_or_default();
                closed.push(Outage { lasted: Some(lasted), ..outage.clone() });
                Some(lasted)
            });
            if let Some(ledger) = self.services.get_mut(&outage.service) {
                ledger.ended.extend(lasted.map(|lasted| (outage.began, lasted)));
            }
        }
        closed
    }

    /// Keeps only these services, and knows all of them; comes before anything is remembered or observed of them. Gives
    /// the outages that end because nobody wants their service any more.
    pub fn retain(&mut self, names: &[ServiceName], now: Now) -> Vec<Outage> {
        let mut ended = Vec::new();
        self.services.retain(|name, ledger| {
            let stays = names.contains(name);
            if let Some((began, since)) = ledger.open.filter(|_| !stays) {
                ended.push(Outage { service: name.clone(), began, lasted: Some(now.mono.since(since)) });
            }
            stays
        });
        for name in names {
            self.services.entry(name.clone()).or_default();
        }
        ended
    }

    /// Takes a change of a service in. Gives the outage that began or ended with it.
    pub fn observe(&mut self, service: &ServiceName, standing: Standing, now: Now) -> Option<Outage> {
        // A service that is leaving, or has left, is nobody's availability.
        let ledger = self.services.get_mut(service)?;
        match (ledger.open, standing) {
            (None, Standing::Out) => {
                ledger.open = Some((now.wall, now.mono));
                Some(Outage { service: service.clone(), began: now.wall, lasted: None })
            }
            (Some((began, since)), Standing::Available | Standing::Unwanted) => {
                let lasted = now.mono.since(since);
                ledger.open = None;
                ledger.ended.push((began, lasted));
                Some(Outage { service: service.clone(), began, lasted: Some(lasted) })
            }
            _ => None,
        }
    }

    /// The figures as of now. Punctuality is somebody else's.
    pub fn figures(&mut self, now: Now) -> Figures {
        let from = now.wall - WINDOW;
        let watched = self.watched(now);
        let mut services = Vec::with_capacity(self.services.len());
        let mut all = Totals::default();
        for (name, ledger) in &mut self.services {
            ledger.ended.retain(|(began, lasted)| *began + *lasted > from);
            let totals = ledger.totals(from, now);
            all.add(&totals);
            services.push(ServiceFigures {
                name: name.clone(),
                availability: totals.availability(watched),
                mttr: totals.mttr(),
                outages: totals.outages,
            });
        }
        let count = u32::try_from(services.len()).unwrap_or(u32::MAX);
        let availability = (count > 0).then(|| all.availability(watched * count));
        Figures {
            watched,
            availability,
            mttr: all.mttr(),
            outages: all.outages,
            punctuality: None,
            scoring: Scoring::default(),
            services,
        }
    }

    /// How much of the window a runtime watched. This life is measured monotonically.
    fn watched(&self, now: Now) -> Duration {
        let from = now.wall - WINDOW;
        let this = self.began.map_or(Duration::ZERO, |began| now.mono.since(began.mono));
        let earlier: Duration =
            self.earlier.iter().filter_map(|(since, until)| (*until - (*since).max(from)).to_std().ok()).sum();
        (earlier + this).min(WINDOW)
    }
}

#[derive(Debug, Default)]
struct Totals {
    out: Duration,
    ended: Duration,
    ended_count: u32,
    outages: u32,
}

impl Totals {
    fn add(&mut self, other: &Self) {
        self.out += other.out;
        self.ended += other.ended;
        self.ended_count += other.ended_count;
        self.outages += other.outages;
    }

    fn availability(&self, watched: Duration) -> f64 {
        if watched.is_zero() { 1.0 } else { (1.0 - self.out.as_secs_f64() / watched.as_secs_f64()).clamp(0.0, 1.0) }
    }

    fn mttr(&self) -> Option<Duration> {
        (self.ended_count > 0).then(|| self.ended / self.ended_count)
    }
}

impl Ledger {
    fn totals(&self, from: Wall, now: Now) -> Totals {
        let mut totals = Totals::default();
        for (began, lasted) in &self.ended {
            let before = (from - *began).to_std().unwrap_or_default();
            totals.out += lasted.saturating_sub(before);
            totals.ended += *lasted;
            totals.ended_count += 1;
            totals.outages += 1;
        }
        if let Some((_, since)) = self.open {
            totals.out += now.mono.since(since).min(WINDOW);
            totals.outages += 1;
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::model::service::{Ended, Exit};

    fn at(seconds: u64) -> Now {
        let wall = chrono::Utc.timestamp_opt(1_800_000_000, 0).single().unwrap_or_default();
        let span = Duration::from_secs(seconds);
        Now { mono: Mono(span), wall: wall + span }
    }

    #[test]
    fn figures_are_shares_of_the_watched_time() {
        let name = ServiceName::from("api");
        let mut availability = Availability::default();
        availability.remember(&Journal::default(), at(0));
        availability.retain(std::slice::from_ref(&name), at(0));
        assert_eq!(availability.figures(at(0)).availability, Some(1.0));
        let began = availability.observe(&name, Standing::Out, at(100));
        assert_eq!(began.map(|outage| outage.lasted), Some(None));
        assert_eq!(availability.observe(&name, Standing::Coming, at(105)), None, "on its way is still out");
        assert_eq!(availability.figures(at(150)).outages, 1);
        let ended = availability.observe(&name, Standing::Available, at(110));
        assert_eq!(ended.and_then(|outage| outage.lasted), Some(Duration::from_secs(10)));
        let figures = availability.figures(at(1000));
        assert_eq!(figures.availability, Some(0.99));
        assert_eq!(figures.mttr, Some(Duration::from_secs(10)));
        assert_eq!(figures.watched, Duration::from_secs(1000));
    }

    #[test]
    fn an_outage_left_open_by_an_earlier_life_ends_where_that_life_ended() {
        let name = ServiceName::from("api");
        let mut availability = Availability::default();
        let outage = Outage { service: name.clone(), began: at(50).wall, lasted: None };
        availability.retain(&[name], at(1000));
        let watched = vec![(at(0).wall, at(60).wall)];
        let closed = availability.remember(&Journal { outages: vec![outage], watched, ..Journal::default() }, at(1000));
        assert_eq!(closed.len(), 1);
        assert_eq!(closed[0].lasted, Some(Duration::from_secs(10)));
        let figures = availability.figures(at(1040));
        assert_eq!(figures.watched, Duration::from_secs(100));
        assert_eq!(figures.availability, Some(0.9));
    }

    #[test]
    fn an_outage_that_lasts_goes_on_for_one_who_begins_anew() {
        let name = ServiceName::from("api");
        let mut availability = Availability::default();
        availability.retain(std::slice::from_ref(&name), at(200));
        let lasting = std::iter::once((name.clone(), (at(100).wall, at(100).mono))).collect();
        let outage = |began: u64, lasted| Outage { service: name.clone(), began: at(began).wall, lasted };
        let outages = vec![outage(50, Some(Duration::from_secs(10))), outage(100, None)];
        let watched = vec![(at(0).wall, at(200).wall)];
        let journal = Journal { outages, lasting, watched, ..Journal::default() };
        assert_eq!(availability.remember(&journal, at(200)), []);
        assert_eq!(availability.observe(&name, Standing::Out, at(200)), None, "it is the same one");
        assert_eq!(availability.figures(at(200)).outages, 2);
        // Measured from its beginning, and not by the wall clock.
        let mut later = at(250);
        later.wall += Duration::from_secs(86_400);
        let ended = availability.observe(&name, Standing::Available, later);
        assert_eq!(ended, Some(outage(100, Some(Duration::from_secs(150)))));
    }

    #[test]
    fn a_service_that_left_counts_no_more_and_its_outage_ends() {
        let (api, old) = (ServiceName::from("api"), ServiceName::from("old"));
        let mut availability = Availability::default();
        availability.retain(&[api.clone(), old.clone()], at(0));
        availability.remember(&Journal::default(), at(0));
        availability.observe(&old, Standing::Out, at(10));
        let ended = availability.retain(std::slice::from_ref(&api), at(30));
        assert_eq!(ended.len(), 1);
        assert_eq!(ended[0].lasted, Some(Duration::from_secs(20)));
        assert_eq!(availability.observe(&old, Standing::Out, at(31)), None, "it is stopping, and leaves");
        let figures = availability.figures(at(100));
        assert_eq!((figures.availability, figures.services.len()), (Some(1.0), 1));
    }

    #[test]
    fn a_wall_clock_jump_changes_no_outage() {
        let name = ServiceName::from("api");
        let mut availability = Availability::default();
        availability.retain(std::slice::from_ref(&name), at(0));
        availability.remember(&Journal::default(), at(0));
        availability.observe(&name, Standing::Out, at(100));
        let mut later = at(110);
        later.wall += Duration::from_secs(86_400 * 30);
        let ended = availability.observe(&name, Standing::Available, later);
        assert_eq!(ended.and_then(|outage| outage.lasted), Some(Duration::from_secs(10)));
    }

    #[test]
    fn standings() {
        let stopped = |why| ServiceState::Stopped { since: at(0).wall, why };
        let running =
            ServiceState::Running { identity: None, started_at: at(0).wall, since: Mono::default(), adopted: false };
        let bad = Health::Unhealthy { reason: "tcp: x".to_owned().into(), since: at(0).wall };
        let cases = [
            (stopped(StopReason::Operator), Health::Unknown, Standing::Unwanted),
            (stopped(StopReason::Ended(Ended::Finished { exit: Exit::Code(3) })), Health::Unknown, Standing::Unwanted),
            (stopped(StopReason::Ended(Ended::Exit(Exit::Code(1)))), Health::Unknown, Standing::Out),
            (stopped(StopReason::External), Health::Unknown, Standing::Out),
            (running.clone(), Health::Healthy, Standing::Available),
            (running.clone(), Health::Unprobed, Standing::Available),
            (running.clone(), Health::Starting, Standing::Coming),
            (running, bad, Standing::Out),
            (ServiceState::Unknown, Health::Unknown, Standing::Coming),
        ];
        for (state, health, wanted) in cases {
            assert_eq!(standing(&state, &health), wanted, "{state:?} {health:?}");
        }
    }
}
