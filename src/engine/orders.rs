//! What operators ask of the engine, and when they are answered.

use std::collections::BTreeSet;

use crate::model::command::{Command, Done, Outcome as CommandOutcome};
use crate::model::effect::Effect;
use crate::model::id::{Generation, Operator, ReplyId, ServiceName};
use crate::model::process::Errand;
use crate::model::record::{Detail, EntryKind};
use crate::model::refusal::{ErrandFailure, ExternalFailure, Refusal};
use crate::model::service::{ServiceState, StopReason};
use crate::model::time::Now;

use super::core::{Engine, entry, is_about};
use super::fault;

/// Who waits for services to have read their configuration again.
#[derive(Debug)]
pub(super) struct ReloadWait {
    /// Which have not yet.
    left: Vec<ServiceName>,
    by: Operator,
    reply: ReplyId,
    /// Of the first that could not.
    failure: Option<ErrandFailure>,
}

impl Engine {
    pub(super) fn asked(&mut self, reply: ReplyId, by: &Operator, command: Command, now: Now, out: &mut Vec<Effect>) {
        if let Some(order) = fault::order(&command) {
            return fault::send(reply, by, order, out);
        }
        let outcome = self.obey(by, command, now, out);
        let reloads = out.iter().filter_map(|effect| match effect {
            Effect::Run { spec, errand: Errand::Reload, .. } if outcome.is_ok() => Some(spec.name.clone()),
            _ => None,
        });
        let left: Vec<ServiceName> = reloads.collect();
        if !left.is_empty() {
            self.reload_waits.push(ReloadWait { left, by: by.clone(), reply, failure: None });
            return;
        }
        let external = out.iter().find_map(|effect| match effect {
            Effect::RunExternal { spec, .. } if outcome.is_ok() => Some(spec.name.clone()),
            _ => None,
        });
        match external {
            // Done is what its command says when it has ended.
            Some(name) => self.external_waits.push((name, reply)),
            None => out.push(Effect::Reply { reply, outcome }),
        }
    }

    /// Does something to whatever a name means. It is refused when it is for all of them.
    fn each(
        &mut self,
        name: &ServiceName,
        mut order: impl FnMut(&mut Self, &ServiceName) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut outcome = Err(Refusal::NoInstances { name: name.clone() });
        for (at, name) in self.meant(name).iter().enumerate() {
            let one = order(self, name);
            if at == 0 || outcome.is_err() && one.is_ok() {
                outcome = one;
            }
        }
        outcome
    }

    /// An operator's restart: of several instances one after the other, so that the others go on serving.
    fn restart(&mut self, name: &ServiceName, by: &Operator, now: Now, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        let names = self.meant(name);
        if let [only] = &names[..] {
            self.supervision.restart(only, now, out)?;
            self.was_asked(EntryKind::ServiceRestartAsked, only, by, now, out);
            return Ok(());
        }
        self.supervision.refuse_at_the_end()?;
        self.each(name, |_, _| Ok(()))?;
        for name in &names {
            self.with_recovery(now, out, |recovery, ward| recovery.overtaken(name, by, ward));
        }
        entry(EntryKind::ServiceRestartAsked, name.to_string(), Some(by), Detail::OneByOne, now, out);
        self.supervision.restart_each(name, names, now, out);
        Ok(())
    }

    /// An operator's order about a service was accepted.
    fn was_asked(&mut self, kind: EntryKind, name: &ServiceName, by: &Operator, now: Now, out: &mut Vec<Effect>) {
        entry(kind, name.to_string(), Some(by), Detail::Nothing, now, out);
        self.with_recovery(now, out, |recovery, ward| recovery.overtaken(name, by, ward));
    }

    /// The command of an external service ended: whoever asked for it is told.
    pub(super) fn external_ran(
        &mut self,
        name: &ServiceName,
        start: bool,
        failure: Option<ExternalFailure>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let kind = match (start, &failure) {
            (true, None) => EntryKind::ServiceStarted,
            (false, None) => EntryKind::ServiceStopped,
            (_, Some(_)) => EntryKind::ServiceStartFailed,
        };
        let detail = failure.clone().map_or(Detail::Nothing, |external| Detail::NotDone { external });
        entry(kind, name.to_string(), None, detail, now, out);
        let outcome = failure.map_or(Ok(Done::Accepted), |failure| Err(Refusal::External(failure)));
        if let Some(at) = self.external_waits.iter().position(|(waits, _)| waits == name) {
            let (_, reply) = self.external_waits.remove(at);
            out.push(Effect::Reply { reply, outcome });
        }
    }

    /// An operator's stop of a service was accepted.
    pub(super) fn stop_was_asked(&mut self, name: &ServiceName, by: &Operator, now: Now, out: &mut Vec<Effect>) {
        entry(EntryKind::ServiceStopAsked, name.to_string(), Some(by), Detail::Nothing, now, out);
        // It had no process whose end would tell.
        let state = self.supervision.get(name).map(|service| &service.state);
        if matches!(state, Some(ServiceState::Stopped { why: StopReason::Operator, .. })) {
            entry(EntryKind::ServiceStopped, name.to_string(), None, Detail::Nothing, now, out);
        }
        self.with_recovery(now, out, |recovery, ward| recovery.overtaken(name, by, ward));
        self.alerts.retain(|key| !is_about(key, name), now, out);
    }

