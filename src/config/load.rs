//! Finds the file, reads it, and adds what the environment and the flags say.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Lines, about_file};
use super::keys::Root;
use super::parse::parse;
use super::reader::{Keys as _, Override};
use super::settings::Config;
use super::table::Shape;
use super::workflow::{self, Known};
use crate::model::event::Setup;
use crate::model::wrong::{ConfigError, WrongPlace};

/// A larger file is not a configuration.
pub(super) const LARGEST: u64 = 4 << 20;

/// Which file is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// This one, as with `--config`; it must exist.
    Given(PathBuf),
    /// `$AUTOAGENTS_CONFIG`, which must exist when it is set; else the first that exists of
    /// `$XDG_CONFIG_HOME/autoagents/config.toml` (`~/.config` without it) and `/etc/autoagents/config.toml`; else the
    /// built-in defaults.
    Search,
}

/// The configuration of this start: defaults < file < environment < overrides (flags).
///
/// # Errors
/// When the file is missing although it was named, when it cannot be read, and every fault in it, in the variables
/// `AUTOAGENTS_<SECTION>_<KEY>` and in the overrides.
pub fn load(source: &Source, environment: &[(String, String)], overrides: &[Override]) -> Result<Config, ConfigError> {
    let file = find(source, environment);
    let text = file.as_deref().map(|file| read(file, LARGEST)).transpose()?.unwrap_or_default();
    let all: Vec<Override> = variables(environment).into_iter().chain(overrides.iter().cloned()).collect();
    let mut config = parse(&text, file.as_deref(), &all)?;
    if let Some(dir) = config.store.dir.take() {
        let given = all.iter().rev().find(|given| given.path == "store.dir").map(|given| PathBuf::from(&given.value));
        config.store.dir = Some(absolute(&given.unwrap_or(dir)));
    }
    Ok(with_workflows(config))
}

/// The time zone that times of day are meant in: that of `TZ` where it is a name, or else that of the host.
fn time_zone() -> Option<String> {
    let is_known = |zone: &String| zone.parse::<chrono_tz::Tz>().is_ok();
    let of_process = std::env::var("TZ").ok().map(|zone| zone.trim_start_matches(':').to_owned());
    of_process.filter(is_known).or_else(|| iana_time_zone::get_timezone().ok().filter(is_known))
}

/// The configuration with its workflows. Those whose files have faults are left out and told apart: the services have to run
/// all the same.
fn with_workflows(mut config: Config) -> Config {
    let cores = std::thread::available_parallelism().ok().and_then(|cores| u32::try_from(cores.get()).ok());
    let mut setup = Setup { work: config.workflows.work(cores), ..(*config.setup).clone() };
    // A host that does not say where it is is taken to be nowhere in particular.
    setup.work.time_zone = time_zone().unwrap_or(setup.work.time_zone);
    // Without a file there is no directory beside it.
    if config.file.is_some() {
        let known = Known::of(&setup);
        (setup.workflows, setup.broken_workflows) = workflow::load(&config.workflows.dir, &known);
    }
    config.setup = Arc::new(setup);
    config
}

/// The data directory: `store.dir`; else `$XDG_STATE_HOME/autoagents`; for root `/var/lib/autoagents`, where a service
/// of the system keeps its state; else `~/.local/state/autoagents`, and without a home a place of one's own in
/// `/var/tmp`, which outlives a reboot.
#[must_use]
pub fn data_dir(config: &Config) -> PathBuf {
    let uid = rustix::process::getuid().as_raw();
    data_dir_for(config.store.dir.as_deref(), |name| std::env::var_os(name).map(PathBuf::from), uid)
}

fn data_dir_for(dir: Option<&Path>, variable: impl Fn(&str) -> Option<PathBuf>, uid: u32) -> PathBuf {
    let place = |name: &str| variable(name).filter(|path| path.is_absolute());
    match (dir, place("XDG_STATE_HOME"), place("HOME")) {
        (Some(dir), _, _) => dir.to_owned(),
        (None, Some(state), _) => state.join("autoagents"),
        (None, None, _) if uid == 0 => "/var/lib/autoagents".into(),
        (None, None, Some(home)) => home.join(".local/state/autoagents"),
        (None, None, None) => format!("/var/tmp/autoagents-{uid}").into(),
    }
}

