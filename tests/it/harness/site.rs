//! A directory with a configuration and a data directory, and commands of the real binary on it.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::processes::{Marked, marked, with_environment};
use super::runtime::Runtime;
use super::wait::until;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_autoagents");
/// In the environment of everything that is started for a site, by whomever.
const MARK: &str = "SITE_OF_THE_TEST";

/// Waits until its input is closed, which happens however the test ends; then whatever carries the mark is killed.
const REAPER: &str = r#"
cat >/dev/null
while pids=$(grep -lzxF -e "$1" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3); [ -n "$pids" ]; do
    kill -9 $pids 2>/dev/null
done
umount "$2/disk" 2>/dev/null
chmod -R u+rwx "$2" && rm -rf "$2"
"#;

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// What it wrote to stdout, when it was done.
    pub(crate) fn done(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "stdout: {}", self.out);
        self.out
    }

    /// What it wrote to stderr, when it ended with this code and wrote nothing to stdout.
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "stderr: {}", self.err);
        self.err
    }
}

/// A place for one test.
pub(crate) struct Site {
    root: PathBuf,
    data: PathBuf,
    /// In the environment of everything that is started for it.
    more: Vec<(&'static str, String)>,
    reaper: Child,
    /// Where programs are looked for.
    path: String,
}

impl Site {
    /// A site with this configuration.
    pub(crate) fn new(config: &str) -> Self {
        let root = tempfile::tempdir().unwrap().keep();
        let mut reaper = Command::new("/bin/sh");
        reaper.args(["-c", REAPER, "reaper"]).arg(format!("{MARK}={}", root.display())).arg(&root);
        // In a group of its own: whoever ends the test's group must not end it as well.
        let reaper = reaper.stdin(Stdio::piped()).stdout(Stdio::null()).process_group(0).spawn().unwrap();
        let path = std::env::var("PATH").unwrap();
        let site = Self { data: root.join("data"), root, more: Vec::new(), reaper, path };
        site.configure(config);
        site
    }

    /// The same with the data directory somewhere below the site's root.
    pub(crate) fn with_data(config: &str, below: &str) -> Self {
        let mut site = Self::new(config);
        site.data = site.root.join(below);
        site
    }

    /// A site where the programs of this directory go before the host's.
    pub(crate) fn with_programs(config: &str, programs: &Path) -> Self {
        let mut site = Self::new(config);
        site.path = format!("{}:{}", programs.display(), site.path);
        site
    }

    /// A site where there are no other programs than those of this directory.
    pub(crate) fn with_only(config: &str, programs: &Path) -> Self {
        let mut site = Self::new(config);
        site.path = programs.display().to_string();
        site
    }

    /// The same with more in the environment.
    pub(crate) fn with_variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    /// Every process that was started for this site, by whomever, and has not ended.
    pub(crate) fn everything(&self) -> Vec<i32> {
        with_environment(&format!("{MARK}={}", self.root.display()))
    }

    pub(crate) fn configure(&self, config: &str) {
        // Without this every site would also watch the host for rules that are nobody's business here.
        let rules = if config.contains("[[rule]]") { "" } else { "rule = []\n" };
        fs::write(self.config(), format!("{rules}{config}")).unwrap();
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.root.join("config.toml")
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// A command in an environment of nothing but what it needs.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).stdin(Stdio::null()).env_clear().envs(self.environment()).current_dir(&self.root);
        command
    }

    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| path.display().to_string();
        let usual = [
            (MARK, shown(&self.root)),
            ("AUTOAGENTS_CONFIG", shown(&self.config())),
            ("AUTOAGENTS_DATA_DIR", shown(&self.data)),
            ("HOME", shown(&self.root)),
            ("PATH", self.path.clone()),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("USER", "kim".to_owned()),
        ];
        usual.into_iter().chain(self.more.iter().cloned()).collect()
    }

    /// Runs a command to its end.
    pub(crate) fn say(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Runs a command that must succeed.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        self.say(arguments).done()
    }

    /// The JSON that a command prints.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let text = self.done(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// A runtime that answers.
    pub(crate) fn run(&self) -> Runtime {
        let mut runtime = self.launch(&[]);
        until("the runtime answers", || {
            assert!(!runtime.has_ended(), "{}", self.last_words());
            let said = self.say(&["status", "--json"]);
            let status: Value = serde_json::from_str(&said.out).ok()?;
            (status["runtime"]["pid"] == runtime.pid()).then_some(())
        });
        runtime
    }

    /// A runtime that may not answer yet, or never.
    pub(crate) fn launch(&self, arguments: &[&str]) -> Runtime {
        let words = File::create(self.root.join("stderr")).unwrap();
        let mut command = self.command(&[&["run"], arguments].concat());
        Runtime::of(command.stdout(Stdio::null()).stderr(words).spawn().unwrap())
    }

    /// What the last runtime wrote to stderr.
    pub(crate) fn last_words(&self) -> String {
        fs::read_to_string(self.root.join("stderr")).unwrap()
    }

    /// The runtimes' log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.data.join("autoagents.log")).unwrap_or_default()
    }

    /// One service as `service list --json` shows it.
    pub(crate) fn service(&self, name: &str) -> Value {
        self.json(&["service", "show", name])
    }

    /// The service, as soon as this holds.
    pub(crate) fn service_when(&self, name: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        until(&format!("{name} {what}"), || Some(self.service(name)).filter(&holds))
    }

    /// The pid of a service, as soon as it runs.
    pub(crate) fn pid(&self, name: &str) -> i32 {
        pid(&self.service_when(name, "runs", |service| service["state"] == "running"))
    }

    /// The pid of a service, as soon as it runs as another process.
    pub(crate) fn next_pid(&self, name: &str, before: i32) -> i32 {
        let runs = |service: &Value| service["state"] == "running" && !service["pid"].is_null();
        pid(&self.service_when(name, "runs again", |service| runs(service) && pid(service) != before))
    }

    /// The alert of this rule on this subject, as soon as it fires.
    pub(crate) fn alert(&self, rule: &str, subject: &str) -> Value {
        until(&format!("{rule} on {subject}"), || self.firing(rule, subject))
    }

    pub(crate) fn firing(&self, rule: &str, subject: &str) -> Option<Value> {
        let alerts = self.json(&["alert", "list"]);
        let alerts = alerts.as_array().unwrap();
        alerts.iter().find(|alert| alert["rule"] == rule && alert["subject"] == subject).cloned()
    }

    /// What carries this data directory's mark.
    pub(crate) fn marked(&self) -> Vec<Marked> {
        fs::read_to_string(self.data.join("data-id")).map(|id| marked(id.trim())).unwrap_or_default()
    }

    /// Waits until nothing of a service is left.
    pub(crate) fn gone(&self, service: &str) {
        until(&format!("nothing of {service} is left"), || {
            self.marked().iter().all(|marked| marked.service != service).then_some(())
        });
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.reaper.stdin.take());
        let _ = self.reaper.wait();
    }
}

/// Runs a command to its end.
pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn pid(service: &Value) -> i32 {
    i32::try_from(service["pid"].as_i64().unwrap_or_default()).unwrap()
}
