//! Puts faults in, and takes back what is left of them. What it did is in the world, not in here: a runtime that begins
//! in the middle of a fault can take it back as well.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::Signal;

use super::catalogue::{FAULTS, Fault, How, fault};
use super::control::{Word, tell};
use super::layout::Layout;
use super::leftovers::{self, DEMO};
use super::role::{Disk, LEFTOVER, Role};
use crate::model::event::Event;
use crate::model::fault::{FaultAsker, FaultDone, FaultOffer, FaultOrder};
use crate::model::id::ServiceName;
use crate::model::refusal::{Refusal, Thing};
use crate::model::system::SystemError;
use crate::ports::{Events, Faults};

/// What a disk is filled with: files of this name and a number, older than anything that is in use, the last one the
/// youngest.
const FILLER: &str = "backup-that-nobody-needs";
const FILLERS: u64 = 8;
const FILLER_AGE: Duration = Duration::from_secs(24 * 3600);
/// Seconds by which a clock is put forward.
const JUMP: &str = "3600\n";
/// Of a lock: a host that nobody can ask.
const GONE_HOST: &str = "host-of-yesterday 4711 1\n";

/// The faults of the demo of one directory.
pub struct Injector {
    layout: Layout,
    events: Events,
}

impl Injector {
    /// For this demo; what comes of an order goes there.
    #[must_use]
    pub fn new(layout: Layout, events: Events) -> Self {
        Self { layout, events }
    }
}

impl Faults for Injector {
    fn offers(&self) -> Vec<FaultOffer> {
        let offer = |fault: &Fault| FaultOffer {
            name: fault.name.to_owned(),
            targets: fault.targets.iter().map(|role| role.name().into()).collect(),
            restart_heals: fault.restart_heals,
        };
        FAULTS.iter().map(offer).collect()
    }

    fn carry_out(&self, asker: FaultAsker, order: FaultOrder) {
        let (layout, events) = (self.layout.clone(), self.events.clone());
        let again = asker.clone();
        let body = move || {
            let outcome = match order {
                FaultOrder::Inject { fault, service } => inject(&layout, &fault, service.as_ref()),
                FaultOrder::TakeBack => Ok(FaultDone::TakenBack { faults: take_back(&layout) }),
            };
            events(Event::Injected { asker, outcome });
        };
        if let Err(error) = thread::Builder::new().name("fault".to_owned()).spawn(body) {
            let (service, fault) = ("".into(), String::new());
            let system = SystemError::of(&error);
            let outcome = Err(Refusal::NotInjected { service, fault, system });
            (self.events)(Event::Injected { asker: again, outcome });
        }
    }
}

fn inject(layout: &Layout, name: &str, service: Option<&ServiceName>) -> Result<FaultDone, Refusal> {
    let known = FAULTS.iter().map(|fault| fault.name);
    let fault = fault(name).ok_or_else(|| Refusal::not_found(Thing::Fault, name, known))?;
    let role = target(fault, service)?;
    let failed = |error: io::Error| Refusal::NotInjected {
        service: role.name().into(),
        fault: name.to_owned(),
        system: SystemError::of_connection(&error),
    };
    put_in(layout, fault, role).map_err(failed)?;
    let restart = matches!(fault.how, How::Deploy);
    Ok(FaultDone::Injected { fault: name.to_owned(), service: role.name().into(), restart })
}

fn target(fault: &Fault, service: Option<&ServiceName>) -> Result<Role, Refusal> {
    let Some(service) = service else {
        return fault.targets.first().copied().ok_or_else(|| Refusal::not_found(Thing::Service, "", [].into_iter()));
    };
    let wanted = |role: &Role| role.name() == service.as_str();
    if let Some(role) = fault.targets.iter().copied().find(wanted) {
        return Ok(role);
    }
    if !Role::ALL.iter().any(wanted) {
        return Err(Refusal::not_found(Thing::Service, service.as_str(), Role::ALL.map(Role::name).into_iter()));
    }
    let targets = fault.targets.iter().map(|role| role.name().to_owned()).collect();
    Err(Refusal::NotATarget { service: service.clone(), fault: fault.name.to_owned(), targets })
}

fn put_in(layout: &Layout, fault: &Fault, role: Role) -> io::Result<()> {
    match fault.how {
        How::Signal(number) => signal(layout, role, number),
        How::Tell(word) => tell(layout.root(), role.name(), word),
        How::Spoil => {
            // Stopped meanwhile: it must not write the file anew.
            signal(layout, role, Signal::STOP)?;
            let (path, text) = spoiled(layout, role);
            let written = fs::write(path, text);
            signal(layout, role, Signal::KILL).and(written)
        }
        How::Fill => fill(layout, role),
        How::TakePort => take_port(layout, role),
        How::Deploy => point(layout, "v2-bad"),
        How::ShiftClock => fs::write(clock(layout, role), JUMP),
    }
}

