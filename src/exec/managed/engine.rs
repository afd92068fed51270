//! Containers, through the API that Docker and Podman serve on a Unix socket (Docker Engine API; Podman's compatible
//! one). Paths carry no version: each engine then takes its own, and old versions are refused by new engines.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::{Method, StatusCode};

use super::container;
use super::http;
use super::watcher::Target;
use crate::model::managed::{ManagerError, Order, Sight, Sighting};
use crate::model::text::clean;

/// Between two looks when nothing happens: events tell of everything, unless one got lost.
pub(super) const INTERVAL: Duration = Duration::from_secs(10);
/// An engine answers questions in milliseconds.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Starting may have to set up networks and mounts.
const START: Duration = Duration::from_mins(2);
/// A stop takes as long as the container has; what takes longer is killed long before.
const STOP: Duration = Duration::from_mins(10);

/// A container engine.
#[derive(Debug, Clone)]
pub(super) struct Engine {
    socket: Option<PathBuf>,
    settling: container::Settling,
}

impl Engine {
    pub(super) fn new(socket: Option<PathBuf>) -> Self {
        Self { socket, settling: container::Settling::default() }
    }

    pub(super) fn part(&self) -> String {
        let socket = self.socket.as_deref().map(|path| format!(" {}", path.display())).unwrap_or_default();
        format!("container engine{socket}")
    }

    /// Where it listens.
    pub(super) fn socket(&self) -> Result<PathBuf, ManagerError> {
        let usual = || usual_sockets().into_iter().find(|path| path.exists());
        self.socket.clone().or_else(usual).ok_or(ManagerError::NoSocket)
    }

    pub(super) async fn look(&mut self, targets: &[Target]) -> Result<Vec<Sighting>, ManagerError> {
        let socket = self.socket()?;
        let mut sightings = Vec::with_capacity(targets.len());
        for target in targets {
            let path = format!("/containers/{}/json", target.name);
            let (status, body) = http::ask(&socket, Method::GET, &path, TIMEOUT).await?;
            sightings.push(match status {
                StatusCode::OK => container::read(&target.name, &body, &mut self.settling)
                    .map_err(|error| http::foreign(&socket, &error))?,
                status => unclear(&target.name, status, &body),
            });
        }
        Ok(sightings)
    }

    pub(super) async fn order(&self, target: &Target, order: Order) -> Result<(), ManagerError> {
        let name = &target.name;
        let time = target.grace.map(|grace| format!("?t={}", grace.as_secs_f64().ceil())).unwrap_or_default();
        let (verb, within) = match order {
            Order::Start => ("start".to_owned(), START),
            Order::Stop => (format!("stop{time}"), STOP),
            Order::Restart => (format!("restart{time}"), STOP),
            Order::Kill => ("kill".to_owned(), TIMEOUT),
            Order::Look => return Ok(()),
        };
        let socket = self.socket()?;
        let path = format!("/containers/{name}/{verb}");
        let (status, body) = http::ask(&socket, Method::POST, &path, within).await?;
        match status {
            // It is so already.
            StatusCode::NOT_MODIFIED => Ok(()),
            // What does not run need not be killed.
            StatusCode::CONFLICT if order == Order::Kill => Ok(()),
            status if status.is_success() => Ok(()),
            status => Err(refused(name, order, status, &body)),
        }
    }
}

/// What an engine says instead of how a container is.
fn unclear(name: &str, status: StatusCode, body: &Bytes) -> Sighting {
    let (container, said) = (name.to_owned(), message(status, body));
    let (why, words) = match status {
        StatusCode::NOT_FOUND => (ManagerError::ContainerMissing { container }, String::new()),
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => {
            (ManagerError::ContainerDenied { container, said: said.clone() }, said)
        }
        _ => (ManagerError::ContainerUnclear { container, said: said.clone() }, said),
    };
    Sighting { sight: Sight::Unclear { why, whole: false }, words, restarts: 0, patience: None }
}

/// Why an engine does not do what it is asked to.
fn refused(name: &str, order: Order, status: StatusCode, body: &Bytes) -> ManagerError {
    let (container, said) = (name.to_owned(), message(status, body));
    match status {
        StatusCode::NOT_FOUND => ManagerError::ContainerMissing { container },
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => ManagerError::ContainerDenied { container, said },
        _ => ManagerError::ContainerRefused { container, order, said },
    }
}

/// What an engine says is wrong.
pub(super) fn message(status: StatusCode, body: &Bytes) -> String {
    #[derive(serde::Deserialize)]
    struct Message {
        message: String,
    }
    match serde_json::from_slice::<Message>(body) {
        Ok(said) if !said.message.trim().is_empty() => clean(&said.message, 200),
        _ => format!("status {status}"),
    }
}

/// Where engines listen usually, the first choice first.
#[must_use]
pub fn usual_sockets() -> Vec<PathBuf> {
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(|dir| Path::new(&dir).join("podman/podman.sock"));
    let first = PathBuf::from("/var/run/docker.sock");
    [Some(first), own, Some("/run/podman/podman.sock".into())].into_iter().flatten().collect()
}

/// An engine that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Where.
    pub socket: PathBuf,
    /// What it calls itself, and its version.
    pub version: String,
}

/// Asks a container engine for its version: the one at this socket, or at the first usual one that exists.
///
/// # Errors
/// Why it cannot be asked, and what to do.
pub async fn engine_version(socket: Option<PathBuf>) -> Result<Reached, ManagerError> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Version {
        version: String,
        #[serde(default)]
        components: Vec<Component>,
    }
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Component {
        name: String,
    }
    let socket = Engine::new(socket).socket()?;
    let (_, body) = http::ask(&socket, Method::GET, "/version", TIMEOUT).await?;
    let said: Version = serde_json::from_slice(&body).map_err(|error| http::foreign(&socket, &error))?;
    let name = said.components.first().map_or("container engine", |component| component.name.as_str());
    Ok(Reached { socket, version: clean(&format!("{name} {}", said.version), 80) })
}
