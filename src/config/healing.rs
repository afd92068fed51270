//! What recovery may do: `[recovery]`, `[[runbook]]`, and `[service.recovery]` as written and as meant.

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::DeValue;

use super::codec::{Choice, Count, Dir, Flag, Scalar as _, Size, Span, Texts, list, out_of_range, within};
use super::declare::keys;
use super::fault::nearest;
use super::reader::{Codec, Reader, join, other_type};
use super::table::{Shape, Written};
use super::words::{CommandLine, Name};
use super::workflow::Within;
use crate::model::event::Setup;
use crate::model::remedy::{Importance, Mode, RecoverySpec, RemedySpec, RunbookSpec};
use crate::model::track::PagingSpec;
use crate::model::wrong::{Wanted, Wrong, WrongName, WrongValue};

/// Zero is fine.
const ANY: Span = Span { min: Duration::ZERO };
/// Anything that must pass some time.
const SOME: Span = Span { min: Duration::from_millis(10) };
/// A service is looked at 24 times in it.
const AHEAD: Span = Span { min: Duration::from_secs(24) };

const MODE: Choice<Mode> =
    Choice { of: &[("act", Mode::Act), ("propose", Mode::Propose), ("off", Mode::Off)], later: &[] };

const IMPORTANCE: Choice<Importance> =
    Choice { of: &[("low", Importance::Low), ("normal", Importance::Normal), ("high", Importance::High)], later: &[] };

/// `[recovery]` as written.
#[derive(Clone)]
pub(super) struct RecoveryKeys {
    mode: Mode,
    preventive: Mode,
    patience: Duration,
    verify_for: Duration,
    breaker_after: u32,
    breaker_for: Duration,
}

/// `[[runbook]]` as written.
pub(super) struct RunbookKeys {
    name: String,
    steps: Vec<Vec<String>>,
    undo: Vec<Vec<String>>,
    timeout: Duration,
}

/// `[service.recovery]` as written.
pub(super) struct RemedyKeys {
    stale_files: Vec<String>,
    log_dirs: Vec<String>,
    log_dir_max: Option<u64>,
    ports: Vec<u16>,
    release_link: Option<String>,
    runbooks: Vec<String>,
    importance: Importance,
    isolate: bool,
}

keys! {
    /// What recovery may do by itself, beyond the restart policies.
    RecoveryKeys {
        /// "act" heals by layers, "propose" waits for your approval, "off" leaves it to the restart policies.
        mode: MODE, default = "act";
        /// The same before trouble that is foreseen: leaks of memory and of open files, disks that fill, answers that take
        /// ever longer, ever more restarts. "off" writes down what is foreseen and what came of it, and does nothing.
        preventive: MODE, default = "propose";
        /// A service that is up but not well is left alone for so long first: most come back by themselves.
        patience: ANY, default = "5s";
        /// A service must be well for so long before an attempt counts as having healed it.
        verify_for: SOME, default = "10s";
        /// After so many failed attempts in an incident the breaker opens.
        breaker_after: Count { min: 1, max: 1_000 }, default = 5;
        /// Then one attempt is let through after so long; twice as long each time, up to 16 times.
        breaker_for: SOME, default = "1m";
    }
}

/// `[predictions]` as written.
pub(super) struct PredictionKeys {
    horizons: Vec<Duration>,
    page_above: f64,
    page_after: u32,
    pub(super) disks: Option<PathBuf>,
}

keys! {
    /// How far ahead failures are foreseen, and when predictions may call somebody. All of them are listed, judged, and scored
    /// beside a simple rule.
    PredictionKeys {
        /// Whether a service or the host fails within each of these times. What comes two minutes before failures of services
        /// is known; of other times, and of the host, it is learned from what happens here.
        horizons: Horizons, default = ["2m", "10m", "1h"];
        /// Those of a kind raise an alert when so many of them come true, with a certainty of 95 %.
        page_above: Within { min: 0.0, max: 1.0 }, default = 0.8;
        /// And when so many of them were judged within thirty days.
        page_after: Count { min: 1, max: 500 }, default = 20;
        /// A model that `autoagents model train` made of a table of SMART values, with columns such as smart_5: each drive of
        /// this host is asked whether it fails, by what `[disks]` has seen of it; relative to this file.
        disks: Dir, optional = "disks.safetensors";
    }
}

impl PredictionKeys {
    /// What is meant by it: how far ahead, and who is called.
    pub(super) fn spec(&self) -> (Vec<Duration>, PagingSpec) {
        (self.horizons.clone(), PagingSpec { above: self.page_above, after: self.page_after })
    }
}

