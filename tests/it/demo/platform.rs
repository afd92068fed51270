//! A demo that runs, and how it does when nobody breaks it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Runtime, Site, until};

/// The services of the demo.
pub(crate) const SERVICES: [&str; 8] = ["db", "cache", "mailer", "api", "web", "worker", "scheduler", "visitors"];

/// A demo without a screen.
pub(crate) struct Demo {
    pub(crate) site: Site,
    pub(crate) runtime: Option<Runtime>,
    pub(crate) dir: PathBuf,
}

/// A place whose temporary directory is within it.
pub(crate) fn site() -> Site {
    let site = Site::new("");
    let root = site.root().display().to_string();
    site.with_variable("TMPDIR", root)
}

/// Starts a demo without a screen.
pub(crate) fn launch(site: &Site, arguments: &[&str]) -> Runtime {
    let mut command = site.command(&[&["demo", "--headless"], arguments].concat());
    let words = fs::File::create(site.root().join("stderr")).unwrap();
    Runtime::of(command.stdout(Stdio::null()).stderr(words).spawn().unwrap())
}

/// The temporary directories of demos.
pub(crate) fn directories(site: &Site) -> Vec<PathBuf> {
    let names = fs::read_dir(site.root()).unwrap().map(|entry| entry.unwrap().path());
    names.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("autoagents-demo-")).collect()
}

impl Demo {
    /// One in a temporary directory, with everything healthy.
    pub(crate) fn start() -> Self {
        Self::on(site(), &[])
    }

    /// The same without recovery: what is broken and not restarted stays broken, so that it can be looked at.
    pub(crate) fn alone() -> Self {
        Self::on(site(), &["--set", "recovery.mode=off", "--set", "recovery.preventive=off"])
    }

    pub(crate) fn on(site: Site, arguments: &[&str]) -> Self {
        let before = directories(&site);
        let mut runtime = launch(&site, arguments);
        let named =
            arguments.iter().position(|argument| *argument == "--dir").map(|at| site.root().join(arguments[at + 1]));
        let dir = until("the demo has a directory", || {
            assert!(!runtime.has_ended(), "{}", site.last_words());
            let dirs = named.clone().map_or_else(|| directories(&site), |dir| vec![dir]);
            let new = |dir: &PathBuf| named.is_some() || !before.contains(dir);
            dirs.into_iter().filter(new).find(|dir| dir.join("state/run/autoagents.sock").exists())
        });
        let demo = Self { site, runtime: Some(runtime), dir };
        demo.is_green();
        demo
    }

