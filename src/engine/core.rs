//! The one owner of all state: takes an event, routes it, and says what has to be done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::model::agent::AgentName;
use crate::model::alert::{
    Alert, AlertCause, AlertKey, RULE_CRASH, RULE_FILE, RULE_FORESEEN, RULE_MANAGER, RULE_NOTICE, RULE_PAGE,
    RULE_PREDICTED, RULE_PROBE, RULE_RUN, RULE_RUNTIME, Severity,
};
use crate::model::command::ServicesFate;
use crate::model::effect::Effect;
use crate::model::event::{Event, Journal, Observation, Recovered, Setup};
use crate::model::id::{AlertId, Generation, IncidentId, Operator, ReplyId, ServiceName};
use crate::model::instances::Scale;
use crate::model::outlook::Outlook;
use crate::model::probe::ProbeView;
use crate::model::record::{Detail, Entry, EntryKind, Outage, Record};
use crate::model::series::Series;
use crate::model::service::{Ended, Exit, ServiceState, StopReason};
use crate::model::snapshot::Figures;
use crate::model::time::{Mono, Now, Wall, earliest};
use crate::model::trouble::RuntimeTrouble;
use crate::model::workflow::order::StepOrder;

use super::alerts::AlertBook;
use super::anomalies::Anomalies;
use super::drives::Drives;
use super::fault;
use super::learning::Learning;
use super::patterns::Patterns;
use super::recovery::{Recovery, Ward};
use super::service::{Service, Trouble};
use super::supervision::{Outcome, Supervision};
use super::workflow::Workflows;

mod beat;
mod broken;
mod held;
mod labour;
mod proposed;
mod views;

/// Lines of the log of changes kept for screens.
const ENTRIES: usize = 100;

/// All state, and every decision about it.
#[derive(Debug)]
pub struct Engine {
    /// As decisions see it: each instance a service of its own.
    pub(super) setup: Arc<Setup>,
    /// As it is written.
    pub(super) configured: Arc<Setup>,
    /// How often services run by an operator's word.
    pub(super) scales: Vec<Scale>,
    pub(super) supervision: Supervision,
    pub(super) alerts: AlertBook,
    pub(super) paused: BTreeSet<AgentName>,
    pub(super) probes: BTreeMap<ServiceName, BTreeMap<String, ProbeView>>,
    pub(super) figures: Figures,
    pub(super) outlooks: Vec<Outlook>,
    pub(super) entries: VecDeque<Entry>,
    /// Who waits for the command of which external service, in order.
    pub(super) external_waits: Vec<(ServiceName, ReplyId)>,
    /// Who waits for which service to have read its configuration again, in order.
    pub(super) reload_waits: Vec<super::orders::ReloadWait>,
    pub(super) outages: Vec<Outage>,
    /// Which of them last, and since when.
    pub(super) lasting: BTreeMap<ServiceName, (Wall, Mono)>,
    pub(super) watched: Vec<(Wall, Wall)>,
    pub(super) recovery: Recovery,
    pub(super) anomalies: Anomalies,
    pub(super) learning: Learning,
    pub(super) drives: Drives,
    /// Whether a critical rule about the host fires.
    pub(super) host_fails: bool,
    pub(super) patterns: Patterns,
    pub(super) work: Workflows,
    /// The newest alert and incident that may have started runs.
    seen_alert: AlertId,
    seen_incident: IncidentId,
    /// This life began.
    pub(super) began: Option<Wall>,
    /// The last event of this life.
    pub(super) seen: Option<Wall>,
    pub(super) rng: fastrand::Rng,
    pub(super) exiting: bool,
}

