//! The keys of a workflow's file, but for those of its steps.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::step_keys::StepKeys;
use super::values::{Anything, Plain, Things, VariableName, Variables, apart, named};
use crate::config::codec::{Choice, Count, Dir, Span, Texts, many, nested};
use crate::config::declare::keys;
use crate::config::keys::{ANY, SEVERITY, SOME};
use crate::config::process::Account;
use crate::config::words::Name;
use crate::model::alert::Severity;
use crate::model::process::LimitsSpec;
use crate::model::workflow::definition::{Adapt, OnFailure, Overlap};
use crate::model::workflow::template::Template;
use crate::model::workflow::trigger::ServiceMoment;

/// More steps than a host can run at once.
pub(super) const PARALLEL: Count = Count { min: 1, max: 100_000 };
/// More often is no interval but a load.
const PACE: Span = Span { min: Duration::from_secs(1) };

const ON_FAILURE: Choice<OnFailure> = Choice {
    of: &[("roll-back", OnFailure::RollBack), ("stop", OnFailure::Stop), ("continue", OnFailure::Continue)],
    later: &[],
};

const OVERLAP: Choice<Overlap> = Choice {
    of: &[
        ("queue", Overlap::Queue),
        ("skip", Overlap::Skip),
        ("cancel-previous", Overlap::CancelPrevious),
        ("allow", Overlap::Allow),
    ],
    later: &[],
};

const ADAPT: Choice<Adapt> =
    Choice { of: &[("off", Adapt::Off), ("propose", Adapt::Propose), ("act", Adapt::Act)], later: &[] };

const MOMENT: Choice<ServiceMoment> = Choice {
    of: &[
        ("up", ServiceMoment::Up),
        ("down", ServiceMoment::Down),
        ("unhealthy", ServiceMoment::Unhealthy),
        ("healthy", ServiceMoment::Healthy),
    ],
    later: &[],
};

const PARAM_TYPE: Choice<ParamType> = Choice {
    of: &[
        ("string", ParamType::String),
        ("int", ParamType::Int),
        ("float", ParamType::Float),
        ("bool", ParamType::Bool),
        ("list", ParamType::List),
    ],
    later: &[],
};

/// The whole file.
pub(super) struct WorkflowKeys {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) working_dir: Option<PathBuf>,
    pub(super) user: Option<String>,
    pub(super) group: Option<String>,
    pub(super) environment: Option<BTreeMap<String, Template>>,
    pub(super) limits: Option<LimitsSpec>,
    pub(super) max_parallel: Option<u32>,
    pub(super) queue_timeout: Option<Duration>,
    pub(super) timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) on_failure: OnFailure,
    pub(super) overlap: Overlap,
    pub(super) adapt: Adapt,
    pub(super) params: Option<Vec<(String, ParamKeys)>>,
    pub(super) secrets: Option<Vec<(String, SecretKeys)>>,
    pub(super) trigger: Vec<(String, TriggerKeys)>,
    step: Option<()>,
    handler: Option<()>,
}

/// Of which type a parameter is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ParamType {
    String,
    Int,
    Float,
    Bool,
    List,
}

/// A parameter as written.
pub(super) struct ParamKeys {
    pub(super) kind: ParamType,
    pub(super) choices: Option<Vec<String>>,
    pub(super) default: Option<Value>,
    pub(super) description: Option<String>,
}

/// Where a secret is, as written.
#[derive(Clone)]
pub(super) struct SecretKeys {
    pub(super) env: Option<String>,
    pub(super) file: Option<PathBuf>,
}

/// What starts a run, as written.
pub(super) struct TriggerKeys {
    pub(super) cron: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) catch_up: Option<Duration>,
    pub(super) every: Option<Duration>,
    pub(super) alert: Option<AlertKeys>,
    pub(super) incident: Option<IncidentKeys>,
    pub(super) service: Option<MomentKeys>,
    pub(super) file: Option<String>,
    pub(super) settle: Option<Duration>,
    pub(super) webhook: Option<WebhookKeys>,
    pub(super) params: Option<BTreeMap<String, Value>>,
}

/// Which alerts start a run.
pub(super) struct AlertKeys {
    pub(super) rule: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) severity: Severity,
}

/// Which incidents start a run.
pub(super) struct IncidentKeys {
    pub(super) service: Option<String>,
}

/// Which change of a service starts a run.
pub(super) struct MomentKeys {
    pub(super) name: String,
    pub(super) state: ServiceMoment,
}

/// Which request starts a run.
pub(super) struct WebhookKeys {
    pub(super) secret: SecretKeys,
}

