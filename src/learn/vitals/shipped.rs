//! The model that every console begins with.

use std::time::Duration;

/// How far ahead services are asked about.
pub const HORIZON: Duration = Duration::from_mins(2);

/// Learned from the demo platform's faults; `assets/models/README.md` says how it was made.
#[must_use]
pub fn shipped() -> &'static [u8] {
    include_bytes!("../../../assets/models/failure.safetensors")
}
