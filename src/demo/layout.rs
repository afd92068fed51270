//! The demo's directory. Everything that a demo touches is in it, and it can be told by the mark in it.
//!
//! ```text
//! demo.json ─ the mark, with the ports          config.toml ─ what watches it          state/ ─ the runtime's data
//! db/ spool/ kept/ clock/ ─ what parts keep     releases/ ─ versions of the api        run/ ─ sockets
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::error::{DemoAttempt, DemoError};
use super::leftovers;
use super::plan;
use super::ports::Ports;

/// Temporary directories of demos begin with this.
pub(super) const PREFIX: &str = "autoagents-demo-";
/// The mark.
const MARK: &str = "demo.json";
const LOCK: &str = "demo.lock";
/// Longest time for which somebody who only looks holds the lock.
const LOOKED_AT: Duration = Duration::from_millis(200);
/// Of the mark; another means another layout.
const VERSION: u32 = 1;

/// Versions of the api: name of the directory, and what is in its settings.
const RELEASES: [(&str, &str); 2] = [
    (
        "v1",
        "# A release of the api. `releases/api/current` points to the one that runs.\nversion = \"1.0.0\"\nfail_share = 0.0\n",
    ),
    (
        "v2-bad",
        "# A release with a fault in it: most of what it is asked fails.\nversion = \"2.0.0\"\nfail_share = 0.8\n",
    ),
];

/// Where a demo is, and what is its.
#[derive(Debug, Clone)]
pub struct Layout {
    root: PathBuf,
    mark: Mark,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Mark {
    autoagents_demo: u32,
    id: String,
    temporary: bool,
    ports: Ports,
}

/// The right to run a demo in a directory; ends with the process however it ends.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

impl Layout {
    /// A directory for a demo, held: this one, made where it is missing, or a fresh temporary one.
    ///
    /// # Errors
    /// When it cannot be made, when there is something else in it, and when a demo runs there.
    pub fn take(dir: Option<&Path>) -> Result<(Self, Held), DemoError> {
        let root = match dir {
            Some(dir) => std::path::absolute(dir).map_err(DemoError::io(DemoAttempt::Find, dir))?,
            None => std::env::temp_dir().join(format!("{PREFIX}{:012x}", fastrand::u64(..1 << 48))),
        };
        make(&root)?;
        let marked = root.join(MARK).exists();
        if !marked && fs::read_dir(&root).map_err(DemoError::io(DemoAttempt::Read, &root))?.any(|entry| entry.is_ok()) {
            return Err(DemoError::Foreign { dir: root.display().to_string() });
        }
        let held = hold(&root)?;
        let mark = if marked { read(&root)? } else { Mark::new(dir.is_none())? };
        let mut layout = Self { root, mark };
        layout.furnish()?;
        Ok((layout, held))
    }

    /// The demo of this directory.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(dir: &Path) -> Result<Self, DemoError> {
        let root = std::path::absolute(dir).map_err(DemoError::io(DemoAttempt::Find, dir))?;
        if !root.join(MARK).exists() {
            return Err(DemoError::NotRunning);
        }
        Ok(Self { mark: read(&root)?, root })
    }

    /// Whether there is a demo in this directory.
    pub(super) fn is_at(dir: &Path) -> bool {
        dir.join(MARK).exists()
    }

    /// The demo of this directory, held, if nobody runs it.
    pub(super) fn abandoned(dir: &Path) -> Option<(Self, Held)> {
        let held = try_hold(dir).ok()?;
        Some((Self::open(dir).ok()?, held))
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The configuration of its runtime.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.root.join("config.toml")
    }

