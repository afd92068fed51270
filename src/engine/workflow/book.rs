//! All workflows and their runs: which run may begin, what goes on, what one run wants of others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::engine::alerts::AlertBook;
use crate::engine::supervision::Supervision;
use crate::model::alert::{AlertCause, AlertKey, RULE_NOTICE, RULE_RUN, Severity};
use crate::model::command::{Command, Outcome};
use crate::model::effect::Effect;
use crate::model::event::Setup;
use crate::model::id::{RunId, WorkflowName};
use crate::model::record::{Detail, Entry, EntryKind, Record};
use crate::model::refusal::Refusal;
use crate::model::time::{Mono, Now, earliest};
use crate::model::workflow::definition::{Definition, Overlap};
use crate::model::workflow::order::{StepReport, Ticket};
use crate::model::workflow::record::{Frozen, WorkflowJournal, WorkflowRecord};
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::run::{Forward, Node, Rollback, Run, RunState};
use crate::model::workflow::state::{StepFailure, StepState, UndoState};
use crate::model::workflow::step::Work;
use crate::model::workflow::trigger::StartedBy;

use super::adapt::Adaptations;
use super::flight::{Flight, Flights};
use super::forecast::Lores;
use super::habits::Habits;
use super::plan::Plan;
use super::shop::{Floor, Later, Shop, WHOLE};
use super::triggers::Triggers;

/// Runs that are over and whose nodes are still known.
const RESTING: usize = 20;
/// Runs that are over and are shown.
const SHOWN: usize = 50;

/// All workflows and their runs.
#[derive(Debug, Default)]
pub struct Workflows {
    pub(super) flights: Flights,
    /// Runs that are over, with their nodes; the oldest go first.
    pub(super) resting: Flights,
    pub(super) floor: Floor,
    /// What starts runs by itself.
    pub triggers: Triggers,
    pub(super) plans: BTreeMap<WorkflowName, Arc<Plan>>,
    /// Changes beside their files.
    pub(super) adaptations: Adaptations,
    /// Definitions that are written down.
    written: BTreeSet<Arc<str>>,
    /// Runs that are over, newest first.
    pub(super) over: VecDeque<Run>,
    last: RunId,
    /// There is more to look at than was looked at.
    more: bool,
    /// Runs that were asked for from the journal, to be undone.
    recalled: BTreeSet<RunId>,
}

/// The world as runs see it.
#[derive(Debug)]
pub struct Around<'a> {
    /// The configuration.
    pub setup: &'a Setup,
    /// The services.
    pub supervision: &'a Supervision,
    /// The alerts.
    pub alerts: &'a mut AlertBook,
    /// For chance.
    pub rng: &'a mut fastrand::Rng,
    /// The time.
    pub now: Now,
    /// What has to be done.
    pub out: &'a mut Vec<Effect>,
}

/// What a step wants done, by the means that an operator has.
#[derive(Debug)]
pub struct Wish {
    /// For which try of which step.
    pub ticket: Ticket,
    /// In whose name.
    pub by: String,
    /// What.
    pub command: Command,
}

impl Around<'_> {
    pub(super) fn shop<'s>(&'s mut self, floor: &'s mut Floor) -> Shop<'s> {
        Shop {
            floor,
            setup: self.setup,
            supervision: self.supervision,
            alerts: self.alerts,
            rng: self.rng,
            now: self.now,
            out: self.out,
        }
    }
}

impl Workflows {
    /// Goes on from what the journal holds. What became of steps that were running comes as [`Workflows::stepped`].
    pub fn remember(&mut self, journal: WorkflowJournal, around: &mut Around<'_>) {
        self.last = journal.last_run;
        self.triggers = Triggers::remembered(&journal.triggers);
        self.floor.habits = Habits::remembered(&journal.habits);
        self.floor.lores = Lores::remembered(journal.scored);
        self.adaptations = Adaptations::remembered(journal.adaptations);
        let cached = journal.cached.into_iter().map(|step| ((step.workflow.clone(), step.step.clone()), step));
        self.floor.cached = cached.collect();
        self.over = journal.over.into_iter().take(SHOWN).collect();
        self.written = journal.definitions.iter().map(|frozen| Arc::clone(&frozen.digest)).collect();
        let plans: BTreeMap<Arc<str>, Arc<Plan>> = journal
            .definitions
            .into_iter()
            .map(|frozen| (Arc::clone(&frozen.digest), Arc::new(Plan::of(frozen))))
            .collect();
        for (run, nodes) in journal.open {
            self.last = self.last.max(run.id);
            let Some(plan) = plans.get(&run.definition) else { continue };
            let id = run.id;
            let shop = around.shop(&mut self.floor);
            let flight = Flight::new(run, Arc::clone(plan), nodes, &shop);
            self.flights.insert(id, flight);
        }
        self.floor.foresee_at = (!self.flights.is_empty()).then_some(around.now.mono);
        self.configure(around);
        let Self { flights, floor, .. } = self;
        for flight in flights.values_mut() {
            flight.resume(&mut around.shop(floor));
        }
    }

