//! Who of those that are ready may begin: the most urgent first, within what there is of slots and resources.

use super::flight::{Flight, Queued};
use super::shop::Shop;
use crate::model::workflow::run::RunState;
use crate::model::workflow::state::StepState;

/// Why a node may not begin now.
enum Held {
    /// No other node may either.
    All,
    /// No node of this run may.
    Run,
    /// This one may not, others may.
    Node,
}

impl Flight {
    /// Lets begin who may. False when no slot is left for anybody.
    pub(super) fn admit(&mut self, freed: bool, shop: &mut Shop<'_>) -> bool {
        if self.run.state != RunState::Running {
            return true;
        }
        if freed {
            self.ready.extend(std::mem::take(&mut self.aside));
        }
        while let Some(next) = self.ready.pop() {
            let is_ready = matches!(self.slots[next.node as usize].node.state, StepState::Ready { .. });
            if !is_ready {
                continue;
            }
            match self.held(next.node, shop) {
                None => {
                    self.hold(next.node, shop);
                    self.begin(next.node, shop);
                    // What it did may have ended the run.
                    if self.run.state != RunState::Running {
                        return true;
                    }
                }
                Some(held) => {
                    if let Some(goes_on) = self.put_back(next, &held) {
                        return goes_on;
                    }
                }
            }
        }
        true
    }

    fn put_back(&mut self, next: Queued, held: &Held) -> Option<bool> {
        match held {
            Held::All => {
                self.ready.push(next);
                Some(false)
            }
            Held::Run => {
                self.ready.push(next);
                Some(true)
            }
            Held::Node => {
                self.aside.push(next);
                None
            }
        }
    }

    fn held(&self, node: u32, shop: &Shop<'_>) -> Option<Held> {
        let (floor, work) = (&*shop.floor, &shop.setup.work);
        if self.takes_slot(node) {
            let most = work.max_parallel.max(1);
            let slots = if work.follow_pressure { floor.throttle.slots(most) } else { most };
            if floor.busy >= slots {
                return Some(Held::All);
            }
            let busy = floor.busy_of.get(&self.run.workflow).copied().unwrap_or_default();
            if self.plan.definition().max_parallel.is_some_and(|most| busy >= most.max(1)) {
                return Some(Held::Run);
            }
        }
        let slot = &self.slots[node as usize];
        let settings = self.settings(node);
        if let (Some(_), Some(each)) = (slot.node.item, &settings.each) {
            let live = self.slots[slot.node.step as usize].live;
            if each.max_parallel.is_some_and(|most| live >= most.max(1)) {
                return Some(Held::Node);
            }
        }
        settings.resources.iter().any(|(name, amount)| floor.lacks(name, *amount)).then_some(Held::Node)
    }

    /// Whether a node would have to wait for a slot or a resource.
    pub(super) fn is_held(&self, node: u32, shop: &Shop<'_>) -> bool {
        self.held(node, shop).is_some()
    }

    /// Whether a node takes a slot: what waits, or stands for a run whose steps need slots, takes none.
    pub(super) fn takes_slot(&self, node: u32) -> bool {
        self.work(node, false).is_some_and(|work| !work.is_inner())
    }

    /// Whether there is anything that a node may have to wait for.
    pub(super) fn stands_in_line(&self, node: u32) -> bool {
        let settings = self.settings(node);
        let is_item = self.slot(node).is_some_and(|slot| slot.node.item.is_some());
        let is_bounded = is_item && settings.each.as_ref().is_some_and(|each| each.max_parallel.is_some());
        is_bounded || self.takes_slot(node) || !settings.resources.is_empty()
    }

    /// Takes a slot where it needs one, and resources.
    pub(super) fn hold(&mut self, node: u32, shop: &mut Shop<'_>) {
        let settings = self.settings(node);
        let slot = &mut self.slots[node as usize];
        slot.holds += 1;
        slot.due = None;
        if slot.node.item.is_some() {
            let group = slot.node.step;
            self.slots[group as usize].live += 1;
        }
        let takes_slot = self.takes_slot(node);
        let floor = &mut *shop.floor;
        if takes_slot {
            floor.busy += 1;
            *floor.busy_of.entry(self.run.workflow.clone()).or_default() += 1;
        }
        for (resource, amount) in &settings.resources {
            *floor.used.entry(resource.clone()).or_default() += amount;
        }
    }
}
