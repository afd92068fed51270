//! What the agent as a whole keeps: a watch a service, a track a rule and series.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::engine::rule::{Track, Turn};
use crate::model::agent::Activity;
use crate::model::alert::{Alert, AlertCause, AlertKey};
use crate::model::event::{Observation, Proposal, SampleBatch, Setup};
use crate::model::id::{Generation, ServiceName};
use crate::model::probe::{ProbeOutcome, ProbeResult};
use crate::model::series::Series;
use crate::model::service::ServiceState;
use crate::model::spec::{RuleSpec, ServiceKind, ServiceSpec, Threshold};
use crate::model::time::{Mono, Now, earliest};

use super::ceiling::Ceilings;
use super::watch::Watch;
use crate::agents::Agent;

/// The monitoring agent.
#[derive(Debug, Default)]
pub struct Monitoring {
    watches: BTreeMap<ServiceName, Watch>,
    ceilings: Ceilings,
    rules: Vec<Arc<RuleSpec>>,
    tracks: HashMap<(usize, Series), Track>,
    series: usize,
    late: u64,
}

impl Agent for Monitoring {
    fn observe(&mut self, observation: Observation, now: Now) -> Vec<Proposal> {
        let mut out = Vec::new();
        match observation {
            Observation::Configured(setup) => self.configure(&setup),
            Observation::Remembered(journal) => self.remember(&journal.alerts),
            Observation::Sampled(batch) => self.sampled(&batch, &mut out),
            Observation::ServiceChanged { service, generation, state, health: _ } => {
                self.service_changed(&service, generation, &state, now, &mut out);
            }
            Observation::Held { service, by } => {
                if let Some(watch) = self.watches.get_mut(&service) {
                    watch.hold(!by.is_empty(), now.mono);
                }
            }
            Observation::Beaten(id) => {
                if let Some(watch) = self.watches.get_mut(&id.service) {
                    watch.hurry(&id.probe, now.mono);
                }
            }
            Observation::Probed(result) => self.probed(&result, now, &mut out),
            Observation::Gone(series) => self.forget(&series, &mut out),
            Observation::IncidentChanged(_)
            | Observation::Recalled { .. }
            | Observation::Learned { .. }
            | Observation::HostFailing(_)
            | Observation::DrivesAsked(_) => {}
        }
        out
    }

    fn tick(&mut self, now: Now) -> Vec<Proposal> {
        let mut out = Vec::new();
        for watch in self.watches.values_mut() {
            watch.tick(now, &mut out);
        }
        out
    }

    fn deadline(&self) -> Option<Mono> {
        self.watches.values().fold(None, |first, watch| earliest(first, watch.deadline()))
    }

    fn activity(&self) -> Activity {
        let probes = self.watches.values().map(Watch::probes).sum();
        Activity::Watching { series: self.series, probes, late: self.late }
    }
}

impl Monitoring {
    fn configure(&mut self, setup: &Setup) {
        self.ceilings.configure(setup);
        let mut old = std::mem::take(&mut self.watches);
        for spec in &setup.services {
            let watch = match old.remove(&spec.name) {
                Some(watch) if watch.is_for(spec) => watch,
                Some(watch) => watch.replaced_by(Watch::new(Arc::clone(spec))),
                None => Watch::new(Arc::clone(spec)),
            };
            self.watches.insert(spec.name.clone(), watch);
        }
        if self.rules != setup.rules {
            self.change_rules(&setup.rules);
        }
    }

    /// A rule that is as it was goes on. What fires by a changed one fires until it is seen to be clear; by the engine's
    /// hand, when the rule means the series no more.
    fn change_rules(&mut self, rules: &[Arc<RuleSpec>]) {
        let old = std::mem::replace(&mut self.rules, rules.to_vec());
        for ((at, series), track) in std::mem::take(&mut self.tracks) {
            let next = rules.iter().position(|rule| rule.name == old[at].name && series.is_meant_by(&rule.series));
            if let Some(next) = next.filter(|next| track == Track::Firing || rules[*next] == old[at]) {
                self.tracks.insert((next, series), track);
            }
        }
    }

    /// What fired when an earlier life ended goes on firing until it is seen to be clear.
    fn remember(&mut self, alerts: &[Alert]) {
        for alert in alerts.iter().filter(|alert| alert.is_firing()) {
            match &alert.cause {
                AlertCause::Threshold { series, .. } => {
                    let at = self.rules.iter().position(|rule| rule.name == alert.key.rule);
                    if let Some(at) = at {
                        self.tracks.insert((at, series.clone()), Track::Firing);
                    }
                }
                AlertCause::Probe { .. } => {
                    if let Some((service, probe)) = alert.key.subject.split_once('/')
                        && let Some(watch) = self.watches.get_mut(service)
                    {
                        watch.remember_failing(probe);
                    }
                }
                AlertCause::Crash { .. }
                | AlertCause::Escalated { .. }
                | AlertCause::Runtime { .. }
                | AlertCause::Told { .. }
                | AlertCause::Foreseen { .. }
                | AlertCause::Predicted { .. }
                | AlertCause::Run { .. } => {}
            }
        }
    }

