//! `autoagents doctor`: what on this host would stop it from working, each with what to do about it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::args::Args;
use super::context;
use super::exit::Failure;
use super::finding::{Finding, Verdict};
use super::output;
use crate::config::settings::Smart;
use crate::config::{self, Config};
use crate::exec::managed;
use crate::i18n::Texts;
use crate::model::spec::ServiceKind;
use crate::sense::drive;
use crate::store;

/// Free space below which history will not fit.
const LITTLE_SPACE: u64 = 256 << 20;

/// Fails when anything is bad.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (config, mut findings) = match context::configuration(args) {
        Ok(config) => (Some(config), vec![Finding::ConfigurationFine]),
        Err(error) => (None, vec![Finding::ConfigurationFaulty(error)]),
    };
    if let Some(config) = &config {
        findings.push(config::check_world(config).map_or_else(Finding::ProgramsMissing, |()| Finding::ProgramsFine));
        let dir = config::data_dir(config);
        findings.extend([directory(&dir), space(&dir, config), socket(&dir)]);
        findings.extend(managers(config)?);
        findings.extend([drives(config), drive_model(config)]);
    }
    findings.extend([proc_readable(), pidfd(), open_files(), terminal(), lingering()]);
    show(&findings, &context::spoken(args), args.json)?;
    let bad = findings.iter().filter(|finding| finding.of().1 == Verdict::Bad).count();
    if bad > 0 { Err(Failure::Doctor { bad, all: findings.len() }) } else { Ok(()) }
}

fn show(findings: &[Finding], texts: &Texts, json: bool) -> Result<(), Failure> {
    if json {
        let flat = |finding: &Finding| {
            let (check, verdict) = finding.of();
            let word = serde_json::to_value(finding).map_or(Value::Null, |value| value["finding"].clone());
            json!({ "check": check, "verdict": verdict, "finding": word, "detail": finding.words(texts) })
        };
        return Ok(output::json(&findings.iter().map(flat).collect::<Vec<_>>())?);
    }
    let mark = |verdict: Verdict| texts.get(&format!("verdict-{}", verdict.word())).to_owned();
    let widest = [Verdict::Fine, Verdict::Warning, Verdict::Bad].map(|verdict| mark(verdict).width()).into_iter().max();
    for finding in findings {
        let (check, verdict) = finding.of();
        let mark = mark(verdict);
        let gap = " ".repeat(widest.unwrap_or(0) - mark.width());
        let check = texts.get(&format!("check-{}", check.replace('_', "-"))).to_owned();
        output::line(&format!("{mark}{gap}  {check}: {}", finding.words(texts)))?;
    }
    Ok(())
}

/// Whether those who run the configured units and containers can be asked.
fn managers(config: &Config) -> Result<Vec<Finding>, Failure> {
    let kinds = || config.setup.services.iter().map(|spec| &spec.kind);
    let scopes: BTreeSet<_> =
        kinds().filter_map(|kind| if let ServiceKind::Unit(unit) = kind { Some(unit.scope) } else { None }).collect();
    let sockets: BTreeSet<_> = kinds()
        .filter_map(
            |kind| if let ServiceKind::Container(container) = kind { Some(container.socket.clone()) } else { None },
        )
        .collect();
    let mut findings = Vec::new();
    let runtime = context::tokio()?;
    runtime.block_on(async {
        for scope in scopes {
            findings.push(match managed::systemd_version(scope).await {
                Ok(version) => Finding::SystemdFine { version },
                Err(manager) => Finding::SystemdAway { manager },
            });
        }
        for socket in sockets {
            findings.push(match managed::engine_version(socket).await {
                Ok(found) => Finding::EngineFine { socket: found.socket.display().to_string(), version: found.version },
                Err(manager) => Finding::EngineAway { manager },
            });
        }
    });
    Ok(findings)
}

/// Whether drives can be asked how they are.
fn drives(config: &Config) -> Finding {
    if config.disks.smart == Smart::Off {
        return Finding::DrivesOff;
    }
    match drive::ask(&config.disks) {
        Ok(count) => Finding::DrivesFine { count: count as u64 },
        Err(drives) => Finding::DrivesUnasked { drives },
    }
}

