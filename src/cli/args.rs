//! What can be said on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use super::forecast::ForecastOptions;
use super::logs::LogsVerb;
use super::model::ModelVerb;
use super::simulate::SimulateVerb;
use super::usage::BadSpan;

mod trends;
mod workflow;

pub use trends::{SheetFormat, TrendsOptions, TrendsVerb};
pub use workflow::{
    AskOptions, DefinitionCommand, GraphFormat, RunOptions, StepLogOptions, VerdictWord, Watch, WorkflowCommand,
};

/// A terminal operations console: watches this host and its services, raises alerts, restarts what dies.
///
/// Without a command: the console, attached to the runtime of the data directory, or with a runtime of its own.
#[derive(Debug, Parser)]
#[command(name = "autoagents", version, arg_required_else_help = false, disable_help_subcommand = true)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 no runtime to reach, 4 refused.")]
pub struct Args {
    /// What to do; the console when nothing is said.
    #[command(subcommand)]
    pub verb: Option<Verb>,

    /// Configuration file.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Data directory; without it the one in the environment variable `AUTOAGENTS_DATA_DIR`, then the configured one.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Language.
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Lang>,

    /// Overrides one key of the configuration, such as `sense.interval=2s`; may be given several times.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// JSON instead of text, where something is read.
    #[arg(long, global = true)]
    pub json: bool,

    /// The console only looks: nothing that changes anything can be done.
    #[arg(long, global = true)]
    pub read_only: bool,
}

/// Languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English.
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// As in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// The runtime without a screen, in the foreground. SIGHUP reads the configuration again.
    Run {
        /// Ends by itself after this time.
        #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
        limit: Option<Duration>,
    },
    /// The console onto a runtime that is running, here or on another host.
    Attach {
        /// Another host, reached by `ssh`; `autoagents` must be on the PATH there.
        #[arg(long, value_name = "USER@HOST")]
        host: Option<String>,
    },
    /// A sample community platform of real processes to try this out on, with faults to put into it. It touches nothing
    /// outside its directory and leaves nothing behind.
    Demo(DemoOptions),
    /// Carries a session between stdin and stdout and the runtime; `attach --host` runs it on the other side.
    #[command(hide = true)]
    Proxy,
    /// Agents, services, alerts and figures, at a glance.
    Status,
    /// Services.
    Service {
        /// What to do.
        #[command(subcommand)]
        verb: ServiceVerb,
    },
    /// Alerts and silences.
    Alert {
        /// What to do.
        #[command(subcommand)]
        verb: AlertVerb,
    },
    /// Incidents: what was wrong, why, and what was done about it.
    Incident {
        /// What to do.
        #[command(subcommand)]
        verb: IncidentVerb,
    },
    /// Trouble that is foreseen, what came of earlier predictions, and how many came true; needs no runtime.
    Predict(PredictOptions),
    /// What was unusual of series, judged by their own past.
    Anomaly {
        /// What to do.
        #[command(subcommand)]
        verb: AnomalyVerb,
    },
    /// Heal a service by hand; returns when it is proved that it helped, or did not.
    Recover(RecoverOptions),
    /// Workflows and their runs.
    Workflow {
        /// What to do.
        #[command(subcommand)]
        verb: WorkflowCommand,
    },
    /// Agents.
    Agent {
        /// What to do.
        #[command(subcommand)]
        verb: AgentVerb,
    },
    /// A job says that it is alive. A heartbeat probe notices when it no longer does.
    Beat {
        /// Of which service, and which of its heartbeat probes where it has several.
        #[arg(value_name = "SERVICE[/PROBE]")]
        target: String,
        /// The job has failed, for this reason.
        #[arg(long, value_name = "WHY")]
        fail: Option<String>,
    },
    /// How things go: goals against what was measured, and what is new about any series; needs no runtime.
    Trends(TrendsOptions),
    /// History of the host and the services, to stdout.
    Export(ExportOptions),
    /// Anomalies in a series, from a file.
    ///
    /// SERIES has the columns timestamp and value; a timestamp is a date with a time, or a number of seconds. The answer
    /// has the columns timestamp and `anomaly_score`, from 0 to 1, a row for every row, and what comes later has no say in
    /// it. One trouble is one alarm: what follows soon stays below the level. The time of the day counts from the fourth
    /// day on, the day of the week from the third week on. Files are CSV with a header, gzipped when their name ends in
    /// .gz.
    ///
    /// alarm level: 0.50
    Detect(DetectOptions),
    /// The likeliest cause of an incident, from a file of metrics.
    ///
    /// METRICS has the columns time, service, metric and value, with times in seconds; rows before TIME are the past, the
    /// others the incident. The answer has the columns rank, service, score and evidence, the likeliest cause first, and
    /// a row for every service. Files are CSV with a header, gzipped when their name ends in .gz.
    Diagnose(DiagnoseOptions),
    /// Failure prediction, from what has happened here or from files of rows.
    Model {
        /// What to do.
        #[command(subcommand)]
        verb: ModelVerb,
    },
    /// What comes next in series of numbers, from a file.
    ///
    /// SERIES has the columns series, time and value, or without series when there is only one; times are numbers or
    /// dates, evenly spaced. The answer has the columns series, step, mean, lo80, hi80, lo95 and hi95: the value to expect,
    /// and what holds it in 80 and 95 of 100 cases. Files are CSV with a header, gzipped when their name ends in .gz.
    ///
    /// With --exhaust SERIES has the columns series, minute and value, on one clock for all. The answer has the columns qid,
    /// minutes and probability: when the mean of 5 minutes first reaches the level, -1 if likely not within 4 hours, and the
    /// probability that it does. Rows after a question's minute are not looked at.
    Forecast(ForecastOptions),
    /// What logs say: those of the services, and files; needs no runtime.
    Logs {
        /// What to do.
        #[command(subcommand)]
        verb: LogsVerb,
    },
    /// What would happen, in virtual time; needs no runtime.
    Simulate {
        /// What to do.
        #[command(subcommand)]
        verb: SimulateVerb,
    },
    /// The configuration.
    Config {
        /// What to do.
        #[command(subcommand)]
        verb: ConfigVerb,
    },
    /// What on this host would stop it from working.
    Doctor,
    /// Ends the runtime that is running.
    Shutdown {
        /// Its services go on without supervision; the next runtime adopts them.
        #[arg(long)]
        keep_services: bool,
    },
    /// A completion script for a shell, to stdout.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// The manual page, to stdout.
    Man,
}