impl Engine {
    /// An engine that knows nothing yet; the first event is [`Event::Recovered`]. The same seed and the same events give
    /// the same effects.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            setup: Arc::default(),
            configured: Arc::default(),
            scales: Vec::new(),
            supervision: Supervision::default(),
            alerts: AlertBook::default(),
            paused: BTreeSet::new(),
            probes: BTreeMap::new(),
            figures: Figures::default(),
            outlooks: Vec::new(),
            entries: VecDeque::new(),
            external_waits: Vec::new(),
            reload_waits: Vec::new(),
            outages: Vec::new(),
            lasting: BTreeMap::new(),
            watched: Vec::new(),
            recovery: Recovery::default(),
            anomalies: Anomalies::default(),
            learning: Learning::default(),
            drives: Drives::default(),
            host_fails: false,
            patterns: Patterns::default(),
            work: Workflows::default(),
            seen_alert: AlertId::default(),
            seen_incident: IncidentId::default(),
            began: None,
            seen: None,
            rng: fastrand::Rng::with_seed(seed),
            exiting: false,
        }
    }

    /// The next moment at which [`Event::Ticked`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Mono> {
        // On the way out nothing is healed any more.
        let recovery = if self.is_ending() { None } else { self.recovery.deadline(&self.setup) };
        let work = if self.is_ending() { None } else { self.work.deadline() };
        let learning = if self.is_ending() { None } else { earliest(self.learning.deadline(), self.drives.deadline()) };
        earliest(earliest(self.supervision.deadline(), recovery), earliest(work, learning))
    }

    /// Decides.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        let mut out = Vec::new();
        self.decide(event, now, &mut out);
        self.drop_settled_alerts(now, &mut out);
        self.hold_back(&mut out);
        self.watch_host(&mut out);
        self.with_recovery(now, &mut out, Recovery::look);
        self.set_off(now, &mut out);
        self.seen = Some(now.wall);
        for effect in &out {
            if let Effect::Record(Record::Entry(entry)) = effect {
                self.entries.push_front(entry.clone());
            }
        }
        self.entries.truncate(ENTRIES);
        if self.supervision.is_ended() && !self.exiting {
            self.exiting = true;
            out.push(Effect::Exit);
        }
        out
    }

    fn watch_host(&mut self, out: &mut Vec<Effect>) {
        let fails = self.alerts.firing().any(Alert::is_host_failing);
        if std::mem::replace(&mut self.host_fails, fails) != fails {
            out.push(Effect::Observe(Observation::HostFailing(fails)));
        }
    }

    fn decide(&mut self, event: Event, now: Now, out: &mut Vec<Effect>) {
        match event {
            Event::Recovered(recovered) => self.recover(&recovered, now, out),
            Event::Configured(setup) => self.configure(setup, now, out),
            Event::Learning(stage) => self.learning.is_at(stage),
            Event::Learned { came, better } => self.learning.learned(came, better.map(|weights| *weights), now, out),
            Event::DrivesAsked { report } => self.drives.answered(report, out),
            Event::Asked { reply, by, command } => self.asked(reply, &by, command, now, out),
            Event::Started { service, generation, identity } => {
                self.supervision.started(&service, generation, identity, now, out);
            }
            Event::StartFailed { service, generation, why } => {
                let outcome = self.supervision.start_failed(&service, generation, why, now, &mut self.rng, out);
                self.follow(outcome, now, out);
            }
            Event::Exited { service, generation, exit } => {
                let outcome = self.supervision.exited(&service, generation, exit, now, &mut self.rng, out);
                self.follow(outcome, now, out);
            }
            Event::Swept { service, killed } => {
                let subject = service.to_string();
                entry(EntryKind::ServiceSwept, subject, None, Detail::Swept { processes: killed as u64 }, now, out);
            }
            Event::ExternalRan { service, start, failure } => {
                self.external_ran(&service, start, failure, now, out);
            }
            Event::Limited { service, generation, hold } => {
                if let Some(service) = self.supervision.current(&service, generation) {
                    service.hold = Some(hold);
                }
            }
            Event::Ran { service, generation, errand, failure } => {
                self.ran(&service, generation, errand, failure, now, out);
            }
            Event::Injected { asker, outcome } => fault::settle(asker, outcome, &mut self.supervision, now, out),
            Event::Seen { service, sighting } => {
                let outcome = self.supervision.seen(&service, sighting, now, &mut self.rng, out);
                self.follow(outcome, now, out);
                self.follow_manager(&service, now, out);
            }
            Event::Managed { service, generation, order, failure, sighting } => {
                let (order, answer) = ((generation, order), (failure, sighting));
                let outcome = self.supervision.managed(&service, order, answer, now, &mut self.rng, out);
                self.follow(outcome, now, out);
                self.follow_manager(&service, now, out);
            }
            Event::Released { service, generation, release } => {
                self.with_recovery(now, out, |recovery, ward| recovery.released(&service, generation, release, ward));
            }
            Event::Remedied { incident, attempt, deeds, failure } => {
                self.with_recovery(now, out, |recovery, ward| {
                    recovery.remedied((incident, attempt), deeds, failure, ward);
                });
            }
            Event::Probed(result) => {
                if self.supervision.get(&result.id.service).is_some_and(|s| s.generation == result.generation) {
                    out.push(Effect::Observe(Observation::Probed(Box::new(result))));
                }
            }
            Event::Stepped(reports) => self.stepped(reports, now, out),
            Event::Recalled(run) => {
                let (run, frozen, nodes) = *run;
                self.with_work(now, out, |work, around| work.recall(run, frozen, nodes, around));
            }
            Event::SeriesRecalled { series, past } => {
                out.push(Effect::Observe(Observation::Recalled { series, past }));
            }
            Event::NotRecalled(run) => self.with_work(now, out, |work, around| work.not_recalled(run, around)),
            Event::Felt(host) => self.work.felt(host, self.setup.work.max_parallel),
            Event::FilesChanged(changed) => self.fired(|triggers| triggers.files_changed(&changed, now), now, out),
            Event::Hooked { reply, hook } => self.hooked(reply, &hook, now, out),
            Event::RunsGone(runs) => out.extend(runs.into_iter().map(|run| Effect::Step(StepOrder::Remove(run)))),
            Event::Beaten(id) => out.push(Effect::Observe(Observation::Beaten(id))),
            Event::Proposed { agent: _, proposal } => self.proposed(proposal, now, out),
            Event::AgentPanicked { agent, why } => {
                if agent == AgentName::Analytics {
                    self.anomalies.end_all(now.wall, out);
                }
                let detail = why.map_or(Detail::Unresponsive, |error| Detail::Panicked { error });
                entry(EntryKind::AgentPanicked, agent.to_string(), None, detail, now, out);
            }
            Event::Trouble { part, what } => self.trouble(part, what, now, out),
            Event::Ticked => {
                for outcome in self.supervision.tick(now, out) {
                    self.follow(outcome, now, out);
                }
                self.alerts.tick(now, out);
                if !self.is_ending() {
                    self.learning.tick(now.mono, out);
                    self.drives.tick(now.mono, out);
                }
            }
        }
    }

    fn recover(&mut self, recovered: &Recovered, now: Now, out: &mut Vec<Effect>) {
        let journal = &recovered.journal;
        self.began = Some(now.wall);
        self.configured = Arc::clone(&recovered.setup);
        self.scales.clone_from(&journal.scales);
        self.expand(out);
        self.alerts =
            AlertBook::remembered(&journal.alerts, &journal.silences, journal.last_alert, journal.last_silence);
        self.paused = journal.paused.iter().copied().collect();
        self.entries = journal.entries.iter().rev().take(ENTRIES).cloned().collect();
        self.outages.clone_from(&journal.outages);
        self.watched.clone_from(&journal.watched);
        out.extend(self.paused.iter().map(|agent| Effect::SetPaused { agent: *agent, paused: true }));
        if recovered.rebooted && went_down(journal) {
            entry(EntryKind::HostWentDown, String::new(), None, Detail::Nothing, now, out);
        }
        entry(EntryKind::RuntimeStarted, String::new(), None, Detail::Nothing, now, out);
        let surplus = self.surplus(recovered);
        let recovered = &Recovered { setup: Arc::clone(&self.setup), ..recovered.clone() };
        for outcome in self.supervision.begin(recovered, &surplus, now, out) {
            self.follow(outcome, now, out);
        }
        self.recovery = Recovery::remembered(journal, now);
        self.anomalies = Anomalies::remembered(journal, now.wall, out);
        self.learning = Learning::begin(recovered.weights.clone(), now.mono);
        self.drives = Drives::begin(self.setup.drives.clone(), now.mono);
        self.patterns = Patterns::remembered(journal);
        self.recovery.baseline(self.supervision.iter().map(|service| (&service.spec.name, service.restarts)));
        for alert in journal.alerts.iter().filter(|alert| alert.key.rule.as_str() == RULE_CRASH) {
            self.supervision.doubt(&alert.key.subject);
        }
        let (workflows, steps) = (journal.workflows.clone(), recovered.steps.clone());
        self.with_work(now, out, |work, around| {
            work.remember(workflows, around);
            work.stepped(steps, around);
        });
        self.seen_alert = journal.last_alert;
        self.seen_incident = journal.last_incident;
        let expected = &self.recovery;
        self.alerts.retain(|key| key.rule.as_str() != RULE_PREDICTED || expected.expects(key), now, out);
        // What broke in an earlier life has broken again, or has not.
        self.alerts.retain(|key| key.rule.as_str() != RULE_RUNTIME, now, out);
        self.drop_unconfigured_alerts(now, out);
        self.tell_of_files(now, out);
    }

    fn configure(&mut self, setup: Arc<Setup>, now: Now, out: &mut Vec<Effect>) {
        let setup = setup.keeping(&self.configured);
        if self.configured == setup {
            return;
        }
        self.configured = setup;
        self.expand(out);
        let setup = Arc::clone(&self.setup);
        out.push(Effect::Observe(Observation::Configured(Arc::clone(&setup))));
        entry(EntryKind::ConfigReloaded, String::new(), None, Detail::Nothing, now, out);
        self.supervision.configure(&setup, now, out);
        self.learning.configure(&setup.horizons, out);
        self.drives.configure(setup.drives.as_ref(), now.mono);
        self.with_work(now, out, Workflows::configure);
        self.probes.retain(|name, _| setup.service(name).is_some());
        self.patterns.retain(|name| setup.service(name).is_some());
        self.drop_unconfigured_alerts(now, out);
        self.tell_of_files(now, out);
    }

    /// An alert of a rule, a service or a probe that is no longer configured will never be cleared by anybody.
    pub(super) fn drop_unconfigured_alerts(&mut self, now: Now, out: &mut Vec<Effect>) {
        let setup = Arc::clone(&self.setup);
        self.alerts.retain(|key| is_configured(&setup, key), now, out);
    }

    /// Probes of a process that does not run say nothing.
    fn is_beside_the_point(&self, key: &AlertKey) -> bool {
        key.rule.as_str() == RULE_PROBE
            && key.subject.split_once('/').is_none_or(|(name, _)| {
                let service = self.supervision.get(&name.into());
                service.is_none_or(|service| service.spec.is_supervised() && !service.state.is_running())
            })
    }

    /// An alert about a service that is down and meant to be: nobody has to look, and no probe will ever clear it. An
    /// ordered end of the runtime leaves them: the next one sees whether they still hold.
    fn drop_settled_alerts(&mut self, now: Now, out: &mut Vec<Effect>) {
        let supervision = &self.supervision;
        let why = |name: &str| match &supervision.get(&name.into())?.state {
            ServiceState::Stopped { why, .. } => Some(why),
            _ => None,
        };
        let wanted = |key: &AlertKey| match key.rule.as_str() {
            RULE_CRASH => !matches!(why(&key.subject), Some(StopReason::Operator | StopReason::NotStarted)),
            RULE_PROBE => key.subject.split_once('/').is_none_or(|(name, _)| {
                !matches!(why(name), Some(StopReason::Operator | StopReason::NotStarted | StopReason::Ended(_)))
            }),
            _ => true,
        };
        self.alerts.retain(wanted, now, out);
    }

    /// Lets recovery look at the world.
    pub(super) fn with_recovery<T>(
        &mut self,
        now: Now,
        out: &mut Vec<Effect>,
        work: impl FnOnce(&mut Recovery, &mut Ward<'_>) -> T,
    ) -> T {
        let mut ward = Ward {
            setup: &self.setup,
            supervision: &mut self.supervision,
            alerts: &mut self.alerts,
            changes: &self.entries,
            rng: &mut self.rng,
            now,
            out,
        };
        work(&mut self.recovery, &mut ward)
    }

    pub(super) fn set_paused(
        &mut self,
        agent: AgentName,
        paused: bool,
        by: &Operator,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let changed = if paused { self.paused.insert(agent) } else { self.paused.remove(&agent) };
        if changed {
            out.push(Effect::SetPaused { agent, paused });
            out.push(Effect::Record(Record::Agent { name: agent, paused }));
            let kind = if paused { EntryKind::AgentPaused } else { EntryKind::AgentResumed };
            entry(kind, agent.to_string(), Some(by), Detail::Nothing, now, out);
        }
    }

    pub(super) fn shut_down(&mut self, services: ServicesFate, by: &Operator, now: Now, out: &mut Vec<Effect>) {
        if self.exiting {
            return;
        }
        entry(EntryKind::RuntimeEnded, String::new(), Some(by), Detail::Services { services }, now, out);
        if self.supervision.end(services, now, out) {
            self.exiting = true;
            out.push(Effect::Exit);
        }
    }

    fn current(&self, name: &ServiceName, generation: Generation) -> Option<&Service> {
        self.supervision.get(name).filter(|service| service.generation == generation)
    }

    /// Opens, updates or resolves the crash alert.
    fn follow(&mut self, outcome: Outcome, now: Now, out: &mut Vec<Effect>) {
        match outcome {
            Outcome::Nothing => {}
            Outcome::Stable(name) => self.alerts.clear(&crash(&name), now, out),
            Outcome::Failed(name, trouble) if self.is_held_crash(&name, trouble) => self.alerts.hold(crash(&name)),
            Outcome::Failed(name, trouble) => {
                let how = self.supervision.get(&name).and_then(|service| service.last_exit.clone());
                let how = how.unwrap_or(Ended::Exit(Exit::Unknown));
                let key = crash(&name);
                let before = self.alerts.firing().find(|alert| alert.key == key).map(|alert| &alert.cause);
                let times = match before {
                    Some(AlertCause::Crash { times, .. }) => times.saturating_add(1),
                    _ => 1,
                };
                let exhausted = trouble == Trouble::Exhausted;
                let severity = if trouble == Trouble::Restarting { Severity::Warning } else { Severity::Critical };
                let cause = AlertCause::Crash { how, times, exhausted };
                self.alerts.raise(key, severity, cause, BTreeMap::new(), now, out);
            }
        }
    }

    /// Opens or resolves the alert about a service's manager.
    fn follow_manager(&mut self, name: &ServiceName, now: Now, out: &mut Vec<Effect>) {
        let key = AlertKey { rule: RULE_MANAGER.into(), subject: name.to_string() };
        match self.supervision.get(name).and_then(Service::manager_trouble) {
            Some(why) => {
                let cause = AlertCause::Runtime { what: RuntimeTrouble::Manager(why.clone()) };
                self.alerts.raise(key, Severity::Critical, cause, BTreeMap::new(), now, out);
            }
            None => self.alerts.clear(&key, now, out),
        }
    }

    fn trouble(&mut self, part: String, what: Option<RuntimeTrouble>, now: Now, out: &mut Vec<Effect>) {
        let key = AlertKey { rule: RULE_RUNTIME.into(), subject: part };
        match what {
            Some(what) => {
                let cause = AlertCause::Runtime { what };
                self.alerts.raise(key, Severity::Critical, cause, BTreeMap::new(), now, out);
            }
            None => self.alerts.clear(&key, now, out),
        }
    }
}

