//! The runtime's socket: for this user and root alone, version first, bounded in every direction.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use std::os::unix::fs::PermissionsExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::place::SocketDir;
use super::wire::{self, Ask, FrameError, FromRuntime, Hello, MAX_REQUEST, PROTOCOL, Rejection};
use crate::model::id::Operator;
use crate::model::query::Request;
use crate::model::refusal::Refusal;
use crate::model::snapshot::Snapshot;
use crate::ports::Asked;

/// A viewer says hello within this time.
const HANDSHAKE: Duration = Duration::from_secs(2);
/// A viewer takes a frame within this time.
const WRITE: Duration = Duration::from_secs(10);
/// A runtime that has ended waits this long for its answers to leave.
const LAST_ANSWERS: Duration = Duration::from_millis(500);
/// Viewers at once.
const VIEWERS: u64 = 32;
/// Answers that may wait for one viewer.
const ANSWERS: usize = 64;

/// What connections need.
#[derive(Clone)]
pub struct Served {
    /// How things are.
    pub snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
    /// Where requests go.
    pub requests: mpsc::Sender<Asked>,
    /// How many viewers there are.
    pub viewers: Arc<AtomicU64>,
}

/// A bound socket.
#[derive(Debug)]
pub struct Server {
    listener: UnixListener,
    directory: SocketDir,
}

impl Server {
    /// Binds the socket of this data directory. Whoever calls this holds the directory's lock, so a socket that is
    /// there already belongs to nobody.
    ///
    /// # Errors
    /// When the directory cannot be made or the socket not bound.
    pub fn bind(data_dir: &Path) -> io::Result<Self> {
        let directory = SocketDir::create(data_dir)?;
        let path = directory.socket();
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        // The directory keeps others out already; this makes the socket itself say so.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, directory })
    }

    /// Serves for ever.
    pub async fn serve(self, served: Served) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let served = served.clone();
                    tokio::spawn(async move {
                        if let Err(error) = connection(stream, served).await {
                            tracing::debug!("a viewer was dropped: {error}");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!("the socket does not accept viewers: {error}");
                    tokio::time::sleep(HANDSHAKE).await;
                }
            }
        }
    }
}

