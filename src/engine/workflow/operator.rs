//! What people ask of runs.

use serde_json::{Map, Value};

use crate::model::command::{Done, Outcome};
use crate::model::id::{Operator, RunId, WorkflowName};
use crate::model::refusal::{Refusal, Thing};
use crate::model::workflow::definition::{Definition, OnFailure, Overlap, Param, ParamKind};
use crate::model::workflow::order::Ticket;
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::run::{Forward, MOST_OPEN, Rollback, Run};
use crate::model::workflow::state::{StepFailure, StepState, UndoState};
use crate::model::workflow::step::{ServiceAct, Work};
use crate::model::workflow::trigger::StartedBy;
use crate::model::workflow::view::Verdict;

use super::book::{Around, Workflows};
use super::flight::Flight;
use super::scope::text_of;
use super::shop::Shop;

impl Workflows {
    /// Starts a run, or lets it wait for its turn.
    ///
    /// # Errors
    /// When there is no such workflow, a parameter is wrong, or another run goes on and this one is to be left out then.
    pub fn start(
        &mut self,
        name: &WorkflowName,
        params: Map<String, Value>,
        started_by: StartedBy,
        event: Value,
        around: &mut Around<'_>,
    ) -> Result<RunId, Refusal> {
        let names = self.plans.keys().map(WorkflowName::as_str);
        let plan = self.plans.get(name).cloned();
        let plan = plan.ok_or_else(|| Refusal::not_found(Thing::Workflow, name.as_str(), names))?;
        let params = params_of(plan.definition(), params).map_err(Refusal::Workflow)?;
        let runs = self.length();
        if runs >= MOST_OPEN {
            return Err(Refusal::Workflow(RunRefusal::Full { runs }));
        }
        let is_step = matches!(started_by, StartedBy::Step { .. });
        let others: Vec<RunId> = self.open_of(name).collect();
        match (plan.definition().overlap, others.first()) {
            (Overlap::Skip, Some(run)) if !is_step => {
                return Err(Refusal::Workflow(RunRefusal::Overlap { workflow: name.clone(), run: *run }));
            }
            (Overlap::CancelPrevious, Some(_)) if !is_step => {
                let id = self.create(&plan, (params, event), started_by, Vec::new(), around);
                let roll_back = plan.definition().on_failure == OnFailure::RollBack;
                for run in others {
                    if let Some(flight) = self.flights.get_mut(&run).filter(|flight| flight.run.forward.is_none()) {
                        flight.abort(Forward::Superseded { by: id }, roll_back, &mut around.shop(&mut self.floor));
                    }
                }
                return Ok(id);
            }
            _ => {}
        }
        Ok(self.create(&plan, (params, event), started_by, Vec::new(), around))
    }

    fn open_of<'w>(&'w self, name: &'w WorkflowName) -> impl Iterator<Item = RunId> + 'w {
        self.flights.values().filter(move |flight| flight.run.workflow == *name).map(|flight| flight.run.id)
    }

    pub(super) fn not_found(run: RunId) -> Refusal {
        let name = run.to_string();
        Refusal::not_found(Thing::Run, &name, std::iter::empty())
    }

    /// A run that goes on; the refusal says whether it is over or never was.
    fn open(&mut self, run: RunId) -> Result<&mut Flight, Refusal> {
        if !self.flights.contains_key(&run) {
            let over = self.resting.contains_key(&run) || self.over.iter().any(|over| over.id == run);
            return Err(if over { Refusal::Workflow(RunRefusal::RunOver { run }) } else { Self::not_found(run) });
        }
        let missing = Self::not_found(run);
        self.flights.get_mut(&run).ok_or(missing)
    }

    /// Ends a run.
    ///
    /// # Errors
    /// When it is over, or there is no such one.
    pub fn cancel(&mut self, run: RunId, roll_back: bool, by: &Operator, around: &mut Around<'_>) -> Outcome {
        let flight = self.open(run)?;
        // One that has failed and waits for what still runs need not wait any longer.
        if flight.run.forward.is_some() {
            return Err(Refusal::Workflow(RunRefusal::RunEnding { run }));
        }
        let Some(flight) = self.flights.get_mut(&run) else { return Err(Refusal::Ended) };
        flight.abort(Forward::Cancelled { by: by.clone() }, roll_back, &mut around.shop(&mut self.floor));
        Ok(Done::Accepted)
    }

