//! A container engine that speaks the API of Docker on a Unix socket, with faults on demand.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// What an engine may do instead of answering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mood {
    /// This status with this message.
    Status(u16, &'static str),
    /// Half an answer, then nothing more and the connection closed.
    Cut,
    /// Bytes that are not HTTP.
    Garbage,
    /// An answer whose body is no JSON of a container.
    Nonsense,
    /// Never an answer.
    Hangs,
    /// The answer, later.
    Slow(Duration),
}

/// One container.
pub(super) struct Container {
    id: String,
    pub(super) status: &'static str,
    pub(super) exit_code: i32,
    pub(super) error: String,
    pub(super) policy: &'static str,
    pub(super) restarts: u64,
    /// A start ends at once with this code.
    pub(super) exits: Option<i32>,
    /// It has a real process.
    pub(super) real: bool,
    /// It does not heed a stop.
    pub(super) deaf: bool,
    runs: u32,
    child: Option<Child>,
}

impl Container {
    fn inspect(&self, name: &str) -> Value {
        let at = |count: u32| format!("2026-01-02T03:04:{:02}.123456789Z", count % 60);
        json!({
            "Id": self.id, "Name": format!("/{name}"), "RestartCount": self.restarts,
            "State": {
                "Status": self.status, "Running": self.status == "running", "Paused": false,
                "Restarting": self.status == "restarting", "OOMKilled": false, "Dead": false,
                "Pid": self.child.as_ref().filter(|_| self.status == "running").map_or(0, Child::id),
                "ExitCode": self.exit_code, "Error": self.error,
                "StartedAt": if self.runs == 0 { "0001-01-01T00:00:00Z".to_owned() } else { at(self.runs) },
                "FinishedAt": at(self.runs),
            },
            "HostConfig": { "RestartPolicy": { "Name": self.policy, "MaximumRetryCount": 0 } },
            "Config": { "Image": "busybox", "StopTimeout": 1 },
        })
    }

    pub(super) fn run(&mut self) {
        self.runs += 1;
        (self.status, self.exit_code, self.error) = ("running", 0, String::new());
        if self.real {
            self.child = Some(Command::new("/bin/sleep").arg("1000").process_group(0).spawn().unwrap());
        }
        if let Some(code) = self.exits {
            self.end(code);
        }
    }

    pub(super) fn end(&mut self, code: i32) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        (self.status, self.exit_code) = ("exited", code);
    }
}

#[derive(Default)]
struct World {
    containers: BTreeMap<String, Container>,
    /// What was asked for, without the events and the looks.
    orders: Vec<String>,
    looks: u64,
    streams: Vec<UnixStream>,
    /// By a part of the path.
    moods: Vec<(&'static str, Mood)>,
    ids: u32,
}

/// The engine. Its socket is gone when it is dropped.
pub(super) struct Docker {
    dir: tempfile::TempDir,
    world: Arc<Mutex<World>>,
    listens: Arc<Mutex<u32>>,
}

impl Docker {
    pub(super) fn new() -> Self {
        let docker = Self { dir: tempfile::tempdir().unwrap(), world: Arc::default(), listens: Arc::default() };
        docker.start();
        docker
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.dir.path().join("docker.sock")
    }

