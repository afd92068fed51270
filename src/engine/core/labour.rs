//! Runs of workflows, and what they want of services.

use crate::engine::workflow::{Around, Fired, Off, Triggers, Workflows};
use crate::model::command::{Command, Done, Outcome};
use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::id::{Operator, ReplyId, RunId};
use crate::model::prediction::Measure;
use crate::model::record::{Detail, EntryKind, Record};
use crate::model::refusal::Refusal;
use crate::model::time::Now;
use crate::model::workflow::order::{Reported, StepReport};
use crate::model::workflow::record::WorkflowRecord;
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::trigger::{Hooked, StartedBy};

use super::{Engine, entry};

/// Whether an effect may start runs.
fn is_trigger(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Record(Record::Alert(_) | Record::Incident(_)) | Effect::Observe(Observation::ServiceChanged { .. })
    )
}

/// Rounds of wishes within one event: what a fulfilled wish leads to may wish again.
const ROUNDS: usize = 100;

impl Engine {
    /// Lets runs look at the world.
    pub(super) fn with_work<T>(
        &mut self,
        now: Now,
        out: &mut Vec<Effect>,
        work: impl FnOnce(&mut Workflows, &mut Around<'_>) -> T,
    ) -> T {
        let mut around = Around {
            setup: &self.setup,
            supervision: &self.supervision,
            alerts: &mut self.alerts,
            rng: &mut self.rng,
            now,
            off: Off { fails: self.recovery.is_off(Measure::Runs), late: self.recovery.is_off(Measure::Lateness) },
            out,
        };
        let done = work(&mut self.work, &mut around);
        let judged = self.work.judged();
        if !judged.is_empty() {
            self.with_recovery(now, out, |recovery, ward| {
                for (answered, ahead) in &judged {
                    recovery.answered_ahead(answered, *ahead, ward);
                }
            });
        }
        done
    }

    /// Starts what has its turn or was set off, then lets runs go on. What those lead to may set off more.
    pub(super) fn set_off(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.is_ending() {
            return;
        }
        let mut seen = 0;
        for _ in 0..ROUNDS {
            let happened: Vec<Effect> = out[seen..].iter().filter(|effect| is_trigger(effect)).cloned().collect();
            seen = out.len();
            let mut fired = self.work.triggers.due(now);
            for effect in happened {
                fired.extend(self.sets_off(&effect, now));
            }
            let quiet = fired.is_empty();
            self.start_all(fired, now, out);
            self.let_work(now, out);
            if quiet && !out[seen..].iter().any(is_trigger) {
                return;
            }
        }
    }

    fn sets_off(&mut self, effect: &Effect, now: Now) -> Vec<Fired> {
        let triggers = &mut self.work.triggers;
        match effect {
            Effect::Record(Record::Alert(alert)) if alert.id > self.seen_alert => {
                self.seen_alert = alert.id;
                triggers.alert_opened(alert, now)
            }
            Effect::Record(Record::Incident(incident)) if incident.id > self.seen_incident => {
                self.seen_incident = incident.id;
                triggers.incident_opened(incident, now)
            }
            Effect::Observe(Observation::ServiceChanged { service, state, health, .. }) => {
                triggers.service_changed(service, state, health, now)
            }
            _ => Vec::new(),
        }
    }

    /// Something happened that starts runs.
    pub(super) fn fired(&mut self, what: impl FnOnce(&mut Triggers) -> Vec<Fired>, now: Now, out: &mut Vec<Effect>) {
        if self.is_ending() {
            return;
        }
        let fired = what(&mut self.work.triggers);
        self.start_all(fired, now, out);
    }

    /// A signed request starts runs, and is told their numbers when those are written down.
    pub(super) fn hooked(&mut self, reply: ReplyId, hook: &Hooked, now: Now, out: &mut Vec<Effect>) {
        if self.is_ending() {
            return out.push(Effect::Reply { reply, outcome: Err(Refusal::Ending) });
        }
        let fired = self.work.triggers.hooked(hook, now);
        let mut refusal = Refusal::Workflow(RunRefusal::Gone { workflow: hook.workflow.clone() });
        let mut runs = Vec::new();
        for started in self.start_all(fired, now, out) {
            match started {
                Ok(run) => runs.push(run),
                Err(why) => refusal = why,
            }
        }
        let outcome = if runs.is_empty() { Err(refusal) } else { Ok(Done::Runs { runs }) };
        out.push(Effect::Reply { reply, outcome });
    }

    fn start_all(&mut self, fired: Vec<Fired>, now: Now, out: &mut Vec<Effect>) -> Vec<Result<RunId, Refusal>> {
        let mut all = Vec::new();
        for Fired { workflow, trigger, started_by, event, params } in fired {
            let started = params.map_err(|why| Refusal::Workflow(RunRefusal::Trigger { why })).and_then(|params| {
                self.with_work(now, out, |work, around| work.start(&workflow, params, started_by, event, around))
            });
            all.push(started.clone());
            if let Err(refusal) = started {
                if matches!(refusal, Refusal::Workflow(RunRefusal::Overlap { .. })) {
                    self.work.triggers.skipped(&workflow, trigger);
                }
                let detail = Detail::NotRun { refusal: Box::new(refusal) };
                entry(EntryKind::RunRefused, workflow.to_string(), None, detail, now, out);
            }
        }
        let changed = self.work.triggers.changed().into_iter();
        out.extend(changed.map(|memory| Effect::Record(Record::Workflow(WorkflowRecord::Trigger(memory)))));
        all
    }

    /// Lets runs go on, and does for them what they want of services.
    pub(super) fn let_work(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.is_ending() {
            return;
        }
        for _ in 0..ROUNDS {
            let wishes = self.with_work(now, out, Workflows::look);
            if wishes.is_empty() {
                return;
            }
            for wish in wishes {
                let outcome = self.obey(&wish.by.as_str().into(), wish.command, now, out);
                self.with_work(now, out, |work, around| work.wished(wish.ticket, outcome, around));
            }
        }
    }

    /// What became of steps. On the way out only what nobody else remembers is taken in: the worker tells the rest to the
    /// next runtime.
    pub(super) fn stepped(&mut self, mut reports: Vec<StepReport>, now: Now, out: &mut Vec<Effect>) {
        let is_ending = self.is_ending();
        if is_ending {
            reports.retain(|report| matches!(report.what, Reported::Answered { .. }));
        }
        self.with_work(now, out, |work, around| {
            work.stepped(reports, around);
            if is_ending {
                work.record(around);
            }
        });
    }

    /// What a person asks of runs.
    pub(in crate::engine) fn direct(
        &mut self,
        by: &Operator,
        command: Command,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        // Nothing of runs is decided any more, and what is not written down must not be promised.
        if self.is_ending() {
            return Err(Refusal::Ending);
        }
        self.with_work(now, out, |work, around| match command {
            Command::RunWorkflow { name, params, dry_run: true } => {
                work.dry_run(&name, params, around).map(|plan| Done::DryRun(Box::new(plan)))
            }
            Command::RunWorkflow { name, params, dry_run: false } => {
                let started_by = StartedBy::Operator { by: by.clone() };
                let run = work.start(&name, params, started_by, serde_json::Value::Null, around)?;
                Ok(Done::Run { run })
            }
            Command::CancelRun { run, roll_back } => work.cancel(run, roll_back, by, around),
            Command::RetryRun { run } => work.retry(run, by, around),
            Command::RollBackRun { run } => work.roll_back(run, around),
            Command::AnswerStep { run, step, verdict, note } => work.answer((run, &step), verdict, (by, &note), around),
            Command::AdaptWorkflow { workflow, change, gain } => work.adapt(&workflow, (change, gain), by, around),
            Command::RevertAdaptation { workflow, number } => work.revert(&workflow, number, by, around),
            // Whatever else there is is not about runs.
            _ => Ok(Done::Accepted),
        })
    }

    /// Workflows and their runs.
    #[must_use]
    pub fn work(&self) -> &Workflows {
        &self.work
    }
}
