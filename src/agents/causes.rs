//! What the series say of an incident's cause: every service's recent samples, and the ranking over them when an
//! incident begins or grows.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::learn::cause::{self, Alarm, Case, Quantity};
use crate::model::event::{Proposal, SampleBatch, Setup};
use crate::model::id::{IncidentId, ServiceName};
use crate::model::incident::{Evidence, Incident, Suspect};
use crate::model::series::Series;
use crate::model::time::{Mono, Now, Wall};

/// Samples of a series are kept this far apart.
const APART: Duration = Duration::from_secs(2);
/// And so many: ten minutes of past beside an incident.
const KEPT: usize = 300;
/// An incident that goes on is ranked again no sooner than this.
const AGAIN: Duration = Duration::from_secs(5);
/// What became unusual so long before an incident may have to do with it.
const BEFORE: Duration = Duration::from_mins(10);
/// Reasons of a suspect that are told.
const REASONS: usize = 3;

/// Recent samples, and who needs whom.
#[derive(Debug, Default)]
pub(super) struct Causes {
    setup: Arc<Setup>,
    recent: BTreeMap<Series, VecDeque<(Mono, f64)>>,
    ranked: BTreeMap<IncidentId, (Mono, usize)>,
}

impl Causes {
    pub(super) fn configure(&mut self, setup: &Arc<Setup>) {
        self.setup = Arc::clone(setup);
        let setup = Arc::clone(setup);
        self.recent.retain(|series, _| subject(series).is_some_and(|name| setup.service(&name).is_some()));
    }

    pub(super) fn sampled(&mut self, batch: &SampleBatch) {
        let at = batch.at.mono;
        for sample in &batch.samples {
            let known = subject(&sample.series).is_some_and(|name| self.setup.service(&name).is_some());
            if !known || !sample.value.is_finite() {
                continue;
            }
            let kept = self.recent.entry(sample.series.clone()).or_default();
            if kept.back().is_none_or(|(last, _)| at.since(*last) >= APART) {
                kept.push_back((at, sample.value));
                if kept.len() > KEPT {
                    kept.pop_front();
                }
            }
        }
    }

    pub(super) fn gone(&mut self, gone: &[Series]) {
        for series in gone {
            self.recent.remove(series);
        }
    }

    /// An incident began or changed: who is suspect, as far as the series say.
    /// With the series that are unusual now, and since when.
    /// And with what logs said for the first time lately, and when.
    pub(super) fn look(
        &mut self,
        incident: &Incident,
        unusual: &[(Series, Wall)],
        said: &VecDeque<(ServiceName, String, Wall)>,
        now: Now,
    ) -> Option<Proposal> {
        if !incident.is_open() || incident.prevents.is_some() {
            self.ranked.remove(&incident.id);
            return None;
        }
        let members = incident.members.len();
        let known = self.ranked.get(&incident.id);
        if known.is_some_and(|(at, seen)| *seen == members && now.mono.since(*at) < AGAIN) {
            return None;
        }
        self.ranked.insert(incident.id, (now.mono, members));
        let mut suspects = self.suspects(incident);
        for suspect in &mut suspects {
            suspect.evidence.extend(was_unusual(&suspect.service, incident, unusual));
            suspect.evidence.extend(was_said(&suspect.service, incident, said));
        }
        (!suspects.is_empty()).then_some(Proposal::Diagnose { incident: incident.id, suspects })
    }

    fn suspects(&self, incident: &Incident) -> Vec<Suspect> {
        let names: Vec<ServiceName> = self.setup.services.iter().map(|spec| spec.name.clone()).collect();
        let place = |name: &ServiceName| names.iter().position(|other| other == name);
        let needs = |(at, spec): (usize, &Arc<crate::model::spec::ServiceSpec>)| {
            spec.depends_on.iter().filter_map(|need| place(need).map(|need| (at, need))).collect::<Vec<_>>()
        };
        let series = self.recent.iter().filter_map(|(series, samples)| {
            let metric = series.metric.to_string();
            let samples = samples.iter().map(|(at, value)| (at.0.as_secs_f64(), *value)).collect();
            let quantity = Quantity::of(&metric);
            Some(cause::Series::new(place(&subject(series)?)?, metric, quantity, samples))
        });
        let alarm = incident.members.first().and_then(|member| place(member.service.as_ref()?));
        let case = Case {
            subjects: names.iter().map(ToString::to_string).collect(),
            onset: incident.began.0.as_secs_f64(),
            series: series.collect(),
            edges: self.setup.services.iter().enumerate().flat_map(needs).collect(),
            alarm: alarm.map(|subject| Alarm { subject, metric: None }),
            ..Case::default()
        };
        let ranked = cause::rank(&case);
        let told = ranked.into_iter().filter(|ranked| ranked.score > 0.0);
        told.map(|ranked| Suspect {
            service: names[ranked.subject].clone(),
            score: ranked.score,
            evidence: ranked
                .evidence
                .iter()
                .filter_map(|one| told_as(one, &names[ranked.subject]))
                .take(REASONS)
                .collect(),
        })
        .collect()
    }
}

