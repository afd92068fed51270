//! Every key of `config.toml`: its type, default or example, and description, once. What only a section's table
//! needs stands in `settings` or `model::spec` directly; services and rules are flat here and become specs in `services`
//! and `rules`; probes have their keys in `probes`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::codec::{Choice, Count, Dir, Flag, Number, Size, Span, TextMap, Texts, many, nested};
use super::declare::keys;
use super::healing::{PredictionKeys, RecoveryKeys, RemedyKeys, RunbookKeys};
use super::managers::{ContainerName, UnitName};
use super::probes::ProbeKeys;
use super::process::{Account, EnvironmentFiles, ReloadKeys, SuccessExits};
use super::settings::{Console, Disks, LanguageChoice, Runtime, Sense, Store, ThemeName, Workflows};
use super::words::{Address, CommandLine, Environment, KeyMap, Name, SeriesName};
use super::workflow::{Shares, Within};
use crate::model::alert::Severity;
use crate::model::command::ServicesFate;
use crate::model::goal::Targets;
use crate::model::managed::Scope;
use crate::model::process::{EnvironmentFile, LimitsSpec, SuccessExit};
use crate::model::series::Series;
use crate::model::spec::{LogSpec, RestartPolicy, RestartSpec, StopSignal, StopSpec};

/// Zero is fine.
pub(super) const ANY: Span = Span { min: Duration::ZERO };
/// More often would load the host that is watched.
pub(super) const PACE: Span = Span { min: Duration::from_millis(50) };
/// Anything that must pass some time.
pub(super) const SOME: Span = Span { min: Duration::from_millis(10) };
/// Kept history.
const KEPT: Span = Span { min: Duration::from_mins(1) };
/// Of one service.
const INSTANCES: Count = Count { min: 1, max: 1_000 };

/// The whole file.
pub(super) struct Root {
    pub(super) console: Console,
    pub(super) runtime: Runtime,
    pub(super) store: Store,
    pub(super) sense: Sense,
    pub(super) disks: Disks,
    pub(super) recovery: RecoveryKeys,
    pub(super) predictions: PredictionKeys,
    pub(super) workflows: Workflows,
    pub(super) goals: Targets,
    pub(super) service: Vec<(String, ServiceKeys)>,
    pub(super) rule: Vec<(String, RuleKeys)>,
    pub(super) runbook: Vec<(String, RunbookKeys)>,
}

/// A service as written.
pub(super) struct ServiceKeys {
    pub(super) name: String,
    pub(super) kind: KindWord,
    pub(super) command: Option<Vec<String>>,
    pub(super) working_dir: Option<PathBuf>,
    pub(super) environment: Option<BTreeMap<String, String>>,
    pub(super) environment_files: Option<Vec<EnvironmentFile>>,
    pub(super) user: Option<String>,
    pub(super) group: Option<String>,
    pub(super) limits: Option<LimitsSpec>,
    pub(super) instances: Option<u32>,
    pub(super) max_instances: Option<u32>,
    pub(super) depends_on: Vec<String>,
    pub(super) autostart: bool,
    pub(super) restart: RestartSpec,
    pub(super) reload: Option<ReloadKeys>,
    pub(super) log: Option<LogSpec>,
    pub(super) success_exit_codes: Option<Vec<SuccessExit>>,
    pub(super) stop: Option<StopSpec>,
    pub(super) unit: Option<String>,
    pub(super) scope: Option<Scope>,
    pub(super) container: Option<String>,
    pub(super) socket: Option<PathBuf>,
    pub(super) start_command: Option<Vec<String>>,
    pub(super) stop_command: Option<Vec<String>>,
    pub(super) recovery: RemedyKeys,
    pub(super) probe: Vec<(String, ProbeKeys)>,
}

