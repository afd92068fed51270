//! What is left of a run, as tasks to be carried out in virtual time, and what may still fail of it.

use std::collections::BTreeMap;

use crate::learn::runs::{Rest, Span, Task};
use crate::learn::schedule;
use crate::model::id::ServiceName;
use crate::model::service::{Health, ServiceState};
use crate::model::workflow::state::StepState;
use crate::model::workflow::step::{Items, Join, NeedReason, ServiceAct, WaitFor, Work};

use super::super::flight::Flight;
use super::super::habits::items_of;
use super::super::shop::{Floor, Shop};
use super::lore::Lore;

/// Items of a step beyond these are not told apart.
const MOST_ITEMS: usize = 1_000;

/// What is left of a run.
#[derive(Debug)]
pub(in crate::engine::workflow) struct Left {
    pub rest: Rest,
    /// What may still fail, the likeliest first: which step, and how likely.
    pub risks: Vec<(u32, f64)>,
    /// All that could have failed, as a sum of hazards; what of it is left; and what failed tries add to that.
    whole: f64,
    ahead: f64,
    added: f64,
}

impl Left {
    /// How likely the run fails: its steps together fail as often as runs of it do, and each its part of that.
    pub(in crate::engine::workflow) fn chance(&self, base: f64) -> f64 {
        let scale = if self.whole > 0.0 { hazard(base) / self.whole } else { 0.0 };
        1.0 - (-(scale * self.ahead + self.added)).exp()
    }
}

fn hazard(chance: f64) -> f64 {
    -(1.0 - chance.clamp(0.0, 0.9999)).ln()
}

/// Tasks as they are gathered.
#[derive(Default)]
struct Gathered {
    tasks: Vec<Task>,
    after: Vec<Vec<usize>>,
    needs: Vec<Vec<(usize, u64)>>,
    /// The task that stands for the end of each step.
    ends: Vec<Option<usize>>,
}

impl Gathered {
    fn add(&mut self, task: Task, after: Vec<usize>, needs: Vec<(usize, u64)>) -> usize {
        self.tasks.push(task);
        self.after.push(after);
        self.needs.push(needs);
        self.tasks.len() - 1
    }
}

/// Slots and resources by number.
struct Places {
    numbers: BTreeMap<String, usize>,
    amounts: Vec<u64>,
}

impl Places {
    /// The slots of the host that are not others', those of the workflow, and resources.
    fn of(flight: &Flight, shop: &Shop<'_>) -> Self {
        let (floor, work): (&Floor, _) = (&*shop.floor, &shop.setup.work);
        let own: u32 = flight.slots.iter().map(|slot| slot.holds).sum();
        let free = work.max_parallel.max(1).saturating_sub(floor.busy.saturating_sub(own)).max(1);
        let most = flight.plan.definition().max_parallel.unwrap_or(free).max(1);
        let mut all = Self { numbers: BTreeMap::new(), amounts: vec![u64::from(free.min(most))] };
        for (name, amount) in &work.resources {
            all.numbers.insert(name.clone(), all.amounts.len());
            all.amounts.push(u64::from(*amount));
        }
        all
    }

    fn needs(&mut self, flight: &Flight, step: u32) -> Vec<(usize, u64)> {
        let Some(spec) = flight.plan.spec(step) else { return Vec::new() };
        let mut needs: Vec<(usize, u64)> = Vec::new();
        if !spec.work.is_inner() || !spec.settings.resources.is_empty() {
            needs.push((0, 1));
        }
        for (name, amount) in &spec.settings.resources {
            let next = self.amounts.len();
            let number = *self.numbers.entry(name.clone()).or_insert(next);
            if number == next {
                self.amounts.push(1);
            }
            needs.push((number, u64::from(*amount)));
        }
        let bound = spec.settings.each.as_ref().and_then(|each| each.max_parallel);
        if let Some(most) = bound {
            needs.push((self.amounts.len(), 1));
            self.amounts.push(u64::from(most.max(1)));
        }
        needs
    }
}

