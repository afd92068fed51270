//! The keys of a step and of its undo.

use std::collections::BTreeMap;
use std::time::Duration;

use super::keys::PARALLEL;
use super::values::{
    Answers, Argv, Codes, Condition, Expressions, ItemList, Joins, Plain, Shares, Switched, Texts as Values, Variables,
    Within, Words, maybe,
};
use crate::config::codec::{Choice, Count, Flag, Span, Texts, many, nested};
use crate::config::declare::keys;
use crate::config::keys::{ANY, SEVERITY, SOME};
use crate::config::probe_words::{ExitCodes, Pattern};
use crate::config::process::Account;
use crate::config::words::Name;
use crate::model::alert::Severity;
use crate::model::process::LimitsSpec;
use crate::model::workflow::step::{Cache, Items, Join, Retry, ServiceAct};
use crate::model::workflow::template::{Expr, Template};

/// A step that says less often that it lives cannot be told from one that hangs.
const BEAT: Span = Span { min: Duration::from_secs(1) };
/// Tries.
const TRIES: Count = Count { min: 0, max: 1_000 };

const METHOD: Choice<&str> = Choice {
    of: &[("GET", "GET"), ("HEAD", "HEAD"), ("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE")],
    later: &[],
};

const ACTION: Choice<ServiceAct> = Choice {
    of: &[
        ("start", ServiceAct::Start),
        ("stop", ServiceAct::Stop),
        ("restart", ServiceAct::Restart),
        ("reload", ServiceAct::Reload),
        ("healthy", ServiceAct::Healthy),
    ],
    later: &[],
};

/// How much longer waits become.
const FACTOR: Within = Within { min: 1.0, max: 100.0 };
/// A part of a wait.
const JITTER: Within = Within { min: 0.0, max: 1.0 };

/// A step as written.
pub(super) struct StepKeys {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) command: Option<Vec<Template>>,
    pub(super) shell: Option<Template>,
    pub(super) http: Option<HttpKeys>,
    pub(super) service: Option<ServiceKeys>,
    pub(super) workflow: Option<RunKeys>,
    pub(super) approve: Option<Template>,
    pub(super) task: Option<TaskKeys>,
    pub(super) wait: Option<WaitKeys>,
    pub(super) notify: Option<NotifyKeys>,
    pub(super) switch: Option<Vec<(String, CaseKeys)>>,
    pub(super) set: Option<BTreeMap<String, Expr>>,
    pub(super) after: Option<Vec<String>>,
    pub(super) join: Option<Join>,
    pub(super) when: Option<Expr>,
    pub(super) each: Option<EachKeys>,
    pub(super) retry: Option<Retry>,
    pub(super) timeout: Option<Duration>,
    pub(super) queue_timeout: Option<Duration>,
    pub(super) heartbeat: Option<Duration>,
    pub(super) grace: Option<Duration>,
    pub(super) idempotent: Option<bool>,
    pub(super) irreversible: Option<bool>,
    pub(super) may_fail: Option<bool>,
    pub(super) cache: Option<Switched<Cache>>,
    pub(super) reads: Option<Vec<String>>,
    pub(super) writes: Option<Vec<String>>,
    pub(super) resources: Option<BTreeMap<String, u32>>,
    pub(super) environment: Option<BTreeMap<String, Template>>,
    pub(super) working_dir: Option<Template>,
    pub(super) user: Option<String>,
    pub(super) group: Option<String>,
    pub(super) limits: Option<LimitsSpec>,
    pub(super) success_exit_codes: Option<Vec<i32>>,
    pub(super) leaves_children: Option<bool>,
    pub(super) undo: Option<UndoKeys>,
}

/// How a step is undone, as written.
pub(super) struct UndoKeys {
    pub(super) command: Option<Vec<Template>>,
    pub(super) shell: Option<Template>,
    pub(super) http: Option<HttpKeys>,
    pub(super) service: Option<ServiceKeys>,
    pub(super) workflow: Option<RunKeys>,
    pub(super) approve: Option<Template>,
    pub(super) task: Option<TaskKeys>,
    pub(super) notify: Option<NotifyKeys>,
    pub(super) retry: Option<Retry>,
    pub(super) timeout: Option<Duration>,
}

/// A question to a web server, as written.
pub(super) struct HttpKeys {
    pub(super) method: &'static str,
    pub(super) url: Template,
    pub(super) headers: Option<BTreeMap<String, Template>>,
    pub(super) body: Option<Template>,
    pub(super) status: Option<Vec<(u16, u16)>>,
}

/// What is done to a service, as written.
pub(super) struct ServiceKeys {
    pub(super) name: Template,
    pub(super) action: ServiceAct,
}

/// Which workflow is run, as written.
pub(super) struct RunKeys {
    pub(super) name: String,
    pub(super) params: Option<BTreeMap<String, Template>>,
}

/// What a person is to do, as written.
pub(super) struct TaskKeys {
    pub(super) title: Template,
    pub(super) detail: Option<Template>,
}