keys! {
    /// A workflow: steps that need one another. Everything that does not runs in parallel. Texts may hold expressions in
    /// `${…}`, which are CEL (Common Expression Language) over `params`, `steps`, `services` and `host`; what a step uses
    /// of another, it needs.
    WorkflowKeys {
        /// Unique: letters, digits, `.`, `_`, `-`. That of the file without its ending, unless given.
        name: Name, optional = "deploy";
        /// In words.
        description: Plain, optional = "Puts a release live";
        /// Where steps run; relative to this file, whose directory it is unless given.
        working_dir: Dir, optional = ".";
        /// User that steps run as, by name or number; only root may name another than its own.
        user: Account, optional = "www-data";
        /// Group that steps run as; the user's own unless given.
        group: Account, optional = "www-data";
        /// Added to the environment of the runtime. Values may name parameters and secrets.
        environment: Variables, optional = { LANG = "C.UTF-8", TOKEN = "${secrets.token}" };
        /// How much a step may take.
        limits: nested::<LimitsSpec>(), optional = { memory = "512MB" };
        /// At most so many of its steps at once.
        max_parallel: PARALLEL, optional = 4;
        /// How long a run may wait for its turn.
        queue_timeout: SOME, optional = "10m";
        /// How long a run may take.
        timeout: SOME, optional = "1h";
        /// How long a run should take at most: what will be later is foreseen and said.
        deadline: SOME, optional = "30m";
        /// When a step has failed for good: "roll-back" undoes what was done, last first; "stop" begins nothing new;
        /// "continue" goes on with what does not need the step.
        on_failure: ON_FAILURE, default = "roll-back";
        /// When a run is wanted while another goes on: "queue", "skip", "cancel-previous" or "allow".
        overlap: OVERLAP, default = "queue";
        /// What may be changed about it by what was measured: "off", "propose" or "act".
        adapt: ADAPT, default = "propose";
        /// What a run is given: a table for each parameter.
        params: named::<ParamKeys>(), optional = { version = { default = "1.0" } };
        /// Values that are read when a step needs them, and written down nowhere: a table for each.
        secrets: named::<SecretKeys>(), optional = { token = { env = "DEPLOY_TOKEN" } };
        /// What starts it by itself. Repeat the block for each.
        trigger: many::<TriggerKeys>(), default = [];
        /// What it does. Repeat the block for each step.
        step: apart::<StepKeys>(), optional = [];
        /// Steps that run one after another when a run has failed, after it was rolled back.
        handler: apart::<StepKeys>(), optional = [];
    }
}

keys! {
    /// A value that a run is given.
    ParamKeys {
        /// "string", "int", "float", "bool" or "list" (of texts).
        kind as "type": PARAM_TYPE, default = "string";
        /// It can only be one of these.
        choices: Texts, optional = ["stable", "beta"];
        /// What it is when nobody says; without one it must be given.
        default: Anything, optional = "stable";
        /// In words.
        description: Plain, optional = "Which release";
    }
}

keys! {
    /// Where a secret is: either in a variable or in a file.
    SecretKeys {
        /// A variable of the runtime's environment.
        env: VariableName, optional = "DEPLOY_TOKEN";
        /// A file; a newline at its end does not count. Relative to this file.
        file: Dir, optional = "/etc/autoagents/token";
    }
}

keys! {
    /// What starts a run: exactly one of `cron`, `every`, `alert`, `incident`, `service`, `file` and `webhook`.
    TriggerKeys {
        /// A schedule: minute, hour, day, month, weekday; with a field for the second in front of them where that matters.
        cron: Plain, optional = "0 3 * * *";
        /// An IANA name, for `cron`; that of the host unless given.
        time_zone: Plain, optional = "Europe/Berlin";
        /// A moment of `cron` that was missed is made up for when it is not older than this; only the last. "1h" unless given.
        catch_up: ANY, optional = "1h";
        /// So long after the last time.
        every: PACE, optional = "5m";
        /// An alert opens.
        alert: nested::<AlertKeys>(), optional = { rule = "disk-nearly-full" };
        /// An incident opens.
        incident: nested::<IncidentKeys>(), optional = { service = "api" };
        /// A service comes into a state.
        service: nested::<MomentKeys>(), optional = { name = "api", state = "unhealthy" };
        /// Files change while a runtime runs: a pattern with `*`, `?` and `**`, relative to this file. What changed before is no news.
        file: Plain, optional = "incoming/*.csv";
        /// For `file`: nothing more happens for so long. "2s" unless given.
        settle: ANY, optional = "2s";
        /// A request with a signature comes in at `POST /hooks/NAME`.
        webhook: nested::<WebhookKeys>(), optional = { secret = { env = "HOOK_SECRET" } };
        /// Parameters of the run. Texts may use `${event.…}`.
        params: Things, optional = { file = "${event.path}" };
    }
}

keys! {
    /// Which alerts.
    AlertKeys {
        /// Of this rule; any unless given.
        rule: Plain, optional = "disk-nearly-full";
        /// About this: a service, `host`, a disk.
        subject: Plain, optional = "api";
        /// At least so grave: "info", "warning" or "critical".
        severity: SEVERITY, default = "warning";
    }
}

keys! {
    /// Which incidents.
    IncidentKeys {
        /// About this service; any unless given.
        service: Plain, optional = "api";
    }
}

keys! {
    /// Which change of a service.
    MomentKeys {
        /// Required: which service.
        name: Plain, required = "api";
        /// Required: "up", "down", "unhealthy" or "healthy".
        state: MOMENT, required = "unhealthy";
    }
}

keys! {
    /// Which request.
    WebhookKeys {
        /// Required: signs it, by HMAC-SHA256 of the body in `X-Hub-Signature-256` or `X-Signature-256`.
        secret: nested::<SecretKeys>(), required = { env = "HOOK_SECRET" };
    }
}
