//! A run that goes on: its nodes, and who waits for whom among them. The only place where the state of a node changes.

use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::model::effect::Effect;
use crate::model::id::WorkflowName;
use crate::model::record::Record;
use crate::model::time::{Mono, Now};
use crate::model::workflow::definition::OnFailure;
use crate::model::workflow::order::Ticket;
use crate::model::workflow::record::WorkflowRecord;
use crate::model::workflow::run::{ItemList, Node, Run};
use crate::model::workflow::state::{StepFailure, StepState, UndoState};
use crate::model::workflow::step::{Settings, StepSpec, WaitFor, Work};
use crate::model::workflow::view::Counts;

use super::forecast::Expected;
use super::habits::{Habits, items_of};
use super::plan::Plan;
use super::shop::Shop;
use super::twin::newest;

/// A run with its nodes. Node numbers: first the steps, then those for a failure, then items as they become known.
#[derive(Debug)]
pub(super) struct Flight {
    pub run: Run,
    pub plan: Arc<Plan>,
    pub slots: Vec<Slot>,
    /// Of the steps and items; not of the steps for a failure.
    pub counts: Counts,
    /// Nodes that may have become ready.
    pub todo: VecDeque<u32>,
    /// Nodes that wait for a slot, the most urgent on top.
    pub ready: BinaryHeap<Queued>,
    /// Nodes that wait for a resource, or for others of their step.
    pub aside: Vec<Queued>,
    /// Nodes whose undo is wanted, the next one last.
    pub undos: Vec<u32>,
    /// Nodes that take unusually long, and may be begun a second time.
    pub slow: Vec<u32>,
    /// How many nodes, or undos, are at work outside, or nobody knows.
    pub active: u32,
    /// How many nodes have succeeded.
    pub done: u32,
    /// Nodes that changed since they were last recorded.
    dirty: Vec<u32>,
    /// The run itself changed since it was last recorded.
    changed: bool,
    /// How urgent each step is.
    pub ranks: Vec<f32>,
    /// How likely each step fails; empty where nothing is known.
    risks: Vec<f32>,
    /// When the run has taken too long.
    pub due: Option<Mono>,
    /// The first node that failed for good, and why.
    pub failure: Option<(String, StepFailure)>,
    /// It was over before, and came back to be undone.
    pub is_back: bool,
    /// The undo that waits for its next try; the others wait for it.
    pub delayed_undo: Option<u32>,
    /// Nodes that look at a service or a condition from time to time.
    pub watching: Vec<u32>,
    /// What is expected of it.
    pub expected: Option<Expected>,
    /// Something has ended since that was worked out.
    pub moved: bool,
}

/// A node, and what is known of it besides its record.
#[derive(Debug)]
pub(super) struct Slot {
    pub node: Node,
    /// Needs that are not over.
    pub pending: u32,
    /// Needs that are as wanted.
    pub good: u32,
    /// A need that failed.
    pub bad: Option<u32>,
    /// A need that was skipped, which this one cannot do without.
    pub without: Option<u32>,
    /// When this try began.
    pub began: Option<Mono>,
    /// When it was last heard of.
    pub heard: Option<Mono>,
    /// When something has to be decided.
    pub due: Option<Mono>,
    /// How many slots it holds, and how many times its resources.
    pub holds: u32,
    /// Of a step with items: how many are not over, and how many go on.
    pub left: u32,
    pub live: u32,
    pub failed: u32,
    dirty: bool,
}

/// A node that waits for a slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Queued {
    /// Ranks that differ by less than a fiftieth are of one class.
    class: f32,
    /// How likely it fails; less than a twentieth makes no difference.
    danger: f32,
    rank: f32,
    pub node: u32,
}

impl Queued {
    fn new(rank: f32, risk: f32, node: u32) -> Self {
        Self { class: (rank.max(1e-3).ln() * 50.0).floor(), danger: (risk * 20.0).round(), rank, node }
    }
}

impl Eq for Queued {}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Queued {
    /// Higher ranks first; among equals what is likelier to fail, so that nothing is done in vain; then in the order of
    /// the file.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let classes = self.class.total_cmp(&other.class).then(self.danger.total_cmp(&other.danger));
        classes.then(self.rank.total_cmp(&other.rank)).then(other.node.cmp(&self.node))
    }
}

impl Slot {
    fn of(node: Node, pending: u32) -> Self {
        Self {
            node,
            pending,
            good: 0,
            bad: None,
            without: None,
            began: None,
            heard: None,
            due: None,
            holds: 0,
            left: 0,
            live: 0,
            failed: 0,
            dirty: false,
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.node.state, StepState::Waiting)
    }

