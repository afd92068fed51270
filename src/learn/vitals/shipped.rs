//! The model that every console begins with.

use std::time::Duration;

use crate::model::learning::{Aim, Whose};

/// What it is asked.
pub const NEAREST: Aim = Aim { whose: Whose::Services, ahead: Duration::from_mins(2) };

/// Learned from the demo platform's faults; `assets/models/README.md` says how it was made. None where what comes so long
/// before failures, or before those of a host, has to be learned first.
#[must_use]
pub fn shipped(aim: Aim) -> Option<&'static [u8]> {
    (aim == NEAREST).then_some(include_bytes!("../../../assets/models/failure-2m.safetensors"))
}