/// What is waited for, as written.
pub(super) struct WaitKeys {
    pub(super) span: Option<Duration>,
    pub(super) until: Option<Template>,
    pub(super) time_zone: Option<String>,
    pub(super) condition: Option<Expr>,
}

/// What is told, as written.
pub(super) struct NotifyKeys {
    pub(super) message: Template,
    pub(super) severity: Severity,
}

/// A way of a switch, as written.
pub(super) struct CaseKeys {
    pub(super) when: Option<Expr>,
    pub(super) to: Vec<String>,
}

/// What a step runs for, as written.
pub(super) struct EachKeys {
    pub(super) items: Items,
    pub(super) max_parallel: Option<u32>,
}

keys! {
    /// A step: exactly one of `command`, `shell`, `http`, `service`, `workflow`, `approve`, `task`, `wait`, `notify`,
    /// `switch` and `set` says what it does.
    StepKeys {
        /// Required, unique: letters, digits and `_`, so that expressions can name it.
        name: Plain, required = "build";
        /// In words.
        description: Plain, optional = "Builds the release";
        /// A program with arguments, no shell.
        command: Argv, optional = ["make", "release", "VERSION=${params.version}"];
        /// A text for `/bin/sh -c`.
        shell: Words, optional = "make release > build.log";
        /// A question to a web server.
        http: nested::<HttpKeys>(), optional = { url = "http://127.0.0.1:8080/warm" };
        /// Does something to a service, and waits until it is done.
        service: nested::<ServiceKeys>(), optional = { name = "api", action = "restart" };
        /// Runs another workflow, and waits for its end.
        workflow: nested::<RunKeys>(), optional = { name = "backup" };
        /// Waits until a person approves this.
        approve: Words, optional = "Put ${params.version} live?";
        /// Waits until a person has done this.
        task: nested::<TaskKeys>(), optional = { title = "Check the front page" };
        /// Waits: exactly one of `for`, `until` and `condition`.
        wait: nested::<WaitKeys>(), optional = { until = "03:00" };
        /// Tells people something.
        notify: nested::<NotifyKeys>(), optional = { message = "${params.version} is live" };
        /// Takes the first way whose condition holds; the steps of the others are skipped.
        switch: many::<CaseKeys>(), optional = [{ when = "params.full", to = ["full"] }, { to = ["quick"] }];
        /// Sets outputs by expressions, and nothing else.
        set: Expressions, optional = { release = "params.version + '-' + params.channel" };
        /// Steps that must have ended before it, besides those that it uses something of.
        after: Texts, optional = ["test"];
        /// How many of the steps that it needs must succeed: "all" that were not skipped, "any", or so many.
        join: Joins, optional = "any";
        /// An expression: it is skipped where this does not hold.
        when: Condition, optional = "steps.test.outputs.passed";
        /// Once for each of several items.
        each: nested::<EachKeys>(), optional = { items = ["a", "b"] };
        /// Tries after the first.
        retry: nested::<Retry>(), optional = { limit = 3 };
        /// How long one try may run.
        timeout: SOME, optional = "10m";
        /// How long it may wait for a free slot.
        queue_timeout: SOME, optional = "10m";
        /// It touches the file named by AUTOAGENTS_HEARTBEAT at least this often, or is hung (programs only).
        heartbeat: BEAT, optional = "30s";
        /// Between TERM and KILL (programs only). "10s" unless given.
        grace: ANY, optional = "10s";
        /// May be run again when nobody knows whether it has run; and a second time beside itself when it takes unusually long,
        /// unless `adapt` is "off".
        idempotent: Flag, optional = true;
        /// What it did cannot be undone, and that is known.
        irreversible: Flag, optional = true;
        /// Its failure is not one of the run.
        may_fail: Flag, optional = true;
        /// Is not run again while what goes into it is the same as when it last succeeded.
        cache: maybe::<Cache>(), optional = true;
        /// Files that it reads: paths or patterns. It needs the steps that write them.
        reads: Texts, optional = ["build/app.tar.gz"];
        /// Files that it writes: paths or patterns.
        writes: Texts, optional = ["build/*.tar.gz"];
        /// How much it takes of the resources in `[workflows]` of `config.toml`.
        resources: Shares, optional = { db = 1 };
        /// Added to the variables of the workflow (programs only). Values may name secrets.
        environment: Variables, optional = { TOKEN = "${secrets.token}" };
        /// Where it runs, relative to where the workflow does (programs only).
        working_dir: Words, optional = "frontend";
        /// User that it runs as (programs only).
        user: Account, optional = "www-data";
        /// Group that it runs as (programs only).
        group: Account, optional = "www-data";
        /// How much it may take (programs only).
        limits: nested::<LimitsSpec>(), optional = { memory = "512MB" };
        /// Exit codes that are a success besides 0 (programs only).
        success_exit_codes: ExitCodes, optional = [3];
        /// Processes that it leaves behind in its group live on (programs only).
        leaves_children: Flag, optional = true;
        /// How it is undone when the run is rolled back.
        undo: nested::<UndoKeys>(), optional = { command = ["./switch", "--back"] };
    }
}