impl Flight {
    /// What is left of the run.
    pub(super) fn rest(&self, lore: &Lore, factor: f64, shop: &Shop<'_>) -> Left {
        let mut places = Places::of(self, shop);
        let mut all = Gathered { ends: vec![None; self.plan.steps() as usize], ..Gathered::default() };
        let (mut risks, mut whole, mut left, mut added) = (Vec::new(), 0.0, 0.0, 0.0);
        let mut maybe = vec![1.0; self.plan.steps() as usize];
        for step in self.plan.order() {
            maybe[step as usize] = self.wanted(step, &maybe, shop);
            let risk = self.risk(step, lore) * maybe[step as usize];
            whole += hazard(risk);
            if self.slots[step as usize].node.state.is_over() {
                continue;
            }
            self.gather(step, maybe[step as usize], lore, &mut places, &mut all, shop);
            let (part, now) = self.risk_left(step, risk, lore);
            left += hazard(risk) * part;
            added += (hazard(now) - hazard(risk)).max(0.0);
            if now > 0.0 {
                risks.push((step, now));
            }
        }
        risks.sort_by(|a, b| b.1.total_cmp(&a.1));
        let floor = schedule::Floor { slots: all.tasks.len().max(1), resources: places.amounts, needs: all.needs };
        // Needs in a circle are refused when a definition is read.
        let graph = schedule::Graph::new(&all.after).or_else(|_| schedule::Graph::new(&[]));
        let (graph, tasks) = match graph {
            Ok(graph) if graph.len() == all.tasks.len() => (Some(graph), all.tasks),
            _ => (None, Vec::new()),
        };
        Left { rest: Rest { graph, tasks, floor, factor }, risks, whole, ahead: left, added }
    }

    /// How likely a step is carried out when its turn comes.
    fn wanted(&self, step: u32, maybe: &[f64], shop: &Shop<'_>) -> f64 {
        let (Some(spec), slot) = (self.plan.spec(step), &self.slots[step as usize]) else { return 1.0 };
        if !slot.is_waiting() {
            return 1.0;
        }
        let open = |need: &&crate::model::workflow::step::Need| {
            !self.slots.get(need.step as usize).is_some_and(|slot| slot.node.state.is_over())
        };
        let uncertain = spec.settings.when.is_some()
            || spec.needs.iter().filter(open).any(|need| {
                matches!(need.why, NeedReason::Branch(_)) || maybe.get(need.step as usize).is_some_and(|may| *may < 1.0)
            });
        let habits = &shop.floor.habits;
        let (Some(own), Some(whole)) = (habits.get(&self.run.workflow, &spec.name), habits.get(&self.run.workflow, ""))
        else {
            return 1.0;
        };
        if uncertain { ((own.ends + 0.5) / (whole.tries + 0.5)).min(1.0) } else { 1.0 }
    }

    /// How likely a step fails the run, before it has begun.
    fn risk(&self, step: u32, lore: &Lore) -> f64 {
        match self.plan.spec(step) {
            Some(spec) if spec.settings.may_fail => 0.0,
            Some(spec) if matches!(spec.work, Work::Set(_) | Work::Switch(_) | Work::Notify { .. }) => 0.0,
            Some(spec) if spec.settings.each.is_some() => lore.risks.get(&items_of(&spec.name)).lost,
            Some(spec) => lore.risks.get(&spec.name).lost,
            None => 0.0,
        }
    }

    /// How much of the risk of a step is left, and how likely it fails now that some of its tries have.
    fn risk_left(&self, step: u32, risk: f64, lore: &Lore) -> (f64, f64) {
        if let Some((_, count)) = self.items_of(step) {
            let part = f64::from(self.slots[step as usize].left) / f64::from(count.max(1));
            return (part, risk * part);
        }
        let (done, most) = self.tried_of(step);
        match self.plan.spec(step) {
            Some(spec) if risk > 0.0 && done > 0 => (1.0, lore.risks.get(&spec.name).after(done, most).max(risk)),
            _ => (1.0, risk),
        }
    }

    /// Tries of a node that have failed, and how many it may have.
    fn tried_of(&self, node: u32) -> (u32, u32) {
        let Some(slot) = self.slot(node) else { return (0, 1) };
        let failed = slot.node.attempts.iter().filter(|attempt| !attempt.undo && attempt.failure.is_some()).count();
        (u32::try_from(failed).unwrap_or(u32::MAX), self.settings(node).retry.limit + 1)
    }

