//! A session over a socket: the same as one within the runtime's process, but it can be lost and found again.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};

use super::place::SocketDir;
use super::session::{LinkState, Place, Session};
use super::wire::{self, Ask, FrameError, FromRuntime, Hello, MAX_RESPONSE, PROTOCOL};
use crate::model::command::Refusal;
use crate::model::id::Operator;
use crate::model::query::Response;
use crate::model::snapshot::Snapshot;
use crate::ports::Asked;

/// A runtime answers the hello within this time.
const HANDSHAKE: Duration = Duration::from_secs(3);
/// Between two tries to find a lost runtime.
const RETRY: Duration = Duration::from_millis(500);
/// Requests that may wait.
const REQUESTS: usize = 64;

/// How a session is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// In whose name commands are made.
    pub by: Operator,
    /// It may only look.
    pub read_only: bool,
    /// It wants snapshots.
    pub watch: bool,
    /// It keeps trying when the runtime is lost.
    pub reconnect: bool,
}

/// A runtime could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// There is none.
    #[error(
        "no runtime is running for `{}`; hint: start one with `autoagents` or `autoagents run`, or name its --data-dir",
        data_dir.display()
    )]
    NotRunning {
        /// Where it was looked for.
        data_dir: PathBuf,
    },
    /// It belongs to somebody else, or the directory cannot be read.
    #[error("cannot reach the runtime of `{}`: {source}", data_dir.display())]
    Refused {
        /// Where it was looked for.
        data_dir: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It does not want us.
    #[error("{why}")]
    Rejected {
        /// Why, and what to do.
        why: String,
    },
    /// It does not answer.
    #[error("the runtime does not answer the handshake; hint: see `logs/autoagents.log` in its data directory")]
    Silent,
    /// It answers nonsense.
    #[error("the runtime answers nonsense: {0}")]
    Frame(#[from] FrameError),
}

/// Connects to the runtime of this data directory.
///
/// # Errors
/// When there is none, or it does not want us.
pub async fn connect(data_dir: &Path, options: Options) -> Result<Session, LinkError> {
    let stream = dial(data_dir, &options).await?;
    let (snapshots, snapshots_out) = watch::channel(None);
    let (state, state_out) = watch::channel(LinkState::Connected);
    let (requests, requests_in) = mpsc::channel(REQUESTS);
    let session =
        Session::new(snapshots_out, state_out, requests, options.by.clone(), Place::Remote, options.read_only);
    let keeper = Keeper { data_dir: data_dir.to_owned(), options, snapshots, state, requests: requests_in };
    tokio::spawn(keeper.keep(stream));
    Ok(session)
}

/// Connects and shakes hands.
async fn dial(data_dir: &Path, options: &Options) -> Result<UnixStream, LinkError> {
    let mut stream = open(data_dir).await?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let hello = Hello { protocol: PROTOCOL, version, watch: options.watch, read_only: options.read_only };
    wire::write(&mut stream, &hello).await.map_err(FrameError::from)?;
    match timeout(HANDSHAKE, wire::read::<FromRuntime>(&mut stream, MAX_RESPONSE)).await {
        Ok(Ok(Some(FromRuntime::Welcome { .. }))) => Ok(stream),
        Ok(Ok(Some(FromRuntime::Rejected { why }))) => {
            Err(LinkError::Rejected { why: crate::model::text::clean(&why, 500) })
        }
        Ok(Err(error)) => Err(error.into()),
        Ok(Ok(_)) | Err(_) => Err(LinkError::Silent),
    }
}

async fn open(data_dir: &Path) -> Result<UnixStream, LinkError> {
    let refused = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
            LinkError::NotRunning { data_dir: data_dir.to_owned() }
        }
        _ => LinkError::Refused { data_dir: data_dir.to_owned(), source },
    };
    let directory = SocketDir::open(data_dir).map_err(refused)?;
    UnixStream::connect(directory.socket()).await.map_err(refused)
}

