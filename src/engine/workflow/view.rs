//! Workflows and runs for screens.

use std::time::Duration;

use crate::model::time::Wall;
use crate::model::workflow::record::Habit;
use crate::model::workflow::run::RunState;
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::view::{Ask, Counts, DryRun, DryStep, NowView, RunHold, RunView, WorkflowView};

use super::book::{Around, Workflows};
use super::flight::{Flight, tries};
use super::job;
use super::shop::{Floor, Shop};
use crate::model::id::{RunId, WorkflowName};
use crate::model::refusal::{Refusal, Thing};
use crate::model::workflow::trigger::StartedBy;
use serde_json::{Map, Value};

/// Nodes of a run that are named on a screen.
const NAMED: usize = 8;
/// Runs that go on and are shown.
const RUNS: usize = 100;

impl Workflows {
    /// The configured workflows, in the order of their names.
    #[must_use]
    pub fn workflows(&self) -> Vec<WorkflowView> {
        let view = |(name, plan): (&WorkflowName, &std::sync::Arc<super::plan::Plan>)| {
            let definition = plan.definition();
            let of = |run: &&crate::model::workflow::run::Run| run.workflow == *name;
            let (failed, of_all) = self.floor.habits.get(name, "").map_or((0, 0), whole);
            WorkflowView {
                name: name.clone(),
                description: definition.description.clone(),
                definition: std::sync::Arc::clone(&plan.frozen.digest),
                steps: plan.steps(),
                triggers: self.triggers.views(name),
                open: u32::try_from(self.flights.values().filter(|flight| flight.run.workflow == *name).count())
                    .unwrap_or(u32::MAX),
                last: self.over.iter().find(of).map(|run| run.id),
                failed: (failed, of_all),
                usual: self.floor.habits.expected(name, ""),
                score: self.floor.lores.score(name, &self.floor.habits),
            }
        };
        self.plans.iter().map(view).collect()
    }

    /// Runs that go on, newest first, then those that are over.
    #[must_use]
    pub fn runs(&self, since: Wall) -> Vec<RunView> {
        let open = self.flights.values().rev().take(RUNS);
        let open = open.map(|flight| RunView { held: self.held(flight), ..flight.view(&self.floor) });
        let over = self.over.iter().filter(|run| match run.state {
            RunState::Ended { at } => at >= since,
            _ => true,
        });
        let over = over.map(|run| match self.resting.get(&run.id) {
            Some(flight) => flight.view(&self.floor),
            None => RunView {
                run: run.clone(),
                counts: Counts::default(),
                now: Vec::new(),
                asks: Vec::new(),
                forecast_now: None,
                held: None,
            },
        });
        open.chain(over).collect()
    }

    /// Why nothing of a run goes on although something could.
    fn held(&self, flight: &Flight) -> Option<RunHold> {
        match flight.run.state {
            RunState::Queued => {
                let same = |other: &&Flight| other.run.workflow == flight.run.workflow && other.run.id < flight.run.id;
                self.flights.values().find(same).map(|other| RunHold::Turn { run: other.run.id })
            }
            RunState::Running if flight.counts.running == 0 && flight.counts.asking == 0 => flight.behind(&self.floor),
            _ => None,
        }
    }

    /// What a run would do.
    ///
    /// # Errors
    /// When there is no such workflow, or a parameter is wrong.
    pub fn dry_run(
        &mut self,
        name: &WorkflowName,
        params: Map<String, Value>,
        around: &mut Around<'_>,
    ) -> Result<DryRun, Refusal> {
        let names = self.plans.keys().map(WorkflowName::as_str);
        let Some(plan) = self.plans.get(name).cloned() else {
            return Err(Refusal::not_found(Thing::Workflow, name.as_str(), names));
        };
        let params = super::operator::params_of(plan.definition(), params).map_err(Refusal::Workflow)?;
        let run = crate::model::workflow::run::Run {
            id: RunId(0),
            workflow: name.clone(),
            definition: std::sync::Arc::clone(&plan.frozen.digest),
            created_at: around.now.wall,
            started_at: None,
            started_by: StartedBy::Operator { by: "dry run".into() },
            params,
            event: Value::Null,
            state: RunState::Queued,
            forward: None,
            rollback: crate::model::workflow::run::Rollback::None,
            forecast: None,
            taken_over_by: None,
        };
        let shop = around.shop(&mut self.floor);
        let flight = Flight::new(run, plan, Vec::new(), &shop);
        Ok(flight.dry_run(&shop))
    }
}