    /// Whether a step with items stands for these.
    pub(super) fn is_group(&self) -> bool {
        self.node.items.is_some()
    }
}

fn blank(step: u32, item: Option<u32>) -> Node {
    Node {
        step,
        item,
        items: None,
        state: StepState::Waiting,
        undo: UndoState::None,
        attempts: Vec::new(),
        outputs: None,
        done: 0,
        digest: None,
        sub_run: None,
        twin: None,
    }
}

impl Flight {
    /// A run whose nodes are as recorded; those that are not recorded wait.
    pub(super) fn new(run: Run, plan: Arc<Plan>, recorded: Vec<(u32, Node)>, shop: &Shop<'_>) -> Self {
        let needs = |step: u32| plan.spec(step).map_or(0, |spec| u32::try_from(spec.needs.len()).unwrap_or(u32::MAX));
        let slots: Vec<Slot> = (0..plan.all()).map(|step| Slot::of(blank(step, None), needs(step))).collect();
        let workflow = run.workflow.clone();
        let habits = &shop.floor.habits;
        let usual = std::cell::LazyCell::new(|| habits.usual(&workflow).unwrap_or(super::plan::UNMEASURED));
        let ranks = plan
            .ranks(|step| plan.spec(step).map_or(Duration::ZERO, |spec| expected(habits, &workflow, spec, || *usual)));
        let risks = match habits.get(&workflow, "") {
            None => Vec::new(),
            Some(_) => {
                let name = |step: u32| plan.spec(step).map_or("", |spec| &spec.name);
                (0..plan.steps()).map(|step| habits.risk(&workflow, name(step))).collect()
            }
        };
        let mut flight = Self {
            run,
            plan,
            slots,
            counts: Counts::default(),
            todo: VecDeque::new(),
            ready: BinaryHeap::new(),
            aside: Vec::new(),
            undos: Vec::new(),
            slow: Vec::new(),
            active: 0,
            done: 0,
            dirty: Vec::new(),
            changed: false,
            ranks,
            risks,
            due: None,
            failure: None,
            is_back: false,
            delayed_undo: None,
            watching: Vec::new(),
            expected: None,
            moved: true,
        };
        flight.take_in(recorded);
        flight
    }

    fn take_in(&mut self, recorded: Vec<(u32, Node)>) {
        for (at, node) in recorded {
            if let Some(list) = &node.items {
                let (first, count) = (list.first, u32::try_from(list.values.len()).unwrap_or(u32::MAX));
                self.make_room(node.step, first, count);
            }
            self.done = self.done.max(node.done);
            if let Some(slot) = self.slots.get_mut(at as usize) {
                slot.node = node;
                // Whoever stood in line gets in line again.
                if let StepState::Ready { .. } = slot.node.state {
                    slot.node.state = StepState::Waiting;
                }
            }
        }
        let handlers = self.plan.steps()..self.plan.all();
        for at in 0..self.slots.len() {
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            if !handlers.contains(&number) {
                let state = &self.slots[at].node.state;
                *bucket(&mut self.counts, state) += 1;
            }
            if self.is_active(number) {
                self.active += 1;
            }
        }
        for at in 0..self.plan.steps() {
            if self.slots[at as usize].node.state.is_over() {
                self.tell_dependants(at);
            }
            self.count_items(at);
        }
        self.todo = (0..self.plan.steps()).filter(|at| self.slots[*at as usize].is_waiting()).collect();
    }

    /// What is known of the items of a step, counted anew.
    fn count_items(&mut self, group: u32) {
        let Some((first, count)) = self.items_of(group) else { return };
        let items = &self.slots[first as usize..(first + count) as usize];
        let left = items.iter().filter(|slot| !slot.node.state.is_over()).count();
        let failed = items.iter().filter(|slot| matches!(slot.node.state, StepState::Failed { .. })).count();
        let slot = &mut self.slots[group as usize];
        slot.left = u32::try_from(left).unwrap_or(u32::MAX);
        slot.failed = u32::try_from(failed).unwrap_or(u32::MAX);
    }

    /// The numbers of the items of a step: the first, and how many.
    pub(super) fn items_of(&self, group: u32) -> Option<(u32, u32)> {
        let list = self.slots.get(group as usize)?.node.items.as_deref()?;
        Some((list.first, u32::try_from(list.values.len()).unwrap_or(u32::MAX)))
    }

