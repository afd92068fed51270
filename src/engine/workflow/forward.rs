//! Going forward: which node is ready, skipped, or over, and what follows for those that need it.

use serde_json::Value;

use crate::model::workflow::order::StepOrder;
use crate::model::workflow::run::RunState;
use crate::model::workflow::state::{SkipReason, StepFailure, StepState};
use crate::model::workflow::step::{Items, Join, NeedReason};

use super::flight::Flight;
use super::job;
use super::plan::{Dependant, is_hard};
use super::scope::text_of;
use super::shop::Shop;
use crate::model::effect::Effect;

/// A step may have at most so many items.
const MOST_ITEMS: usize = 100_000;
/// So many nodes are looked at in one go, so that nobody else waits for long.
const AT_ONCE: usize = 20_000;

/// What a need has come to.
enum Come {
    Good,
    /// It was skipped, and that is all right.
    Soft,
    /// It was skipped, and there is no going on without it.
    Hard,
    Bad,
}

impl Flight {
    /// Looks at the nodes that may have become ready. False when there are more to look at.
    pub(super) fn settle_all(&mut self, shop: &mut Shop<'_>) -> bool {
        for _ in 0..AT_ONCE {
            let Some(node) = self.todo.pop_front() else { return true };
            if self.run.state == RunState::Running && self.slots[node as usize].is_waiting() {
                self.settle(node, shop);
            }
        }
        self.todo.is_empty()
    }

    /// A node is over: those that need it have one thing less to wait for.
    pub(super) fn tell_dependants(&mut self, node: u32) {
        let plan = std::sync::Arc::clone(&self.plan);
        for dependant in plan.dependants(node) {
            let come = self.come(node, *dependant);
            let slot = &mut self.slots[dependant.step as usize];
            slot.pending = slot.pending.saturating_sub(1);
            match come {
                Come::Good => slot.good += 1,
                Come::Soft => {}
                Come::Hard => slot.without = slot.without.or(Some(node)),
                Come::Bad => slot.bad = slot.bad.or(Some(node)),
            }
            self.todo.push_back(dependant.step);
        }
    }

    fn come(&self, node: u32, dependant: Dependant) -> Come {
        let need = self.plan.spec(dependant.step).and_then(|spec| spec.needs.get(dependant.need as usize));
        let (Some(need), Some(slot)) = (need, self.slot(node)) else { return Come::Soft };
        match (&slot.node.state, &need.why) {
            (StepState::Succeeded { .. }, NeedReason::Branch(case)) => {
                let taken =
                    slot.node.outputs.as_deref().and_then(|outputs| outputs.get("case")).and_then(Value::as_u64);
                if taken == Some(u64::from(*case)) { Come::Good } else { Come::Hard }
            }
            (StepState::Succeeded { .. }, _) => Come::Good,
            (StepState::Failed { .. }, NeedReason::After | NeedReason::File(_)) if self.settings(node).may_fail => {
                Come::Good
            }
            (StepState::Failed { .. }, _) if self.settings(node).may_fail => Come::Hard,
            (StepState::Skipped { why: SkipReason::NeedFailed { .. }, .. }, _) => Come::Bad,
            (StepState::Skipped { .. }, why) if is_hard(why) => Come::Hard,
            (StepState::Skipped { .. }, _) => Come::Soft,
            _ => Come::Bad,
        }
    }

    /// Decides whether a node is ready, skipped, or has to wait on.
    fn settle(&mut self, node: u32, shop: &mut Shop<'_>) {
        let slot = &self.slots[node as usize];
        let needs = self.plan.spec(node).map_or(0, |spec| spec.needs.len());
        let wanted = match self.settings(node).join {
            Join::All => {
                match (slot.bad, slot.without, slot.pending) {
                    (Some(_), ..) | (None, Some(_), _) => self.skip_for_needs(node, shop),
                    (None, None, 0) if needs == 0 || slot.good > 0 => self.enter(node, shop),
                    (None, None, 0) => self.skip_for_needs(node, shop),
                    (None, None, _) => {}
                }
                return;
            }
            Join::Any => 1,
            Join::Of(count) => count,
        };
        if slot.good >= wanted || needs == 0 {
            self.enter(node, shop);
        } else if slot.good + slot.pending < wanted {
            self.skip_for_needs(node, shop);
        }
    }

