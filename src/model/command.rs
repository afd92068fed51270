//! What operators ask of the runtime, and how it answers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::agent::AgentName;
use super::id::{AlertId, IncidentId, RuleName, RunId, ServiceName, SilenceId, WorkflowName};
use super::recovery::{Action, Layer, Plan};
use super::refusal::Refusal;
use super::workflow::view::{DryRun, Verdict};

/// A change asked for by an operator. The answer is sent after it is journaled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// Run it, and keep it running.
    StartService {
        /// Which.
        name: ServiceName,
    },
    /// Learn anew, from what has happened here, what comes before failures.
    LearnModel,
    /// End it, and keep it down, also after a restart of the runtime.
    StopService {
        /// Which.
        name: ServiceName,
    },
    /// End it and run it again at once; the restart policy is not charged.
    RestartService {
        /// Which.
        name: ServiceName,
    },
    /// Run it, and whatever it needs and does not run, in the order of their dependencies.
    StartWithDependencies {
        /// Which.
        name: ServiceName,
    },
    /// End it after everything that needs it, and keep all of them down.
    StopWithDependants {
        /// Which.
        name: ServiceName,
    },
    /// Let it read its configuration again without ending it.
    ReloadService {
        /// Which.
        name: ServiceName,
    },
    /// Run it so often, until its configured number changes.
    ScaleService {
        /// Which, by the name that is configured.
        name: ServiceName,
        /// How often.
        count: u32,
    },
    /// Take an alert.
    AcknowledgeAlert {
        /// Which.
        id: AlertId,
        /// What to tell the others.
        note: String,
    },
    /// Give an alert back.
    UnacknowledgeAlert {
        /// Which.
        id: AlertId,
    },
    /// Keep matching alerts quiet for a while; at least one of rule and subject.
    Silence {
        /// Only this rule.
        rule: Option<RuleName>,
        /// Only this subject; may end in `*`.
        subject: Option<String>,
        /// For how long.
        span: Duration,
        /// Why.
        note: String,
    },
    /// End a silence now.
    ExpireSilence {
        /// Which.
        id: SilenceId,
    },
    /// Heal a service by hand.
    Recover {
        /// Which.
        service: ServiceName,
        /// How; the best one of the layer unless given.
        action: Option<Action>,
        /// Only actions of up to this layer; all of them unless given.
        layer: Option<Layer>,
        /// Only say what would be done.
        dry_run: bool,
    },
    /// Let a proposed attempt be made.
    ApproveAttempt {
        /// Of which incident.
        incident: IncidentId,
    },
    /// Refuse a proposed attempt.
    RejectAttempt {
        /// Of which incident.
        incident: IncidentId,
    },
    /// Let an agent rest.
    PauseAgent {
        /// Which.
        name: AgentName,
    },
    /// Let an agent go on.
    ResumeAgent {
        /// Which.
        name: AgentName,
    },
    /// A job says that it is alive, or why it has failed.
    Beat {
        /// Of which service.
        service: ServiceName,
        /// Which probe waits for it; the only one when none.
        probe: Option<String>,
        /// Why it has failed, where it has.
        failure: Option<String>,
    },
    /// Put a fault into a demo.
    Inject {
        /// Which.
        fault: String,
        /// Into which service; into the fault's first target when none.
        service: Option<ServiceName>,
    },
    /// Take back what is left of the faults that were put into a demo.
    TakeBack,
    /// Run a workflow, or say what that would do.
    RunWorkflow {
        /// Which.
        name: WorkflowName,
        /// What it is given.
        params: serde_json::Map<String, serde_json::Value>,
        /// Only say what would be done.
        dry_run: bool,
    },
    /// End a run.
    CancelRun {
        /// Which.
        run: RunId,
        /// Undo what was done.
        roll_back: bool,
    },
    /// Run what has failed in a run again, and what did not come to run, in a new run that takes over the rest.
    RetryRun {
        /// Which.
        run: RunId,
    },
    /// Undo a run that is over.
    RollBackRun {
        /// Which.
        run: RunId,
    },
    /// Answer what a step asks.
    AnswerStep {
        /// Of which run.
        run: RunId,
        /// Which step, by its name, with the number of its item: `copy[3]`.
        step: String,
        /// The answer.
        verdict: Verdict,
        /// And why.
        note: String,
    },
    /// Change a workflow beside its file.
    AdaptWorkflow {
        /// Which.
        workflow: WorkflowName,
        /// What is changed.
        change: Change,
        /// What that is expected to bring.
        gain: Gain,
    },
    /// Take such a change back.
    RevertAdaptation {
        /// Of which workflow.
        workflow: WorkflowName,
        /// Which.
        number: u32,
    },
    /// End the runtime.
    Shutdown {
        /// What becomes of the services.
        services: ServicesFate,
    },
}

impl Command {
    /// Whether it can interrupt something; such commands ask before they are sent.
    #[must_use]
    pub fn is_destructive(&self) -> bool {
        matches!(
            self,
            Self::StopService { .. }
                | Self::StopWithDependants { .. }
                | Self::RestartService { .. }
                | Self::Recover { dry_run: false, .. }
                | Self::Shutdown { .. }
        )
    }
}

/// What becomes of the services when the runtime ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServicesFate {
    /// They are stopped, dependants first.
    Stop,
    /// They go on without supervision; the next runtime adopts them.
    Leave,
}

/// A command was done and journaled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "done")]
pub enum Done {
    /// Accepted; the effect follows and shows in the snapshot.
    Accepted,
    /// A silence was made.
    Silenced {
        /// Which.
        id: SilenceId,
    },
    /// A run was made.
    Run {
        /// Which.
        run: RunId,
    },
    /// Runs were made.
    Runs {
        /// Which.
        runs: Vec<RunId>,
    },
    /// A workflow was changed beside its file.
    Adapted {
        /// The number of the change.
        number: u32,
    },
    /// What a run would do.
    DryRun(Box<DryRun>),
    /// A recovery began, or would begin.
    Recovery {
        /// What it does.
        plan: Box<Plan>,
        /// In which incident; none for a dry run.
        incident: Option<IncidentId>,
    },
}

/// The answer to a command.
pub type Outcome = Result<Done, Refusal>;
use crate::model::workflow::optimize::{Change, Gain};
