//! Runs of workflows, and what they want of services.

use crate::engine::workflow::{Around, Workflows};
use crate::model::command::{Command, Done, Outcome};
use crate::model::effect::Effect;
use crate::model::id::Operator;
use crate::model::time::Now;
use crate::model::workflow::trigger::StartedBy;

use super::Engine;

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
            out,
        };
        work(&mut self.work, &mut around)
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

    /// What a person asks of runs.
    pub(in crate::engine) fn direct(
        &mut self,
        by: &Operator,
        command: Command,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Outcome {
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
