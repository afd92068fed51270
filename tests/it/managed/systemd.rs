//! A systemd that is asked through a program `systemctl` of its own: units with jobs, automatic restarts, start limits
//! and real processes; and faults of the whole on demand.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// The program. It hands over what it was told, waits for the answer, and ends as that says.
const SYSTEMCTL: &str = r#"#!/bin/sh
reply="@DIR@/reply.$$"
mkfifo "$reply" || exit 99
printf '%s\n' "$$ $*" >"@DIR@/requests"
exec 3<"$reply"
rm -f "$reply"
read -r code <&3
if [ "$code" = 0 ]; then cat <&3; else cat <&3 >&2; fi
exit "$code"
"#;

/// The journal of each unit.
const JOURNALCTL: &str = r#"#!/bin/sh
case "$*" in
*--unit=gone.service*) echo "Hint: You are currently not seeing messages from other users." >&2; exit 1 ;;
*--since=@1767323046*) ;;
*) printf '%s\n' '1767323045.000001 web[7]: begins' ;;
esac
printf '1767323046.200000 web[7]: is \033[31mready\n'
"#;

/// What the manager as a whole may do instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Calm,
    /// It cannot be connected to.
    Unreachable,
    /// It never answers.
    Hangs,
    /// It prints what is no account of a unit.
    Nonsense,
    /// It prints without end.
    Floods,
    /// Orders are not for this user.
    Denies,
}

/// How a start goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Runs,
    /// Its main process ends at once with this code.
    Exits(i32),
    /// It takes this long to be active.
    Takes(Duration),
}

#[derive(Debug)]
pub(super) struct Unit {
    pub(super) load: &'static str,
    active: &'static str,
    sub: &'static str,
    result: &'static str,
    job: u32,
    /// What the job does when it is due.
    due: Option<(Instant, Next)>,
    child: Option<Child>,
    runs: u32,
    restarts: u32,
    code: i32,
    status: i32,
    pub(super) start: Start,
    /// `Restart=always`, so many times until the start limit is hit.
    pub(super) restart: Option<u32>,
    /// It ignores SIGTERM.
    pub(super) deaf: bool,
    /// `TimeoutStopSec`.
    pub(super) patience: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Activate,
    /// After a stop: be down, or start.
    Settle {
        again: bool,
    },
    Restart,
}

impl Unit {
    fn new() -> Self {
        Self {
            load: "loaded",
            active: "inactive",
            sub: "dead",
            result: "success",
            job: 0,
            due: None,
            child: None,
            runs: 0,
            restarts: 0,
            code: 0,
            status: 0,
            start: Start::Runs,
            restart: None,
            deaf: false,
            patience: "1min 30s",
        }
    }

    fn be(&mut self, active: &'static str, sub: &'static str) {
        (self.active, self.sub) = (active, sub);
    }

    fn begin(&mut self, job: u32, now: Instant) {
        self.job = job;
        self.runs += 1;
        self.result = "success";
        self.be("activating", "start");
        let wait = if let Start::Takes(wait) = self.start { wait } else { Duration::from_millis(30) };
        self.due = Some((now + wait, Next::Activate));
    }

    fn tick(&mut self, now: Instant) {
        if let Some(status) = self.child.as_mut().and_then(|child| child.try_wait().unwrap()) {
            self.child = None;
            (self.code, self.status) = match status.signal() {
                Some(signal) => (2, signal),
                None => (1, status.code().unwrap()),
            };
            match self.due {
                Some((_, Next::Settle { .. })) => self.due = self.due.map(|(_, next)| (now, next)),
                _ => self.ended(now),
            }
        }
        let Some((_, next)) = self.due.filter(|(at, _)| now >= *at) else { return };
        self.due = None;
        match next {
            Next::Activate => match self.start {
                Start::Exits(code) => {
                    (self.code, self.status, self.job) = (1, code, 0);
                    self.ended(now);
                }
                Start::Runs | Start::Takes(_) => {
                    let deaf = "trap '' TERM; while :; do sleep 1000; done";
                    let script = if self.deaf { deaf } else { "exec sleep 1000" };
                    self.child = Some(Command::new("/bin/sh").args(["-c", script]).process_group(0).spawn().unwrap());
                    self.job = 0;
                    self.be("active", "running");
                }
            },
            Next::Settle { again } => {
                self.be("inactive", "dead");
                let job = self.job;
                self.job = 0;
                if again {
                    self.begin(job, now);
                }
            }
            Next::Restart => {
                self.restarts += 1;
                self.begin(99, now);
            }
        }
    }

    /// Its main process has ended by itself.
    fn ended(&mut self, now: Instant) {
        let clean = (self.code, self.status) == (1, 0);
        self.result = if clean {
            "success"
        } else if self.code == 1 {
            "exit-code"
        } else {
            "signal"
        };
        match self.restart {
            Some(most) if self.restarts < most => {
                self.be("activating", "auto-restart");
                self.due = Some((now + Duration::from_millis(300), Next::Restart));
            }
            Some(_) => {
                self.result = "start-limit-hit";
                self.be("failed", "failed");
            }
            None if clean => self.be("inactive", "dead"),
            None => self.be("failed", "failed"),
        }
    }