/// How to run the demo.
#[derive(Debug, clap::Args)]
pub struct DemoOptions {
    /// What to do; run it when nothing is said.
    #[command(subcommand)]
    pub verb: Option<DemoVerb>,
    /// Without a screen.
    #[arg(long)]
    pub headless: bool,
    /// Ends by itself after this time (with `--headless`).
    #[arg(long = "for", value_name = "DURATION", value_parser = duration, requires = "headless")]
    pub limit: Option<Duration>,
    /// Its directory, which is kept; a temporary one that is removed at the end unless given. For the other commands:
    /// which demo is meant, where several run.
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Commands about the demo.
#[derive(Debug, Subcommand)]
pub enum DemoVerb {
    /// The faults there are.
    Faults,
    /// Put a fault into the demo that runs.
    Fault {
        /// Which.
        name: String,
        /// Into which service, instead of the usual one.
        #[arg(long, value_name = "SERVICE")]
        on: Option<String>,
    },
    /// Take back whatever is left of the faults that were put in.
    Heal,
    /// One process of the demo's platform.
    #[command(hide = true)]
    Part {
        /// Which.
        name: String,
        /// The port that a stray process takes.
        port: Option<u16>,
    },
}

/// Commands about services.
#[derive(Debug, Subcommand)]
pub enum ServiceVerb {
    /// All of them.
    List,
    /// One of them with its probes.
    Show {
        /// Which.
        name: String,
    },
    /// Run it and keep it running; returns when it runs.
    Start {
        /// How.
        #[command(flatten)]
        change: Change,
        /// Also what it needs and does not run, in order.
        #[arg(long)]
        with_dependencies: bool,
    },
    /// End it and keep it down; returns when it has ended. Refused while others that run need it, unless one of the two is
    /// said.
    Stop {
        /// How.
        #[command(flatten)]
        change: Change,
        /// Also what needs it, that first.
        #[arg(long, conflicts_with = "alone")]
        with_dependants: bool,
        /// It alone, although others need it.
        #[arg(long)]
        alone: bool,
    },
    /// End it and run it again; returns when it runs again.
    Restart(Change),
    /// Run it so often, until another number is configured; returns when all run and the others have ended.
    Scale {
        /// How.
        #[command(flatten)]
        change: Change,
        /// How many instances.
        count: u32,
    },
    /// Let it read its configuration again without ending it; returns when that is done.
    Reload {
        /// Which.
        name: String,
    },
    /// What it has printed.
    Logs {
        /// Whose.
        name: String,
        /// How many of the last lines, at most 2000.
        #[arg(short = 'n', long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=2_000))]
        lines: u32,
        /// Go on as it prints more.
        #[arg(short, long)]
        follow: bool,
    },
}

/// A change of a service.
#[derive(Debug, clap::Args)]
pub struct Change {
    /// Which.
    pub name: String,
    /// Return as soon as the order is written down.
    #[arg(long)]
    pub no_wait: bool,
    /// Longest wait.
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
    pub timeout: Duration,
}

/// Commands about alerts.
#[derive(Debug, Subcommand)]
pub enum AlertVerb {
    /// Those that fire.
    List,
    /// One of them.
    Show {
        /// Which.
        id: u64,
    },
    /// Take it.
    Ack {
        /// Which.
        id: u64,
        /// What to tell the others.
        #[arg(short = 'm', long, default_value = "")]
        note: String,
    },
    /// Give it back.
    Unack {
        /// Which.
        id: u64,
    },
    /// Keep alerts quiet for a while.
    Silence {
        /// Only of this rule.
        #[arg(long)]
        rule: Option<String>,
        /// Only on this subject; may end in `*`.
        #[arg(long)]
        subject: Option<String>,
        /// For how long.
        #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
        span: Duration,
        /// Why.
        #[arg(short = 'm', long, default_value = "")]
        note: String,
    },
    /// The silences in force.
    Silences,
    /// End a silence.
    Unsilence {
        /// Which.
        id: u64,
    },
    /// Those that opened since a time, resolved ones too; needs no runtime.
    History {
        /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
        #[arg(long, default_value = "7d")]
        since: String,
        /// At most this many.
        #[arg(short = 'n', long, default_value_t = 200)]
        limit: u32,
    },
}

/// Commands about incidents.
#[derive(Debug, Subcommand)]
pub enum IncidentVerb {
    /// Those that go on, and those that began since a time; needs no runtime.
    List {
        /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
        #[arg(long, default_value = "7d")]
        since: String,
        /// At most this many.
        #[arg(short = 'n', long, default_value_t = 200)]
        limit: u32,
    },
    /// One of them; needs no runtime.
    Show {
        /// Which.
        id: u64,
    },
    /// What to say about it afterwards, as Markdown, to stdout; needs no runtime.
    Report {
        /// Which.
        id: u64,
    },
    /// Let an attempt be made that recovery proposes.
    Approve {
        /// Which.
        id: u64,
    },
    /// Refuse an attempt that recovery proposes.
    Reject {
        /// Which.
        id: u64,
    },
}

/// Verbs on anomalies.
#[derive(Debug, clap::Subcommand)]
pub enum AnomalyVerb {
    /// Those that began since a time, and those that last; needs no runtime.
    List {
        /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
        #[arg(long, default_value = "24h")]
        since: String,
        /// At most this many.
        #[arg(short = 'n', long, default_value_t = 200)]
        limit: u32,
    },
}

/// Which predictions.
#[derive(Debug, clap::Args)]
pub struct PredictOptions {
    /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
    #[arg(long, default_value = "7d")]
    pub since: String,
    /// At most this many.
    #[arg(short = 'n', long, default_value_t = 200)]
    pub limit: u32,
}

/// How to heal by hand.
#[derive(Debug, clap::Args)]
pub struct RecoverOptions {
    /// Which.
    pub service: String,
    /// What to do, such as `restart`, `clear-resources` or `runbook:NAME`; the cheapest that applies unless given.
    #[arg(long, value_name = "NAME")]
    pub action: Option<String>,
    /// Only what belongs to this layer or an earlier one.
    #[arg(long, value_name = "LAYER", value_parser = ["immediate", "short-term", "medium-term", "long-term"])]
    pub layer: Option<String>,
    /// Only say what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// Return as soon as the order is written down.
    #[arg(long)]
    pub no_wait: bool,
    /// Longest wait.
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration)]
    pub timeout: Duration,
}

