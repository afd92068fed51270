//! What could be done about a run that will probably fail or be late.

use crate::learn::runs::BUSY;
use crate::model::workflow::forecast::{Foreseen, RunAdvice, Signs};
use crate::model::workflow::step::{NeedReason, Work};

use super::super::flight::Flight;
use super::super::shop::Shop;
use super::rest::Left;

/// Retries that are proposed at most.
const MOST: u32 = 5;

impl Flight {
    /// The change that is proposed.
    pub(super) fn advice(&self, what: Foreseen, signs: &Signs, left: &Left, shop: &mut Shop<'_>) -> RunAdvice {
        let workflow = self.run.workflow.clone();
        if let Some(service) = signs.unwell.first() {
            return RunAdvice::AwaitService { service: service.clone() };
        }
        let lore = shop.floor.lores.get(&workflow, &shop.floor.habits);
        let Some((step, _)) = left.risks.first().copied().filter(|_| what == Foreseen::Fails) else {
            return if signs.busy > BUSY { RunAdvice::AwaitCalm } else { RunAdvice::Optimize { workflow } };
        };
        let Some(spec) = self.plan.spec(step) else { return RunAdvice::Optimize { workflow } };
        let name = spec.name.to_string();
        let (risk, limit) = (lore.risks.get(&spec.name), spec.settings.retry.limit);
        // Where tries fail together, more of them do not help.
        let helps = |more: u32| risk.with_more(more, limit + 1) <= 0.5 * risk.lost;
        if let Some(more) = (1..=MOST).find(|more| helps(*more)).filter(|_| risk.once < 0.8) {
            let chance = percent(risk.with_more(more, limit + 1));
            return RunAdvice::MoreRetries { step: name, limit: limit + more, chance };
        }
        match self.other_route(step) {
            Some((switch, to)) => RunAdvice::OtherRoute { step: name, switch, to },
            None => RunAdvice::Look { step: name },
        }
    }

    /// A switch that leads to a step and could lead elsewhere.
    fn other_route(&self, step: u32) -> Option<(String, Vec<String>)> {
        let branches = self.plan.spec(step)?.needs.iter().filter_map(|need| match need.why {
            NeedReason::Branch(case) => Some((need.step, case)),
            _ => None,
        });
        branches.into_iter().find_map(|(switch, case)| {
            let spec = self.plan.spec(switch)?;
            let Work::Switch(cases) = &spec.work else { return None };
            let undecided = !self.slots[switch as usize].node.state.is_over();
            let other = (0_u32..).zip(cases).find(|(number, _)| *number != case && undecided)?;
            Some((spec.name.to_string(), other.1.to.iter().map(ToString::to_string).collect()))
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability")]
fn percent(chance: f64) -> u32 {
    (chance.clamp(0.0, 1.0) * 100.0).round() as u32
}