    fn stop(&mut self, job: u32, again: bool, now: Instant) {
        self.job = job;
        self.be("deactivating", "stop-sigterm");
        match &self.child {
            Some(child) => {
                crate::harness::kill(child.id().cast_signed(), rustix::process::Signal::TERM);
                self.due = Some((now + Duration::from_secs(3600), Next::Settle { again }));
            }
            None => self.due = Some((now, Next::Settle { again })),
        }
    }

    fn kill(&mut self) {
        if let Some(child) = &self.child {
            let group = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }

    fn show(&self, name: &str) -> String {
        let pid = self.child.as_ref().map_or(0, Child::id);
        // In systemd's own order, which is not that of the question.
        let mut text = format!(
            "Result={}\nNRestarts={}\nExecMainStartTimestampMonotonic={}\nExecMainCode={}\nExecMainStatus={}\nMainPID={pid}\n\
             TimeoutStopUSec={}\nLoadState={}\nActiveState={}\nSubState={}\nActiveEnterTimestampMonotonic={}\n",
            self.result,
            self.restarts,
            self.runs,
            self.code,
            self.status,
            self.patience,
            self.load,
            self.active,
            self.sub,
            u64::from(self.runs) * 1000
        );
        if self.job > 0 {
            text = format!("{text}Job={}\n", self.job);
        }
        if self.load == "not-found" {
            text = format!("{text}LoadError=org.freedesktop.systemd1.NoSuchUnit \"Unit {name} not found.\"\n");
        }
        let run = if self.runs > 0 { format!("{:032x}", self.runs) } else { String::new() };
        text + &format!("InvocationID={run}\n")
    }
}

struct World {
    units: BTreeMap<String, Unit>,
    /// Orders, without the looks.
    orders: Vec<String>,
    looks: u32,
    mood: Mood,
    jobs: u32,
}

/// The manager. Its units end with it.
pub(super) struct Systemd {
    dir: tempfile::TempDir,
    world: Arc<Mutex<World>>,
    over: Arc<AtomicBool>,
}

impl Systemd {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let bin = dir.path().join("bin");
        fs::create_dir(&bin).unwrap();
        fs::write(bin.join("systemctl"), SYSTEMCTL.replace("@DIR@", &dir.path().display().to_string())).unwrap();
        fs::set_permissions(bin.join("systemctl"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(bin.join("journalctl"), JOURNALCTL).unwrap();
        fs::set_permissions(bin.join("journalctl"), fs::Permissions::from_mode(0o755)).unwrap();
        let requests = dir.path().join("requests");
        assert!(Command::new("mkfifo").arg(&requests).status().unwrap().success());
        // Held open for writing as well, so that it never comes to an end.
        let requests = OpenOptions::new().read(true).write(true).open(requests).unwrap();
        let world = World { units: BTreeMap::new(), orders: Vec::new(), looks: 0, mood: Mood::Calm, jobs: 0 };
        let systemd = Self { dir, world: Arc::new(Mutex::new(world)), over: Arc::default() };
        let (place, world, over) =
            (systemd.dir.path().to_owned(), Arc::clone(&systemd.world), Arc::clone(&systemd.over));
        thread::spawn(move || serve(requests, &place, &world));
        let world = Arc::clone(&systemd.world);
        thread::spawn(move || {
            while !over.load(Ordering::SeqCst) {
                world.lock().unwrap().units.values_mut().for_each(|unit| unit.tick(Instant::now()));
                thread::sleep(Duration::from_millis(2));
            }
        });
        systemd
    }

    /// Where the program is; to be the first of `PATH`.
    pub(super) fn bin(&self) -> PathBuf {
        self.dir.path().join("bin")
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// A unit that is not active.
    pub(super) fn install(&self, name: &str) {
        self.world().units.insert(name.to_owned(), Unit::new());
    }

    /// A unit that runs.
    pub(super) fn run(&self, name: &str) {
        self.install(name);
        self.change(name, |unit| {
            unit.begin(1, Instant::now());
            unit.due = Some((Instant::now(), Next::Activate));
            unit.tick(Instant::now());
        });
    }

    pub(super) fn change(&self, name: &str, change: impl FnOnce(&mut Unit)) {
        change(self.world().units.get_mut(name).unwrap());
    }

    /// What an administrator does by hand.
    pub(super) fn by_hand(&self, verb: &str, name: &str) {
        assert_eq!(self.world().order(verb, name).0, 0);
    }

    pub(super) fn set_mood(&self, mood: Mood) {
        self.world().mood = mood;
    }

    pub(super) fn orders(&self) -> Vec<String> {
        self.world().orders.clone()
    }

    pub(super) fn looks(&self) -> u32 {
        self.world().looks
    }

    /// Its active and its sub state.
    pub(super) fn state(&self, name: &str) -> String {
        let world = self.world();
        let unit = &world.units[name];
        format!("{} ({})", unit.active, unit.sub)
    }

    /// Its main process, as soon as it has one.
    pub(super) fn pid(&self, name: &str) -> i32 {
        crate::harness::until("it has a process", || {
            self.world().units[name].child.as_ref().map(|child| child.id().cast_signed())
        })
    }
}

impl Drop for Systemd {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        for unit in self.world.lock().unwrap().units.values_mut() {
            unit.kill();
            unit.child.take().map(|mut child| child.wait());
        }
    }
}

impl World {
    /// Exit code and text.
    fn answer(&mut self, words: &[&str]) -> (i32, String) {
        let (options, words): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.starts_with('-'));
        let known = ["--no-pager", "--no-ask-password", "--no-block", "--user", "--version", "--signal=KILL", "--"];
        if let Some(option) =
            options.iter().find(|option| !known.contains(option) && !option.starts_with("--property="))
        {
            return (1, format!("systemctl: unrecognized option '{option}'\n"));
        }
        if options.contains(&"--version") {
            return (0, "systemd 252 (252.1)\n+PAM +AUDIT\n".to_owned());
        }
        if self.mood == Mood::Unreachable {
            return (1, "System has not been booted with systemd as init system (PID 1). Can't operate.\n".to_owned());
        }
        match words.as_slice() {
            ["show"] => (0, "Version=252\n".to_owned()),
            ["show", names @ ..] => {
                self.looks += 1;
                match self.mood {
                    Mood::Nonsense => (0, "\u{1b}[31mwhat?\nA=B\n\nC\n".to_owned()),
                    Mood::Floods => (0, "Names=flood.service\n".repeat(200_000)),
                    _ => (0, names.iter().map(|name| self.show(name)).collect::<Vec<_>>().join("\n")),
                }
            }
            [verb, name] => {
                self.orders.push(format!("{verb} {name}"));
                if self.mood == Mood::Denies {
                    return (4, format!("Failed to {verb} {name}: Interactive authentication required.\n"));
                }
                self.order(verb, name)
            }
            _ => (1, "Unknown command verb.\n".to_owned()),
        }
    }