    fn make_room(&mut self, step: u32, first: u32, count: u32) {
        let end = (first + count) as usize;
        if self.slots.len() < end {
            self.slots.resize_with(end, || Slot::of(blank(step, None), 0));
        }
        for (item, at) in (first..first + count).enumerate() {
            self.slots[at as usize].node.step = step;
            self.slots[at as usize].node.item = u32::try_from(item).ok();
        }
    }

    /// Makes the nodes of the items of a step.
    pub(super) fn expand(&mut self, group: u32, values: Vec<Value>) {
        let first = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
        let step = self.slots[group as usize].node.step;
        self.make_room(step, first, count);
        self.counts.waiting += count;
        let slot = &mut self.slots[group as usize];
        slot.node.items = Some(Box::new(ItemList { first, values }));
        slot.left = count;
        self.touch(group);
    }

    pub(super) fn slot(&self, node: u32) -> Option<&Slot> {
        self.slots.get(node as usize)
    }

    /// The step of a node.
    pub(super) fn spec(&self, node: u32) -> Option<&StepSpec> {
        self.plan.spec(self.slot(node)?.node.step)
    }

    pub(super) fn settings(&self, node: u32) -> Arc<Settings> {
        self.spec(node).map(|spec| Arc::clone(&spec.settings)).unwrap_or_default()
    }

    /// What a node is to do: going forward, or back. None where there is nothing to do.
    pub(super) fn work(&self, node: u32, undo: bool) -> Option<&Work> {
        let spec = self.spec(node)?;
        if undo { spec.undo.as_ref().map(|undo| &undo.work) } else { Some(&spec.work) }
    }

    /// The item that a node is for.
    pub(super) fn item(&self, node: u32) -> Option<&Value> {
        let of = &self.slot(node)?.node;
        self.slot(of.step)?.node.items.as_deref()?.values.get(of.item? as usize)
    }

    /// Whether a node is one of those for a failure.
    pub(super) fn is_handler(&self, node: u32) -> bool {
        self.slot(node).is_some_and(|slot| slot.node.step >= self.plan.steps())
    }

    /// The name of a node: that of its step, with the number of its item.
    pub(super) fn name(&self, node: u32) -> String {
        let Some(slot) = self.slot(node) else { return String::new() };
        let name = self.plan.spec(slot.node.step).map_or("", |spec| &spec.name);
        slot.node.item.map_or_else(|| name.to_owned(), |item| format!("{name}[{item}]"))
    }

    /// The node of that name.
    pub(super) fn named(&self, name: &str) -> Option<u32> {
        let Some((step, item)) = name.strip_suffix(']').and_then(|name| name.rsplit_once('[')) else {
            return self.plan.named(name);
        };
        let item: u32 = item.parse().ok()?;
        let (first, count) = self.items_of(self.plan.named(step)?)?;
        (item < count).then_some(first + item)
    }

    pub(super) fn on_failure(&self) -> OnFailure {
        self.plan.definition().on_failure
    }

    /// The try that a node is at.
    pub(super) fn ticket(&self, node: u32, undo: bool) -> Ticket {
        let attempt = self.slot(node).map_or(0, |slot| newest(&slot.node, undo));
        Ticket { run: self.run.id, node, undo, attempt }
    }

    /// Whether a node, or its undo, is at work outside, or nobody knows. Steps with items are where their items are.
    fn is_active(&self, node: u32) -> bool {
        let slot = &self.slots[node as usize];
        let undo =
            matches!(slot.node.undo, UndoState::Running { .. } | UndoState::Asking { .. } | UndoState::Unknown { .. });
        let forward = matches!(slot.node.state, StepState::Running { .. } | StepState::Unknown { .. });
        undo || forward && !slot.is_group()
    }

    /// Puts a node into a state.
    pub(super) fn set(&mut self, node: u32, state: StepState) {
        let was = self.is_active(node);
        let counted = !self.is_handler(node);
        let slot = &mut self.slots[node as usize];
        let before = std::mem::replace(&mut slot.node.state, state);
        if counted {
            *bucket(&mut self.counts, &before) -= 1;
            *bucket(&mut self.counts, &self.slots[node as usize].node.state) += 1;
        }
        self.count_active(was, node);
        // What waits for a slot is what it was, as far as the journal goes: it follows from the others.
        if !matches!(self.slots[node as usize].node.state, StepState::Ready { .. }) {
            self.touch(node);
        }
    }

    /// Puts the undo of a node into a state.
    pub(super) fn set_undo(&mut self, node: u32, undo: UndoState) {
        let was = self.is_active(node);
        if matches!(undo, UndoState::Done { .. }) {
            self.counts.undone += 1;
        }
        self.slots[node as usize].node.undo = undo;
        self.count_active(was, node);
        self.touch(node);
    }