    /// Tries that the journal has as running and that something outside knows about. What waits, is asked of a service or
    /// stands for a run goes on here.
    #[must_use]
    pub fn running(journal: &WorkflowJournal) -> Vec<Ticket> {
        let definitions: BTreeMap<&str, &Definition> =
            journal.definitions.iter().map(|frozen| (&*frozen.digest, frozen.definition.as_ref())).collect();
        let mut found = Vec::new();
        for (run, nodes) in &journal.open {
            let Some(definition) = definitions.get(&*run.definition) else { continue };
            for (number, node) in nodes {
                let undo = matches!(node.undo, UndoState::Running { .. });
                let forward = matches!(node.state, StepState::Running { .. }) && node.items.is_none();
                let spec = definition.numbered(node.step).filter(|_| forward || undo);
                let work = spec.and_then(|spec| match &spec.undo {
                    back if undo => back.as_ref().map(|back| &back.work),
                    _ => Some(&spec.work),
                });
                if work.is_some_and(Work::is_outside) {
                    let (run, number) = (run.id, *number);
                    let tickets = super::twin::live(node, undo);
                    found.extend(tickets.map(|attempt| Ticket { run, node: number, undo, attempt }));
                }
            }
        }
        found
    }

    /// Takes over the definitions of a configuration. Runs go on with those that they were begun with.
    pub fn configure(&mut self, around: &mut Around<'_>) {
        let mut plans = BTreeMap::new();
        for definition in &around.setup.workflows {
            let definition = self.adaptations.overlay(definition, around);
            let kept = self.plans.remove(&definition.name).filter(|plan| *plan.definition() == definition);
            let plan = kept.unwrap_or_else(|| Arc::new(Plan::of(freeze(&definition))));
            if self.written.insert(Arc::clone(&plan.frozen.digest)) {
                let record = WorkflowRecord::Definition(plan.frozen.clone());
                around.out.push(Effect::Record(Record::Workflow(record)));
            }
            plans.insert(definition.name.clone(), plan);
        }
        self.plans = plans;
        self.floor.most.clone_from(&around.setup.work.resources);
        self.triggers.forget_services(|name| around.setup.service(name).is_some());
        self.triggers.configure(&around.setup.workflows, &around.setup.work.time_zone, around.now);
    }

    /// The next moment at which something has to be decided.
    #[must_use]
    pub fn deadline(&self) -> Option<Mono> {
        let timer = self.floor.timers.first().map(|(at, ..)| *at);
        let timer = earliest(earliest(timer, self.floor.foresee_at), self.triggers.deadline());
        if self.more { Some(Mono::default()) } else { timer }
    }

