//! What a part keeps from one start to the next.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A part could not start, or go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum PartError {
    /// There is no such part.
    #[error("{0}")]
    Unknown(String),
    /// The directory has no demo.
    #[error(transparent)]
    Demo(#[from] crate::demo::DemoError),
    /// Somebody else has its port.
    #[error("cannot listen on port {port}: {source}")]
    Port { port: u16, source: std::io::Error },
    /// A file of its own cannot be used.
    #[error("cannot {action} `{}`: {source}", path.display())]
    File { action: &'static str, path: PathBuf, source: std::io::Error },
    /// Its state makes no sense.
    #[error("`{}` is damaged: {why}; it must be removed or put right before this can start", path.display())]
    Damaged { path: PathBuf, why: String },
    /// Another database has the files.
    #[error("`{}` is held by {by}; remove it if that is gone for good", path.display())]
    Locked { path: PathBuf, by: String },
}

impl PartError {
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { action, path: path.to_owned(), source }
    }
}

/// A part's count of what it has done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) done: u64,
    /// The file that says so, held open, so that everybody can see that it is in use.
    #[serde(skip)]
    held: Option<File>,
}

impl Kept {
    /// As it was written last; fresh where there is none.
    pub(super) fn read(part: &str) -> Result<Self, PartError> {
        let path = place(part);
        match fs::read_to_string(&path) {
            Ok(text) => {
                let held = File::open(&path).ok();
                let read = serde_json::from_str(&text).map(|kept| Self { held, ..kept });
                read.map_err(|error| PartError::Damaged { path, why: error.to_string() })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(PartError::file("read", &path)(error)),
        }
    }

    /// Writes it whole or not at all.
    pub(super) fn write(&mut self, part: &str) -> Result<(), PartError> {
        let path = place(part);
        let new = path.with_extension("new");
        let text = serde_json::json!(self).to_string();
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, &path)).and_then(|()| File::open(&path));
        self.held = Some(written.map_err(PartError::file("write", &path))?);
        Ok(())
    }
}

fn place(part: &str) -> PathBuf {
    Path::new("kept").join(format!("{part}.json"))
}
