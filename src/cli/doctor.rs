//! `autoagents doctor`: what on this host would stop it from working, each with what to do about it.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use serde::Serialize;

use super::args::Args;
use super::context;
use super::exit::Failure;
use super::output;
use crate::config::{self, Config};

/// Free space below which history will not fit.
const LITTLE_SPACE: u64 = 256 << 20;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Fine,
    Warning,
    Bad,
}

#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    verdict: Verdict,
    detail: String,
}

/// Fails when anything is bad.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let (config, mut findings) = match context::configuration(args) {
        Ok(config) => (Some(config), vec![fine("configuration", "can be read")]),
        Err(error) => (None, vec![bad("configuration", error.to_string())]),
    };
    if let Some(config) = &config {
        findings.push(match config::check_world(config) {
            Ok(()) => fine("programs", "all exist"),
            Err(error) => bad("programs", error.to_string()),
        });
        let dir = config::data_dir(config);
        findings.push(directory(&dir));
        findings.push(space(&dir, config));
        findings.push(socket(&dir));
    }
    findings.extend([proc_readable(), pidfd(), open_files(), terminal(), lingering()]);
    show(&findings, args.json)?;
    let bad = findings.iter().filter(|finding| finding.verdict == Verdict::Bad).count();
    if bad > 0 { Err(Failure::Doctor { bad, all: findings.len() }) } else { Ok(()) }
}

fn show(findings: &[Finding], json: bool) -> Result<(), Failure> {
    if json {
        return Ok(output::json(&findings)?);
    }
    for finding in findings {
        let mark = match finding.verdict {
            Verdict::Fine => "ok  ",
            Verdict::Warning => "warn",
            Verdict::Bad => "BAD ",
        };
        output::line(&format!("{mark}  {}: {}", finding.check, finding.detail))?;
    }
    Ok(())
}

fn fine(check: &'static str, detail: impl Into<String>) -> Finding {
    Finding { check, verdict: Verdict::Fine, detail: detail.into() }
}

fn warning(check: &'static str, detail: impl Into<String>) -> Finding {
    Finding { check, verdict: Verdict::Warning, detail: detail.into() }
}

fn bad(check: &'static str, detail: impl Into<String>) -> Finding {
    Finding { check, verdict: Verdict::Bad, detail: detail.into() }
}

/// The nearest part of the path that exists says whether the rest can be made.
fn directory(dir: &Path) -> Finding {
    let Some(there) = dir.ancestors().find(|path| path.exists()) else {
        return bad("data directory", format!("`{}` has no parent that exists", dir.display()));
    };
    let shown = there.display();
    match fs::metadata(there) {
        Ok(found) if !found.is_dir() => {
            bad("data directory", format!("`{shown}` is not a directory; hint: name another with --data-dir"))
        }
        Ok(_) if rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_err() => {
            bad("data directory", format!("`{shown}` cannot be written; hint: name another with --data-dir"))
        }
        Ok(found) if there == dir && found.mode() & 0o077 != 0 => {
            warning("data directory", format!("`{shown}` can be read by others; hint: `chmod 700 {shown}`"))
        }
        Ok(_) => fine("data directory", format!("`{}` can be written", dir.display())),
        Err(error) => bad("data directory", format!("`{shown}`: {error}")),
    }
}

fn space(dir: &Path, config: &Config) -> Finding {
    let there = dir.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    match rustix::fs::statvfs(there) {
        Ok(found) => {
            let free = found.f_bavail.saturating_mul(found.f_frsize);
            let wanted = config.store.history_max_size;
            let detail = format!("{} MiB free, history takes at most {} MiB", free >> 20, wanted >> 20);
            match free {
                free if free < LITTLE_SPACE => bad("disk space", format!("{detail}; hint: free some")),
                free if free < wanted => {
                    warning("disk space", format!("{detail}; hint: lower `store.history_max_size`"))
                }
                _ => fine("disk space", detail),
            }
        }
        Err(error) => bad("disk space", format!("`{}`: {error}", there.display())),
    }
}

fn socket(dir: &Path) -> Finding {
    match crate::link::place::SocketDir::open(dir) {
        Ok(place) if std::os::unix::net::UnixStream::connect(place.socket()).is_ok() => {
            fine("runtime", "one is running for this data directory")
        }
        _ => fine("runtime", "none is running for this data directory"),
    }
}

/// Without the environment of processes, those of an earlier life are recognised by the journal alone.
fn proc_readable() -> Finding {
    let stat = fs::read("/proc/self/stat").is_ok() && fs::read("/proc/stat").is_ok();
    match (stat, fs::read("/proc/self/environ").is_ok()) {
        (true, true) => fine("/proc", "can be read"),
        (true, false) => warning("/proc", "the environment of processes cannot be read"),
        (false, _) => bad("/proc", "cannot be read; hint: mount it, without `hidepid` for this user"),
    }
}

fn pidfd() -> Finding {
    let own = rustix::process::getpid();
    match rustix::process::pidfd_open(own, rustix::process::PidfdFlags::empty()) {
        Ok(_) => fine("pidfd", "ends of processes are seen at once"),
        Err(error) => warning("pidfd", format!("{error}: ends of processes are looked for; hint: Linux 5.3 or newer")),
    }
}

fn open_files() -> Finding {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    match limit {
        Some(limit) if limit < 1024 => {
            warning("open files", format!("at most {limit}; hint: `ulimit -n 4096` before starting"))
        }
        Some(limit) => fine("open files", format!("at most {limit}")),
        None => fine("open files", "without a limit"),
    }
}

fn terminal() -> Finding {
    let term = std::env::var("TERM").unwrap_or_default();
    match term.as_str() {
        "" | "dumb" => {
            warning("terminal", format!("`TERM={term}` cannot show the console; `autoagents status` works everywhere"))
        }
        _ => fine("terminal", format!("`TERM={term}`")),
    }
}

/// Where logind ends a user's processes with the session, "keep running in the background" would not.
fn lingering() -> Finding {
    let killing = ["/etc/systemd/logind.conf", "/usr/lib/systemd/logind.conf"].iter().any(|path| {
        fs::read_to_string(path).is_ok_and(|text| text.lines().any(|line| line.trim() == "KillUserProcesses=yes"))
    });
    if killing {
        warning(
            "logout",
            "logind ends your processes when you log out; hint: `loginctl enable-linger`, or run it as a unit",
        )
    } else {
        fine("logout", "a runtime outlives the session that started it")
    }
}