    fn show(&self, name: &str) -> String {
        match self.units.get(name) {
            Some(unit) => unit.show(name),
            None => Unit { load: "not-found", ..Unit::new() }.show(name),
        }
    }

    fn order(&mut self, verb: &str, name: &str) -> (i32, String) {
        self.jobs += 1;
        let (job, now) = (self.jobs, Instant::now());
        let Some(unit) = self.units.get_mut(name) else {
            return (5, format!("Failed to {verb} {name}: Unit {name} not found.\n"));
        };
        if unit.load == "masked" && verb != "stop" {
            return (1, format!("Failed to {verb} {name}: Unit {name} is masked.\n"));
        }
        match (verb, unit.active) {
            ("start", "active") | ("stop", "inactive" | "failed") => {}
            ("start", _) if unit.result == "start-limit-hit" => {}
            ("start", _) | ("restart", "inactive" | "failed") => {
                unit.restarts = 0;
                unit.begin(job, now);
            }
            ("stop", _) => unit.stop(job, false, now),
            ("restart", _) => {
                unit.restarts = 0;
                unit.stop(job, true, now);
            }
            ("kill", _) => unit.kill(),
            ("reset-failed", "failed") => {
                (unit.result, unit.restarts) = ("success", 0);
                unit.be("inactive", "dead");
            }
            ("reset-failed", _) => {}
            _ => return (1, format!("Unknown command verb {verb}.\n")),
        }
        (0, String::new())
    }
}

fn serve(requests: File, place: &Path, world: &Arc<Mutex<World>>) {
    for line in BufReader::new(requests).lines().map_while(Result::ok) {
        if !place.exists() {
            return;
        }
        let words: Vec<&str> = line.split(' ').collect();
        let Some((pid, words)) = words.split_first() else { continue };
        let mut world = world.lock().unwrap();
        if world.mood == Mood::Hangs {
            continue;
        }
        let (code, text) = world.answer(words);
        drop(world);
        let reply = place.join(format!("reply.{pid}"));
        thread::spawn(move || reply_to(&reply, &format!("{code}\n{text}")));
    }
}

/// Gives the answer, unless whoever asked has gone.
fn reply_to(reply: &Path, text: &str) {
    let nonblocking = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        if let Ok(mut file) = OpenOptions::new().write(true).custom_flags(nonblocking).open(reply) {
            rustix::fs::fcntl_setfl(&file, rustix::fs::OFlags::WRONLY).unwrap();
            let _ = file.write_all(text.as_bytes());
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
