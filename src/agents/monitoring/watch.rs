//! One service under watch: when its probes run, and what their results amount to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::verdict::Verdict;
use crate::model::alert::{AlertCause, AlertKey, RULE_PROBE, Severity};
use crate::model::check::{Check, ResourceCheck};
use crate::model::complaint::{Complaint, Failing};
use crate::model::event::Proposal;
use crate::model::id::Generation;
use crate::model::probe::{ProbeId, ProbeOutcome, ProbeResult, ProbeView};
use crate::model::service::Health;
use crate::model::spec::{ProbeRole, ProbeSpec, ServiceKind, ServiceSpec};
use crate::model::time::{Mono, Now, Wall, earliest};

use super::flap::Flap;
use super::gauge::{Gauge, Reading};
use super::rhythm::Rhythm;

/// Until a service is ready its gates are probed at least this often.
const STARTING_INTERVAL: Duration = Duration::from_secs(1);

/// A probe that has not answered this long after its timeout is lost, and is run again.
const LOST_AFTER: Duration = Duration::from_secs(10);

/// The watch over one service.
#[derive(Debug)]
pub(super) struct Watch {
    spec: Arc<ServiceSpec>,
    /// The start that is watched, and since when; none while there is nothing to watch.
    current: Option<(Generation, Mono)>,
    probes: Vec<Tracked>,
    health: Health,
    /// What it depends on is down: no probe runs.
    held: bool,
    /// When that was last over: what began before says nothing.
    released: Mono,
}

#[derive(Debug)]
struct Tracked {
    rhythm: Rhythm,
    verdict: Verdict,
    /// The figures of a resource probe.
    gauge: Gauge,
    /// When it runs next; none while it runs, or while it waits for the startup probe.
    due: Option<Mono>,
    /// When the running one is given up.
    lost_at: Option<Mono>,
    failures: u32,
    failure: Option<Complaint>,
    /// It was asked out of turn, because a dependant had begun to fail.
    asked: bool,
    /// Outlives a start: what is restarted again and again flaps, too.
    flap: Flap,
    /// Its alert is open.
    alerting: bool,
    /// The worst that this alert has been.
    worst: Severity,
}

impl Watch {
    /// A watch that has not begun.
    #[must_use]
    pub(super) fn new(spec: Arc<ServiceSpec>) -> Self {
        let probes = spec.probes.iter().map(|probe| Tracked::new(&spec, probe)).collect();
        Self { spec, current: None, probes, health: Health::Unknown, held: false, released: Mono::default() }
    }

    /// What is watched.
    #[must_use]
    pub(super) fn spec(&self) -> &ServiceSpec {
        &self.spec
    }

    /// How many probes are scheduled or running.
    #[must_use]
    pub(super) fn probes(&self) -> usize {
        self.probes.iter().filter(|probe| probe.due.is_some() || probe.lost_at.is_some()).count()
    }

    /// Whether it is the watch that this specification wants.
    #[must_use]
    pub(super) fn is_for(&self, spec: &ServiceSpec) -> bool {
        self.spec.probes == spec.probes && self.spec.kind.word() == spec.kind.word()
    }

    /// Hands the open alerts over to the watch that takes its place: it has to clear them. Held back it is as before.
    #[must_use]
    pub(super) fn replaced_by(&self, mut next: Self) -> Self {
        next.held = self.held;
        for (spec, _) in self.spec.probes.iter().zip(&self.probes).filter(|(_, probe)| probe.alerting) {
            next.remember_failing(&spec.name);
        }
        next
    }

    /// The alert of this probe was open when an earlier life ended.
    pub(super) fn remember_failing(&mut self, name: &str) {
        for (spec, probe) in self.spec.probes.iter().zip(&mut self.probes) {
            if spec.name == name {
                probe.alerting = true;
                probe.verdict = Verdict::suspect();
            }
        }
    }

