//! A session over a socket, here or through SSH: the same as one within the runtime's process, but it can be lost and
//! found again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use serde::Serialize;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};

use super::session::{LinkState, Place, Session};
use super::way::{FromPeer, Stream, ToPeer, Way};
use super::wire::{self, Ask, FrameError, FromRuntime, Hello, MAX_RESPONSE, PROTOCOL, Rejection};
use crate::i18n::said;
use crate::model::id::Operator;
use crate::model::query::Response;
use crate::model::refusal::Refusal;
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "link")]
pub enum LinkError {
    /// There is none.
    NotRunning {
        /// Where it was looked for.
        dir: String,
    },
    /// It belongs to somebody else, or the directory cannot be read.
    Refused {
        /// Where it was looked for.
        dir: String,
        /// In the system's words.
        error: String,
    },
    /// SSH does not lead to it.
    Ssh {
        /// Where it was looked for.
        host: String,
        /// Why, in the words of `ssh`.
        error: String,
    },
    /// SSH ended without a word.
    SshSilent {
        /// Where it was looked for.
        host: String,
    },
    /// There is no way to another host from here.
    NoSsh {
        /// Where it was looked for.
        host: String,
    },
    /// The host is there, this program is not.
    NoProgram {
        /// Where it was looked for.
        host: String,
        /// What the shell there says.
        error: String,
    },
    /// The host is there and answers, but not as a runtime does.
    Talkative {
        /// Where it was looked for.
        host: String,
    },
    /// It does not want us.
    Rejection(Rejection),
    /// It does not answer.
    Silent,
    /// It answers nonsense.
    Misunderstood {
        /// Why.
        frame: FrameError,
    },
    /// It was lost.
    Frame(FrameError),
}

said! {
    "link": LinkError,
}

/// Connects to a runtime.
///
/// # Errors
/// When there is none, or it does not want us.
pub async fn connect(way: Way, options: Options) -> Result<Session, LinkError> {
    let stream = dial(&way, &options).await?;
    let (snapshots, snapshots_out) = watch::channel(None);
    let (state, state_out) = watch::channel(LinkState::Connected);
    let (requests, requests_in) = mpsc::channel(REQUESTS);
    let session =
        Session::new(snapshots_out, state_out, requests, options.by.clone(), Place::Remote, options.read_only);
    // From now on there may be a screen: nobody can be asked for a password any more.
    let keeper = Keeper { way: way.silent(), options, snapshots, state, requests: requests_in };
    tokio::spawn(keeper.keep(stream));
    Ok(session)
}

/// Connects and shakes hands.
async fn dial(way: &Way, options: &Options) -> Result<Stream, LinkError> {
    let mut stream = way.open().await?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let hello = Hello { protocol: PROTOCOL, version, watch: options.watch, read_only: options.read_only };
    // A runtime that does not want us may close before it has read this; why, is there to be read all the same.
    let written = wire::write(&mut stream.to, &hello).await;
    match timeout(way.patience(HANDSHAKE), wire::read::<FromRuntime>(&mut stream.from, MAX_RESPONSE)).await {
        Ok(Ok(Some(FromRuntime::Welcome { .. }))) => Ok(stream),
        Ok(Ok(Some(FromRuntime::Rejected { why }))) => Err(LinkError::Rejection(why)),
        Ok(Ok(_)) | Err(_) => Err(way.failed(stream, false).await.unwrap_or_else(|| match written {
            Ok(()) => LinkError::Silent,
            Err(error) => LinkError::Misunderstood { frame: error.into() },
        })),
        Ok(Err(frame)) => {
            let makes_no_sense = matches!(frame, FrameError::TooLarge { .. } | FrameError::Garbage { .. });
            Err(way.failed(stream, makes_no_sense).await.unwrap_or(LinkError::Misunderstood { frame }))
        }
    }
}

/// The task behind a session.
struct Keeper {
    way: Way,
    options: Options,
    snapshots: watch::Sender<Option<Arc<Snapshot>>>,
    state: watch::Sender<LinkState>,
    requests: mpsc::Receiver<Asked>,
}

impl Keeper {
    async fn keep(mut self, stream: Stream) {
        let mut stream = Some(stream);
        loop {
            let why = match stream.take() {
                Some(stream) => match self.converse(stream).await {
                    // The session is gone: nobody asks any more.
                    Ok(()) => return,
                    Err(error) => LinkError::Frame(error),
                },
                None => match dial(&self.way, &self.options).await {
                    Ok(found) => {
                        self.state.send_replace(LinkState::Connected);
                        stream = Some(found);
                        continue;
                    }
                    Err(error) => error,
                },
            };
            self.lose(why);
            if !self.options.reconnect || self.refuse_for(RETRY).await {
                return;
            }
        }
    }

    /// Says why there is no runtime just now; since when, stays.
    fn lose(&self, why: LinkError) {
        self.state.send_if_modified(|state| {
            let since = match state {
                LinkState::Connected => Utc::now(),
                LinkState::Lost { since, .. } => *since,
            };
            let lost = LinkState::Lost { since, why };
            let is_new = *state != lost;
            *state = lost;
            is_new
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
    async fn converse(&mut self, stream: Stream) -> Result<(), FrameError> {
        let Stream { from, mut to, child: _child } = stream;
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
                    None => break Err(self.way.end()),
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
async fn read_all(mut from: FromPeer, answers: mpsc::Sender<Result<FromRuntime, FrameError>>) {
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
    to: &mut ToPeer,
    id: u64,
    (request, reply): Asked,
    waiting: &mut HashMap<u64, oneshot::Sender<Response>>,
) -> Result<(), FrameError> {
    waiting.insert(id, reply);
    Ok(wire::write(to, &Ask { id, request }).await?)
}

fn lost() -> Refusal {
    Refusal::Lost
}