/// The task behind a session.
struct Keeper {
    data_dir: PathBuf,
    options: Options,
    snapshots: watch::Sender<Option<Arc<Snapshot>>>,
    state: watch::Sender<LinkState>,
    requests: mpsc::Receiver<Asked>,
}

impl Keeper {
    async fn keep(mut self, stream: UnixStream) {
        let mut stream = Some(stream);
        loop {
            let why = match stream.take() {
                Some(stream) => match self.converse(stream).await {
                    // The session is gone: nobody asks any more.
                    Ok(()) => return,
                    Err(error) => error.to_string(),
                },
                None => match dial(&self.data_dir, &self.options).await {
                    Ok(found) => {
                        self.state.send_replace(LinkState::Connected);
                        stream = Some(found);
                        continue;
                    }
                    Err(error) => error.to_string(),
                },
            };
            self.lose(why);
            if !self.options.reconnect || self.refuse_for(RETRY).await {
                return;
            }
        }
    }

    fn lose(&self, why: String) {
        self.state.send_if_modified(|state| match state {
            LinkState::Connected => {
                *state = LinkState::Lost { since: Utc::now(), why };
                true
            }
            LinkState::Lost { .. } => false,
        });
    }

    /// Answers requests with a refusal for a while; true when nobody can ask any more.
    async fn refuse_for(&mut self, span: Duration) -> bool {
        let pause = sleep(span);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause => return false,
                asked = self.requests.recv() => match asked {
                    Some((_, reply)) => drop(reply.send(Err(lost()))),
                    None => return true,
                },
            }
        }
    }

    /// Carries requests, answers and snapshots until the connection breaks.
    async fn converse(&mut self, stream: UnixStream) -> Result<(), FrameError> {
        let (from, mut to) = stream.into_split();
        let (answer, mut answers) = mpsc::channel(REQUESTS);
        let reader = tokio::spawn(read_all(from, answer));
        let mut waiting = HashMap::new();
        let mut next = 0_u64;
        let outcome = loop {
            tokio::select! {
                asked = self.requests.recv() => match asked {
                    None => break Ok(()),
                    Some(asked) => {
                        next += 1;
                        if let Err(error) = send(&mut to, next, asked, &mut waiting).await {
                            break Err(error);
                        }
                    }
                },
                read = answers.recv() => match read {
                    Some(Ok(FromRuntime::Snapshot { snapshot })) => {
                        self.snapshots.send_replace(Some(snapshot));
                    }
                    Some(Ok(FromRuntime::Reply { id, response })) => {
                        waiting.remove(&id).map(|reply| reply.send(response));
                    }
                    Some(Ok(FromRuntime::Welcome { .. } | FromRuntime::Rejected { .. })) => {}
                    Some(Err(error)) => break Err(error),
                    None => break Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the runtime has ended").into()),
                },
            }
        };
        reader.abort();
        for (_, reply) in waiting {
            drop(reply.send(Err(lost())));
        }
        outcome
    }
}

/// Reads on a task of its own: a frame that is half read must not be given up because a request comes.
async fn read_all(mut from: OwnedReadHalf, answers: mpsc::Sender<Result<FromRuntime, FrameError>>) {
    loop {
        let read = wire::read::<FromRuntime>(&mut from, MAX_RESPONSE).await;
        let last = read.is_err();
        let Some(read) = read.transpose() else { return };
        if answers.send(read).await.is_err() || last {
            return;
        }
    }
}

async fn send(
    to: &mut OwnedWriteHalf,
    id: u64,
    (request, reply): Asked,
    waiting: &mut HashMap<u64, oneshot::Sender<Response>>,
) -> Result<(), FrameError> {
    waiting.insert(id, reply);
    Ok(wire::write(to, &Ask { id, request }).await?)
}

fn lost() -> Refusal {
    Refusal::Failed { why: "the runtime is lost; hint: wait until it is found again".to_owned() }
}