/// Which series of a service was unusual first, of those that became so shortly before an incident.
fn was_unusual(name: &ServiceName, incident: &Incident, unusual: &[(Series, Wall)]) -> Option<Evidence> {
    let ahead = |at: &Wall| (incident.opened_at - *at).to_std().ok().filter(|ahead| *ahead <= BEFORE);
    let near = || unusual.iter().filter_map(|(series, at)| Some((series, ahead(at)?)));
    let of = |(series, _): &(&Series, Duration)| subject(series).as_ref() == Some(name);
    let (series, ahead) = near().filter(of).max_by_key(|(_, ahead)| *ahead)?;
    let first = near().all(|(_, other)| other <= ahead);
    Some(Evidence::Unusual { series: series.clone(), ahead, first })
}

/// What the log of a service said for the first time, of what was said so shortly before an incident: the first of it.
fn was_said(name: &ServiceName, incident: &Incident, said: &VecDeque<(ServiceName, String, Wall)>) -> Option<Evidence> {
    let ahead = |at: &Wall| (incident.opened_at - *at).to_std().ok().filter(|ahead| *ahead <= BEFORE);
    let of = said.iter().filter(|(service, ..)| service == name);
    let (template, ahead) =
        of.filter_map(|(_, template, at)| Some((template, ahead(at)?))).max_by_key(|said| said.1)?;
    Some(Evidence::Logged { template: template.clone(), ahead })
}

/// The service that a series is about.
fn subject(series: &Series) -> Option<ServiceName> {
    let instance = series.instance.as_deref()?;
    match series.metric.split('.').next() {
        Some("service") => Some(instance.into()),
        Some("probe") => Some(instance.split_once('/')?.0.into()),
        _ => None,
    }
}

/// Evidence that only series give; what alerts and the graph say is known already.
fn told_as(evidence: &cause::Evidence, name: &ServiceName) -> Option<Evidence> {
    match evidence {
        cause::Evidence::Deviated { metric, before, now, .. } => {
            Some(Evidence::Deviates { series: Series::at(metric, name.as_str()), usual: *before, now: *now })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;
    use crate::model::incident::IncidentState;
    use crate::model::series::Sample;

    fn setup() -> Arc<Setup> {
        let text = "[[service]]\nname = \"db\"\ncommand = [\"./db\"]\n[[service]]\nname = \"api\"\ncommand = \
                    [\"./api\"]\ndepends_on = [\"db\"]\n";
        Arc::clone(&crate::config::parse(text, None, &[]).unwrap().setup)
    }

    fn at(seconds: u64) -> Now {
        let wall = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap() + Duration::from_secs(seconds);
        Now { mono: Mono(Duration::from_secs(seconds)), wall }
    }

    fn sample(causes: &mut Causes, seconds: u64, metric: &str, service: &str, value: f64) {
        let samples = vec![Sample { series: Series::at(metric, service), value }];
        causes.sampled(&SampleBatch { source: "services".into(), at: at(seconds), samples, lines: Vec::new() });
    }

    #[test]
    fn the_service_whose_series_leave_their_past_is_suspected_with_the_figures() {
        let mut causes = Causes::default();
        causes.configure(&setup());
        for second in (0..400).step_by(2) {
            let wobble = f64::from(u32::try_from(second % 7).unwrap());
            sample(&mut causes, second, "service.memory_bytes", "api", 1e8 + 1e5 * wobble);
            let leak = if second < 300 { 0.0 } else { 1e7 * f64::from(u32::try_from(second - 300).unwrap()) };
            sample(&mut causes, second, "service.memory_bytes", "db", 2e8 + 1e5 * wobble + leak);
            sample(&mut causes, second, "host.cpu.used_percent", "db", 50.0);
        }
        let incident = Incident {
            id: IncidentId(1),
            subject: "api".to_owned(),
            service: Some("api".into()),
            opened_at: at(300).wall,
            began: at(300).mono,
            signature: String::new(),
            prevents: None,
            members: Vec::new(),
            causes: Vec::new(),
            attempts: Vec::new(),
            timeline: Vec::new(),
            rests: None,
            state: IncidentState::Open,
        };
        let unusual = [
            (Series::at("probe.latency_ms", "api/http"), at(296).wall),
            (Series::at("service.memory_bytes", "db"), at(290).wall),
            (Series::at("service.cpu_percent", "db"), at(350).wall),
        ];
        // Of what was said before it began, the first: lines follow each other in no order.
        let said = [
            ("db", "a query was slow", 295),
            ("db", "no connection is left", 280),
            ("db", "retrying", 290),
            ("db", "too late", 301),
            ("api", "not its own", 299),
        ];
        let said = said.map(|(name, text, second)| (name.into(), text.to_owned(), at(second).wall)).into();
        let Some(Proposal::Diagnose { suspects, .. }) = causes.look(&incident, &unusual, &said, at(400)) else {
            panic!()
        };
        assert_eq!(suspects[0].service.as_str(), "db", "{suspects:?}");
        let reason = &suspects[0].evidence[0];
        assert!(
            matches!(reason, Evidence::Deviates { series, usual, now } if series.to_string() == "service.memory_bytes{db}" && now > usual),
            "{reason:?}"
        );
        let first = Evidence::Unusual {
            series: Series::at("service.memory_bytes", "db"),
            ahead: Duration::from_secs(10),
            first: true,
        };
        let log = Evidence::Logged { template: "no connection is left".to_owned(), ahead: Duration::from_secs(20) };
        assert_eq!(suspects[0].evidence[1..], [first, log]);
        // The same again says nothing new; so does an incident that is over.
        assert_eq!(causes.look(&incident, &unusual, &said, at(401)), None);
    }
}
