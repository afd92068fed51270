//! The operator's own model of drives: read from its file, and asked about what history has of each drive.

use std::fs;
use std::io;
use std::path::Path;

use super::weights::LARGEST;
use crate::learn::drives::{ask, metrics};
use crate::learn::failure::{Model, ModelError};
use crate::model::drive::{DriveFault, DriveReport};
use crate::model::time::Wall;
use crate::store::error::StoreError;
use crate::store::read::{Reader, hour};

/// Why drives were not asked about.
#[derive(Debug)]
pub(super) enum Unasked {
    /// The model cannot be used.
    Fault(DriveFault),
    /// History cannot be read, which is told in its own place.
    Store(StoreError),
}

/// The model of a file, where drives can be asked about with it.
///
/// # Errors
/// Why it cannot be used.
pub fn drive_model(path: &Path) -> Result<Model, DriveFault> {
    let unreadable = |error: io::Error| DriveFault::ModelUnreadable { error: error.to_string() };
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(unreadable(io::ErrorKind::InvalidInput.into()));
    }
    if about.len() > LARGEST {
        return Err(DriveFault::ModelTooLarge);
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let model = Model::from_bytes(&bytes).map_err(fault)?;
    metrics(&model)?;
    Ok(model)
}

/// What the model says of every drive.
pub(super) fn odds(dir: &Path, path: &Path, now: Wall) -> Result<DriveReport, Unasked> {
    let model = drive_model(path).map_err(Unasked::Fault)?;
    let metrics = metrics(&model).map_err(Unasked::Fault)?;
    let courses = Reader::new(dir).drives(&metrics).map_err(Unasked::Store)?;
    ask(&model, &courses, hour(now)).map_err(|error| Unasked::Fault(fault(error)))
}

fn fault(error: ModelError) -> DriveFault {
    match error {
        ModelError::Foreign { error } => DriveFault::ModelForeign { error },
        ModelError::NotOurs => DriveFault::ModelForeign { error: "tensors of another program".to_owned() },
        ModelError::OtherVersion { found, known } => DriveFault::ModelOfOtherVersion { found, known },
        ModelError::Inconsistent { part } => DriveFault::ModelForeign { error: part },
        other => DriveFault::ModelOdd { error: format!("{other:?}") },
    }
}