impl From<&Setup> for PredictionKeys {
    fn from(setup: &Setup) -> Self {
        let PagingSpec { above: page_above, after: page_after } = setup.paging;
        Self { horizons: setup.horizons.clone(), page_above, page_after, disks: setup.drives.clone() }
    }
}

keys! {
    /// A runbook: commands that heal something. A service names those that apply to it.
    RunbookKeys {
        /// Required, unique: letters, digits, `.`, `_`, `-`.
        name: Name, required = "flush-cache";
        /// Required: programs with arguments, no shell, run in order until one fails.
        steps: Commands, required = [["./flush", "--all"]];
        /// Run in order when the steps did not heal.
        undo: Commands, default = [];
        /// For all steps together.
        timeout: SOME, default = "1m";
    }
}

keys! {
    /// What recovery may do for a service.
    RemedyKeys {
        /// Locks, sockets and pid files that a dead predecessor may have left; moved aside, never deleted.
        stale_files: Texts, default = [];
        /// Directories whose oldest files may be deleted when their disk is full.
        log_dirs: Texts, default = [];
        /// A directory that holds nearly so much is full, too.
        log_dir_max: Size { min: 1_000 }, optional = "100MB";
        /// Ports that it needs; an earlier process of its own that still holds one is ended.
        ports: Ports, default = [];
        /// A symbolic link to the release that it runs; rolled back to the last one that was proved good.
        release_link: PathText, optional = "releases/current";
        /// Runbooks that may heal it.
        runbooks: Texts, default = [];
        /// "low" may be stopped to relieve the others, "high" means the platform is down without it.
        importance: IMPORTANCE, default = "normal";
        /// It may be stopped for good, to protect the others.
        isolate: Flag, default = false;
    }
}

/// A path as text; what it is relative to is decided later.
struct PathText;

impl Codec for PathText {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<String> {
        match node.get_ref().as_str() {
            Some(text) if !text.is_empty() && !text.contains('\0') => Some(text.to_owned()),
            Some(text) => {
                let wrong = if text.is_empty() { WrongValue::EmptyPath } else { WrongValue::HoldsNul };
                reader.wrong(path, node.span(), wrong);
                None
            }
            None => {
                reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Path, "\"releases/current\""));
                None
            }
        }
    }

    fn write(&self, value: &String) -> Written {
        Written::Literal(super::codec::quoted(value))
    }
}

/// A list of commands.
struct Commands;

impl Codec for Commands {
    type Value = Vec<Vec<String>>;

    fn shape(&self) -> Shape {
        Shape::Lists
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let Some(array) = node.get_ref().as_array() else {
            let example = "[[\"./flush\", \"--all\"]]";
            reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Commands, example));
            return None;
        };
        let mut commands = Vec::new();
        for (index, item) in array.iter().enumerate() {
            let path = format!("{path}[{index}]");
            reader.remember(&path, item.span());
            commands.extend(CommandLine.read(item, &path, reader));
        }
        (commands.len() == array.len()).then_some(commands)
    }

    fn write(&self, value: &Self::Value) -> Written {
        let commands: Vec<_> = value.iter().map(|command| list(&super::secret::masked_command(command))).collect();
        Written::Literal(format!("[{}]", commands.join(", ")))
    }
}

/// Most horizons: for each, every service has rows and every model is learned.
const MOST_HORIZONS: usize = 4;

/// A list of spans; the nearest comes first, and what stands twice counts once.
struct Horizons;

impl Codec for Horizons {
    type Value = Vec<Duration>;

    fn shape(&self) -> Shape {
        Shape::Texts(1)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Vec<Duration>> {
        let Some(array) = node.get_ref().as_array() else {
            reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Texts, "[\"2m\", \"1h\"]"));
            return None;
        };
        if array.is_empty() {
            reader.wrong(path, node.span(), WrongValue::EmptyList { example: "[\"2m\", \"1h\"]".to_owned() });
            return None;
        }
        if array.len() > MOST_HORIZONS {
            reader.wrong(path, node.span(), WrongValue::LongList { most: MOST_HORIZONS.to_string() });
            return None;
        }
        let mut spans = Vec::new();
        for (index, item) in array.iter().enumerate() {
            let path = format!("{path}[{index}]");
            reader.remember(&path, item.span());
            match AHEAD.parse(item.get_ref(), &reader.base) {
                Ok(span) => spans.push(span),
                Err(wrong) => reader.wrong(&path, item.span(), wrong),
            }
        }
        let is_whole = spans.len() == array.len();
        spans.sort_unstable();
        spans.dedup();
        is_whole.then_some(spans)
    }

    fn write(&self, value: &Vec<Duration>) -> Written {
        Written::Literal(format!("[{}]", value.iter().map(|span| AHEAD.literal(span)).collect::<Vec<_>>().join(", ")))
    }
}

