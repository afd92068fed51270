//! What most commands begin with: the configuration, the data directory, a session.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::args::{Args, Lang};
use super::exit::Failure;
use crate::config::settings::LanguageChoice;
use crate::config::{self, Config, ConfigError, Override, Source};
use crate::i18n::{Language, Texts};
use crate::link::client::{self, LinkError, Options};
use crate::link::way::Way;
use crate::link::{LinkState, Session};
use crate::model::command::Command;
use crate::model::id::Operator;
use crate::model::refusal::Refusal;
use crate::model::snapshot::Snapshot;
use crate::model::starting::BootError;
use crate::model::time::Wall;

/// A runtime publishes at least once a second; this is patience for a busy one.
const FIRST_SNAPSHOT: Duration = Duration::from_secs(5);
/// Says the data directory of this host, and of no other: it is not what `attach --host` takes along.
const DATA_DIR: &str = "AUTOAGENTS_DATA_DIR";

/// The configuration as file, environment and flags say it.
///
/// # Errors
/// Every fault in any of them.
pub fn configuration(args: &Args) -> Result<Config, ConfigError> {
    let source = args.config.clone().map_or(Source::Search, Source::Given);
    config::load(&source, &environment(), &flags(args))
}

/// The configuration for looking at a runtime that runs already, and what is wrong with the file. Faults in it do not
/// keep an operator out, least of all while that runtime says that it cannot read it.
///
/// # Errors
/// When it cannot even be told which data directory is meant.
pub fn configuration_to_look(args: &Args) -> Result<(Config, Option<ConfigError>), ConfigError> {
    match configuration(args) {
        Ok(config) => Ok((config, None)),
        Err(error) => match without_file(args, &error) {
            Some(config) => Ok((config, Some(error))),
            None => Err(error),
        },
    }
}

/// Environment and flags alone, and of the file only where the data is and which language is spoken.
fn without_file(args: &Args, error: &ConfigError) -> Option<Config> {
    let file = error.file.as_ref()?;
    let environment = environment();
    let table: toml::Table = std::fs::read_to_string(file).ok()?.parse().ok()?;
    let mut said = Vec::new();
    for (section, key, variable) in
        [("store", "dir", "AUTOAGENTS_STORE_DIR"), ("console", "language", "AUTOAGENTS_CONSOLE_LANGUAGE")]
    {
        let value = table.get(section).and_then(|section| section.get(key)).and_then(toml::Value::as_str);
        if let Some(value) =
            value.filter(|_| !environment.iter().any(|(name, value)| name == variable && !value.is_empty()))
        {
            let value =
                if key == "dir" { file.parent()?.join(value).to_string_lossy().into_owned() } else { value.to_owned() };
            said.push(Override { path: format!("{section}.{key}"), value, origin: file.display().to_string() });
        }
    }
    said.extend(flags(args));
    config::load(&Source::Given("/dev/null".into()), &environment, &said).ok()
}

fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .collect()
}

fn flags(args: &Args) -> Vec<Override> {
    let mut flags: Vec<Override> = args.set.iter().map(|set| set_flag(set)).collect();
    let mut flag = |path: &str, value: String, origin: &str| {
        flags.push(Override { path: path.to_owned(), value, origin: origin.to_owned() });
    };
    if let Some(lang) = args.lang {
        flag("console.language", lang.word().to_owned(), "--lang");
    }
    if let Some(dir) = &args.data_dir {
        flag("store.dir", dir.to_string_lossy().into_owned(), "--data-dir");
    } else if let Some(dir) = std::env::var_os(DATA_DIR).filter(|dir| !dir.is_empty()) {
        flag("store.dir", dir.to_string_lossy().into_owned(), DATA_DIR);
    }
    flags
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

/// The texts for whoever gave these arguments, also where the configuration cannot be used.
#[must_use]
pub fn spoken(args: &Args) -> Texts {
    let said = args.lang.map(|lang| if lang == Lang::Ko { LanguageChoice::Ko } else { LanguageChoice::En });
    let choice = said.or_else(|| Some(configuration_to_look(args).ok()?.0.console.language));
    Texts::new(Language::from_environment(choice.unwrap_or(LanguageChoice::Auto)))
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
        self.until(FIRST_SNAPSHOT, |_| true).await?.ok_or(Failure::Mute)
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
                    return Err(self.lost());
                }
            }
        };
        tokio::time::timeout(span, found).await.map_or(Ok(None), |found| found.map(Some))
    }

    /// Why nothing more comes.
    fn lost(&self) -> Failure {
        match &*self.session.watch_state().borrow() {
            LinkState::Lost { why, .. } => Failure::Lost { link: why.clone() },
            LinkState::Connected => Failure::Ended,
        }
    }

    /// A refusal as a failure; one because the runtime went away meanwhile is that.
    pub(super) fn failure(&self, refusal: Refusal) -> Failure {
        match (&refusal, &*self.session.watch_state().borrow()) {
            (Refusal::Lost | Refusal::Ended, LinkState::Lost { why, .. }) => Failure::Lost { link: why.clone() },
            _ => refusal.into(),
        }
    }

    /// Orders something.
    pub(super) async fn order(&self, command: Command) -> Result<crate::model::query::Answer, Failure> {
        self.session.order(command).await.map_err(|refusal| self.failure(refusal))
    }
}

/// The configuration for looking, with a word about it on stderr when the file is faulty.
///
/// # Errors
/// When it cannot even be told which data directory is meant.
pub(super) fn to_look(args: &Args) -> Result<Config, Failure> {
    let (config, fault) = configuration_to_look(args)?;
    if fault.is_some() {
        // Nobody to tell when stderr is closed.
        drop(writeln!(std::io::stderr(), "autoagents: {}", texts(&config).get("cli-config-faulty")));
    }
    Ok(config)
}

/// What sessions run on.
///
/// # Errors
/// When the system gives no more threads or files.
pub fn tokio() -> Result<tokio::runtime::Runtime, BootError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(BootError::thread)
}

/// Runs a command with a session to the runtime of the data directory.
pub(super) fn online<F>(args: &Args, command: impl FnOnce(Online) -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>>,
{
    let config = to_look(args)?;
    online_at(config::data_dir(&config), args, &config, command)
}

/// Whether no runtime runs in this data directory.
pub(super) fn is_asleep(data_dir: PathBuf, args: &Args, config: &Config) -> Result<bool, Failure> {
    match online_at(data_dir, args, config, async |_| Ok(())) {
        Err(Failure::Link(LinkError::NotRunning { .. })) => Ok(true),
        Err(Failure::Boot(error)) => Err(error.into()),
        _ => Ok(false),
    }
}

/// Runs a command with a session to the runtime of this data directory.
pub(super) fn online_at<F>(
    data_dir: PathBuf,
    args: &Args,
    config: &Config,
    command: impl FnOnce(Online) -> F,
) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>>,
{
    let runtime = tokio()?;
    runtime.block_on(async {
        let options = Options { by: operator(), read_only: args.read_only, watch: true, reconnect: false };
        let session = client::connect(Way::Socket { data_dir: data_dir.clone() }, options).await?;
        command(Online { session, texts: texts(config), json: args.json, data_dir }).await
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
        let past = chrono::TimeDelta::from_std(span).ok().and_then(|span| now.checked_sub_signed(span));
        return past.ok_or_else(|| Failure::LongAgo { text: text.to_owned() });
    }
    let read = chrono::DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    read.map_err(|_| Failure::NotATime { text: text.to_owned() })
}