/// A rule as written.
pub(super) struct RuleKeys {
    pub(super) name: String,
    pub(super) series: Series,
    pub(super) above: Option<f64>,
    pub(super) clear_below: Option<f64>,
    pub(super) below: Option<f64>,
    pub(super) clear_above: Option<f64>,
    pub(super) hold: Duration,
    pub(super) severity: Severity,
    pub(super) heal: bool,
    pub(super) labels: BTreeMap<String, String>,
}

/// Kinds of services.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum KindWord {
    Process,
    Unit,
    Container,
    External,
}

const LANGUAGE: Choice<LanguageChoice> = Choice {
    of: &[("auto", LanguageChoice::Auto), ("en", LanguageChoice::En), ("ko", LanguageChoice::Ko)],
    later: &[],
};

const THEME: Choice<ThemeName> = Choice {
    of: &[
        ("default", ThemeName::Default),
        ("light", ThemeName::Light),
        ("high-contrast", ThemeName::HighContrast),
        ("deuteranopia", ThemeName::Deuteranopia),
        ("tritanopia", ThemeName::Tritanopia),
        ("mono", ThemeName::Mono),
    ],
    later: &[],
};

const FATE: Choice<ServicesFate> =
    Choice { of: &[("leave", ServicesFate::Leave), ("stop", ServicesFate::Stop)], later: &[] };

/// Kinds of services.
pub(super) const SERVICE_KIND: Choice<KindWord> = Choice {
    of: &[
        ("process", KindWord::Process),
        ("unit", KindWord::Unit),
        ("container", KindWord::Container),
        ("external", KindWord::External),
    ],
    later: &[],
};

const SCOPE: Choice<Scope> = Choice { of: &[("system", Scope::System), ("user", Scope::User)], later: &[] };

const POLICY: Choice<RestartPolicy> = Choice {
    of: &[("always", RestartPolicy::Always), ("on-failure", RestartPolicy::OnFailure), ("never", RestartPolicy::Never)],
    later: &[],
};

pub(super) const SIGNAL: Choice<StopSignal> = Choice {
    of: &[
        ("TERM", StopSignal::Term),
        ("INT", StopSignal::Int),
        ("QUIT", StopSignal::Quit),
        ("HUP", StopSignal::Hup),
        ("USR1", StopSignal::Usr1),
        ("USR2", StopSignal::Usr2),
        ("KILL", StopSignal::Kill),
    ],
    later: &[],
};

pub(super) const SEVERITY: Choice<Severity> = Choice {
    of: &[("info", Severity::Info), ("warning", Severity::Warning), ("critical", Severity::Critical)],
    later: &[],
};

/// Rules that make sense on any Linux host and stay quiet on a healthy one. They hold while the file has no rule.
/// Full swap alone harms nobody while memory is free, hence only `info`.
const SHIPPED_RULES: &str = r#"[
    { name = "disk-nearly-full", series = "host.disk.used_percent", above = 90.0, clear_below = 85.0, for = "5m" },
    { name = "disk-full", series = "host.disk.used_percent", above = 97.0, clear_below = 95.0, for = "1m", severity = "critical" },
    { name = "inodes-nearly-used-up", series = "host.disk.inodes_percent", above = 90.0, clear_below = 85.0, for = "5m" },
    { name = "memory-nearly-full", series = "host.memory.used_percent", above = 95.0, clear_below = 90.0, for = "5m" },
    { name = "swap-nearly-full", series = "host.swap.used_percent", above = 90.0, clear_below = 75.0, for = "30m", severity = "info" },
    { name = "cpu-saturated", series = "host.cpu.used_percent", above = 95.0, clear_below = 85.0, for = "30m" },
    { name = "temperature-high", series = "host.temperature.celsius", above = 90.0, clear_below = 80.0, for = "5m" },
    { name = "drive-failing", series = "disk.failing", above = 0.0, severity = "critical" },
]"#;

