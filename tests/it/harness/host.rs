//! Another host, as far as `ssh` can tell: a site of its own, and a stand-in for `ssh` that leads there.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use rustix::process::Signal;

use super::processes::kill;
use super::site::{PROGRAM, Site};

/// What is called `ssh` while all is well: the options up to `--` and the host go, the rest is for the shell over there.
/// It becomes what it runs, so that its end is the end of the connection, as with the real one.
const LEADS_THERE: &str = r#"
while [ "$1" != -- ]; do shift; done
shift 2
exec THERE sh -c "exec $*"
"#;

/// A host with a runtime's site on it, and a directory with the way to it.
pub(crate) struct Host {
    pub(crate) site: Site,
    programs: PathBuf,
}

impl Host {
    pub(crate) fn new(config: &str) -> Self {
        let site = Site::new(config);
        let programs = site.root().join("programs of the one who calls");
        fs::create_dir(&programs).unwrap();
        fs::create_dir(site.root().join("bin")).unwrap();
        symlink(PROGRAM, site.root().join("bin/autoagents")).unwrap();
        let host = Self { site, programs };
        host.answers();
        host
    }

    /// What a console on this side has in its environment: a `PATH` on which `ssh` leads to the host.
    pub(crate) fn path(&self) -> String {
        format!("{}:{}", self.programs.display(), std::env::var("PATH").unwrap())
    }

    /// From now on `ssh` leads to the host.
    pub(crate) fn answers(&self) {
        let mut there = "env -i".to_owned();
        for (name, value) in self.site.environment() {
            let value = if name == "PATH" { format!("{}/bin:{value}", self.site.root().display()) } else { value };
            write!(there, " {name}={}", quoted(&value)).unwrap();
        }
        self.ssh(&LEADS_THERE.replace("THERE", &there));
    }

    /// From now on `ssh` is this script.
    pub(crate) fn ssh(&self, script: &str) {
        let (ssh, new) = (self.programs.join("ssh"), self.programs.join("new"));
        let note = |what: &str| quoted(&self.site.root().join(what).to_string_lossy());
        let text = format!("#!/bin/sh\necho $$ >{}\necho \"$@\" >>{}\n{script}\n", note("ssh.pid"), note("ssh.calls"));
        fs::write(&new, text).unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
        // In one step: one that is being run must not change, nor be seen half written.
        fs::rename(new, ssh).unwrap();
    }

    /// How `ssh` was called, each time.
    pub(crate) fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.site.root().join("ssh.calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// The connection breaks: the last `ssh` is killed.
    pub(crate) fn cut(&self) {
        let pid = fs::read_to_string(self.site.root().join("ssh.pid")).unwrap();
        kill(pid.trim().parse().unwrap(), Signal::KILL);
    }

    /// There is no `autoagents` on it.
    pub(crate) fn without_program(self) -> Self {
        fs::remove_file(self.site.root().join("bin/autoagents")).unwrap();
        self
    }
}

/// A word for the shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}