    /// Whether runs go on.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.flights.is_empty()
    }

    /// How many runs wait or go on; none where there are no workflows.
    #[must_use]
    pub fn queue(&self) -> Option<u32> {
        (!self.plans.is_empty() || self.is_busy()).then(|| self.length())
    }

    /// How many runs wait or go on.
    pub(super) fn length(&self) -> u32 {
        u32::try_from(self.flights.len()).unwrap_or(u32::MAX)
    }

    /// Whether a run and its nodes are known.
    #[must_use]
    pub fn holds(&self, run: RunId) -> bool {
        self.flights.contains_key(&run) || self.resting.contains_key(&run)
    }

    /// A run that is over comes back from the journal.
    pub fn recall(&mut self, run: Run, frozen: Frozen, nodes: Vec<(u32, Node)>, around: &mut Around<'_>) {
        if self.holds(run.id) {
            return;
        }
        let id = run.id;
        let flight = Flight::new(run, Arc::new(Plan::of(frozen)), nodes, &around.shop(&mut self.floor));
        self.resting.insert(id, flight);
        if self.recalled.remove(&id) {
            self.floor.later.push_back(Later::RollBack { run: id });
        }
    }

    /// A run that is over does not come back: what a step of another run did by it stays done, and a person is told.
    pub fn not_recalled(&mut self, run: RunId, around: &mut Around<'_>) {
        if !self.recalled.remove(&run) {
            return;
        }
        self.not_undone(run, &StepFailure::NotRecalled { run }, around);
    }

    /// Steps whose undo is that a run is undone hear that it is not.
    fn not_undone(&mut self, run: RunId, why: &StepFailure, around: &mut Around<'_>) {
        let shop = &mut around.shop(&mut self.floor);
        for flight in self.flights.values_mut() {
            for node in flight.undone_by(run) {
                flight.tried(node, true, Err(why.clone()), shop);
            }
        }
    }

    /// What became of steps.
    pub fn stepped(&mut self, reports: Vec<StepReport>, around: &mut Around<'_>) {
        for report in reports {
            if let Some(flight) = self.flights.get_mut(&report.ticket.run) {
                flight.reported(report, &mut around.shop(&mut self.floor));
            }
        }
    }

    /// The newest figures of the host.
    pub fn felt(&mut self, host: BTreeMap<String, f64>, most: u32) {
        self.floor.throttle.felt(&host, most.max(1));
        self.floor.host = host;
    }

    /// Makes a run.
    pub(super) fn create(
        &mut self,
        plan: &Arc<Plan>,
        (params, event): (Map<String, Value>, Value),
        started_by: StartedBy,
        nodes: Vec<(u32, Node)>,
        around: &mut Around<'_>,
    ) -> RunId {
        self.last = self.last.next();
        let id = self.last;
        let definition = plan.definition();
        let run = Run {
            id,
            workflow: definition.name.clone(),
            definition: Arc::clone(&plan.frozen.digest),
            created_at: around.now.wall,
            started_at: None,
            started_by,
            params,
            event,
            state: RunState::Queued,
            forward: None,
            rollback: Rollback::None,
            forecast: None,
            taken_over_by: None,
        };
        let timeout = definition.queue_timeout;
        let shop = around.shop(&mut self.floor);
        let mut flight = Flight::new(run, Arc::clone(plan), nodes, &shop);
        for (node, slot) in (0_u32..).zip(&mut flight.slots) {
            // What was taken over is recorded as this run's.
            if !slot.is_waiting() {
                flight.todo.push_back(node);
            }
        }
        for node in std::mem::take(&mut flight.todo) {
            flight.touch(node);
        }
        flight.todo = (0..plan.steps()).filter(|node| flight.slots[*node as usize].is_waiting()).collect();
        flight.touch_run();
        if let Some(timeout) = timeout {
            flight.due = Some(shop.now.mono + timeout);
            shop.floor.timers.insert((shop.now.mono + timeout, id, WHOLE));
        }
        // What an earlier run of it told is no news any more.
        let prefix = format!("{}/", flight.run.workflow);
        let old = |key: &AlertKey| key.rule.as_str() != RULE_NOTICE || !key.subject.starts_with(&prefix);
        shop.alerts.retain(old, shop.now, shop.out);
        self.flights.insert(id, flight);
        self.foresee_new(id, around);
        id
    }

    /// Lets everything go on as far as it can.
    pub fn look(&mut self, around: &mut Around<'_>) -> Vec<Wish> {
        let mut wishes = Vec::new();
        self.more = false;
        self.ring(around);
        loop {
            self.begin_queued(around);
            let freed = std::mem::take(&mut self.floor.freed);
            let Self { flights, floor, .. } = self;
            let mut room = true;
            for flight in flights.values_mut().filter(|flight| flight.run.state != RunState::Queued) {
                let shop = &mut around.shop(floor);
                self.more |= !flight.settle_all(shop);
                flight.look_around(shop);
                if room {
                    room = flight.admit(freed, shop);
                } else if freed {
                    flight.ready.extend(std::mem::take(&mut flight.aside));
                }
                flight.go_on(shop);
            }
            for flight in flights.values_mut().filter(|flight| room && !flight.slow.is_empty()) {
                flight.begin_slow_again(&mut around.shop(floor));
            }
            let later = std::mem::take(&mut self.floor.later);
            let quiet = later.is_empty() && !self.floor.freed;
            for later in later {
                self.follow(later, &mut wishes, around);
            }
            // A run whose turn it is not has everything to do, and may not.
            let is_unsettled = |flight: &Flight| flight.run.state != RunState::Queued && !flight.todo.is_empty();
            let unsettled = self.flights.values().any(is_unsettled);
            if quiet && (!unsettled || self.more) {
                break;
            }
        }
        self.foresee(around);
        self.record(around);
        wishes
    }

    /// Writes down what has changed.
    pub fn record(&mut self, around: &mut Around<'_>) {
        for flight in self.flights.values_mut() {
            flight.record(around.out);
        }
    }

    fn ring(&mut self, around: &mut Around<'_>) {
        let now = around.now.mono;
        while let Some((at, run, node)) = self.floor.timers.first().copied().filter(|(at, ..)| *at <= now) {
            self.floor.timers.remove(&(at, run, node));
            let Some(flight) = self.flights.get_mut(&run) else { continue };
            let shop = &mut around.shop(&mut self.floor);
            if node == WHOLE { flight.rung(shop) } else { flight.alarm(node, shop) }
        }
    }

    /// Runs whose turn it is.
    fn begin_queued(&mut self, around: &mut Around<'_>) {
        let queued: Vec<RunId> = self
            .flights
            .values()
            .filter(|flight| flight.run.state == RunState::Queued)
            .map(|flight| flight.run.id)
            .collect();
        for id in queued {
            let Some(flight) = self.flights.get(&id) else { continue };
            let alone = flight.plan.definition().overlap != Overlap::Allow;
            let earlier = |other: &Flight| other.run.workflow == flight.run.workflow && other.run.id < id;
            // A run that stands for a step must not wait for the one that it is a part of.
            let is_step = matches!(flight.run.started_by, StartedBy::Step { .. });
            if alone && !is_step && self.flights.values().any(earlier) {
                continue;
            }
            let Some(flight) = self.flights.get_mut(&id) else { continue };
            flight.begin_run(&mut around.shop(&mut self.floor));
        }
    }

    fn follow(&mut self, later: Later, wishes: &mut Vec<Wish>, around: &mut Around<'_>) {
        match later {
            Later::Wish { run, node, undo, command } => {
                // It may have failed since, by its time.
                let Some(flight) = self.flights.get(&run).filter(|flight| flight.goes_on(node, undo)) else { return };
                let by = format!("workflow {} run {run}", flight.run.workflow);
                wishes.push(Wish { ticket: flight.ticket(node, undo), by, command });
            }
            Later::SubRun { run, node, undo, name, params } => {
                // It may have been given up since.
                if !self.flights.get(&run).is_some_and(|flight| flight.lacks_run(node, undo)) {
                    return;
                }
                let started = self.start(&name, params, StartedBy::Step { run, node }, Value::Null, around);
                let Some(flight) = self.flights.get_mut(&run) else { return };
                match started {
                    Ok(sub) => {
                        flight.slots[node as usize].node.sub_run = Some(sub);
                        flight.touch(node);
                    }
                    Err(refusal) => {
                        let why = StepFailure::Workflow { refusal: Box::new(refusal) };
                        flight.tried(node, undo, Err(why), &mut around.shop(&mut self.floor));
                    }
                }
            }
            Later::Cancel { run, roll_back } => {
                let Some(flight) = self.flights.get_mut(&run).filter(|flight| flight.run.forward.is_none()) else {
                    return;
                };
                let by = crate::model::id::Operator::from("workflow");
                flight.abort(Forward::Cancelled { by }, roll_back, &mut around.shop(&mut self.floor));
            }
            Later::RollBack { run } => self.undo_run(run, false, around),
            Later::Over { run } => self.run_over(run, around),
        }
    }

    /// Undoes a run that is over; what could not be undone before, too, when that is wanted.
    pub(super) fn undo_run(&mut self, run: RunId, again: bool, around: &mut Around<'_>) {
        if let Some(by) = self.resting.get(&run).and_then(|flight| flight.run.taken_over_by) {
            // A person has run it again apart. What it did is that run's, which may still go on.
            let refusal = Box::new(Refusal::Workflow(RunRefusal::TakenOver { run, by }));
            return self.not_undone(run, &StepFailure::Workflow { refusal }, around);
        }
        match self.resting.remove(&run) {
            // It was undone when it failed, or there is nothing to be undone: it does not end a second time for that.
            Some(flight) if !again && !flight.leaves_something() => {
                self.tell_parents(&flight, around);
                self.resting.insert(run, flight);
            }
            Some(mut flight) => {
                flight.is_back = true;
                flight.begin_rollback(again, &mut around.shop(&mut self.floor));
                self.over.retain(|over| over.id != run);
                self.flights.insert(run, flight);
            }
            None if self.flights.contains_key(&run) => {}
            None => {
                self.recalled.insert(run);
                around.out.push(Effect::Recall { run });
            }
        }
    }

    fn run_over(&mut self, id: RunId, around: &mut Around<'_>) {
        let Some(mut flight) = self.flights.remove(&id) else { return };
        flight.record(around.out);
        // One that was over already has taught what there was to learn.
        if !flight.is_back {
            flight.learn_whole(&mut around.shop(&mut self.floor));
            let scored = Self::judge_forecast(&flight, around);
            self.floor.lores.over(&flight.run.workflow, scored);
            self.adapt_after(&flight, around);
        }
        self.floor.habits.record(around.out);
        Self::tell(&flight, around);
        self.over.push_front(flight.run.clone());
        self.over.truncate(SHOWN);
        self.tell_parents(&flight, around);
        self.resting.insert(id, flight);
        let needed = |run: &Run| match run.started_by {
            StartedBy::Step { run, .. } => self.flights.contains_key(&run),
            _ => false,
        };
        let spare: Vec<RunId> =
            self.resting.values().filter(|flight| !needed(&flight.run)).map(|flight| flight.run.id).collect();
        for id in spare.iter().take(spare.len().saturating_sub(RESTING)) {
            self.resting.remove(id);
        }
        self.floor.freed = true;
    }

    /// The step that a run stands for hears that it is over, or undone. So do steps of other runs that took it over.
    fn tell_parents(&mut self, flight: &Flight, around: &mut Around<'_>) {
        let id = flight.run.id;
        let mut waiting: Vec<(RunId, u32)> = Vec::new();
        for above in self.flights.values().filter(|above| above.run.state == RunState::RollingBack) {
            waiting.extend(above.undone_by(id).into_iter().map(|node| (above.run.id, node)));
        }
        if let StartedBy::Step { run, node } = flight.run.started_by
            && !waiting.contains(&(run, node))
        {
            waiting.push((run, node));
        }
        for (run, node) in waiting {
            if let Some(above) = self.flights.get_mut(&run) {
                above.sub_run_over(node, flight, &mut around.shop(&mut self.floor));
            }
        }
    }

    /// A run that fails is an alert, until one succeeds.
    fn tell(flight: &Flight, around: &mut Around<'_>) {
        let run = &flight.run;
        let key = AlertKey { rule: RULE_RUN.into(), subject: run.workflow.to_string() };
        match &run.forward {
            // It was told when it ended; whether others have succeeded since, it does not know.
            _ if flight.is_back && !matches!(run.rollback, Rollback::Partial { .. }) => {}
            Some(Forward::Succeeded) if flight.is_back => {}
            Some(Forward::Succeeded) => around.alerts.clear(&key, around.now, around.out),
            Some(Forward::Cancelled { .. } | Forward::Superseded { .. }) | None => {}
            Some(forward) => {
                let partial = matches!(run.rollback, Rollback::Partial { .. });
                let severity = if partial { Severity::Critical } else { Severity::Warning };
                let cause = AlertCause::Run { run: run.id, forward: forward.clone(), rollback: run.rollback.clone() };
                around.alerts.raise(key, severity, cause, BTreeMap::new(), around.now, around.out);
            }
        }
    }

    /// What came of a wish.
    pub fn wished(&mut self, ticket: Ticket, outcome: Outcome, around: &mut Around<'_>) {
        if let Some(flight) = self.flights.get_mut(&ticket.run) {
            flight.wished(ticket, outcome, &mut around.shop(&mut self.floor));
        }
    }
}