    /// The engine begins to listen, at first or again.
    pub(super) fn start(&self) {
        let listener = UnixListener::bind(self.socket()).unwrap();
        *self.listens.lock().unwrap() += 1;
        let (number, listens, world) =
            (*self.listens.lock().unwrap(), Arc::clone(&self.listens), Arc::clone(&self.world));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if *listens.lock().unwrap() != number {
                    return;
                }
                let (stream, world) = (stream.unwrap(), Arc::clone(&world));
                // A client that went away is no failure.
                thread::spawn(move || drop(serve(stream, &world)));
            }
        });
    }

    /// The engine ends; its containers do not.
    pub(super) fn stop(&self) {
        *self.listens.lock().unwrap() += 1;
        // Wakes the listener, so that it ends.
        drop(UnixStream::connect(self.socket()));
        std::fs::remove_file(self.socket()).unwrap();
        self.cut_streams();
    }

    /// Every stream of events breaks off.
    pub(super) fn cut_streams(&self) {
        for stream in self.world().streams.drain(..) {
            drop(stream.shutdown(std::net::Shutdown::Both));
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// A container, as `docker create` makes it.
    pub(super) fn create(&self, name: &str) {
        let mut world = self.world();
        world.ids += 1;
        let id = format!("{:064x}", world.ids + 0xabc0);
        let container = Container {
            id,
            status: "created",
            exit_code: 0,
            error: String::new(),
            policy: "no",
            restarts: 0,
            exits: None,
            real: false,
            deaf: false,
            runs: 0,
            child: None,
        };
        world.containers.insert(name.to_owned(), container);
        world.tell(name, "create");
    }

    /// A container that runs.
    pub(super) fn run(&self, name: &str) {
        self.create(name);
        self.change(name, "start", Container::run);
    }

    /// Something happens to a container, and the engine says so.
    pub(super) fn change(&self, name: &str, event: &str, change: impl FnOnce(&mut Container)) {
        let mut world = self.world();
        change(world.containers.get_mut(name).unwrap());
        if !event.is_empty() {
            world.tell(name, event);
        }
    }

    /// It ends by itself.
    pub(super) fn die(&self, name: &str, code: i32) {
        self.change(name, "die", |container| container.end(code));
    }

    /// It ends by itself, and the engine starts it again by its own policy.
    pub(super) fn die_and_restart(&self, name: &str, code: i32) {
        self.change(name, "die", |container| {
            container.end(code);
            container.status = "restarting";
            container.restarts += 1;
        });
        thread::sleep(Duration::from_millis(100));
        self.change(name, "start", Container::run);
    }

    pub(super) fn remove(&self, name: &str) {
        let mut world = self.world();
        world.tell(name, "destroy");
        world.containers.remove(name).unwrap().end(0);
    }

    /// Paths that contain this are answered so.
    pub(super) fn mood(&self, part: &'static str, mood: Mood) {
        self.world().moods.push((part, mood));
    }

    pub(super) fn calm_down(&self) {
        self.world().moods.clear();
    }

    /// What was ordered so far.
    pub(super) fn orders(&self) -> Vec<String> {
        self.world().orders.clone()
    }

    /// How often it was asked how a container is.
    pub(super) fn looks(&self) -> u64 {
        self.world().looks
    }

    pub(super) fn status(&self, name: &str) -> &'static str {
        self.world().containers[name].status
    }

    pub(super) fn pid(&self, name: &str) -> Option<i32> {
        Some(self.world().containers[name].child.as_ref()?.id().cast_signed())
    }

    /// How many follow the events.
    pub(super) fn followers(&self) -> usize {
        self.world().streams.len()
    }
}

impl Drop for Docker {
    fn drop(&mut self) {
        for container in self.world.lock().unwrap().containers.values_mut() {
            container.end(0);
        }
    }
}

impl World {
    fn tell(&mut self, name: &str, event: &str) {
        let Some(container) = self.containers.get(name) else { return };
        let event = json!({
            "Type": "container", "Action": event, "Actor": { "ID": container.id, "Attributes": { "name": name } },
        });
        let text = format!("{event}\n");
        // In two pieces, as a stream may come.
        let (first, second) = text.split_at(text.len() / 2);
        self.streams.retain_mut(|stream| {
            [first, second].into_iter().all(|piece| write!(stream, "{:x}\r\n{piece}\r\n", piece.len()).is_ok())
        });
    }

    fn order(&mut self, name: &str, verb: &str) -> (u16, Value) {
        let Some(container) = self.containers.get_mut(name) else {
            return (404, json!({ "message": format!("No such container: {name}") }));
        };
        let runs = container.status == "running";
        match (verb, runs) {
            ("start", true) | ("stop", false) => return (304, Value::Null),
            ("kill", false) => return (409, json!({ "message": format!("container {name} is not running") })),
            ("start", false) => container.run(),
            ("stop", true) if container.deaf => return (0, Value::Null),
            ("stop", true) => container.end(0),
            ("kill", true) => container.end(137),
            ("restart", _) => {
                container.end(0);
                container.run();
            }
            _ => return (404, json!({ "message": "page not found" })),
        }
        self.tell(name, verb);
        (204, Value::Null)
    }
}

