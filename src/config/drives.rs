//! `[disks]`: how drives are asked how they are.

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeValue;

use super::codec::{Choice, Scalar, Span, quoted, within};
use super::declare::keys;
use super::reader::other_type;
use super::settings::{Disks, Smart};
use super::table::Shape;
use crate::model::wrong::{Wanted, Wrong, WrongValue};

/// Each look wakes the electronics of every drive.
const LOOK: Span = Span { min: Duration::from_secs(10) };

const SMART: Choice<Smart> = Choice { of: &[("auto", Smart::Auto), ("off", Smart::Off)], later: &[] };

keys! {
    /// What the host's drives say of themselves.
    Disks {
        /// "auto" asks every drive for its SMART or NVMe health, where `smartctl` is installed and this user may ask; "off"
        /// asks none.
        smart: SMART, default = "auto";
        /// Between two looks. A drive that sleeps is not woken.
        every: LOOK, default = "1h";
        /// The program of smartmontools, 7.0 or newer: a name that is looked for in PATH and where system programs are, or a
        /// path relative to this file.
        smartctl: Program, default = "smartctl";
    }
}

/// A program by its name or its path.
struct Program;

impl Scalar for Program {
    type Value = PathBuf;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<PathBuf, Wrong> {
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::Path, "\"/usr/sbin/smartctl\"")) };
        match text {
            text if text.trim().is_empty() => Err(WrongValue::EmptyPath.into()),
            text if text.starts_with('~') => Err(WrongValue::Tilde { text: text.to_owned() }.into()),
            text if text.contains('\0') => Err(WrongValue::HoldsNul.into()),
            text if text.contains('/') => Ok(within(base, text)),
            text => Ok(text.into()),
        }
    }

    fn literal(&self, value: &PathBuf) -> String {
        quoted(&value.to_string_lossy())
    }
}
