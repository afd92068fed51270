//! The files that keep the models. One that cannot be read is set aside, never overwritten.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::learn::failure::{Measures, Model, ModelError};
use crate::learn::vitals;
use crate::model::learning::{Aim, Judged, Origin, Weights};
use crate::model::time::Wall;
use crate::store::dir::beside;
use crate::store::error::{StoreAction, StoreError};

/// No model that was made here is nearly as large.
pub(super) const LARGEST: u64 = 1 << 28;

/// Where the model is kept that is asked this.
pub(super) fn path(dir: &Path, aim: Aim) -> PathBuf {
    let ahead = humantime::format_duration(aim.ahead).to_string().replace(' ', "");
    dir.join(format!("failure-{}-{ahead}.safetensors", aim.whose.word()))
}

/// The model that was learned here, or the one that came with the program, where there is one that is asked this. The second is
/// why the first could not be used.
#[must_use]
pub fn weights(dir: &Path, aim: Aim) -> (Weights, Option<String>) {
    let path = path(dir, aim);
    let shipped = || {
        let found = vitals::shipped(aim).and_then(|bytes| Some((bytes, Model::from_bytes(bytes).ok()?)));
        let Some((bytes, model)) = found.filter(|(_, model)| vitals::aim_of(model.schema()) == Some(aim)) else {
            return Weights { aim, ..Weights::default() };
        };
        Weights { aim, origin: Origin::Shipped, worth: judged(&model.report().model), bytes: Arc::from(bytes) }
    };
    match own(&path, aim) {
        Ok(Some((weights, model))) if vitals::aim_of(model.schema()) == Some(aim) => (weights, None),
        Ok(_) => (shipped(), None),
        Err(error) => (shipped(), Some(format!("`{}`: {error}", path.display()))),
    }
}

fn own(path: &Path, aim: Aim) -> io::Result<Option<(Weights, Model)>> {
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
    Ok(Some((Weights { aim, origin: Origin::Own { learned_at }, worth, bytes: bytes.into() }, model)))
}

/// Puts a model in the place of the one before, whole or not at all.
pub(super) fn keep(dir: &Path, aim: Aim, bytes: &[u8]) -> Result<(), StoreError> {
    let path = path(dir, aim);
    if path.exists() && own(&path, aim).is_err() {
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