impl Flight {
    /// Its turn has come.
    fn begin_run(&mut self, shop: &mut Shop<'_>) {
        self.run.state = RunState::Running;
        self.run.started_at = Some(shop.now.wall);
        self.touch_run();
        self.due = self.plan.definition().timeout.map(|timeout| shop.now.mono + timeout);
        if let Some(due) = self.due {
            shop.floor.timers.insert((due, self.run.id, WHOLE));
        }
        let entry = Entry {
            at: shop.now.wall,
            kind: EntryKind::RunStarted,
            subject: self.run.workflow.to_string(),
            by: match &self.run.started_by {
                StartedBy::Operator { by } | StartedBy::Retry { by, .. } => Some(by.clone()),
                _ => None,
            },
            detail: Detail::RunBegan { run: self.run.id },
        };
        shop.out.push(Effect::Record(Record::Entry(entry)));
    }
}

/// A definition with the digest of its words.
fn freeze(definition: &Arc<Definition>) -> Frozen {
    use std::fmt::Write as _;
    let words = serde_json::to_vec(definition.as_ref()).unwrap_or_default();
    let digest = ring::digest::digest(&ring::digest::SHA256, &words);
    let hex = digest.as_ref().iter().take(16).fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    Frozen { digest: hex.into(), definition: Arc::clone(definition) }
}
