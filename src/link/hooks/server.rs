//! The port: listens where and for what the configuration says.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::answer::{Desk, Routes};
use super::pace::Paces;
use crate::clock::Clock;
use crate::model::event::{Event, Setup};
use crate::model::system::SystemError;
use crate::model::trouble::RuntimeTrouble;
use crate::model::workflow::trigger::TriggerOn;
use crate::ports::{AskedByHook, Events, Heralds};

/// Connections at once; what comes beyond waits.
const CONNECTIONS: usize = 64;
/// A request's head is there within this time.
const HEAD: Duration = Duration::from_secs(5);
/// A connection lasts no longer: one request, and its answer.
const CONNECTION: Duration = Duration::from_secs(60);
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;
/// Between two tries to listen.
const RETRY: Duration = Duration::from_secs(2);

/// Hears requests that start workflows.
#[derive(Debug)]
pub struct HookServer {
    wanted: watch::Sender<Wanted>,
    bound: watch::Receiver<Option<SocketAddr>>,
}

/// Where is listened, and for what.
#[derive(Debug, Clone, Default, PartialEq)]
struct Wanted {
    address: Option<String>,
    routes: Arc<Routes>,
}

impl HookServer {
    /// A server that listens nowhere so far. It ends when this is dropped.
    #[must_use]
    pub fn new(runtime: &Handle, clock: Arc<dyn Clock>, events: Events, hooks: mpsc::Sender<AskedByHook>) -> Self {
        let (wanted, changes) = watch::channel(Wanted::default());
        let (bind, bound) = watch::channel(None);
        let desk = Desk { clock, paces: Arc::new(Mutex::new(Paces::default())), hooks };
        runtime.spawn(Work { changes, bind, events, desk, told: None }.run());
        Self { wanted, bound }
    }

    /// Where is listened just now.
    #[must_use]
    pub fn bound(&self) -> watch::Receiver<Option<SocketAddr>> {
        self.bound.clone()
    }
}

impl Heralds for HookServer {
    fn configure(&self, setup: &Setup) {
        let mut routes = Routes::new();
        for workflow in &setup.workflows {
            let secrets = workflow.triggers.iter().filter_map(|trigger| match &trigger.on {
                TriggerOn::Webhook { secret } => Some(secret.clone()),
                _ => None,
            });
            let secrets: Vec<_> = secrets.collect();
            if !secrets.is_empty() {
                routes.insert(workflow.name.clone(), secrets);
            }
        }
        // Without anything to hear nobody listens.
        let address = setup.work.webhook_listen.clone().filter(|_| !routes.is_empty());
        let wanted = Wanted { address, routes: Arc::new(routes) };
        self.wanted.send_if_modified(|before| {
            let changed = *before != wanted;
            *before = wanted;
            changed
        });
    }
}

struct Work {
    changes: watch::Receiver<Wanted>,
    bind: watch::Sender<Option<SocketAddr>>,
    events: Events,
    desk: Desk,
    /// What was told last.
    told: Option<RuntimeTrouble>,
}

impl Work {
    async fn run(mut self) {
        loop {
            let address = self.changes.borrow_and_update().address.clone();
            let alive = match address {
                None => {
                    self.tell(None);
                    self.changes.changed().await.is_ok()
                }
                Some(address) => match TcpListener::bind(&address).await {
                    Ok(listener) => {
                        self.tell(None);
                        self.listen(&listener, &address).await
                    }
                    Err(error) => {
                        self.tell(Some(RuntimeTrouble::HooksUnheard { address, system: SystemError::of(&error) }));
                        // A changed configuration is another reason to try; an end of the sender is the end.
                        timeout(RETRY, self.changes.changed()).await.is_ok_and(|changed| changed.is_ok())
                            || self.changes.has_changed().is_ok()
                    }
                },
            };
            if !alive {
                return;
            }
        }
    }

    /// Serves until the address changes. Tells whether there is more to do.
    async fn listen(&mut self, listener: &TcpListener, address: &str) -> bool {
        self.bind.send_replace(listener.local_addr().ok());
        let slots = Arc::new(Semaphore::new(CONNECTIONS));
        let mut connections = JoinSet::new();
        let alive = loop {
            while connections.try_join_next().is_some() {}
            tokio::select! {
                changed = self.changes.changed() => match changed {
                    Err(_) => break false,
                    Ok(()) if self.changes.borrow_and_update().address.as_deref() != Some(address) => break true,
                    Ok(()) => {}
                },
                accepted = admitted(listener, &slots) => match accepted {
                    Ok((stream, from, slot)) => {
                        let (desk, changes) = (self.desk.clone(), self.changes.clone());
                        connections.spawn(async move {
                            serve(stream, from, desk, changes).await;
                            drop(slot);
                        });
                    }
                    // Out of descriptors, or cut off before it was accepted: others may do better.
                    Err(error) => {
                        tracing::warn!("a request that starts workflows was not heard: {error}");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        };
        self.bind.send_replace(None);
        // Requests that are heard already are answered, at another address too.
        connections.detach_all();
        alive
    }

    fn tell(&mut self, what: Option<RuntimeTrouble>) {
        if what != self.told {
            self.told.clone_from(&what);
            (self.events)(Event::Trouble { part: "webhook_listen".to_owned(), what });
        }
    }
}

type Admitted = (TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit);

/// The next connection, when there is room for it.
async fn admitted(listener: &TcpListener, slots: &Arc<Semaphore>) -> io::Result<Admitted> {
    let slot = Arc::clone(slots).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, from) = listener.accept().await?;
    Ok((stream, from.ip(), slot))
}

async fn serve(stream: TcpStream, from: IpAddr, desk: Desk, changes: watch::Receiver<Wanted>) {
    let service = service_fn(move |request| {
        let (desk, routes) = (desk.clone(), Arc::clone(&changes.borrow().routes));
        async move { Ok::<_, Infallible>(desk.answer(from, routes, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .keep_alive(false)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    // Whoever is cut off, or too slow, is not told; and nobody else is interested.
    drop(timeout(CONNECTION, connection).await);
}

#[cfg(test)]
mod tests;