fn serve(mut stream: UnixStream, world: &Mutex<World>) -> std::io::Result<()> {
    loop {
        let Some(request) = read(&mut stream)? else { return Ok(()) };
        let (method, path) = request.split_once(' ').unwrap();
        let mood =
            world.lock().unwrap().moods.iter().find(|(part, _)| path.contains(part)).map(|(_, mood)| mood.clone());
        let parts: Vec<&str> = path.split('?').next().unwrap().split('/').collect();
        if method == "POST" {
            world.lock().unwrap().orders.push(path.to_owned());
        }
        match mood {
            Some(Mood::Status(status, message)) => {
                answer(&mut stream, status, &json!({ "message": message }))?;
                continue;
            }
            Some(Mood::Cut) => return write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{{\"Id\":\"x"),
            Some(Mood::Garbage) => return stream.write_all(b"\0\xffSSH-2.0 what?\r\n"),
            Some(Mood::Nonsense) => {
                answer(&mut stream, 200, &json!(["nothing", "of", "that"]))?;
                continue;
            }
            Some(Mood::Hangs) => {
                // Until the client gives up.
                let _ = stream.read(&mut [0; 64]);
                return Ok(());
            }
            Some(Mood::Slow(time)) => thread::sleep(time),
            None => {}
        }
        match (method, parts.as_slice()) {
            ("GET", ["", "version"]) => {
                answer(&mut stream, 200, &json!({ "Version": "27.1", "Components": [{ "Name": "Engine" }] }))?;
            }
            ("GET", ["", "events"]) => {
                write!(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
                world.lock().unwrap().streams.push(stream);
                return Ok(());
            }
            ("GET", ["", "containers", name, "json"]) => {
                let mut world = world.lock().unwrap();
                world.looks += 1;
                let found = world.containers.get(*name).map(|container| container.inspect(name));
                drop(world);
                match found {
                    Some(found) => answer(&mut stream, 200, &found)?,
                    None => answer(&mut stream, 404, &json!({ "message": format!("No such container: {name}") }))?,
                }
            }
            ("GET", ["", "containers", _, "logs"]) => {
                // In frames, as of a container without a terminal.
                let frame = |stream: u8, text: &str| {
                    [&[stream, 0, 0, 0], &u32::try_from(text.len()).unwrap().to_be_bytes()[..], text.as_bytes()]
                        .concat()
                };
                let out = frame(1, "2026-01-02T03:04:05.100000000Z ready for work\n");
                let body = [out, frame(2, "2026-01-02T03:04:06.200000000Z \u{1b}[31mlow on \u{7}disk\n")].concat();
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len())?;
                stream.write_all(&body)?;
            }
            ("POST", ["", "containers", name, verb]) => {
                let (status, body) = world.lock().unwrap().order(name, verb);
                if status == 0 {
                    let _ = stream.read(&mut [0; 64]);
                    return Ok(());
                }
                answer(&mut stream, status, &body)?;
            }
            _ => answer(&mut stream, 404, &json!({ "message": "page not found" }))?,
        }
    }
}

/// Method and path; none when nothing more comes.
fn read(stream: &mut UnixStream) -> std::io::Result<Option<String>> {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        text.push(byte[0]);
    }
    let text = String::from_utf8(text).unwrap();
    let mut words = text.lines().next().unwrap().split(' ');
    Ok(Some(format!("{} {}", words.next().unwrap(), words.next().unwrap())))
}

fn answer(stream: &mut UnixStream, status: u16, body: &Value) -> std::io::Result<()> {
    if body.is_null() {
        return write!(stream, "HTTP/1.1 {status} Status\r\n\r\n");
    }
    let body = body.to_string();
    write!(
        stream,
        "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The configuration of a service for one container.
pub(super) fn service(name: &str, socket: &Path, more: &str) -> String {
    format!(
        "[[service]]\nname = \"{name}\"\nkind = \"container\"\ncontainer = \"{name}\"\nsocket = \"{}\"\n{more}\n",
        socket.display()
    )
}
