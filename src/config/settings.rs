//! The validated configuration: shapes only.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::model::command::ServicesFate;
use crate::model::event::Setup;
use crate::model::workflow::definition::WorkSpec;

/// Everything that can be configured, valid as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The file it came from; none for the built-in defaults.
    pub file: Option<PathBuf>,
    /// `[console]`
    pub console: Console,
    /// `[runtime]`
    pub runtime: Runtime,
    /// `[store]`
    pub store: Store,
    /// `[sense]`
    pub sense: Sense,
    /// `[disks]`
    pub disks: Disks,
    /// `[workflows]`
    pub workflows: Workflows,
    /// `[[service]]`, `[[rule]]`, and the workflows
    pub setup: Arc<Setup>,
}

/// `[console]`: how the screen looks and answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Console {
    /// `auto` asks `LC_ALL`, `LC_MESSAGES`, `LANG`.
    pub language: LanguageChoice,
    /// Colours.
    pub theme: ThemeName,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// Key overrides: action name to keys, such as `quit = ["q", "ctrl-c"]`. Checked by the console's keymap.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// Which language to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageChoice {
    /// As the environment says.
    Auto,
    /// English.
    En,
    /// Korean.
    Ko,
}

/// Colours for states; each keeps the terminal's own background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeName {
    /// The terminal's 16 colours.
    Default,
    /// For light backgrounds.
    Light,
    /// Strong contrast.
    HighContrast,
    /// For red-green colour blindness.
    Deuteranopia,
    /// For blue-yellow colour blindness.
    Tritanopia,
    /// None: bold, reverse and underline carry the state, as with `NO_COLOR`.
    Mono,
}

/// `[runtime]`: how the runtime behaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Runtime {
    /// What becomes of the services when the runtime is told to end by a signal.
    pub on_exit: ServicesFate,
}

/// `[store]`: where and how much is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Store {
    /// The data directory; none for the default place.
    pub dir: Option<PathBuf>,
    /// Bound on `history.db` with its write-ahead log, in bytes.
    pub history_max_size: u64,
    /// How long samples are kept as taken.
    pub keep_raw: Duration,
    /// How long minute points are kept.
    pub keep_minute: Duration,
    /// How long hour points are kept.
    pub keep_hour: Duration,
    /// How long resolved alerts, ended outages and the log of changes are kept.
    pub keep_events: Duration,
}

/// `[sense]`: what is measured how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Sense {
    /// Between two samples of the host and of the services.
    pub interval: Duration,
    /// Mount points that are not watched; may end in `*`.
    pub ignore_mounts: Vec<String>,
    /// Interfaces that are not watched; may end in `*`.
    pub ignore_interfaces: Vec<String>,
}

/// `[disks]`: how drives are asked how they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disks {
    /// Whether they are asked.
    pub smart: Smart,
    /// Between two looks.
    pub every: Duration,
    /// The program that asks them: a bare name is looked for.
    pub smartctl: PathBuf,
}

/// Whether drives are asked how they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Smart {
    /// Where that is possible.
    Auto,
    /// Never.
    Off,
}

/// `[workflows]`: where workflows are, and what holds for all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Workflows {
    /// Where their files are.
    pub dir: PathBuf,
    /// At most so many steps with a process at once; none for twice the processor cores.
    pub max_parallel: Option<u32>,
    /// Things that steps share, and how much there is of each.
    pub resources: BTreeMap<String, u32>,
    /// Fewer steps begin at once while the host is under pressure.
    pub follow_pressure: bool,
    /// From this probability on, what is foreseen is said.
    pub warn_from: f64,
    /// Where requests with a signature come in; none for nowhere.
    pub webhook_listen: Option<String>,
    /// How long runs that are over are kept.
    pub keep: Duration,
}

impl Workflows {
    /// What decisions need of it, on a host with so many processor cores; none where that is not known.
    #[must_use]
    pub fn work(&self, cores: Option<u32>) -> WorkSpec {
        let usual = cores.map_or_else(|| WorkSpec::default().max_parallel, |cores| cores.saturating_mul(2));
        WorkSpec {
            max_parallel: self.max_parallel.unwrap_or(usual),
            resources: self.resources.clone(),
            follow_pressure: self.follow_pressure,
            warn_from: self.warn_from,
            webhook_listen: self.webhook_listen.clone(),
            ..WorkSpec::default()
        }
    }
}