keys! {
    /// AutoAgents Console: configuration.
    ///
    /// Every key is optional unless it says otherwise; the value shown is the default. Durations are written like
    /// "250ms", "5s", "1m30s", "30d", sizes like "512MB", "1GiB" or as bytes. A variable goes before this file
    /// (AUTOAGENTS_SENSE_INTERVAL=2s for `interval` in `[sense]`), a flag before both. Check a change with
    /// `autoagents config check`.
    Root {
        /// How the screen looks and answers.
        console: nested::<Console>(), default = {};
        /// How the runtime behaves.
        runtime: nested::<Runtime>(), default = {};
        /// Where data is kept, and how much.
        store: nested::<Store>(), default = {};
        /// What is measured, and how often.
        sense: nested::<Sense>(), default = {};
        /// What the host's drives say of themselves.
        disks: nested::<Disks>(), default = {};
        /// What recovery may do by itself.
        recovery: nested::<RecoveryKeys>(), default = {};
        /// When predictions may call somebody.
        predictions: nested::<PredictionKeys>(), default = {};
        /// Workflows: where their files are, and what holds for all of them.
        workflows: nested::<Workflows>(), default = {};
        /// What is aimed at; measured against it on the Trends tab and by `autoagents trends`.
        goals: nested::<Targets>(), default = {};
        /// Services to watch and to heal. Repeat the block for each.
        service: many::<ServiceKeys>(), default = [];
        /// Rules: a limit on a series raises an alert. Repeat the block for each. A file without any rule means those
        /// below; `rule = []` means none.
        rule: many::<RuleKeys>(), constant = SHIPPED_RULES;
        /// Runbooks: commands that heal something. Repeat the block for each.
        runbook: many::<RunbookKeys>(), default = [];
    }
}

keys! {
    /// How the screen looks and answers.
    Console {
        /// "auto" asks LC_ALL, LC_MESSAGES and LANG; "en" is English, "ko" Korean.
        language: LANGUAGE, default = "auto";
        /// "default", "light", "high-contrast", "deuteranopia", "tritanopia" or "mono".
        theme: THEME, default = "default";
        /// Draw with ASCII only, for terminals without line-drawing characters.
        ascii: Flag, default = false;
        /// Keys by action, such as { quit = ["q", "ctrl-c"] }. `?` in the console shows the actions.
        keys: KeyMap, default = {};
    }
}

keys! {
    /// How the runtime behaves.
    Runtime {
        /// What becomes of the services when the runtime is told to end: "leave" lets them run, and the next runtime
        /// takes them over; "stop" stops them, dependants first.
        on_exit: FATE, default = "leave";
    }
}

keys! {
    /// Where data is kept, and how much.
    Store {
        /// The data directory. Without it $XDG_STATE_HOME/autoagents, /var/lib/autoagents for root, or
        /// ~/.local/state/autoagents.
        dir: Dir, optional = "/var/lib/autoagents";
        /// The history never takes more room than this; the oldest goes first.
        history_max_size: Size { min: 16_000_000 }, default = "512MB";
        /// How long samples are kept as taken.
        keep_raw: KEPT, default = "1d";
        /// How long one point a minute is kept.
        keep_minute: KEPT, default = "30d";
        /// How long one point an hour is kept.
        keep_hour: KEPT, default = "730d";
        /// How long resolved alerts, ended outages and the log of changes are kept.
        keep_events: KEPT, default = "365d";
    }
}

keys! {
    /// What is measured, and how often.
    Sense {
        /// Between two samples of the host and of the services.
        interval: PACE, default = "1s";
        /// Mount points that are not watched; may end in `*`. Pseudo file systems never are.
        ignore_mounts: Texts, default = ["/snap/*", "/var/lib/snapd/*", "/boot/efi", "/efi", "/media/*", "/run/media/*", "/cdrom"];
        /// Network interfaces that are not watched; may end in `*`.
        ignore_interfaces: Texts, default = ["lo", "veth*", "docker*", "br-*", "virbr*", "cni*", "cali*"];
    }
}