    fn gather(&self, step: u32, wanted: f64, lore: &Lore, places: &mut Places, all: &mut Gathered, shop: &Shop<'_>) {
        let Some(spec) = self.plan.spec(step) else { return };
        let open: Vec<usize> =
            spec.needs.iter().filter_map(|need| all.ends.get(need.step as usize).copied().flatten()).collect();
        let after = match spec.settings.join {
            Join::Any => open.into_iter().take(1).collect(),
            Join::All | Join::Of(_) => open,
        };
        let needs = places.needs(self, step);
        let known = match &spec.settings.each {
            Some(each) => match &each.items {
                Items::These(items) => Some(items.len()),
                Items::Of(_) => None,
            },
            None => None,
        };
        let items: Vec<Task> = match (self.items_of(step), known) {
            (Some((first, count)), _) => (first..first + count)
                .filter(|item| self.slot(*item).is_some_and(|slot| !slot.node.state.is_over()))
                .map(|item| self.task(item, 1.0, lore, shop))
                .take(MOST_ITEMS)
                .collect(),
            (None, Some(count)) => (0..count.min(MOST_ITEMS)).map(|_| self.task(step, wanted, lore, shop)).collect(),
            (None, None) => {
                let task = self.task(step, wanted, lore, shop);
                all.ends[step as usize] = Some(all.add(task, after, needs));
                return;
            }
        };
        let places: Vec<usize> = items.into_iter().map(|task| all.add(task, after.clone(), needs.clone())).collect();
        let end = Task { span: Span::exactly(0.0), elapsed: None, wanted: 1.0, once: 0.0, tries: 1, pause: 0.0 };
        let after = if places.is_empty() { after } else { places };
        all.ends[step as usize] = Some(all.add(end, after, Vec::new()));
    }

    fn task(&self, node: u32, wanted: f64, lore: &Lore, shop: &Shop<'_>) -> Task {
        let Some((spec, slot)) = self.spec(node).zip(self.slot(node)) else {
            return Task { span: Span::exactly(0.0), elapsed: None, wanted, once: 0.0, tries: 1, pause: 0.0 };
        };
        let alone = spec.settings.each.as_ref().is_some_and(|each| matches!(each.items, Items::Of(_)));
        let span = match &spec.work {
            Work::Set(_) | Work::Switch(_) | Work::Notify { .. } => Span::exactly(0.0),
            Work::Wait(WaitFor::Span(span)) => Span::exactly(span.as_secs_f64()),
            _ if alone && slot.node.item.is_none() => lore.spans.get(&items_of(&spec.name)).clone(),
            _ => lore.spans.get(&spec.name).clone(),
        };
        let going = slot.node.state.is_running() || matches!(slot.node.state, StepState::Asking { .. });
        let elapsed = slot.began.filter(|_| going).map(|began| shop.now.mono.since(began).as_secs_f64());
        let (done, most) = self.tried_of(node);
        let retry = &spec.settings.retry;
        Task {
            span,
            elapsed,
            wanted,
            once: lore.risks.get(&spec.name).once,
            tries: most.saturating_sub(done).max(1),
            pause: retry.delay.as_secs_f64(),
        }
    }

    /// Services that steps still to come work with, and that are not as those want them.
    pub(super) fn unwell(&self, shop: &Shop<'_>) -> Vec<ServiceName> {
        let mut found: Vec<ServiceName> = Vec::new();
        for step in 0..self.plan.steps() {
            let over = self.slots[step as usize].node.state.is_over();
            let Some(Work::Service { name, action }) = self.work(step, false).filter(|_| !over) else { continue };
            let Ok(name) = shop.scope(self, step).render(name) else { continue };
            let name = ServiceName::from(name);
            let Some(service) = shop.supervision.get(&name) else { continue };
            let down = !matches!(service.state, ServiceState::Running { .. });
            let ill = matches!(service.health, Health::Unhealthy { .. });
            let needed = matches!(action, ServiceAct::Healthy | ServiceAct::Reload);
            if (ill || needed && down) && !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }
}