/// Commands about agents.
#[derive(Debug, Subcommand)]
pub enum AgentVerb {
    /// All of them.
    List,
    /// One of them.
    Show {
        /// Which.
        name: String,
    },
    /// Let it rest.
    Pause {
        /// Which.
        name: String,
    },
    /// Let it go on.
    Resume {
        /// Which.
        name: String,
    },
}

/// Commands about the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// Whether it is right, and whether what it names exists.
    Check,
    /// Its JSON schema, to stdout.
    Schema,
    /// Writes a commented file with every default.
    Init {
        /// Where; `-` for stdout.
        #[arg(default_value = "config.toml")]
        path: PathBuf,
    },
    /// What is in force: file, environment and flags together.
    Show,
}

/// How to export.
#[derive(Debug, clap::Args)]
pub struct ExportOptions {
    /// Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`.
    #[arg(long, default_value = "24h")]
    pub since: String,
    /// In which form.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    /// Only this series; may be given several times. `host.disk.used_percent` means every mount.
    #[arg(long)]
    pub series: Vec<String>,
}

/// Forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated, with a header.
    Csv,
    /// An array of objects.
    Json,
}

/// What to look for anomalies in.
#[derive(Debug, clap::Args)]
pub struct DetectOptions {
    /// The series: columns timestamp and value.
    #[arg(long, value_name = "SERIES")]
    pub csv: PathBuf,
    /// Where the answer goes; stdout without it.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What to diagnose.
#[derive(Debug, clap::Args)]
pub struct DiagnoseOptions {
    /// Metrics.
    #[arg(long, value_name = "METRICS")]
    pub csv: PathBuf,
    /// When the incident began, in the seconds of METRICS.
    #[arg(long, value_name = "TIME", value_parser = seconds, allow_negative_numbers = true)]
    pub at: f64,
    /// Who calls whom: columns caller and callee.
    #[arg(long, value_name = "GRAPH")]
    pub graph: Option<PathBuf>,
    /// The service that alarmed.
    #[arg(long, value_name = "SERVICE")]
    pub alert: Option<String>,
    /// The metric of it that alarmed.
    #[arg(long, value_name = "METRIC", requires = "alert")]
    pub alert_metric: Option<String>,
    /// Where the answer goes; stdout without it.
    #[arg(long, value_name = "OUT")]
    pub out: Option<PathBuf>,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(seconds) if seconds.is_finite() => Ok(seconds),
        _ => Err("must be a number of seconds, as in the column `time`".to_owned()),
    }
}

fn duration(text: &str) -> Result<Duration, BadSpan> {
    match humantime::parse_duration(text) {
        Ok(span) if span.is_zero() => Err(BadSpan::Nothing),
        Ok(span) => Ok(span),
        Err(error) => Err(BadSpan::Unclear { error: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}