    fn skip_for_needs(&mut self, node: u32, shop: &mut Shop<'_>) {
        let slot = &self.slots[node as usize];
        let first = self.plan.spec(node).and_then(|spec| spec.needs.first()).map(|need| need.step);
        let why = match (slot.bad, slot.without.or(first)) {
            (Some(bad), _) => SkipReason::NeedFailed { step: self.name(bad) },
            (None, Some(of)) => match self.slot(of).map(|slot| &slot.node.state) {
                Some(StepState::Succeeded { .. }) => SkipReason::Switched { by: self.name(of) },
                _ => SkipReason::NeedSkipped { step: self.name(of) },
            },
            (None, None) => SkipReason::When,
        };
        self.skip(node, why, shop);
    }

    pub(super) fn skip(&mut self, node: u32, why: SkipReason, shop: &mut Shop<'_>) {
        // Items that an earlier run left.
        let (first, count) = self.items_of(node).unwrap_or_default();
        for item in first..first + count {
            if self.slots[item as usize].is_waiting() {
                self.set(item, StepState::Skipped { at: shop.now.wall, why: why.clone() });
            }
        }
        self.set(node, StepState::Skipped { at: shop.now.wall, why });
        self.over(node, shop);
    }

    /// Everything before a node is done.
    pub(super) fn enter(&mut self, node: u32, shop: &mut Shop<'_>) {
        if self.slots[node as usize].is_group() {
            return self.enter_again(node, shop);
        }
        let settings = self.settings(node);
        if let Some(when) = &settings.when {
            match shop.scope(self, node).holds(when) {
                Ok(true) => {}
                Ok(false) => return self.skip(node, SkipReason::When, shop),
                Err(why) => return self.fail(node, why, shop),
            }
        }
        let Some(each) = &settings.each else { return self.line_up(node, shop) };
        match self.values_of(node, &each.items, shop) {
            Err(why) => self.fail(node, why, shop),
            Ok(values) if values.is_empty() => self.skip(node, SkipReason::NoItems, shop),
            Ok(values) => {
                self.expand(node, values);
                self.set(node, StepState::Running { since: shop.now.wall, identity: None, stopping: None });
                self.line_up_items(node, shop);
            }
        }
    }

    /// The items of a step are known from an earlier run, which did some of them.
    fn enter_again(&mut self, group: u32, shop: &mut Shop<'_>) {
        self.set(group, StepState::Running { since: shop.now.wall, identity: None, stopping: None });
        match self.slots[group as usize].left {
            0 => self.group_over(group, 0, shop),
            _ => self.line_up_items(group, shop),
        }
    }

    /// The items of a step stand in line, those that are not over.
    pub(super) fn line_up_items(&mut self, group: u32, shop: &mut Shop<'_>) {
        let Some((first, count)) = self.items_of(group) else { return };
        for item in first..first + count {
            if self.slots[item as usize].is_waiting() {
                self.line_up(item, shop);
            }
        }
    }

    fn values_of(&self, node: u32, items: &Items, shop: &Shop<'_>) -> Result<Vec<Value>, StepFailure> {
        let scope = shop.scope(self, node);
        let values = match items {
            Items::These(items) => {
                items.iter().map(|item| scope.render(item).map(Value::String)).collect::<Result<Vec<_>, _>>()?
            }
            Items::Of(expression) => match scope.value(&expression.0)? {
                Value::Array(values) => values,
                // Lines of an output are a list too.
                Value::String(text) => text.lines().map(|line| Value::String(line.to_owned())).collect(),
                other => {
                    let error = format!("it comes to `{}`, which is no list", text_of(&other));
                    return Err(StepFailure::Expression { expression: expression.0.clone(), error });
                }
            },
        };
        if values.len() > MOST_ITEMS {
            return Err(StepFailure::TooMany { items: values.len() as u64, most: MOST_ITEMS as u64 });
        }
        Ok(values)
    }