    /// A start of the service runs since then: watch it from now on. Telling it again changes nothing.
    pub(super) fn begin(&mut self, generation: Generation, since: Mono, now: Mono, out: &mut Vec<Proposal>) {
        let external = matches!(self.spec.kind, ServiceKind::External(_));
        match self.current {
            Some((current, began)) if current == generation && (external || began == since) => return,
            _ => {}
        }
        self.current = Some((generation, since));
        self.health = if self.spec.probes.is_empty() { Health::Unprobed } else { Health::Starting };
        let gated = self.has_startup();
        for (spec, probe) in self.spec.probes.iter().zip(&mut self.probes) {
            probe.verdict = if probe.alerting { Verdict::suspect() } else { Verdict::default() };
            probe.due = (!self.held && (!gated || spec.role == ProbeRole::Startup)).then_some(now);
            probe.rhythm.begin();
            probe.gauge.begin();
            probe.lost_at = None;
            probe.asked = false;
            probe.failures = 0;
            out.push(probe.show(spec, &self.spec, None));
        }
    }

    /// There is nothing to watch.
    pub(super) fn end(&mut self, generation: Generation) {
        self.current = self.current.filter(|(current, _)| *current > generation);
        if self.current.is_none() {
            self.health = Health::Unknown;
            for probe in &mut self.probes {
                probe.due = None;
                probe.lost_at = None;
            }
        }
    }

    /// What it depends on is down, or is back. While it is down no probe runs: each would say no more than its own does.
    /// Afterwards they go on at once, and what had begun to fail has not.
    pub(super) fn hold(&mut self, held: bool, now: Mono) {
        if self.held == held {
            return;
        }
        self.held = held;
        if held {
            for probe in &mut self.probes {
                probe.due = None;
                probe.lost_at = None;
                probe.asked = false;
                probe.verdict.excuse();
            }
            return;
        }
        self.released = now;
        if self.current.is_none() {
            return;
        }
        let gated = !self.is_gate_open();
        for (spec, probe) in self.spec.probes.iter().zip(&mut self.probes) {
            let runs = match spec.role {
                ProbeRole::Startup => probe.verdict.passing() != Some(true),
                ProbeRole::Readiness | ProbeRole::Liveness => !gated,
            };
            probe.due = runs.then_some(now);
            probe.rhythm.begin();
        }
    }

    /// The next moment at which [`Watch::tick`] has something to do.
    #[must_use]
    pub(super) fn deadline(&self) -> Option<Mono> {
        self.probes.iter().fold(None, |first, probe| earliest(first, earliest(probe.due, probe.lost_at)))
    }

    /// Proposes the probes that are due.
    pub(super) fn tick(&mut self, now: Now, out: &mut Vec<Proposal>) {
        let Some((generation, _)) = self.current else { return };
        let mut read = Vec::new();
        for (spec, probe) in self.spec.probes.iter().zip(&mut self.probes) {
            if probe.lost_at.is_some_and(|at| now.mono >= at) {
                probe.lost_at = None;
                probe.asked = false;
                probe.due = Some(now.mono);
            }
            if let Some(due) = probe.due.filter(|due| now.mono >= *due) {
                let id = ProbeId { service: self.spec.name.clone(), probe: spec.name.clone() };
                if let Check::Resource(check) = &spec.check {
                    read.extend(probe.read(spec, check, now.mono).map(|outcome| ProbeResult {
                        id,
                        generation,
                        due,
                        began: now.mono,
                        took: Duration::ZERO,
                        outcome,
                        certificate: None,
                    }));
                    continue;
                }
                probe.due = None;
                probe.lost_at = Some(now.mono + spec.timeout + LOST_AFTER);
                out.push(Proposal::Probe { id, generation, due });
            }
        }
        // Whatever a process uses is its own doing.
        for result in read {
            self.probed(&result, false, now, out);
        }
    }

    /// Takes a figure of the service in.
    pub(super) fn sampled(&mut self, metric: &str, value: f64, at: Mono) {
        for (spec, probe) in self.spec.probes.iter().zip(&mut self.probes) {
            if let Check::Resource(check) = &spec.check
                && check.figure.metric() == metric
            {
                probe.gauge.observe(check, at, value);
            }
        }
    }

    /// Whether it may be about to be judged down.
    #[must_use]
    pub(super) fn is_wavering(&self) -> bool {
        self.probes.iter().any(|probe| probe.asked || probe.verdict.is_wavering())
    }

    /// Whether a failure of this probe now is the first in a row.
    pub(super) fn begins_to_fail(&self, name: &str) -> bool {
        self.spec.probes.iter().zip(&self.probes).any(|(spec, probe)| spec.name == name && probe.failures == 0)
    }