    /// What a service was asked to do by other means than its end is done: whoever asked for it is told.
    pub(super) fn ran(
        &mut self,
        name: &ServiceName,
        generation: Generation,
        errand: Errand,
        failure: Option<ErrandFailure>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        if let Some(service) = self.supervision.current(name, generation) {
            service.ran(errand, failure.as_ref(), now, out);
        }
        let waits = self.reload_waits.iter().position(|wait| wait.left.contains(name));
        let (Errand::Reload, Some(at)) = (errand, waits) else { return };
        let wait = &mut self.reload_waits[at];
        wait.left.retain(|left| left != name);
        let detail = failure.clone().map_or(Detail::Nothing, |errand| Detail::Errand { errand });
        let kind = if failure.is_none() { EntryKind::ServiceReloaded } else { EntryKind::ServiceReloadFailed };
        entry(kind, name.to_string(), Some(&wait.by), detail, now, out);
        wait.failure = wait.failure.take().or(failure);
        if wait.left.is_empty() {
            let ReloadWait { reply, failure, .. } = self.reload_waits.remove(at);
            let outcome = failure.map_or(Ok(Done::Accepted), |failure| Err(Refusal::Errand(failure)));
            out.push(Effect::Reply { reply, outcome });
        }
    }

    pub(super) fn obey(&mut self, by: &Operator, command: Command, now: Now, out: &mut Vec<Effect>) -> CommandOutcome {
        match command {
            Command::StartService { name } => self.each(&name, |engine, name| {
                engine.supervision.start(name, now, out)?;
                engine.was_asked(EntryKind::ServiceStartAsked, name, by, now, out);
                Ok(())
            })?,
            Command::StopService { name } => self.each(&name, |engine, name| {
                engine.supervision.stop(name, now, out)?;
                engine.stop_was_asked(name, by, now, out);
                Ok(())
            })?,
            Command::StopWithDependants { name } => {
                let mut stopped = BTreeSet::new();
                self.each(&name, |engine, name| {
                    stopped.extend(engine.supervision.stop_with_dependants(name, now, out)?);
                    Ok(())
                })?;
                for name in &stopped {
                    self.stop_was_asked(name, by, now, out);
                }
            }
            Command::StartWithDependencies { name } => self.each(&name, |engine, name| {
                for name in engine.supervision.start_with_dependencies(name, now, out)? {
                    engine.was_asked(EntryKind::ServiceStartAsked, &name, by, now, out);
                }
                Ok(())
            })?,
            Command::ReloadService { name } => self.each(&name, |engine, name| engine.supervision.reload(name, out))?,
            Command::RestartService { name } => self.restart(&name, by, now, out)?,
            Command::ScaleService { name, count } => self.scale(&name, count, by, now, out)?,
            Command::Recover { service, action, layer, dry_run } => {
                self.refuse_several(&service)?;
                return self.with_recovery(now, out, |recovery, ward| {
                    recovery.recover(&service, (action, layer), dry_run, by, ward)
                });
            }
            Command::ApproveAttempt { incident } => {
                return self.with_recovery(now, out, |recovery, ward| recovery.approve(incident, by, ward));
            }
            Command::RejectAttempt { incident } => {
                return self.with_recovery(now, out, |recovery, ward| recovery.reject(incident, by, ward));
            }
            Command::AcknowledgeAlert { id, note } => self.alerts.acknowledge(id, by, &note, now, out)?,
            Command::UnacknowledgeAlert { id } => self.alerts.unacknowledge(id, by, now, out)?,
            Command::Silence { rule, subject, span, note } => {
                let id = self.alerts.silence((rule, subject), span, (by, &note), now, out)?;
                return Ok(Done::Silenced { id });
            }
            Command::ExpireSilence { id } => self.alerts.expire(id, by, now, out)?,
            Command::Beat { service, probe, failure } => {
                out.push(self.beat(&service, probe.as_deref(), failure)?);
            }
            Command::LearnModel => self.learning.learn(now.mono, out),
            Command::PauseAgent { name } => self.set_paused(name, true, by, now, out),
            Command::ResumeAgent { name } => self.set_paused(name, false, by, now, out),
            Command::Shutdown { services } => self.shut_down(services, by, now, out),
            Command::RunWorkflow { .. }
            | Command::CancelRun { .. }
            | Command::RetryRun { .. }
            | Command::RollBackRun { .. }
            | Command::AnswerStep { .. }
            | Command::AdaptWorkflow { .. }
            | Command::RevertAdaptation { .. } => return self.direct(by, command, now, out),
            // Answered when it has been done.
            Command::Inject { .. } | Command::TakeBack => {}
        }
        Ok(Done::Accepted)
    }
}
