//! Keys that only a supervised process has.

use std::path::Path;
use std::time::Duration;

use toml::Spanned;
use toml::de::DeValue;

use super::codec::{Count, Number, Scalar, Size, Span, list, out_of_range, quoted, texts, within};
use super::declare::keys;
use super::fault::{nearest, words};
use super::keys::{KindWord, SIGNAL, ServiceKeys};
use super::reader::{Codec, Reader, join, other_type};
use super::services::placed;
use super::table::{Shape, Written};
use super::words::CommandLine;
use crate::model::instances::Instances;
use crate::model::process::{EnvironmentFile, LimitsSpec, ReloadSpec, SuccessExit};
use crate::model::spec::StopSignal;
use crate::model::wrong::{Wanted, Wrong, WrongKeys, WrongName, WrongValue};

/// Instances that may be asked for where nothing is said of that.
const MOST_INSTANCES: u32 = 32;
/// A reload that takes longer hangs.
const RELOAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Signals that may count as success, with their numbers.
const SIGNALS: [(&str, i32); 9] = [
    ("TERM", libc::SIGTERM),
    ("INT", libc::SIGINT),
    ("HUP", libc::SIGHUP),
    ("QUIT", libc::SIGQUIT),
    ("KILL", libc::SIGKILL),
    ("USR1", libc::SIGUSR1),
    ("USR2", libc::SIGUSR2),
    ("PIPE", libc::SIGPIPE),
    ("ALRM", libc::SIGALRM),
];

keys! {
    /// How much a service may take.
    LimitsSpec {
        /// Memory of all its processes together. Held by a cgroup where the runtime may make one; otherwise watched, and
        /// the service restarted when it holds more.
        memory: Size { min: 1_000_000 }, usual = "512MB";
        /// Processor cores, such as 1.5; needs a cgroup.
        cpu_millis as "cpu": Cores, usual = 1.5;
        /// Open files of each process.
        files: Count { min: 8, max: 1_000_000_000 }, usual = 4096;
        /// Processes and threads of the service; without a cgroup, of all that its user runs.
        processes: Count { min: 1, max: 4_000_000 }, usual = 256;
        /// Size of a core dump; 0 for none.
        core: Size { min: 0 }, usual = 0;
        /// Address space of each process; most programs reserve far more than they use.
        address_space: Size { min: 16_000_000 }, optional = "8GB";
    }
}

/// Processor cores, in thousandths.
struct Cores;

impl Scalar for Cores {
    type Value = u32;

    fn shape(&self) -> Shape {
        Shape::Number
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in bounds")]
    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<u32, Wrong> {
        let cores = Number.parse(value, base)?;
        if (0.01..=1024.0).contains(&cores) {
            return Ok((cores * 1000.0).round() as u32);
        }
        Err(out_of_range(cores, 0.01, 1024))
    }

    fn literal(&self, value: &u32) -> String {
        Number.literal(&(f64::from(*value) / 1000.0))
    }
}

/// A user or a group: its name, or its number.
pub(super) struct Account;

impl Scalar for Account {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Account
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        match value {
            DeValue::String(name) => {
                let plain =
                    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == ':');
                plain
                    .then(|| name.to_string())
                    .ok_or_else(|| WrongName::NoAccountName { text: name.to_string() }.into())
            }
            DeValue::Integer(number) => {
                let id = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|id| *id != u32::MAX);
                id.map(|id| id.to_string()).ok_or_else(|| WrongName::NoAccountName { text: number.to_string() }.into())
            }
            other => Err(other_type(other, Wanted::Account, "\"www-data\"")),
        }
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// How often a service runs.
pub(super) fn instances(path: &str, keys: &ServiceKeys, reader: &mut Reader<'_>) -> Instances {
    let place = join(path, "max_instances");
    match (keys.instances, keys.max_instances) {
        (Some(count), Some(max)) if count > max => {
            let (name, other) = ("max_instances".to_owned(), "instances".to_owned());
            reader.fault(&place, WrongKeys::Less { name, other, limit: count.to_string() });
            Instances::One
        }
        (Some(count), max) => Instances::Of { count, max: max.unwrap_or_else(|| count.max(MOST_INSTANCES)) },
        (None, Some(_)) if !reader.has(&join(path, "instances")) => {
            let (name, other) = ("max_instances".to_owned(), "instances".to_owned());
            reader.fault(&place, WrongKeys::GoesWith { name, other });
            Instances::One
        }
        (None, _) => Instances::One,
    }
}

/// How a service is told to read its configuration again, as written.
#[derive(Clone)]
pub(super) struct ReloadKeys {
    pub(super) signal: Option<StopSignal>,
    pub(super) command: Option<Vec<String>>,
    pub(super) timeout: Option<Duration>,
}

keys! {
    /// How a service is told to read its configuration again.
    ReloadKeys {
        /// Sent to its process alone, not to its children: "HUP", "USR1", "USR2", "INT", "QUIT" or "TERM".
        signal: SIGNAL, usual = "HUP";
        /// Program and arguments; it is told the process in AUTOAGENTS_PID.
        command: CommandLine, optional = ["./api", "reload"];
        /// The command is killed when it takes longer; "30s" unless given.
        timeout: Span { min: Duration::from_millis(10) }, optional = "30s";
    }
}

