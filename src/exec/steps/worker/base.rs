//! The environment of the console, from which that of every step is made. What a step does not change of it is put together
//! once, not for each step.

use std::ffi::{CStr, CString, OsStr, OsString};
use std::os::unix::ffi::OsStringExt as _;

use crate::exec::census;
use crate::exec::environment::{ERRAND, Environment, HEARTBEAT};

/// The variables of the console.
#[derive(Default)]
pub(super) struct Base {
    variables: Environment,
    ready: Vec<(OsString, CString)>,
}

impl std::fmt::Debug for Base {
    /// Values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

impl Base {
    /// Of `NAME=value`, in bytes.
    pub(super) fn of(entries: Vec<Vec<u8>>) -> Self {
        let mut base = Self::default();
        for entry in entries {
            let Some(at) = entry.iter().position(|byte| *byte == b'=').filter(|at| *at > 0) else { continue };
            let name = OsString::from_vec(entry[..at].to_vec());
            let value = OsString::from_vec(entry[at + 1..].to_vec());
            if let Ok(whole) = CString::new(entry) {
                base.ready.push((name.clone(), whole));
                base.variables.insert(name, value);
            }
        }
        // Of whatever has started the console.
        let foreign = [census::SERVICE, census::GENERATION, HEARTBEAT, ERRAND].map(OsStr::new);
        base.ready.retain(|(name, _)| !foreign.contains(&name.as_os_str()));
        base
    }

    /// A variable of the console.
    pub(super) fn get(&self, name: &str) -> Option<&OsString> {
        self.variables.get(OsStr::new(name))
    }

    /// All that a step has of the console.
    pub(super) fn copy(&self) -> Environment {
        self.ready.iter().filter_map(|(name, _)| Some((name.clone(), self.variables.get(name)?.clone()))).collect()
    }

    /// What a step has of the console as it is: what it has none of its own for.
    pub(super) fn beside<'a>(&'a self, own: &Environment) -> Vec<&'a CStr> {
        self.ready.iter().filter(|(name, _)| !own.contains_key(name)).map(|(_, whole)| whole.as_c_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_what_it_does_not_change_and_nothing_of_a_service() {
        let entries = ["A=1", "B=x=y", "AUTOAGENTS_SERVICE=api", "=odd", "none"].map(|entry| entry.as_bytes().to_vec());
        let base = Base::of(entries.to_vec());
        let own = Environment::from([("A".into(), "2".into())]);
        assert_eq!(base.beside(&own), [c"B=x=y"]);
        assert_eq!(base.get("B").unwrap(), "x=y");
        assert_eq!(base.copy().len(), 2);
        assert_eq!(format!("{base:?}"), r#"{"A", "AUTOAGENTS_SERVICE", "B"}"#);
    }
}