    /// A dependant has begun to fail: it is asked at once whether it is to blame. Once: after that its own thresholds
    /// decide.
    pub(super) fn ask(&mut self, now: Mono) {
        if self.is_wavering() {
            return;
        }
        for probe in &mut self.probes {
            if probe.due.is_some_and(|due| due > now) && probe.verdict.passing() == Some(true) {
                probe.due = Some(now);
                probe.asked = true;
            }
        }
    }

    /// A probe has something new to say: it is asked at once, unless its turn has not come at all.
    pub(super) fn hurry(&mut self, name: &str, now: Mono) {
        for (_, probe) in self.spec.probes.iter().zip(&mut self.probes).filter(|(spec, _)| spec.name == name) {
            probe.due = probe.due.map(|due| due.min(now));
        }
    }

    /// Takes a result in. While what it depends on is in doubt no failure turns a judgement.
    pub(super) fn probed(&mut self, result: &ProbeResult, in_doubt: bool, now: Now, out: &mut Vec<Proposal>) {
        let Some((generation, since)) = self.current.filter(|(current, _)| *current == result.generation) else {
            return;
        };
        if self.held || result.began < self.released {
            return;
        }
        let Some(at) = self.spec.probes.iter().position(|spec| spec.name == result.id.probe) else { return };
        let spec = &self.spec.probes[at];
        let probe = &mut self.probes[at];
        let turned = probe.take(spec, result, since, in_doubt);
        probe.schedule(spec, result.due, now.mono);
        out.push(probe.show(spec, &self.spec, Some((now.wall, result.took))));
        probe.alert(spec, &self.spec, out);
        let restart = turned == Some(false) && spec.role != ProbeRole::Readiness;
        let reason = restart.then(|| probe.failing(spec));
        if spec.role == ProbeRole::Startup && probe.verdict.passing() == Some(true) {
            // It has done its work: the process has started, and can only start once.
            probe.due = None;
            if turned == Some(true) {
                self.open_gate(now.mono);
            }
        }
        self.judge(generation, reason, now.wall, out);
    }

    fn has_startup(&self) -> bool {
        self.spec.probes.iter().any(|probe| probe.role == ProbeRole::Startup)
    }

    /// Whether every startup probe has passed.
    fn is_gate_open(&self) -> bool {
        let mut startup = self.spec.probes.iter().zip(&self.probes).filter(|(spec, _)| spec.role == ProbeRole::Startup);
        startup.all(|(_, probe)| probe.verdict.passing() == Some(true))
    }

    /// Lets the other probes begin, once every startup probe has passed.
    fn open_gate(&mut self, now: Mono) {
        if !self.is_gate_open() {
            return;
        }
        for (spec, probe) in self.spec.probes.iter().zip(&mut self.probes) {
            if spec.role != ProbeRole::Startup && probe.due.is_none() && probe.lost_at.is_none() {
                probe.due = Some(now);
            }
        }
    }

    fn judge(&mut self, generation: Generation, restart: Option<Failing>, wall: Wall, out: &mut Vec<Proposal>) {
        let failing =
            self.spec.probes.iter().zip(&self.probes).find(|(_, probe)| probe.verdict.passing() == Some(false));
        let health = match failing {
            Some((spec, probe)) => {
                let since = match &self.health {
                    Health::Unhealthy { since, .. } => *since,
                    _ => wall,
                };
                Health::Unhealthy { reason: probe.failing(spec), since }
            }
            None if self.probes.iter().all(|probe| probe.verdict.passing() == Some(true)) => Health::Healthy,
            None => Health::Starting,
        };
        if health != self.health || restart.is_some() {
            self.health = health.clone();
            out.push(Proposal::Judge { service: self.spec.name.clone(), generation, health, restart });
        }
    }
}

impl Tracked {
    fn new(service: &ServiceSpec, spec: &ProbeSpec) -> Self {
        let id = ProbeId { service: service.name.clone(), probe: spec.name.clone() };
        Self {
            rhythm: Rhythm::of(&id),
            verdict: Verdict::default(),
            gauge: Gauge::default(),
            due: None,
            lost_at: None,
            failures: 0,
            failure: None,
            asked: false,
            flap: Flap::default(),
            alerting: false,
            worst: Severity::Info,
        }
    }