/// The meaning of what is written.
pub(super) fn reload(path: &str, keys: &ServiceKeys, dir: &Path, reader: &mut Reader<'_>) -> Option<ReloadSpec> {
    let written = keys.reload.as_ref()?;
    let path = join(path, "reload");
    let timeout = written.timeout.unwrap_or(RELOAD_TIMEOUT);
    let (name, other) = ("signal".to_owned(), "command".to_owned());
    match (&written.signal, &written.command) {
        (Some(_), Some(_)) => {
            reader.fault(&path, WrongKeys::Both { name, other });
            None
        }
        // It is there, and its fault was noted.
        (None, None) if ["signal", "command"].iter().any(|key| reader.has(&join(&path, key))) => None,
        (None, None) => {
            reader.fault(&path, WrongKeys::MissingEither { name, other });
            None
        }
        (Some(_), None) if keys.kind != KindWord::Process => {
            reader.fault(&join(&path, "signal"), WrongKeys::ReloadSignalOfOther);
            None
        }
        (Some(_), None) if written.timeout.is_some() => {
            reader.fault(&join(&path, "timeout"), WrongKeys::TimeoutOfSignal);
            None
        }
        (Some(StopSignal::Kill), None) => {
            reader.fault(&join(&path, "signal"), WrongKeys::ReloadKills);
            None
        }
        (Some(signal), None) => Some(ReloadSpec::Signal(*signal)),
        (None, Some(command)) => Some(ReloadSpec::Command { command: placed(command, dir), timeout }),
    }
}

impl From<&ReloadSpec> for ReloadKeys {
    /// As it would have been written.
    fn from(spec: &ReloadSpec) -> Self {
        match spec {
            ReloadSpec::Signal(signal) => Self { signal: Some(*signal), command: None, timeout: None },
            ReloadSpec::Command { command, timeout } => {
                Self { signal: None, command: Some(command.clone()), timeout: Some(*timeout) }
            }
        }
    }
}

/// Paths of files of variables, `-` in front of one that may be missing.
pub(super) struct EnvironmentFiles;

impl Codec for EnvironmentFiles {
    type Value = Vec<EnvironmentFile>;

    fn shape(&self) -> Shape {
        Shape::Texts(0)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let lines = texts(node, path, reader)?;
        let mut files = Vec::new();
        for (index, text) in lines.iter().enumerate() {
            let (file, optional) = text.strip_prefix('-').map_or((text.as_str(), false), |file| (file, true));
            let place = format!("{path}[{index}]");
            match file {
                "" => reader.fault(&place, WrongValue::EmptyFilePath),
                file if file.starts_with('~') => reader.fault(&place, WrongValue::Tilde { text: file.to_owned() }),
                file => files.push(EnvironmentFile { path: within(&reader.base, file), optional }),
            }
        }
        (files.len() == lines.len()).then_some(files)
    }

    fn write(&self, value: &Self::Value) -> Written {
        let text =
            |file: &EnvironmentFile| format!("{}{}", if file.optional { "-" } else { "" }, file.path.to_string_lossy());
        Written::Literal(list(&value.iter().map(text).collect::<Vec<_>>()))
    }
}

/// Ways to end that count as success: exit codes and names of signals.
pub(super) struct SuccessExits;

impl Codec for SuccessExits {
    type Value = Vec<SuccessExit>;

    fn shape(&self) -> Shape {
        Shape::Exits(SIGNALS.iter().map(|(name, _)| *name).collect())
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let Some(array) = node.get_ref().as_array() else {
            reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::ExitCodes, "[0, 3, \"TERM\"]"));
            return None;
        };
        if array.is_empty() {
            reader.wrong(path, node.span(), WrongValue::EmptyList { example: "[0]".to_owned() });
            return None;
        }
        let mut exits = Vec::new();
        for (index, item) in array.iter().enumerate() {
            let path = format!("{path}[{index}]");
            reader.remember(&path, item.span());
            match exit(item.get_ref()) {
                Ok(exit) => exits.push(exit),
                Err(wrong) => reader.wrong(&path, item.span(), wrong),
            }
        }
        (exits.len() == array.len()).then_some(exits)
    }

    fn write(&self, value: &Self::Value) -> Written {
        let word = |exit: &SuccessExit| match exit {
            SuccessExit::Code(code) => code.to_string(),
            SuccessExit::Signal(number) => {
                quoted(SIGNALS.iter().find(|(_, known)| known == number).map_or("", |(name, _)| name))
            }
        };
        Written::Literal(format!("[{}]", value.iter().map(word).collect::<Vec<_>>().join(", ")))
    }
}

fn exit(value: &DeValue<'_>) -> Result<SuccessExit, Wrong> {
    let names = || SIGNALS.iter().map(|(name, _)| *name);
    match value {
        DeValue::Integer(number) => {
            let code = i32::from_str_radix(number.as_str(), number.radix()).ok();
            let code = code.filter(|code| (0..=255).contains(code));
            code.map(SuccessExit::Code).ok_or_else(|| out_of_range(number, 0, 255))
        }
        DeValue::String(text) => {
            let known = SIGNALS.iter().find(|(name, _)| *name == &**text);
            known.map(|(_, number)| SuccessExit::Signal(*number)).ok_or_else(|| {
                let near = nearest(text, names()).map(str::to_owned);
                WrongValue::UnknownWord { text: text.to_string(), near, one_of: words(names()) }.into()
            })
        }
        other => Err(other_type(other, Wanted::Exit, "3")),
    }
}