/// Whether failures of drives are foreseen.
fn drive_model(config: &Config) -> Finding {
    let Some(file) = &config.setup.drives else { return Finding::DriveModelNone };
    let path = file.display().to_string();
    match store::drive_model(file) {
        Ok(_) => Finding::DriveModelFine { path },
        Err(drive_fault) => Finding::DriveModelFaulty { path, drive_fault },
    }
}

/// The nearest part of the path that exists says whether the rest can be made.
fn directory(dir: &Path) -> Finding {
    let Some(there) = dir.ancestors().find(|path| path.exists()) else {
        return Finding::DirectoryNoParent { dir: dir.display().to_string() };
    };
    let shown = there.display().to_string();
    match fs::metadata(there) {
        Ok(found) if !found.is_dir() => Finding::DirectoryIsNone { dir: shown },
        Ok(_) if rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_err() => {
            Finding::DirectoryNotWritable { dir: shown }
        }
        Ok(found) if there == dir && found.mode() & 0o077 != 0 => Finding::DirectoryOpenToOthers { dir: shown },
        Ok(_) => Finding::DirectoryFine { dir: dir.display().to_string() },
        Err(error) => Finding::DirectoryUnknown { dir: shown, error: error.to_string() },
    }
}

fn space(dir: &Path, config: &Config) -> Finding {
    let there = dir.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let found = match rustix::fs::statvfs(there) {
        Ok(found) => found,
        Err(error) => {
            return Finding::SpaceUnknown { dir: there.display().to_string(), error: error.to_string() };
        }
    };
    let (bytes, wanted) = (found.f_bavail.saturating_mul(found.f_frsize), config.store.history_max_size);
    let (free, most) = (bytes >> 20, wanted >> 20);
    match bytes {
        bytes if bytes < LITTLE_SPACE => Finding::SpaceLittle { free, most },
        bytes if bytes < wanted => Finding::SpaceShort { free, most },
        _ => Finding::SpaceFine { free, most },
    }
}

fn socket(dir: &Path) -> Finding {
    match crate::link::place::SocketDir::open(dir) {
        Ok(place) if std::os::unix::net::UnixStream::connect(place.socket()).is_ok() => Finding::RuntimeRuns,
        _ => Finding::RuntimeNone,
    }
}

/// Without the environment of processes, those of an earlier life are recognised by the journal alone.
fn proc_readable() -> Finding {
    let stat = fs::read("/proc/self/stat").is_ok() && fs::read("/proc/stat").is_ok();
    match (stat, fs::read("/proc/self/environ").is_ok()) {
        (true, true) => Finding::ProcFine,
        (true, false) => Finding::ProcWithoutEnvironment,
        (false, _) => Finding::ProcUnreadable,
    }
}

fn pidfd() -> Finding {
    let own = rustix::process::getpid();
    match rustix::process::pidfd_open(own, rustix::process::PidfdFlags::empty()) {
        Ok(_) => Finding::PidfdFine,
        Err(error) => Finding::PidfdMissing { error: error.to_string() },
    }
}

fn open_files() -> Finding {
    match rustix::process::getrlimit(rustix::process::Resource::Nofile).current {
        Some(limit) if limit < 1024 => Finding::FilesFew { limit },
        Some(limit) => Finding::FilesFine { limit },
        None => Finding::FilesUnlimited,
    }
}

fn terminal() -> Finding {
    let term = std::env::var("TERM").unwrap_or_default();
    if matches!(term.as_str(), "" | "dumb") { Finding::TerminalDumb { term } } else { Finding::TerminalFine { term } }
}

/// Where logind ends a user's processes with the session, "keep running in the background" would not.
fn lingering() -> Finding {
    let killing = ["/etc/systemd/logind.conf", "/usr/lib/systemd/logind.conf"].iter().any(|path| {
        fs::read_to_string(path).is_ok_and(|text| text.lines().any(|line| line.trim() == "KillUserProcesses=yes"))
    });
    if killing { Finding::LogoutKills } else { Finding::LogoutFine }
}