    /// A node is ready: it stands in line, or begins at once where there is nothing to wait for.
    pub(super) fn line_up(&mut self, node: u32, shop: &mut Shop<'_>) {
        if !self.stands_in_line(node) {
            return self.begin(node, shop);
        }
        let settings = self.settings(node);
        self.set(node, StepState::Ready { since: shop.now.wall });
        if let Some(wait) = settings.queue_timeout {
            self.wake(node, shop.now.mono + wait, shop);
        }
        if let Some(cache) = &settings.cache {
            match job::digest(self, node, cache, shop) {
                Ok(digest) => {
                    let ticket = self.ticket(node, false);
                    return shop.out.push(Effect::Step(StepOrder::Digest(ticket, Box::new(digest))));
                }
                Err(why) => return self.fail(node, why, shop),
            }
        }
        self.queue(node);
    }

    pub(super) fn queue(&mut self, node: u32) {
        self.ready.push(self.in_line(node));
    }

    /// A node is over, whatever came of it.
    pub(super) fn over(&mut self, node: u32, shop: &mut Shop<'_>) {
        self.moved = true;
        shop.floor.foresee_soon(shop.now.mono);
        self.release(node, shop);
        let slot = &self.slots[node as usize];
        if slot.node.item.is_some() {
            return self.item_over(node, shop);
        }
        if !self.is_handler(node) {
            self.tell_dependants(node);
        }
    }

    fn item_over(&mut self, node: u32, shop: &mut Shop<'_>) {
        let failed = matches!(self.slots[node as usize].node.state, StepState::Failed { .. });
        let group = self.slots[node as usize].node.step;
        let slot = &mut self.slots[group as usize];
        slot.left = slot.left.saturating_sub(1);
        slot.failed += u32::from(failed);
        let (left, failed) = (slot.left, slot.failed);
        // Somebody who waited for this one's place may have it.
        shop.floor.freed = true;
        if left == 0 && slot.node.state.is_running() {
            self.group_over(group, failed, shop);
        }
    }

    fn group_over(&mut self, group: u32, failed: u32, shop: &mut Shop<'_>) {
        let Some((first, count)) = self.items_of(group) else { return };
        let items = &self.slots[first as usize..(first + count) as usize];
        if items.iter().any(|slot| matches!(slot.node.state, StepState::Cancelled { .. })) && failed == 0 {
            self.set(group, StepState::Cancelled { at: shop.now.wall });
            return self.over(group, shop);
        }
        if failed > 0 {
            return self.fail(group, StepFailure::Items { failed, of: count }, shop);
        }
        let outputs = items.iter().map(|slot| Value::Object(slot.node.outputs.as_deref().cloned().unwrap_or_default()));
        let outputs: Vec<Value> = outputs.collect();
        let mut all = serde_json::Map::new();
        all.insert("count".to_owned(), count.into());
        all.insert("items".to_owned(), Value::Array(outputs));
        self.slots[group as usize].node.outputs = Some(Box::new(all));
        self.learn_end(group, false, shop);
        self.set(group, StepState::Succeeded { at: shop.now.wall, cached: false });
        self.over(group, shop);
    }

    /// Gives back all that a node held.
    pub(super) fn release(&mut self, node: u32, shop: &mut Shop<'_>) {
        self.slots[node as usize].due = None;
        while self.slots[node as usize].holds > 0 {
            self.give_back(node, shop);
        }
    }

    /// Gives back one slot, and what goes with it.
    pub(super) fn give_back(&mut self, node: u32, shop: &mut Shop<'_>) {
        let slot = &mut self.slots[node as usize];
        let Some(less) = slot.holds.checked_sub(1) else { return };
        slot.holds = less;
        let item_of = slot.node.item.map(|_| slot.node.step);
        let takes_slot = self.takes_slot(node);
        if let Some(group) = item_of {
            let group = &mut self.slots[group as usize];
            group.live = group.live.saturating_sub(1);
        }
        let floor = &mut *shop.floor;
        floor.freed = true;
        if takes_slot {
            floor.busy = floor.busy.saturating_sub(1);
            if let Some(busy) = floor.busy_of.get_mut(&self.run.workflow) {
                *busy = busy.saturating_sub(1);
            }
        }
        for (resource, amount) in &self.settings(node).resources {
            if let Some(used) = floor.used.get_mut(resource) {
                *used = used.saturating_sub(*amount);
            }
        }
    }
}
