//! Why there is no demo.

use std::io;
use std::path::{Path, PathBuf};

/// A demo could not be started, found or removed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Something in its directory could not be read, made or removed.
    #[error("cannot {action} `{}`: {source}; hint: name a directory that can be written with `--dir`", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// There is something else in the directory.
    #[error("`{}` is not empty and holds no demo; hint: name a new directory, or an empty one", dir.display())]
    Foreign {
        /// Which.
        dir: PathBuf,
    },
    /// Another process runs a demo there.
    #[error("a demo runs in `{}` already; hint: attach to it with `autoagents attach --data-dir {}`", dir.display(), dir.join("state").display())]
    InUse {
        /// Which.
        dir: PathBuf,
    },
    /// No ports are free.
    #[error("there are not enough free ports on loopback; hint: see who holds them with `ss -ltnp`")]
    NoPorts,
    /// There is no demo to be found.
    #[error("no demo is running; hint: start one with `autoagents demo`, or name its directory with `--dir`")]
    NotRunning,
    /// There are several.
    #[error("several demos are running: {}; hint: say which with `--dir`", shown(dirs))]
    Several {
        /// Where.
        dirs: Vec<PathBuf>,
    },
}

impl DemoError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

fn shown(dirs: &[PathBuf]) -> String {
    dirs.iter().map(|dir| format!("`{}`", dir.display())).collect::<Vec<_>>().join(", ")
}