fn signal(layout: &Layout, role: Role, number: Signal) -> io::Result<()> {
    let pid = leftovers::leader(layout, role.name());
    let sent = pid.is_some_and(|pid| leftovers::signal(layout, pid, number));
    if sent { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// The file that keeps a part from starting, and what it is spoiled with.
fn spoiled(layout: &Layout, role: Role) -> (PathBuf, &'static str) {
    match role {
        Role::Db => (layout.root().join("db/db.lock"), GONE_HOST),
        role => (layout.root().join(format!("kept/{}.json", role.name())), "{\"done\": 12"),
    }
}

/// Fills a part's small disk to the last byte.
fn fill(layout: &Layout, role: Role) -> io::Result<()> {
    let disk = role.disk().ok_or(io::ErrorKind::NotFound)?;
    let began = SystemTime::now() - FILLER_AGE;
    for number in 1..=FILLERS {
        let room = disk.room(layout.root())? / (FILLERS + 1 - number);
        let mut file = File::create(filler(layout, disk, number))?;
        file.write_all(&vec![b'.'; usize::try_from(room).unwrap_or(0)])?;
        file.set_modified(began + Duration::from_secs(number))?;
    }
    Ok(())
}

fn filler(layout: &Layout, disk: Disk, number: u64) -> PathBuf {
    layout.root().join(disk.spare).join(format!("{FILLER}-{number}.tar"))
}

fn clock(layout: &Layout, role: Role) -> PathBuf {
    layout.root().join("clock").join(role.name())
}

fn release(layout: &Layout) -> PathBuf {
    layout.root().join("releases/api/current")
}

/// Points to another release, so that at every moment there is one.
fn point(layout: &Layout, to: &str) -> io::Result<()> {
    let link = release(layout);
    let new = link.with_extension("new");
    let _ = fs::remove_file(&new);
    symlink(to, &new)?;
    fs::rename(&new, &link)
}

/// The part gives its port up, a stray takes it, and the part is killed: so the stray cannot come too late.
fn take_port(layout: &Layout, role: Role) -> io::Result<()> {
    let port = layout.ports().work(role);
    let mut stray = Command::new("/proc/self/exe");
    stray.args(["demo", "part", "stray", &port.to_string(), "--dir"]).arg(layout.root());
    stray.env(DEMO, layout.id()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    tell(layout.root(), role.name(), Word::Shut)?;
    let mut stray = stray.spawn()?;
    let pid = stray.id();
    // Somebody has to ask how it ended.
    thread::Builder::new().name("stray".to_owned()).spawn(move || stray.wait())?;
    let taken = wait_for_listener(pid, port);
    signal(layout, role, Signal::KILL)?;
    taken
}

/// Waits until this process listens on the port.
fn wait_for_listener(pid: u32, port: u16) -> io::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(3);
    while Instant::now() < deadline {
        if !Path::new(&format!("/proc/{pid}")).exists() {
            break;
        }
        if std::net::TcpStream::connect((std::net::Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(1));
    }
    Err(io::ErrorKind::TimedOut.into())
}

/// Undoes whatever is left of any fault. Gives the names of those of which there was something left.
fn take_back(layout: &Layout) -> Vec<String> {
    let mut names = Vec::new();
    let mut done = |name: &str, undone: bool| {
        if undone {
            names.push(name.to_owned());
        }
    };
    done("port-taken", end_strays(layout));
    for role in Role::ALL {
        let (path, text) = spoiled(layout, role);
        let is_spoiled = fs::read_to_string(&path).is_ok_and(|found| found == text);
        done("crash-loop", is_spoiled && fs::remove_file(&path).is_ok());
        if leftovers::leader(layout, role.name()).is_some_and(leftovers::is_stopped) {
            done("hang", signal(layout, role, Signal::CONT).is_ok());
        }
        let _ = tell(layout.root(), role.name(), Word::Well);
        if fs::remove_file(clock(layout, role)).is_ok() {
            done("clock-jump", true);
            let _ = tell(layout.root(), role.name(), Word::Clock);
        }
    }
    for disk in Role::ALL.into_iter().filter_map(Role::disk) {
        let removed = (1..=FILLERS).filter(|number| fs::remove_file(filler(layout, disk, *number)).is_ok());
        done("full-disk", removed.count() > 0);
        done("filling-disk", remove_leftovers(&layout.root().join(disk.spare)) > 0);
    }
    let is_bad = fs::read_link(release(layout)).is_ok_and(|to| to == Path::new("v2-bad"));
    if is_bad && point(layout, "v1").is_ok() {
        // The release takes effect when it is started again, which its supervisor sees to.
        let _ = signal(layout, Role::Api, Signal::TERM);
        done("bad-deploy", true);
    }
    names
}

/// Removes what a disk was filled with little by little. Gives how many files that were.
fn remove_leftovers(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(LEFTOVER));
    ours.filter(|entry| fs::remove_file(entry.path()).is_ok()).count()
}

fn end_strays(layout: &Layout) -> bool {
    let strays = leftovers::processes(layout).into_iter().filter(|found| found.service.is_none());
    strays.filter(|found| leftovers::signal(layout, found.pid, Signal::KILL)).count() > 0
}