    /// Waits until everything is healthy.
    pub(crate) fn is_green(&self) {
        let mut last = Value::Null;
        let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            until("everything is healthy", || {
                last = self.services();
                let all = last.as_array().unwrap();
                (all.len() == 8 && all.iter().all(|service| service["health"] == "healthy")).then_some(())
            });
        }));
        assert!(seen.is_ok(), "{last:#}");
    }

    fn services(&self) -> Value {
        let said = self.site.say(&["service", "list", "--json", "--data-dir", &self.state()]);
        serde_json::from_str(&said.out).unwrap_or_else(|_| Value::Array(Vec::new()))
    }

    pub(crate) fn state(&self) -> String {
        self.dir.join("state").display().to_string()
    }

    pub(crate) fn service(&self, name: &str) -> Value {
        self.site.json(&["service", "show", name, "--data-dir", &self.state()])
    }

    pub(crate) fn pid(&self, name: &str) -> i32 {
        until(&format!("{name} runs"), || i32::try_from(self.service(name)["pid"].as_i64()?).ok())
    }

    /// What a command about this demo says.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        self.site.done(&[arguments, &["--dir", &self.dir.display().to_string()]].concat())
    }

    pub(crate) fn inject(&self, fault: &str) {
        self.done(&["demo", "fault", fault]);
    }

    pub(crate) fn port(&self, name: &str) -> u16 {
        let mark: Value = serde_json::from_str(&fs::read_to_string(self.dir.join("demo.json")).unwrap()).unwrap();
        u16::try_from(mark["ports"][name].as_u64().unwrap()).unwrap()
    }

    /// Status and body of what a service answers, unless it does not.
    pub(crate) fn ask(&self, name: &str, path: &str) -> Option<(u16, String)> {
        ask(self.port(name), path)
    }

    pub(crate) fn metrics(&self, name: &str) -> Value {
        let (_, body) = self.ask(name, "/metrics").unwrap_or_default();
        serde_json::from_str(&body).unwrap_or_default()
    }

    /// Waits until a service's `/health` is a 503 that says this.
    pub(crate) fn ails(&self, name: &str, words: &str) {
        until(&format!("{name} says `{words}`"), || {
            self.ask(name, "/health").filter(|(status, body)| *status == 503 && body.contains(words)).map(drop)
        });
    }

    pub(crate) fn log(&self, name: &str) -> String {
        fs::read_to_string(self.dir.join("state/logs").join(format!("{name}.log"))).unwrap_or_default()
    }

    /// Processes in this state whose parent is that one.
    pub(crate) fn children(parent: i32) -> Vec<(i32, char)> {
        let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let child = |pid: i32| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let mut fields = stat.rsplit_once(") ")?.1.split(' ');
            let state = fields.next()?.chars().next()?;
            (fields.next()?.parse() == Ok(parent)).then_some((pid, state))
        };
        pids.filter_map(child).collect()
    }

    /// Whatever of the demo runs, the runtime included.
    pub(crate) fn processes(&self) -> Vec<i32> {
        self.site.everything()
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.dir.join(below)
    }
}

pub(crate) fn ask(port: u16, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(6))).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

#[test]
fn everything_is_green_soon_and_people_get_what_they_ask_for() {
    let site = site();
    let began = Instant::now();
    let demo = Demo::on(site, &[]);
    let took = began.elapsed();
    println!("green after {took:?}");
    assert!(took < Duration::from_secs(8), "green only after {took:?}");
    until("people have come by", || (demo.metrics("visitors")["requests_total"].as_u64()? > 40).then_some(()));
    let metrics = demo.metrics("visitors");
    assert_eq!(metrics["errors_total"], 0, "{metrics} {}", demo.log("visitors"));
    assert!(metrics["p95_ms"].as_f64().unwrap() >= metrics["p50_ms"].as_f64().unwrap(), "{metrics}");
    let (status, page) = demo.ask("web", "/").unwrap();
    assert!(status == 200 && page.contains("<h1>"), "{page}");
    let mails = || fs::read_to_string(demo.path("spool/mbox")).unwrap_or_default();
    until("mails about posts and about the clock are written", || {
        (mails().contains("Subject: notify") && mails().contains("Subject: digest")).then_some(())
    });
    for name in ["web", "api", "mailer", "worker", "scheduler"] {
        let metrics = demo.metrics(name);
        assert!(
            metrics["requests_total"].as_u64().unwrap() > 0 && metrics["requests_per_second"].is_number(),
            "{metrics}"
        );
    }
    assert!(demo.metrics("worker")["queue_length"].as_u64().unwrap() < 20);
}

#[test]
fn its_configuration_is_one_that_can_be_copied_from() {
    let demo = Demo::start();
    let config = demo.path("config.toml").display().to_string();
    let said = demo.site.done(&["config", "check", "--config", &config]);
    assert!(said.contains("8 services"), "{said}");
    let text = fs::read_to_string(config).unwrap();
    for part in ["depends_on = [\"db\", \"cache\"]", "role = \"readiness\"", "[[rule]]", "autostart = true", "# "] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn no_part_waits_for_a_service_that_is_not_there() {
    let site = site();
    let said = site.say(&["demo", "part", "nobody", "--dir", "."]);
    assert!(said.code == Some(1) && said.out.contains("`nobody`"), "{said:?}");
    let said = site.say(&["demo", "part", "db", "--dir", "."]);
    assert!(said.code == Some(1) && said.out.contains("no demo"), "{said:?}");
    assert!(!Path::new("db").exists());
}