/// How many of the last tries failed.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts, never negative")]
fn whole(habit: &Habit) -> (u32, u32) {
    (habit.failures.round() as u32, habit.tries.round() as u32)
}

impl Flight {
    fn view(&self, floor: &Floor) -> RunView {
        RunView {
            run: self.run.clone(),
            counts: self.counts,
            now: if self.run.is_over() { Vec::new() } else { self.now(floor) },
            asks: if self.run.is_over() { Vec::new() } else { self.asks() },
            forecast_now: self.expected.as_ref().filter(|_| self.is_foreseeable()).map(|it| it.forecast.clone()),
            held: None,
        }
    }

    /// What keeps those that stand in line from beginning.
    fn behind(&self, floor: &Floor) -> Option<RunHold> {
        if self.ready.is_empty() {
            let lacks = |(name, amount): (&String, &u32)| floor.lacks(name, *amount).then(|| name.clone());
            let resource = |queued: &super::flight::Queued| self.settings(queued.node).resources.iter().find_map(lacks);
            return self.aside.iter().find_map(resource).map(|resource| RunHold::Resource { resource });
        }
        let busy = floor.busy_of.get(&self.run.workflow).copied().unwrap_or_default();
        match self.plan.definition().max_parallel.filter(|most| busy >= (*most).max(1)) {
            Some(most) => Some(RunHold::Parallel { most }),
            None => Some(RunHold::Slots { busy: floor.busy }),
        }
    }

    fn now(&self, floor: &Floor) -> Vec<NowView> {
        if self.active == 0 {
            return Vec::new();
        }
        let usual =
            |node: u32| -> Option<Duration> { floor.habits.expected(&self.run.workflow, &self.spec(node)?.name) };
        let view = |(node, slot): (u32, &super::flight::Slot)| {
            let (undo, since) = match (&slot.node.state, &slot.node.undo) {
                (_, UndoState::Running { since, .. }) => (true, *since),
                (StepState::Running { since, .. }, _) if !slot.is_group() => (false, *since),
                _ => return None,
            };
            Some(NowView {
                node,
                step: self.name(node),
                undo,
                attempt: tries(&slot.node, undo),
                since,
                usual: usual(node).filter(|_| !undo),
            })
        };
        (0_u32..).zip(&self.slots).filter_map(view).take(NAMED).collect()
    }

    fn asks(&self) -> Vec<Ask> {
        let ask = |(node, slot): (u32, &super::flight::Slot)| {
            let is_undo = matches!(slot.node.undo, UndoState::Asking { .. });
            let (what, asked) = Ask::of(&slot.node, self.work(node, is_undo)?)?;
            let (prompt, detail) = (asked.prompt.to_string(), asked.detail.to_string());
            Some(Ask { node, step: self.name(node), what, prompt, detail })
        };
        if self.counts.asking == 0 && self.run.state != RunState::RollingBack && self.run.state != RunState::Handling {
            return Vec::new();
        }
        (0_u32..).zip(&self.slots).filter_map(ask).take(NAMED).collect()
    }

    fn dry_run(&self, shop: &Shop<'_>) -> DryRun {
        let mut ranks = vec![0_u32; self.plan.steps() as usize];
        let order = self.plan.order();
        for step in &order {
            for on in self.plan.dependants(*step) {
                ranks[on.step as usize] = ranks[on.step as usize].max(ranks[*step as usize] + 1);
            }
        }
        let mut order: Vec<(u32, u32)> = order.into_iter().map(|step| (ranks[step as usize], step)).collect();
        order.sort_unstable();
        let steps = order.into_iter().filter_map(|(rank, step)| {
            let spec = self.plan.spec(step)?;
            let when = spec.settings.when.as_ref();
            Some(DryStep {
                step: spec.name.to_string(),
                rank,
                kind: spec.work.word().to_owned(),
                what: job::in_words(self, step, false, shop),
                undo: spec.undo.is_some().then(|| job::in_words(self, step, true, shop)),
                irreversible: spec.settings.irreversible,
                when: when.map(|when| (when.0.clone(), shop.scope(self, step).holds(when).ok())),
            })
        });
        DryRun { steps: steps.collect() }
    }
}