impl Served {
    /// Waits until the viewers have their last answers, once the runtime has ended; not for those that do not read.
    pub async fn farewell(&self) {
        let gone = async {
            while self.viewers.load(Ordering::Relaxed) > 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        drop(timeout(LAST_ANSWERS, gone).await);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A socket that is left behind does no harm: the next runtime removes it.
        let _ = std::fs::remove_file(self.directory.socket());
    }
}

/// Counts a viewer for as long as it lives.
struct Counted(Arc<AtomicU64>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn connection(stream: UnixStream, served: Served) -> Result<(), FrameError> {
    let peer = stream.peer_cred()?.uid();
    let (mut from, mut to) = stream.into_split();
    let owner = rustix::process::getuid().as_raw();
    if peer != owner && peer != 0 {
        return reject(&mut to, Rejection::OtherUser).await;
    }
    let hello = match timeout(HANDSHAKE, wire::read::<Hello>(&mut from, MAX_REQUEST)).await {
        Ok(Ok(Some(hello))) => hello,
        Ok(Ok(None)) | Err(_) => return Ok(()),
        Ok(Err(error)) => {
            reject(&mut to, Rejection::NoHello { frame: error.clone() }).await?;
            return Err(error);
        }
    };
    if hello.protocol != PROTOCOL {
        let why = Rejection::OtherProtocol {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            protocol: PROTOCOL,
            their_version: crate::model::text::clean(&hello.version, 40),
            their_protocol: hello.protocol,
        };
        return reject(&mut to, why).await;
    }
    if served.viewers.fetch_add(1, Ordering::Relaxed) >= VIEWERS {
        drop(Counted(served.viewers));
        return reject(&mut to, Rejection::Full { viewers: VIEWERS }).await;
    }
    let _counted = Counted(Arc::clone(&served.viewers));
    let version = env!("CARGO_PKG_VERSION").to_owned();
    send(&mut to, &FromRuntime::Welcome { protocol: PROTOCOL, version }).await?;
    let (answer, answers) = mpsc::channel(ANSWERS);
    let login = login_of(peer);
    tokio::select! {
        written = write_all(&mut to, served.snapshots, hello.watch, &answer, answers) => written,
        read = read_all(&mut from, &served.requests, &answer, &login, hello.read_only) => read,
    }
}

async fn reject(to: &mut OwnedWriteHalf, why: Rejection) -> Result<(), FrameError> {
    send(to, &FromRuntime::Rejected { why }).await
}

async fn send(to: &mut OwnedWriteHalf, value: &FromRuntime) -> Result<(), FrameError> {
    let frame = wire::frame(value)?;
    let slow = || io::Error::new(io::ErrorKind::TimedOut, "the viewer does not read");
    timeout(WRITE, to.write_all(&frame)).await.map_err(|_| slow())??;
    Ok(())
}

/// Answers to the viewer, and snapshots if it wants them, until the runtime ends; what has been asked until then is
/// answered. Of snapshots only the newest is kept for one that is slow.
async fn write_all(
    to: &mut OwnedWriteHalf,
    mut snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
    wanted: bool,
    answer: &mpsc::Sender<FromRuntime>,
    mut answers: mpsc::Receiver<FromRuntime>,
) -> Result<(), FrameError> {
    snapshots.mark_changed();
    loop {
        tokio::select! {
            Some(answer) = answers.recv() => send(to, &answer).await?,
            changed = snapshots.changed() => {
                let snapshot = snapshots.borrow_and_update().clone().filter(|_| wanted);
                if let Some(snapshot) = snapshot {
                    send(to, &FromRuntime::Snapshot { snapshot }).await?;
                }
                if changed.is_err() {
                    break;
                }
            }
        }
    }
    while answer.capacity() < answer.max_capacity()
        && let Ok(Some(answer)) = timeout(LAST_ANSWERS, answers.recv()).await
    {
        send(to, &answer).await?;
    }
    Ok(())
}

async fn read_all(
    from: &mut OwnedReadHalf,
    requests: &mpsc::Sender<Asked>,
    answers: &mpsc::Sender<FromRuntime>,
    login: &str,
    read_only: bool,
) -> Result<(), FrameError> {
    while let Some(ask) = wire::read::<Ask>(from, MAX_REQUEST).await? {
        let (reply, response) = oneshot::channel();
        let request = match ask.request {
            Request::Command { .. } if read_only => {
                drop(reply.send(Err(Refusal::ReadOnly)));
                None
            }
            Request::Command { by, order } => Some((Request::Command { by: named(&by, login), order }, reply)),
            query @ Request::Query { .. } => Some((query, reply)),
        };
        if let Some(asked) = request
            && requests.send(asked).await.is_err()
        {
            return Ok(());
        }
        // Waiting for a place keeps a viewer that asks without reading from filling the memory.
        let Ok(place) = answers.clone().reserve_owned().await else { return Ok(()) };
        tokio::spawn(async move {
            let response = response.await.unwrap_or(Err(Refusal::Ended));
            place.send(FromRuntime::Reply { id: ask.id, response });
        });
    }
    Ok(())
}

/// In whose name a command is done: what the peer calls itself is not taken on trust, the socket tells who it is.
fn named(claimed: &Operator, login: &str) -> Operator {
    let claimed = crate::model::text::clean(claimed.as_str(), 40);
    if claimed.is_empty() || claimed == login { login.into() } else { format!("{claimed} as {login}").into() }
}

/// The login name of a user id, from the password file; the number where it has none.
#[must_use]
pub fn login_of(uid: u32) -> String {
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let names: HashMap<&str, &str> = passwd
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            Some((fields.nth(1)?, name))
        })
        .collect();
    names.get(uid.to_string().as_str()).map_or_else(|| format!("uid {uid}"), |name| (*name).to_owned())
}
