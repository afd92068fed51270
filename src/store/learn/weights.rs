//! The file that keeps the model. One that cannot be read is set aside, never overwritten.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::learn::failure::{Measures, Model, ModelError};
use crate::learn::vitals;
use crate::model::learning::{Judged, Origin, Weights};
use crate::model::time::Wall;
use crate::store::dir::beside;
use crate::store::error::{StoreAction, StoreError};

/// Its name in the data directory.
const FILE: &str = "failure.safetensors";
/// No model that was made here is nearly as large.
pub(super) const LARGEST: u64 = 1 << 28;

/// The model that was learned here, or the one that came with the program, where it looks so far ahead. The second is why the
/// first could not be used.
#[must_use]
pub fn weights(dir: &Path, horizon: Duration) -> (Weights, Option<String>) {
    let path = dir.join(FILE);
    let shipped = || match Model::from_bytes(vitals::shipped()) {
        Ok(model) if looks_ahead(&model, horizon) => {
            let worth = judged(&model.report().model);
            Weights { origin: Origin::Shipped, worth, bytes: Arc::from(vitals::shipped()) }
        }
        _ => Weights::default(),
    };
    match own(&path) {
        Ok(Some((weights, model))) if looks_ahead(&model, horizon) => (weights, None),
        Ok(_) => (shipped(), None),
        Err(error) => (shipped(), Some(format!("`{}`: {error}", path.display()))),
    }
}

/// Whether a model is asked about this time.
pub(super) fn looks_ahead(model: &Model, horizon: Duration) -> bool {
    (model.schema().horizon * 3_600.0 - horizon.as_secs_f64()).abs() < 0.5
}

fn own(path: &Path) -> io::Result<Option<(Weights, Model)>> {
    let about = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        about => about?,
    };
    if about.len() > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let bytes = fs::read(path)?;
    let model = Model::from_bytes(&bytes).map_err(|error: ModelError| io::Error::other(error.to_string()))?;
    let learned_at = Wall::from(about.modified().unwrap_or(SystemTime::UNIX_EPOCH));
    let worth = judged(&model.report().model);
    Ok(Some((Weights { origin: Origin::Own { learned_at }, worth, bytes: bytes.into() }, model)))
}

/// Puts a model in the place of the one before, whole or not at all.
pub(super) fn keep(dir: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let path = dir.join(FILE);
    if path.exists() && own(&path).is_err() {
        let aside: PathBuf = beside(&path, ".unreadable");
        fs::rename(&path, aside).map_err(|error| StoreError::of_io(error, &path, StoreAction::SetAside))?;
    }
    let new = beside(&path, ".new");
    let write = || -> io::Result<()> {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, &path)
    };
    write().map_err(|error| StoreError::of_io(error, &path, StoreAction::Write))
}

pub(super) fn judged(measures: &Measures) -> Judged {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Judged {
        questions: count(measures.questions),
        failed: count(measures.failed),
        auc: measures.auc,
        brier: measures.brier,
    }
}