keys! {
    /// Workflows: where their files are, and what holds for all of them.
    Workflows {
        /// Each `*.toml` in this directory is a workflow; relative to this file. `autoagents workflow validate` checks them.
        dir: Dir, default = "workflows";
        /// At most so many steps with a process at once. Twice the processor cores unless given.
        max_parallel: Count { min: 1, max: 100_000 }, optional = 8;
        /// Things that steps share, and how much there is of each: a step takes some of it with `resources`.
        resources: Shares, default = {};
        /// Fewer steps begin at once while the host is under pressure (PSI, else its load).
        follow_pressure: Flag, default = true;
        /// A failure or a delay that is foreseen with this probability or more is said.
        warn_from: Within { min: 0.0, max: 1.0 }, default = 0.5;
        /// Where requests with a signature come in that start runs (`POST /hooks/NAME`). Nowhere unless given.
        webhook_listen: Address, optional = "127.0.0.1:9180";
        /// How long runs that are over are kept, with what they printed.
        keep: KEPT, default = "30d";
    }
}

keys! {
    /// What is aimed at; measured against it on the Trends tab and by `autoagents trends`.
    Targets {
        /// From when a run of a workflow is wanted until it is done, at most (the middle of all).
        turnaround: SOME, default = "2800ms";
        /// Percent of the watched time in which services serve, at least.
        availability: Within { min: 0.0, max: 100.0 }, default = 99.95;
        /// Percent of the incidents that no person is needed for, at least.
        recovery: Within { min: 0.0, max: 100.0 }, default = 95.0;
        /// Percent of the predictions that come true, at least.
        prediction: Within { min: 0.0, max: 100.0 }, default = 90.0;
        /// Percent of the work that agents do together without conflict, at least. Nothing measures it yet.
        collaboration: Within { min: 0.0, max: 100.0 }, default = 80.0;
    }
}

keys! {
    /// A service.
    ServiceKeys {
        /// Required, unique: letters, digits, `.`, `_`, `-`.
        name: Name, required = "api";
        /// "process" is started and supervised here; "unit" is run by systemd, "container" by Docker or Podman, and both
        /// are healed where these have given up; "external" is only probed.
        kind: SERVICE_KIND, default = "process";
        /// Required for a process: program and arguments, no shell. A relative program is looked for in working_dir.
        command: CommandLine, usual = ["./api", "--port", "8080"];
        /// Where commands run; relative to this file.
        working_dir: Dir, usual = ".";
        /// Added to the environment of the runtime.
        environment: Environment, usual = { LOG_LEVEL = "info" };
        /// Files of lines like NAME=value, read at each start (process only); relative to this file, a later one goes
        /// before an earlier one, `environment` before all. With `-` in front of its path one may be missing.
        environment_files: EnvironmentFiles, optional = ["/etc/api.env", "-secrets.env"];
        /// User that it runs as, by name or number; only root may name another than its own (process only).
        user: Account, optional = "www-data";
        /// Group that it runs as; the user's own unless given (process only).
        group: Account, optional = "www-data";
        /// How much it may take (process only).
        limits: nested::<LimitsSpec>(), optional = { memory = "512MB" };
        /// It runs so often, as `api@1`, `api@2` and so on; `{instance}` is the number in its commands, environment, URLs,
        /// addresses and paths, and AUTOAGENTS_INSTANCE tells it (process only).
        instances: INSTANCES, optional = 2;
        /// `autoagents service scale` never goes beyond this; 32, or `instances` if that is more, unless given.
        max_instances: INSTANCES, optional = 8;
        /// Services that must be ready before this one starts.
        depends_on: Texts, default = [];
        /// Start it with the runtime; otherwise only when asked.
        autostart: Flag, default = true;
        /// When and how fast it is started again.
        restart: nested::<RestartSpec>(), default = {};
        /// How it is asked to end.
        stop: nested::<StopSpec>(), usual = {};
        /// How it is told to read its configuration again; either a signal (process only) or a command.
        reload: nested::<ReloadKeys>(), optional = { signal = "HUP" };
        /// How large its log may get (process only).
        log: nested::<LogSpec>(), usual = {};
        /// Exit codes and signals that count as success (process only).
        success_exit_codes: SuccessExits, usual = [0];
        /// Required for a unit: its whole name.
        unit: UnitName, optional = "nginx.service";
        /// Whose systemd runs the unit: "system", unless given, or "user".
        scope: SCOPE, optional = "user";
        /// Required for a container: its name.
        container: ContainerName, optional = "shop-db";
        /// The Unix socket of the container engine. Without it the first that exists of /var/run/docker.sock,
        /// $XDG_RUNTIME_DIR/podman/podman.sock and /run/podman/podman.sock.
        socket: Dir, optional = "/run/podman/podman.sock";
        /// How to start it (external only).
        start_command: CommandLine, optional = ["systemctl", "start", "api"];
        /// How to stop it (external only).
        stop_command: CommandLine, optional = ["systemctl", "stop", "api"];
        /// What recovery may do for it.
        recovery: nested::<RemedyKeys>(), default = {};
        /// Checks of it. Repeat the block for each.
        probe: many::<ProbeKeys>(), default = [];
    }
}

