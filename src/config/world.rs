//! Whether what the configuration names exists on this host.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use toml::de::DeTable;

use super::account::account;
use super::environment::environment_file;
use super::fault::{Lines, nearest};
use super::keys::Root;
use super::load::{LARGEST, read};
use super::parse::base;
use super::reader::{At, Keys as _, Reader, join};
use super::settings::Config;
use crate::model::instances;
use crate::model::process::{EnvironmentFile, ReloadSpec};
use crate::model::spec::{Check, ProcessSpec, ServiceKind, ServiceSpec};
use crate::model::wrong::{AccountError, ConfigError, EnvironmentError, Fault, Place, Wrong, WrongPlace};

/// Checks that every command and every working directory exists and can be used.
///
/// # Errors
/// Everything that is missing. Lines are those of the file as it is now.
pub fn check_world(config: &Config) -> Result<(), ConfigError> {
    let mut missing = Vec::new();
    for (index, spec) in config.setup.services.iter().enumerate() {
        let path = format!("service[{index}]");
        // Of several instances each may name something of its own, or all the same.
        for spec in instances::each(spec) {
            let mut found = Vec::new();
            check_service(&path, &spec, &mut found);
            let is_new = |fault: &Missing| {
                !missing.iter().any(|known: &Missing| known.path == fault.path && known.wrong == fault.wrong)
            };
            found.retain(is_new);
            missing.extend(found);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let text = config.file.as_deref().and_then(|file| read(file, LARGEST).ok()).unwrap_or_default();
    let lines = Lines::of(&text);
    let (tree, _) = DeTable::parse_recoverable(&text);
    let mut reader = Reader::new(Root::table(), base(config.file.as_deref()), &[]);
    // Only to learn where the keys stand; that it is valid was found before.
    let _ = reader.table::<Root>(tree.get_ref(), "");
    let placed = |missing: Missing| {
        let place = match reader.place(&missing.path) {
            At::Span(span) => lines.place(&span),
            At::Origin(_) | At::Key | At::Whole => Place::File,
        };
        Fault { place, key: missing.path, wrong: missing.wrong }
    };
    let faults = missing.into_iter().map(placed).collect();
    Err(ConfigError { file: config.file.clone(), faults })
}

struct Missing {
    path: String,
    wrong: Wrong,
}

fn check_service(path: &str, spec: &ServiceSpec, missing: &mut Vec<Missing>) {
    let exec = spec.probes.iter().enumerate().filter_map(|(index, probe)| match &probe.check {
        Check::Exec(exec) => Some((format!("probe[{index}].command"), &exec.command, &exec.working_dir)),
        _ => None,
    });
    let (own, search) = match &spec.kind {
        ServiceKind::Process(process) => {
            let own = [("command", Some(&process.command)), ("stop.command", spec.stop.command.as_ref())];
            let own = own.into_iter().filter_map(|(key, command)| Some((key.to_owned(), command?)));
            (own.collect::<Vec<_>>(), process.environment.get("PATH").map(OsString::from))
        }
        // Whether their manager knows them shows at run time, and may change.
        ServiceKind::Unit(_) | ServiceKind::Container(_) => (Vec::new(), None),
        ServiceKind::External(external) => {
            let commands = [("start_command", &external.start_command), ("stop_command", &external.stop_command)];
            (commands.map(|(key, command)| (key.to_owned(), command)).into(), None)
        }
    };
    let reload = match &spec.reload {
        Some(ReloadSpec::Command { command, .. }) => Some(("reload.command".to_owned(), command)),
        _ => None,
    };
    let own: Vec<_> = own.into_iter().chain(reload).collect();
    let exec: Vec<_> = exec.collect();
    if let Some(process) = spec.process() {
        missing.extend(environment_faults(path, process));
        missing.extend(account_fault(path, process));
    }
    let dir = spec.process().map(|process| &process.working_dir).or(exec.first().map(|(_, _, dir)| *dir));
    let mut note = |key: &str, found: Result<(), WrongPlace>| {
        missing.extend(found.err().map(|wrong| Missing { path: join(path, key), wrong: wrong.into() }));
    };
    let absent = dir.filter(|dir| check_dir(dir).map_err(|wrong| note("working_dir", Err(wrong))).is_err());
    // A program in a directory that is missing would only say the same again.
    let told = |command: &[String]| {
        absent.is_some_and(|dir| command.first().is_some_and(|program| Path::new(program).starts_with(dir)))
    };
    let common = std::env::var_os("PATH");
    let own = own.into_iter().map(|(key, command)| (key, command, search.as_ref().or(common.as_ref())));
    let exec = exec.into_iter().map(|(key, command, _)| (key, command, common.as_ref()));
    for (key, command, search) in own.chain(exec).filter(|(_, command, _)| !told(command)) {
        note(&key, check_program(command, search));
    }
}

/// A user or a group that there is not, or that this process may not become.
fn account_fault(path: &str, process: &ProcessSpec) -> Option<Missing> {
    let error = account(&process.account).err()?;
    let of_group = matches!(error, AccountError::NoGroup { .. }) || process.account.user.is_none();
    Some(Missing { path: join(path, if of_group { "group" } else { "user" }), wrong: error.into() })
}

/// Files of variables that could not be used if the process were started now.
fn environment_faults(path: &str, process: &ProcessSpec) -> Vec<Missing> {
    let fault = |(index, file): (usize, &EnvironmentFile)| match environment_file(&file.path) {
        Ok(_) => None,
        Err(EnvironmentError::Missing { .. }) if file.optional => None,
        Err(error) => Some(Missing { path: format!("{path}.environment_files[{index}]"), wrong: error.into() }),
    };
    process.environment_files.iter().enumerate().filter_map(fault).collect()
}

fn check_dir(dir: &Path) -> Result<(), WrongPlace> {
    let path = dir.display().to_string();
    match dir.metadata() {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(WrongPlace::NotADirectory { path }),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Err(WrongPlace::DirectoryClosed { path }),
        Err(_) => Err(WrongPlace::NoDirectory { path }),
    }
}

/// Looks for a program as the kernel and `PATH` would; an empty command is no command.
fn check_program(command: &[String], search: Option<&OsString>) -> Result<(), WrongPlace> {
    let Some(program) = command.first().cloned() else { return Ok(()) };
    let dirs: Vec<PathBuf> = search.map(|search| std::env::split_paths(&search).collect()).unwrap_or_default();
    let candidates: Vec<PathBuf> = if program.contains('/') {
        vec![PathBuf::from(&program)]
    } else {
        dirs.iter().map(|dir| dir.join(&program)).collect()
    };
    let files: Vec<&PathBuf> = candidates.iter().filter(|file| file.is_file()).collect();
    if files.iter().any(|file| access(file.as_path(), Access::EXEC_OK).is_ok()) {
        return Ok(());
    }
    if let Some(file) = files.first() {
        return Err(WrongPlace::NotExecutable { path: file.display().to_string() });
    }
    if !program.contains('/') {
        let near = near_program(&program, &dirs);
        return Err(WrongPlace::NotInPath { program, near });
    }
    let path = Path::new(&program);
    if path.is_dir() {
        return Err(WrongPlace::ProgramIsDirectory { program });
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let near = near_program(&name, &[path.parent().unwrap_or(path).to_owned()]);
    Err(WrongPlace::NoProgram { program, near })
}

/// The file in these directories whose name is nearest.
fn near_program(name: &str, dirs: &[PathBuf]) -> Option<String> {
    let entries = dirs.iter().filter_map(|dir| dir.read_dir().ok()).flatten().flatten();
    let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}