/// The file that is meant, absolute; none for the defaults.
fn find(source: &Source, environment: &[(String, String)]) -> Option<PathBuf> {
    let variable = |wanted: &str| {
        let value = environment.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty()).map(PathBuf::from)
    };
    if let Source::Given(file) = source {
        return Some(absolute(file));
    }
    if let Some(file) = variable("AUTOAGENTS_CONFIG") {
        return Some(absolute(&file));
    }
    let home = variable("XDG_CONFIG_HOME").or_else(|| variable("HOME").map(|home| home.join(".config")));
    [home, Some("/etc".into())]
        .into_iter()
        .flatten()
        .filter(|dir| dir.is_absolute())
        .map(|dir| dir.join("autoagents/config.toml"))
        // One that exists but cannot be looked at is taken, so that the operator is told.
        .find(|file| !matches!(file.metadata(), Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)))
}

/// Relative to the current directory; as given where there is none.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| path.components().collect())
}

/// The text of a file.
pub(super) fn read(file: &Path, most: u64) -> Result<String, ConfigError> {
    let wrong = |wrong: WrongPlace| about_file(file, wrong);
    let mut bytes = Vec::new();
    let opened = File::open(file).and_then(|opened| opened.take(most + 1).read_to_end(&mut bytes));
    if let Err(error) = opened {
        return Err(wrong(match error.kind() {
            ErrorKind::NotFound => WrongPlace::NoFile,
            ErrorKind::IsADirectory => WrongPlace::FileIsDirectory,
            ErrorKind::PermissionDenied => WrongPlace::FileClosed,
            _ => WrongPlace::FileUnreadable { error: error.to_string() },
        }));
    }
    if bytes.len() as u64 > most {
        return Err(wrong(WrongPlace::FileLarge { most: format!("{} MiB", most >> 20) }));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        // Everything before the fault is text, so its lines can be counted and the broken one shown up to the fault.
        let text = String::from_utf8_lossy(&bytes[..valid]);
        let line = text.matches('\n').count() + 1;
        let byte = valid - text.rfind('\n').map_or(0, |at| at + 1) + 1;
        let value = format!("0x{:02x}", bytes.get(valid).copied().unwrap_or(0));
        let mut wrong = wrong(WrongPlace::NotUtf8 { line, byte, value });
        if let Some(fault) = wrong.faults.first_mut() {
            fault.place = Lines::of(&format!("{text}\u{fffd}")).place(&(valid..valid + 3));
        }
        wrong
    })
}

/// The variables that set a key, as overrides. Others with the same prefix have meanings of their own and are left.
fn variables(environment: &[(String, String)]) -> Vec<Override> {
    let root = Root::table();
    let sections = || root.keys.iter().filter(|key| matches!(key.shape, Shape::Table(_)));
    let key_of = |name: &str| {
        let rest = name.strip_prefix("AUTOAGENTS_")?;
        let found = sections().find_map(|section| {
            rest.strip_prefix(&section.name.to_uppercase())?.strip_prefix('_').map(|key| (section.name, key))
        });
        found.map(|(section, key)| format!("{section}.{}", key.to_lowercase()))
    };
    // An empty variable is one that was not set, as everywhere in the shell.
    let read = |(name, value): &(String, String)| {
        key_of(name).filter(|_| !value.is_empty()).map(|path| Override {
            path,
            value: value.clone(),
            origin: name.clone(),
        })
    };
    environment.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_directory_follows_its_order() {
        type Variables = &'static [(&'static str, &'static str)];
        let cases: [(Option<&str>, Variables, u32, &str); 6] = [
            (Some("/d"), &[("XDG_STATE_HOME", "/x")], 0, "/d"),
            (None, &[("XDG_STATE_HOME", "/x"), ("HOME", "/h")], 7, "/x/autoagents"),
            (None, &[("XDG_STATE_HOME", "x"), ("HOME", "/h")], 7, "/h/.local/state/autoagents"),
            (None, &[("HOME", "/root")], 0, "/var/lib/autoagents"),
            (None, &[("HOME", "/h")], 7, "/h/.local/state/autoagents"),
            (None, &[], 7, "/var/tmp/autoagents-7"),
        ];
        for (dir, variables, uid, wanted) in cases {
            let look =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| PathBuf::from(value));
            assert_eq!(data_dir_for(dir.map(Path::new), look, uid), Path::new(wanted));
        }
    }

    #[test]
    fn variables_of_other_parts_are_left() {
        let environment: Vec<(String, String)> = [
            "AUTOAGENTS_CONFIG",
            "AUTOAGENTS_SERVICE",
            "AUTOAGENTS_STORE_DIR",
            "AUTOAGENTS_LOG",
            "PATH",
            "AUTOAGENTS_STORE",
        ]
        .map(|name| (name.to_owned(), "x".to_owned()))
        .into();
        let origins: Vec<String> = variables(&environment).into_iter().map(|given| given.origin).collect();
        assert_eq!(origins, ["AUTOAGENTS_STORE_DIR"]);
    }
}