keys! {
    /// When and how fast a process is started again.
    RestartSpec {
        /// "always", "on-failure" (an end that is not in success_exit_codes) or "never".
        policy: POLICY, default = "always";
        /// Before the first restart; doubles from one to the next.
        first_delay: ANY, default = "0s";
        /// The longest wait, and the pace once the window is exhausted.
        max_delay: SOME, default = "1m";
        /// Restarts are counted in this span.
        window: SOME, default = "5m";
        /// After so many within the window it goes on at the slowest pace, and the alert becomes critical.
        max_in_window: Count { min: 1, max: 100_000 }, default = 10;
        /// Up for this long, and the count starts anew.
        stable_after: ANY, default = "30s";
    }
}

keys! {
    /// How a process is asked to end.
    StopSpec {
        /// "TERM", "INT", "QUIT", "HUP", "USR1", "USR2" or "KILL"; goes to the whole process group. For a process only:
        /// systemd and container engines have a signal of their own.
        signal: SIGNAL, default = "TERM";
        /// After this the whole group is killed. A unit or a container has the time that its manager gives it, unless
        /// this is given.
        grace: ANY, default = "10s";
        /// Run instead of sending the signal, which is sent only when this fails (process only). It is told the process in
        /// AUTOAGENTS_PID, and is killed when the grace is over.
        command: CommandLine, optional = ["./api", "stop"];
    }
}

keys! {
    /// Bounds of a service's log.
    LogSpec {
        /// Rotated when it is larger.
        max_size: Size { min: 1_000 }, default = "10MB";
        /// Rotated files kept beside the live one.
        keep: Count { min: 0, max: 1_000 }, default = 5;
    }
}

keys! {
    /// A rule.
    RuleKeys {
        /// Required, unique: letters, digits, `.`, `_`, `-`.
        name: Name, required = "api-memory";
        /// Required. `host.disk.used_percent` means every disk, `host.disk.used_percent{/var}` one.
        series: SeriesName, required = "service.memory_bytes";
        /// Fires above this; either this or `below`.
        above: Number, usual = 1e9;
        /// Clear again at or below this; `above` unless given.
        clear_below: Number, usual = 8e8;
        /// Fires below this.
        below: Number, optional = 10.0;
        /// Clear again at or above this; `below` unless given.
        clear_above: Number, optional = 15.0;
        /// Only after so long without a break.
        hold as "for": ANY, default = "0s";
        /// "info", "warning" or "critical".
        severity: SEVERITY, default = "warning";
        /// Recovery may act on the service that the series is about, as if a probe of it failed.
        heal: Flag, default = false;
        /// Carried by the alert.
        labels: TextMap, default = {};
    }
}