/// Whether the alert is of a rule, a service or a probe that there is.
/// Whether the runtime before was not ended: what is written of it begins, and does not end.
fn went_down(journal: &Journal) -> bool {
    let about = |kind| matches!(kind, EntryKind::RuntimeStarted | EntryKind::RuntimeEnded);
    let last = journal.entries.iter().rfind(|entry| about(entry.kind));
    last.is_some_and(|entry| entry.kind == EntryKind::RuntimeStarted)
}

fn is_configured(setup: &Setup, key: &AlertKey) -> bool {
    let service = |name: &str| setup.services.iter().find(|spec| spec.name.as_str() == name);
    match key.rule.as_str() {
        RULE_CRASH => service(&key.subject).is_some(),
        RULE_MANAGER => service(&key.subject).is_some_and(|spec| spec.is_managed()),
        RULE_PROBE => key
            .subject
            .split_once('/')
            .is_some_and(|(name, probe)| service(name).is_some_and(|s| s.probes.iter().any(|p| p.name == probe))),
        RULE_RUNTIME | RULE_PAGE | RULE_PREDICTED => true,
        RULE_FORESEEN => setup
            .workflows
            .iter()
            .any(|workflow| key.subject.rsplit_once('/').is_some_and(|(name, _)| workflow.name.as_str() == name)),
        RULE_RUN => setup.workflows.iter().any(|workflow| workflow.name.as_str() == key.subject),
        RULE_NOTICE => true,
        RULE_FILE => broken::is_faulty(setup, &key.subject),
        _ => setup.rules.iter().any(|rule| {
            let is_meant = |series: Series| series.is_meant_by(&rule.series);
            rule.name == key.rule && key.subject.parse().is_ok_and(is_meant)
        }),
    }
}

fn crash(name: &ServiceName) -> AlertKey {
    AlertKey { rule: RULE_CRASH.into(), subject: name.to_string() }
}

/// Whether an alert is about this service: an operator who stops it has dealt with its crash and its probes.
pub(super) fn is_about(key: &AlertKey, name: &ServiceName) -> bool {
    match key.rule.as_str() {
        RULE_CRASH | RULE_MANAGER => key.subject == name.as_str(),
        RULE_PROBE => key.subject.split_once('/').is_some_and(|(service, _)| service == name.as_str()),
        _ => false,
    }
}

pub(super) fn entry(
    kind: EntryKind,
    subject: String,
    by: Option<&Operator>,
    detail: Detail,
    now: Now,
    out: &mut Vec<Effect>,
) {
    out.push(Effect::Record(Record::Entry(Entry { at: now.wall, kind, subject, by: by.cloned(), detail })));
}
