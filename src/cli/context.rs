//! What most commands begin with: the configuration, the data directory, a session.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::args::Args;
use super::exit::Failure;
use crate::config::{self, Config, ConfigError, Override, Source};
use crate::i18n::{Language, Texts};
use crate::link::Session;
use crate::link::client::{self, Options};
use crate::link::way::Way;
use crate::model::command::Command;
use crate::model::id::Operator;
use crate::model::snapshot::Snapshot;
use crate::model::time::Wall;

/// A runtime publishes at least once a second; this is patience for a busy one.
const FIRST_SNAPSHOT: Duration = Duration::from_secs(5);

/// The configuration as file, environment and flags say it.
///
/// # Errors
/// Every fault in any of them.
pub fn configuration(args: &Args) -> Result<Config, ConfigError> {
    let source = args.config.clone().map_or(Source::Search, Source::Given);
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .collect();
    let mut flags: Vec<Override> = args.set.iter().map(|set| set_flag(set)).collect();
    let mut flag = |path: &str, value: String, origin: &str| {
        flags.push(Override { path: path.to_owned(), value, origin: origin.to_owned() });
    };
    if let Some(lang) = args.lang {
        flag("console.language", lang.word().to_owned(), "--lang");
    }
    if let Some(dir) = &args.data_dir {
        flag("store.dir", dir.to_string_lossy().into_owned(), "--data-dir");
    }
    config::load(&source, &environment, &flags)
}

fn set_flag(set: &str) -> Override {
    let (path, value) = set.split_once('=').unwrap_or((set, ""));
    Override { path: path.trim().to_owned(), value: value.trim().to_owned(), origin: format!("--set {path}") }
}

/// The texts in the language that the command line, the configuration or the environment asks for.
#[must_use]
pub fn texts(config: &Config) -> Texts {
    Texts::new(Language::from_environment(config.console.language))
}

/// What a command about a running runtime works with.
pub(super) struct Online {
    pub session: Session,
    pub texts: Texts,
    pub json: bool,
    pub data_dir: PathBuf,
}

impl Online {
    /// How things are.
    pub(super) async fn snapshot(&self) -> Result<Arc<Snapshot>, Failure> {
        self.until(FIRST_SNAPSHOT, |_| true)
            .await?
            .ok_or_else(|| Failure::Failed("the runtime does not say how things are; hint: see its log".to_owned()))
    }

    /// The first snapshot for which this holds; none when there is none in time.
    ///
    /// # Errors
    /// When the runtime ends meanwhile.
    pub(super) async fn until(
        &self,
        span: Duration,
        mut holds: impl FnMut(&Snapshot) -> bool,
    ) -> Result<Option<Arc<Snapshot>>, Failure> {
        let mut snapshots = self.session.watch_snapshots();
        let found = async {
            loop {
                let newest = snapshots.borrow_and_update().clone();
                if let Some(snapshot) = newest.filter(|snapshot| holds(snapshot)) {
                    return Ok(snapshot);
                }
                if snapshots.changed().await.is_err() {
                    return Err(Failure::Unreachable("the runtime has ended".to_owned()));
                }
            }
        };
        tokio::time::timeout(span, found).await.map_or(Ok(None), |found| found.map(Some))
    }

    /// Orders something.
    pub(super) async fn order(&self, command: Command) -> Result<crate::model::query::Answer, Failure> {
        Ok(self.session.order(command).await?)
    }
}

/// Runs a command with a session to the runtime of the data directory.
pub(super) fn online<F>(args: &Args, command: impl FnOnce(Online) -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>>,
{
    let config = configuration(args)?;
    let data_dir = config::data_dir(&config);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let options = Options { by: operator(), read_only: args.read_only, watch: true, reconnect: false };
        let session = client::connect(Way::Socket { data_dir: data_dir.clone() }, options).await?;
        command(Online { session, texts: texts(&config), json: args.json, data_dir }).await
    })
}

/// Who is at the keyboard: behind sudo, the one who called it.
#[must_use]
pub fn operator() -> Operator {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    let name = named.into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| crate::link::server::login_of(rustix::process::getuid().as_raw()));
    crate::model::text::clean(&name, 40).into()
}

/// A moment in the past: a duration before now, or a time.
///
/// # Errors
/// When it is neither.
pub(super) fn since(text: &str) -> Result<Wall, Failure> {
    let now = chrono::Utc::now();
    if let Ok(span) = humantime::parse_duration(text) {
        return Ok(now - span);
    }
    chrono::DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| {
        let text = crate::model::text::clean(text, 40);
        Failure::Usage(format!(
            "`{text}` is neither a duration nor a time; hint: write it like `24h` or `2026-05-01T00:00:00Z`"
        ))
    })
}