    fn sampled(&mut self, batch: &SampleBatch, out: &mut Vec<Proposal>) {
        self.series = if &*batch.source == "host" { batch.samples.len() } else { self.series.max(batch.samples.len()) };
        for sample in &batch.samples {
            if let Some(name) = sample.series.instance.as_deref()
                && sample.series.metric.starts_with("service.")
                && let Some(watch) = self.watches.get_mut(name)
            {
                watch.sampled(&sample.series.metric, sample.value, batch.at.mono);
            }
        }
        self.ceilings.sampled(batch, out);
        for (at, rule) in self.rules.iter().enumerate() {
            for sample in batch.samples.iter().filter(|sample| sample.series.is_meant_by(&rule.series)) {
                let track = self.tracks.entry((at, sample.series.clone())).or_default();
                match track.observe(rule, sample.value, batch.at.mono) {
                    Turn::Nothing => {}
                    Turn::Fires => out.push(raise(rule, &sample.series, sample.value)),
                    Turn::Clears => out.push(Proposal::Clear { key: key(rule, &sample.series) }),
                }
            }
        }
    }

    /// What is gone cannot be beyond a limit: an unmounted disk is not full.
    fn forget(&mut self, series: &[Series], out: &mut Vec<Proposal>) {
        for (at, rule) in self.rules.iter().enumerate() {
            for series in series {
                if self.tracks.remove(&(at, series.clone())) == Some(Track::Firing) {
                    out.push(Proposal::Clear { key: key(rule, series) });
                }
            }
        }
    }

    fn service_changed(
        &mut self,
        name: &ServiceName,
        generation: Generation,
        state: &ServiceState,
        now: Now,
        out: &mut Vec<Proposal>,
    ) {
        self.ceilings.at(name, generation);
        let Some(watch) = self.watches.get_mut(name) else { return };
        let external = matches!(watch.spec().kind, ServiceKind::External(_));
        match state {
            ServiceState::Running { since, identity, .. } if identity.is_some() || !external => {
                watch.begin(generation, *since, now.mono, out);
            }
            // One that was a process a moment ago may still have one, of which the probes would speak.
            ServiceState::Unknown | ServiceState::Running { .. } | ServiceState::Stopped { .. } if external => {
                watch.begin(generation, now.mono, now.mono, out);
            }
            _ => watch.end(generation),
        }
    }

    fn probed(&mut self, result: &ProbeResult, now: Now, out: &mut Vec<Proposal>) {
        self.late += u64::from(result.began.since(result.due) > crate::agents::analytics::PROBE_SLACK);
        let Some(watch) = self.watches.get(&result.id.service) else { return };
        let failed = matches!(result.outcome, ProbeOutcome::Failed(_));
        let needed = if failed { self.needed(watch.spec()) } else { Vec::new() };
        // The first failure may be the whole verdict: who may be to blame is asked before it is judged.
        let first = failed && watch.begins_to_fail(&result.id.probe);
        for name in needed.iter().filter(|_| first) {
            if let Some(watch) = self.watches.get_mut(name) {
                watch.ask(now.mono);
            }
        }
        let is_wavering = |name: &ServiceName| self.watches.get(name).is_some_and(Watch::is_wavering);
        let in_doubt = needed.iter().any(is_wavering);
        if let Some(watch) = self.watches.get_mut(&result.id.service) {
            watch.probed(result, in_doubt, now, out);
        }
        for name in needed {
            if let Some(watch) = self.watches.get_mut(&name) {
                watch.ask(now.mono);
            }
        }
    }

    /// All that a service depends on, directly or through others.
    fn needed(&self, spec: &ServiceSpec) -> Vec<ServiceName> {
        let mut needed = spec.depends_on.clone();
        let mut next = 0;
        while let Some(name) = needed.get(next).cloned() {
            next += 1;
            let more = self.watches.get(&name).map_or(&[][..], |watch| &watch.spec().depends_on);
            for name in more {
                if !needed.contains(name) {
                    needed.push(name.clone());
                }
            }
        }
        needed
    }
}

fn key(rule: &RuleSpec, series: &Series) -> AlertKey {
    AlertKey { rule: rule.name.clone(), subject: series.to_string() }
}

fn raise(rule: &RuleSpec, series: &Series, value: f64) -> Proposal {
    Proposal::Raise {
        key: key(rule, series),
        severity: rule.severity,
        cause: AlertCause::Threshold {
            series: series.clone(),
            value,
            limit: rule.threshold.limit(),
            above: matches!(rule.threshold, Threshold::Above { .. }),
        },
        labels: rule.labels.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::TimeZone as _;

    use super::*;
    use crate::model::alert::Severity;
    use crate::model::series::Sample;
    use crate::model::time::Mono;

    #[test]
    fn the_alert_of_a_disk_that_is_unmounted_ends() {
        let rule = RuleSpec {
            name: "full".into(),
            series: Series::of("host.disk.used_percent"),
            threshold: Threshold::Above { limit: 90.0, clear: 85.0 },
            hold: Duration::ZERO,
            severity: Severity::Warning,
            heal: false,
            labels: BTreeMap::new(),
        };
        let now = Now { mono: Mono::default(), wall: chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap() };
        let mut agent = Monitoring::default();
        let setup = Setup { services: Vec::new(), rules: vec![Arc::new(rule.clone())], ..Setup::default() };
        agent.observe(Observation::Configured(Arc::new(setup)), now);
        let series = Series::at("host.disk.used_percent", "/mnt/usb");
        let samples = vec![Sample { series: series.clone(), value: 99.0 }];
        let batch = SampleBatch { source: "mount /mnt/usb".into(), at: now, samples, lines: Vec::new() };
        let raised = agent.observe(Observation::Sampled(Arc::new(batch)), now);
        assert!(matches!(raised.as_slice(), [Proposal::Raise { .. }]), "{raised:?}");
        let cleared = agent.observe(Observation::Gone(vec![series.clone()].into()), now);
        assert_eq!(cleared, [Proposal::Clear { key: key(&rule, &series) }]);
        assert_eq!(agent.observe(Observation::Gone(vec![series].into()), now), []);
    }
}