    /// What the figures say; nothing when they say nothing. What fails goes on failing until they do, and so does what
    /// failed before the runtime began anew.
    fn read(&mut self, spec: &ProbeSpec, check: &ResourceCheck, now: Mono) -> Option<ProbeOutcome> {
        let doubtful = self.alerting || self.verdict.passing() == Some(false);
        let outcome = match self.gauge.read(check, now) {
            Reading::Fails(why) => Some(ProbeOutcome::Failed(why)),
            Reading::Passes => Some(ProbeOutcome::Passed),
            Reading::Unknown if !doubtful && self.gauge.is_fresh(now) => Some(ProbeOutcome::Passed),
            Reading::Unknown => None,
        };
        if outcome.is_none() {
            // Until there are figures it looks often.
            self.due = Some(now + spec.interval.min(STARTING_INTERVAL));
        }
        outcome
    }

    /// Takes a result in; the new judgement when it turned.
    fn take(&mut self, spec: &ProbeSpec, result: &ProbeResult, since: Mono, in_doubt: bool) -> Option<bool> {
        self.asked = false;
        let passed = match &result.outcome {
            ProbeOutcome::Passed => {
                self.failures = 0;
                true
            }
            ProbeOutcome::Failed(why) => {
                self.failure = Some(why.clone());
                self.failures = self.failures.saturating_add(1);
                if self.verdict.passing().is_none() && result.began.since(since) < spec.grace {
                    self.verdict.excuse();
                    return None;
                }
                if in_doubt {
                    self.verdict.doubt(spec);
                    return None;
                }
                false
            }
        };
        self.flap.observe(passed);
        self.verdict.observe(passed, spec).then_some(passed)
    }

    fn schedule(&mut self, spec: &ProbeSpec, due: Mono, now: Mono) {
        let next = match (self.verdict.passing(), spec.role) {
            // Until it has passed once, all of its time to start is left to it.
            (None, ProbeRole::Liveness) => due + spec.interval,
            (None, ProbeRole::Startup | ProbeRole::Readiness) => due + spec.interval.min(STARTING_INTERVAL),
            (Some(_), _) => self.rhythm.next(due, spec.interval),
        };
        self.lost_at = None;
        self.due = Some(next.max(now));
    }

    fn alert(&mut self, spec: &ProbeSpec, service: &ServiceSpec, out: &mut Vec<Proposal>) {
        let key = || AlertKey { rule: RULE_PROBE.into(), subject: format!("{}/{}", service.name, spec.name) };
        let flapping = self.flap.is_flapping();
        let severity = match self.verdict.passing() {
            Some(false) => severity(spec.role),
            // One alert stands for all the back and forth, and is no less bad when it happens to pass. Below the
            // thresholds it opens none.
            _ if flapping && self.alerting => Severity::Warning,
            Some(true) if self.alerting => {
                self.alerting = false;
                out.push(Proposal::Clear { key: key() });
                return;
            }
            _ => return,
        };
        self.worst = if self.alerting && flapping { self.worst.max(severity) } else { severity };
        self.alerting = true;
        let reason = self.failing(spec).complaint;
        out.push(Proposal::Raise {
            key: key(),
            severity: self.worst,
            cause: AlertCause::Probe { reason, failures: self.failures, flapping },
            labels: BTreeMap::new(),
        });
    }

    /// What it says; before it has said anything in this life, that it is not known.
    fn failing(&self, spec: &ProbeSpec) -> Failing {
        Failing { probe: spec.name.clone(), complaint: self.failure.clone().unwrap_or(Complaint::NotYet) }
    }

    fn show(&self, spec: &ProbeSpec, service: &ServiceSpec, last: Option<(Wall, Duration)>) -> Proposal {
        let probe = ProbeView {
            passing: self.verdict.passing(),
            against: self.verdict.against(spec),
            last_at: last.map(|(at, _)| at),
            last_took: last.map(|(_, took)| took),
            last_failure: self.failure.clone(),
            flapping: self.flap.is_flapping(),
            ..ProbeView::unseen(spec)
        };
        Proposal::Show { service: service.name.clone(), probe }
    }
}

/// How bad a failing probe is: a service that is not alive is worse than one that is not ready.
fn severity(role: ProbeRole) -> Severity {
    match role {
        ProbeRole::Readiness => Severity::Warning,
        ProbeRole::Startup | ProbeRole::Liveness => Severity::Critical,
    }
}