keys! {
    /// How a step is undone: exactly one of `command`, `shell`, `http`, `service`, `workflow`, `approve`, `task` and
    /// `notify`.
    UndoKeys {
        /// A program with arguments, no shell.
        command: Argv, optional = ["./switch", "--back"];
        /// A text for `/bin/sh -c`.
        shell: Words, optional = "rm -f build/app.tar.gz";
        /// A question to a web server.
        http: nested::<HttpKeys>(), optional = { url = "http://127.0.0.1:8080/live", method = "DELETE" };
        /// Does something to a service.
        service: nested::<ServiceKeys>(), optional = { name = "api", action = "restart" };
        /// Runs another workflow.
        workflow: nested::<RunKeys>(), optional = { name = "restore" };
        /// Waits until a person approves this.
        approve: Words, optional = "Is the old release live again?";
        /// Waits until a person has done this.
        task: nested::<TaskKeys>(), optional = { title = "Take the notice down" };
        /// Tells people something.
        notify: nested::<NotifyKeys>(), optional = { message = "${params.version} is not live" };
        /// Tries after the first.
        retry: nested::<Retry>(), optional = { limit = 3 };
        /// How long one try may run.
        timeout: SOME, optional = "10m";
    }
}

keys! {
    /// A question to a web server. Secrets go into headers or the body.
    HttpKeys {
        /// "GET", "HEAD", "POST", "PUT", "PATCH" or "DELETE".
        method: METHOD, default = "GET";
        /// Required: where.
        url: Words, required = "http://127.0.0.1:8080/warm";
        /// Values may name secrets.
        headers: Values, optional = { Authorization = "Bearer ${secrets.token}" };
        /// What is sent.
        body: Words, optional = "{}";
        /// Answers that are a success: codes, classes and ranges. 200 to 299 unless given.
        status: Answers, optional = [200, "300-399"];
    }
}

keys! {
    /// What is done to a service.
    ServiceKeys {
        /// Required: which.
        name: Words, required = "api";
        /// Required: "start" and "restart" wait until it is ready, "stop" until it is down, "healthy" only waits until it
        /// is up and well; "reload" lets it read its configuration again.
        action: ACTION, required = "restart";
    }
}

keys! {
    /// Which workflow is run.
    RunKeys {
        /// Required: its name.
        name: Name, required = "backup";
        /// Its parameters.
        params: Values, optional = { target = "${params.target}" };
    }
}

keys! {
    /// What a person is to do.
    TaskKeys {
        /// Required: in a few words.
        title: Words, required = "Check the front page";
        /// In more words.
        detail: Words, optional = "Open https://example.org";
    }
}

keys! {
    /// What is waited for.
    WaitKeys {
        /// So long.
        span as "for": ANY, optional = "5m";
        /// A time of day, or an RFC 3339 time.
        until: Words, optional = "03:00";
        /// An IANA name, for a time of day; that of the host unless given.
        time_zone: Plain, optional = "Europe/Berlin";
        /// Until this expression holds.
        condition: Condition, optional = "services.api.healthy";
    }
}

keys! {
    /// What is told.
    NotifyKeys {
        /// Required.
        message: Words, required = "${params.version} is live";
        /// "info", "warning" or "critical".
        severity: SEVERITY, default = "info";
    }
}

keys! {
    /// A way of a switch.
    CaseKeys {
        /// An expression; always where it is left out.
        when: Condition, optional = "params.full";
        /// Required: the steps that it leads to.
        to: Texts, required = ["full"];
    }
}

keys! {
    /// What a step runs for.
    EachKeys {
        /// Required: items, each of which is `${item}`; or an expression that comes to a list.
        items: ItemList, required = ["a", "b"];
        /// At most so many at once.
        max_parallel: PARALLEL, optional = 2;
    }
}

keys! {
    /// Tries after the first.
    Retry {
        /// Required: at most so many.
        limit: TRIES, required = 3;
        /// Before the first of them.
        delay: ANY, default = "1s";
        /// Each wait is so many times the one before.
        factor: FACTOR, default = 2.0;
        /// No wait is longer.
        max_delay: ANY, default = "1m";
        /// Part of a wait that is left to chance, 0 to 1.
        jitter: JITTER, default = 0.1;
        /// Only after these exit codes; all when empty.
        exit_codes: Codes, default = [];
        /// Only when the last lines of the output match this pattern.
        output: Pattern, usual = "timed? ?out";
    }
}

keys! {
    /// When a step need not run again.
    Cache {
        /// Files whose content counts, besides those that it reads: paths or patterns.
        files: Texts, default = [];
        /// No longer than this; for ever unless given.
        for_at_most: SOME, optional = "1d";
    }
}