    fn count_active(&mut self, was: bool, node: u32) {
        match (was, self.is_active(node)) {
            (false, true) => self.active += 1,
            (true, false) => self.active -= 1,
            _ => {}
        }
    }

    /// A node has to be recorded.
    pub(super) fn touch(&mut self, node: u32) {
        let slot = &mut self.slots[node as usize];
        if !slot.dirty {
            slot.dirty = true;
            self.dirty.push(node);
        }
    }

    /// The run has to be recorded.
    pub(super) fn touch_run(&mut self) {
        self.changed = true;
    }

    /// Writes down what has changed.
    pub(super) fn record(&mut self, out: &mut Vec<Effect>) {
        for node in self.dirty.drain(..) {
            let slot = &mut self.slots[node as usize];
            slot.dirty = false;
            let record = WorkflowRecord::Node(self.run.id, node, Box::new(slot.node.clone()));
            out.push(Effect::Record(Record::Workflow(record)));
        }
        if std::mem::take(&mut self.changed) {
            out.push(Effect::Record(Record::Workflow(WorkflowRecord::Run(Box::new(self.run.clone())))));
        }
    }

    /// At this moment something has to be decided about a node.
    pub(super) fn wake(&mut self, node: u32, at: Mono, shop: &mut Shop<'_>) {
        self.slots[node as usize].due = Some(at);
        shop.floor.timers.insert((at, self.run.id, node));
    }

    /// How urgent a node is.
    pub(super) fn rank(&self, node: u32) -> f32 {
        let step = self.slots[node as usize].node.step as usize;
        self.ranks.get(step).copied().unwrap_or_default()
    }

    /// A node as it stands in line for a slot.
    pub(super) fn in_line(&self, node: u32) -> Queued {
        let step = self.slots[node as usize].node.step as usize;
        Queued::new(self.rank(node), self.risks.get(step).copied().unwrap_or_default(), node)
    }

    /// Whether a node, or its undo, is at work.
    pub(super) fn goes_on(&self, node: u32, undo: bool) -> bool {
        let of_undo = |slot: &Slot| matches!(slot.node.undo, UndoState::Running { .. });
        self.slot(node).is_some_and(|slot| if undo { of_undo(slot) } else { slot.node.state.is_running() })
    }

    /// Whether all nodes are over.
    pub(super) fn is_through(&self) -> bool {
        self.counts.waiting == 0 && self.counts.running == 0 && self.counts.asking == 0
    }

    /// How much longer, for a moment in the past of which only the wall clock is known.
    pub(super) fn mono_of(at: crate::model::time::Wall, now: Now) -> Mono {
        let ago = (now.wall - at).to_std().unwrap_or_default();
        Mono(now.mono.0.saturating_sub(ago))
    }
}

/// How long a step is going to take, with all of its items; those that nobody has measured as long as others.
fn expected(habits: &Habits, workflow: &WorkflowName, spec: &StepSpec, usual: impl Fn() -> Duration) -> Duration {
    match &spec.work {
        Work::Set(_) | Work::Switch(_) | Work::Notify { .. } => Duration::ZERO,
        Work::Wait(WaitFor::Span(span)) => *span,
        _ => {
            let items = spec.settings.each.is_some().then(|| habits.expected(workflow, &items_of(&spec.name)));
            items.flatten().or_else(|| habits.expected(workflow, &spec.name)).unwrap_or_else(usual)
        }
    }
}

/// How many tries a node had, forward or back.
pub(super) fn tries(node: &Node, undo: bool) -> u32 {
    u32::try_from(node.attempts.iter().filter(|attempt| attempt.undo == undo).count()).unwrap_or(u32::MAX)
}

fn bucket<'c>(counts: &'c mut Counts, state: &StepState) -> &'c mut u32 {
    match state {
        StepState::Waiting | StepState::Ready { .. } | StepState::Delayed { .. } => &mut counts.waiting,
        StepState::Running { .. } => &mut counts.running,
        StepState::Asking { .. } | StepState::Unknown { .. } => &mut counts.asking,
        StepState::Succeeded { .. } => &mut counts.succeeded,
        StepState::Failed { .. } => &mut counts.failed,
        StepState::Skipped { .. } | StepState::Cancelled { .. } => &mut counts.skipped,
    }
}

/// Nodes by run, for screens.
pub(super) type Flights = BTreeMap<crate::model::id::RunId, Flight>;