/// A list of ports.
struct Ports;

impl Codec for Ports {
    type Value = Vec<u16>;

    fn shape(&self) -> Shape {
        Shape::Integers(1, 65_535)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Vec<u16>> {
        let Some(array) = node.get_ref().as_array() else {
            reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Ports, "[8080]"));
            return None;
        };
        let mut ports = Vec::new();
        for (index, item) in array.iter().enumerate() {
            let path = format!("{path}[{index}]");
            reader.remember(&path, item.span());
            match port(item.get_ref()) {
                Ok(port) => ports.push(port),
                Err(wrong) => reader.wrong(&path, item.span(), wrong),
            }
        }
        (ports.len() == array.len()).then_some(ports)
    }

    fn write(&self, value: &Vec<u16>) -> Written {
        Written::Literal(format!("{value:?}"))
    }
}

fn port(value: &DeValue<'_>) -> Result<u16, Wrong> {
    let Some(number) = value.as_integer() else { return Err(other_type(value, Wanted::WholeNumber, "8080")) };
    let port = u16::from_str_radix(number.as_str(), number.radix()).ok();
    port.filter(|port| *port > 0).ok_or_else(|| out_of_range(number, 1, u16::MAX))
}

/// What is meant by `[recovery]` and the runbooks.
pub(super) fn recovery(keys: &RecoveryKeys, runbooks: &[(String, RunbookKeys)], base: &Path) -> RecoverySpec {
    let placed = |commands: &[Vec<String>]| -> Vec<Vec<String>> {
        commands.iter().map(|command| super::services::placed(command, base)).collect()
    };
    let runbook = |(_, book): &(String, RunbookKeys)| RunbookSpec {
        name: book.name.clone(),
        steps: placed(&book.steps),
        undo: placed(&book.undo),
        timeout: book.timeout,
    };
    RecoverySpec {
        mode: keys.mode,
        preventive: keys.preventive,
        patience: keys.patience,
        verify_for: keys.verify_for,
        breaker_after: keys.breaker_after,
        breaker_for: keys.breaker_for,
        runbooks: runbooks.iter().map(runbook).collect(),
    }
}

/// What is meant by `[service.recovery]`; paths are relative to the service's working directory.
pub(super) fn remedy(keys: &RemedyKeys, dir: &Path) -> RemedySpec {
    let paths = |texts: &[String]| texts.iter().map(|text| within(dir, text)).collect();
    RemedySpec {
        stale_files: paths(&keys.stale_files),
        log_dirs: paths(&keys.log_dirs),
        log_dir_max: keys.log_dir_max,
        ports: keys.ports.clone(),
        release_link: keys.release_link.as_deref().map(|link| within(dir, link)),
        runbooks: keys.runbooks.clone(),
        importance: keys.importance,
        isolate: keys.isolate,
    }
}

/// Notes runbooks that a service names and nobody wrote.
pub(super) fn check_names(path: &str, keys: &RemedyKeys, known: &[String], reader: &mut Reader<'_>) {
    for (index, name) in keys.runbooks.iter().enumerate().filter(|(_, name)| !known.contains(*name)) {
        let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        let place = join(path, &format!("recovery.runbooks[{index}]"));
        reader.fault(&place, WrongName::NoRunbook { name: name.clone(), near });
    }
}

impl From<&RecoverySpec> for RecoveryKeys {
    /// As it would have been written.
    fn from(spec: &RecoverySpec) -> Self {
        Self {
            mode: spec.mode,
            preventive: spec.preventive,
            patience: spec.patience,
            verify_for: spec.verify_for,
            breaker_after: spec.breaker_after,
            breaker_for: spec.breaker_for,
        }
    }
}

impl From<&RunbookSpec> for RunbookKeys {
    /// As it would have been written.
    fn from(spec: &RunbookSpec) -> Self {
        Self { name: spec.name.clone(), steps: spec.steps.clone(), undo: spec.undo.clone(), timeout: spec.timeout }
    }
}

impl From<&RemedySpec> for RemedyKeys {
    /// As it would have been written.
    fn from(spec: &RemedySpec) -> Self {
        let texts =
            |paths: &[std::path::PathBuf]| paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        Self {
            stale_files: texts(&spec.stale_files),
            log_dirs: texts(&spec.log_dirs),
            log_dir_max: spec.log_dir_max,
            ports: spec.ports.clone(),
            release_link: spec.release_link.as_ref().map(|path| path.to_string_lossy().into_owned()),
            runbooks: spec.runbooks.clone(),
            importance: spec.importance,
            isolate: spec.isolate,
        }
    }
}