    /// A person answers what a step asks.
    ///
    /// # Errors
    /// When there is no such run or step, or the step asks nothing.
    pub fn answer(
        &mut self,
        (run, step): (RunId, &str),
        verdict: Verdict,
        (by, note): (&Operator, &str),
        around: &mut Around<'_>,
    ) -> Outcome {
        let flight = self.open(run)?;
        let Some(node) = flight.named(step) else {
            let names: Vec<String> = flight.plan.definition().steps.iter().map(|step| step.name.to_string()).collect();
            return Err(Refusal::not_found(Thing::Step, step, names.iter().map(String::as_str)));
        };
        let Some(flight) = self.flights.get_mut(&run) else { return Err(Refusal::Ended) };
        flight.answered(node, verdict, (by, note), &mut around.shop(&mut self.floor))
    }
}

impl Flight {
    fn answered(&mut self, node: u32, verdict: Verdict, (by, note): (&Operator, &str), shop: &mut Shop<'_>) -> Outcome {
        let step = self.name(node);
        let slot = &self.slots[node as usize];
        let asking = matches!(slot.node.state, StepState::Asking { .. });
        let unknown = matches!(slot.node.state, StepState::Unknown { .. });
        let unknown_undo = matches!(slot.node.undo, UndoState::Unknown { .. });
        let asking_undo = matches!(slot.node.undo, UndoState::Asking { .. });
        let rejected = StepFailure::Rejected { by: by.clone(), note: note.to_owned() };
        let declared = StepFailure::Declared { by: by.clone() };
        let mut outputs = Map::new();
        outputs.insert("by".to_owned(), by.to_string().into());
        outputs.insert("note".to_owned(), note.into());
        match verdict {
            Verdict::Yes if asking_undo => self.tried(node, true, Ok(outputs), shop),
            Verdict::No if asking_undo => self.tried(node, true, Err(rejected), shop),
            Verdict::Yes if asking => self.tried(node, false, Ok(outputs), shop),
            Verdict::No if asking => self.tried(node, false, Err(rejected), shop),
            Verdict::Yes if unknown => self.succeed(node, Map::new(), shop),
            Verdict::No if unknown => self.fail(node, declared, shop),
            Verdict::Again if unknown => self.wait_anew(node, shop),
            Verdict::Yes if unknown_undo => self.set_undo(node, UndoState::Done { at: shop.now.wall }),
            Verdict::No if unknown_undo => {
                self.set_undo(node, UndoState::Failed { at: shop.now.wall, why: declared });
            }
            Verdict::Again if unknown_undo => {
                self.set_undo(node, UndoState::Waiting);
                self.undos.push(node);
            }
            _ => return Err(Refusal::Workflow(RunRefusal::NotAsking { step })),
        }
        let entry = crate::model::record::Entry {
            at: shop.now.wall,
            kind: crate::model::record::EntryKind::StepAnswered,
            subject: format!("{}/{step}", self.run.workflow),
            by: Some(by.clone()),
            detail: crate::model::record::Detail::note(note.to_owned()),
        };
        shop.out.push(crate::model::effect::Effect::Record(crate::model::record::Record::Entry(entry)));
        Ok(Done::Accepted)
    }

    /// What came of what was wanted of a service. What it has come to already is as good.
    pub(super) fn wished(&mut self, ticket: Ticket, outcome: Outcome, shop: &mut Shop<'_>) {
        let (node, undo) = (ticket.node, ticket.undo);
        if self.ticket(node, undo) != ticket || !self.goes_on(node, undo) {
            return;
        }
        let Some(Work::Service { name, action }) = self.work(node, undo) else { return };
        let (name, action) = (name.to_string(), *action);
        match (outcome, action) {
            (Ok(_), ServiceAct::Reload) => self.tried(node, undo, Ok(Map::new()), shop),
            (Ok(_), _)
            | (Err(Refusal::Running { .. } | Refusal::Starting { .. }), ServiceAct::Start)
            | (Err(Refusal::Stopped { .. } | Refusal::AllStopped { .. }), ServiceAct::Stop) => {}
            (Err(refusal), _) => {
                let why = StepFailure::Refused { service: name, refusal: Box::new(refusal) };
                self.tried(node, undo, Err(why), shop);
            }
        }
    }

    /// Nodes whose undo is that this run is undone.
    pub(super) fn undone_by(&self, run: RunId) -> Vec<u32> {
        let waits = |(node, slot): &(u32, &super::flight::Slot)| {
            slot.node.sub_run == Some(run)
                && matches!(slot.node.undo, UndoState::Running { .. })
                && self.work(*node, true).is_none()
        };
        (0_u32..).zip(&self.slots).filter(waits).map(|(node, _)| node).collect()
    }