    /// The data directory of its runtime.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.root.join("state")
    }

    /// Where people see the platform.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.ports().status(super::Role::Web))
    }

    pub(super) fn ports(&self) -> &Ports {
        &self.mark.ports
    }

    /// In the environment of what belongs to the demo and is no service.
    pub(super) fn id(&self) -> &str {
        &self.mark.id
    }

    /// Ends whatever is left of it, and removes the directory where it was made for this demo alone.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub fn end(&self) -> Result<(), DemoError> {
        leftovers::kill_all(self);
        if !self.mark.temporary {
            return Ok(());
        }
        match fs::remove_dir_all(&self.root) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(DemoError::io(DemoAttempt::Remove, &self.root)(error))
            }
            _ => Ok(()),
        }
    }

    /// Puts everything in its place that is not there.
    fn furnish(&mut self) -> Result<(), DemoError> {
        for name in ["db", "db/archive", "spool", "kept", "clock", "run", "releases", "releases/api"] {
            make(&self.root.join(name))?;
        }
        for (name, settings) in RELEASES {
            let release = self.root.join("releases/api").join(name);
            make(&release)?;
            write(&release.join("settings.toml"), settings)?;
        }
        let current = self.root.join("releases/api/current");
        if !current.exists() {
            // A link that leads nowhere is in the way.
            let _ = fs::remove_file(&current);
            symlink("v1", &current).map_err(DemoError::io(DemoAttempt::Link, &current))?;
        }
        // Services that run have their ports; of one that does not run they may have been taken meanwhile.
        if !leftovers::is_alive(self) && !self.mark.ports.are_free() {
            self.mark.ports = Ports::choose().ok_or(DemoError::NoPorts)?;
        }
        let text = serde_json::to_string_pretty(&self.mark).map_err(io::Error::from);
        let path = self.root.join(MARK);
        write(&path, &text.map_err(DemoError::io(DemoAttempt::Write, &path))?)?;
        self.configure()
    }

    /// Writes the configuration, unless there is one that was written for these ports and this program: it may have been
    /// changed since, to try something.
    fn configure(&self) -> Result<(), DemoError> {
        let program = std::env::current_exe().map_err(DemoError::io(DemoAttempt::Find, Path::new("/proc/self/exe")))?;
        let path = self.config();
        let fits = |text: &str| plan::fits(text, &program, &self.mark.ports);
        if fs::read_to_string(&path).is_ok_and(|text| fits(&text)) {
            return Ok(());
        }
        write(&path, &plan::config(&program, &self.mark.ports))
    }
}

impl Mark {
    fn new(temporary: bool) -> Result<Self, DemoError> {
        let ports = Ports::choose().ok_or(DemoError::NoPorts)?;
        Ok(Self { autoagents_demo: VERSION, id: format!("{:032x}", fastrand::u128(..)), temporary, ports })
    }
}

fn read(root: &Path) -> Result<Mark, DemoError> {
    let path = root.join(MARK);
    let text = fs::read_to_string(&path).map_err(DemoError::io(DemoAttempt::Read, &path))?;
    let mark: Mark =
        serde_json::from_str(&text).map_err(|error| DemoError::io(DemoAttempt::Read, &path)(error.into()))?;
    if mark.autoagents_demo == VERSION { Ok(mark) } else { Err(DemoError::Foreign { dir: root.display().to_string() }) }
}

/// As [`try_hold`], but whoever only looks whether it is held has let go in a moment.
fn hold(root: &Path) -> Result<Held, DemoError> {
    let deadline = Instant::now() + LOOKED_AT;
    loop {
        match try_hold(root) {
            Err(DemoError::InUse { .. }) if Instant::now() < deadline => std::thread::sleep(LOOKED_AT / 20),
            outcome => return outcome,
        }
    }
}

fn try_hold(root: &Path) -> Result<Held, DemoError> {
    let path = root.join(LOCK);
    let opened = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = opened.map_err(DemoError::io(DemoAttempt::Lock, &path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Held { _file: file }),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(DemoError::InUse { dir: root.display().to_string() }),
        Err(error) => Err(DemoError::io(DemoAttempt::Lock, &path)(error.into())),
    }
}

fn make(dir: &Path) -> Result<(), DemoError> {
    DirBuilder::new().mode(0o700).recursive(true).create(dir).map_err(DemoError::io(DemoAttempt::Make, dir))
}

fn write(path: &Path, text: &str) -> Result<(), DemoError> {
    fs::write(path, text).map_err(DemoError::io(DemoAttempt::Write, path))
}