    /// Whether a node, or its undo, waits for a run that is to stand for it.
    pub(super) fn lacks_run(&self, node: u32, undo: bool) -> bool {
        self.slot(node).is_some_and(|slot| {
            let undoes = matches!(slot.node.undo, UndoState::Running { .. });
            let goes_on = if undo { undoes } else { slot.node.state.is_running() };
            goes_on && slot.node.sub_run.is_none()
        })
    }

    /// The run that a step stands for is over, or undone.
    pub(super) fn sub_run_over(&mut self, node: u32, sub: &Flight, shop: &mut Shop<'_>) {
        let Some(slot) = self.slot(node) else { return };
        let run = sub.run.id;
        if slot.node.sub_run == Some(run) && matches!(slot.node.undo, UndoState::Running { .. }) {
            let undone = match self.work(node, true) {
                Some(_) => sub.run.forward == Some(Forward::Succeeded),
                None => !matches!(sub.run.rollback, Rollback::Partial { .. }),
            };
            let result = if undone { Ok(Map::new()) } else { Err(StepFailure::SubRun { run }) };
            return self.tried(node, true, result, shop);
        }
        if !slot.node.state.is_running() || slot.node.sub_run != Some(run) {
            return;
        }
        let mut outputs = Map::new();
        outputs.insert("run".to_owned(), run.0.into());
        for slot in sub.slots.iter().filter(|slot| slot.node.item.is_none()) {
            if let (Some(spec), Some(of)) = (sub.plan.spec(slot.node.step), &slot.node.outputs) {
                outputs.insert(spec.name.to_string(), Value::Object((**of).clone()));
            }
        }
        let result = match sub.run.forward {
            Some(Forward::Succeeded) => Ok(outputs),
            _ => Err(StepFailure::SubRun { run }),
        };
        self.tried(node, false, result, shop);
    }

    /// What the run as a whole teaches.
    pub(super) fn learn_whole(&self, shop: &mut Shop<'_>) {
        let Run { workflow, started_at, forward, .. } = &self.run;
        let failed = match forward {
            Some(Forward::Succeeded) => false,
            Some(Forward::Failed { .. } | Forward::TimedOut { .. }) => true,
            _ => return,
        };
        let took = started_at.and_then(|began| (shop.now.wall - began).to_std().ok());
        shop.floor.habits.learn(workflow, &"".into(), took, failed);
    }
}

/// The parameters of a run: those given, of the kinds that they must be, and defaults for the others.
pub(super) fn params_of(
    definition: &Definition,
    mut given: Map<String, Value>,
) -> Result<Map<String, Value>, RunRefusal> {
    let mut params = Map::new();
    for param in &definition.params {
        let value = match given.remove(&*param.name) {
            Some(value) => of_kind(param, value)?,
            None => param.default.clone().ok_or_else(|| RunRefusal::ParamMissing { param: param.name.to_string() })?,
        };
        params.insert(param.name.to_string(), value);
    }
    match given.into_iter().next() {
        None => Ok(params),
        Some((param, _)) => {
            let names = definition.params.iter().map(|param| &*param.name);
            let near = names.map(|name| (strsim::jaro_winkler(name, &param), name)).filter(|(like, _)| *like > 0.7);
            let nearest = near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name.to_owned());
            Err(RunRefusal::NoParam { param, nearest })
        }
    }
}

/// A value as its parameter wants it: what comes from a command line is text.
fn of_kind(param: &Param, value: Value) -> Result<Value, RunRefusal> {
    let text = text_of(&value);
    let (wanted, found) = match &param.kind {
        ParamKind::String => {
            ("string".to_owned(), (!value.is_object() && !value.is_array()).then(|| text.clone().into()))
        }
        ParamKind::Int => ("int".to_owned(), text.trim().parse::<i64>().ok().map(Value::from)),
        ParamKind::Float => {
            ("float".to_owned(), text.trim().parse::<f64>().ok().filter(|it| it.is_finite()).map(Value::from))
        }
        ParamKind::Bool => ("bool".to_owned(), text.trim().parse::<bool>().ok().map(Value::from)),
        ParamKind::Choice(choices) => (choices.join(", "), choices.contains(&text).then(|| text.clone().into())),
        ParamKind::List => {
            let list = match &value {
                Value::Array(_) => Some(value.clone()),
                Value::String(text) => Some(Value::Array(text.split(',').map(|item| item.trim().into()).collect())),
                _ => None,
            };
            ("list".to_owned(), list)
        }
    };
    let given = crate::model::text::clean(&text, 80);
    found.ok_or(RunRefusal::ParamType { param: param.name.to_string(), wanted, given })
}
