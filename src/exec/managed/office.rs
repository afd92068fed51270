//! The port: which managers there are, and a watcher for each.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::engine::Engine;
use super::log;
use super::units::Systemd;
use super::watcher::{Backend, Say, Target, Watcher};
use crate::exec::trouble::Troubles;
use crate::model::event::Setup;
use crate::model::id::{Generation, ServiceName};
use crate::model::managed::{Order, Scope};
use crate::model::query::{Answer, LogFrom};
use crate::model::refusal::Refusal;
use crate::model::spec::{ServiceKind, ServiceSpec};
use crate::ports::{Answered, Events, Managers};

/// Which manager.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Systemd(Scope),
    Engine(Option<PathBuf>),
}

/// The managers of the host, each asked by a task of its own.
pub struct TokioManagers {
    handle: Handle,
    events: Events,
    troubles: Arc<Troubles>,
    watchers: Mutex<BTreeMap<Key, mpsc::UnboundedSender<Say>>>,
    /// What each service is called by which manager.
    known: Mutex<BTreeMap<ServiceName, (Key, String)>>,
}

impl TokioManagers {
    /// No manager is asked before something is configured that it runs.
    #[must_use]
    pub fn new(handle: Handle, events: Events) -> Self {
        let troubles = Arc::new(Troubles::new(Arc::clone(&events)));
        Self { handle, events, troubles, watchers: Mutex::default(), known: Mutex::default() }
    }

    /// Reads the log of a unit or a container where its manager keeps it, and hands the page on. Gives `then` back when
    /// the service is neither.
    pub fn log(&self, service: &ServiceName, from: LogFrom, limit: u32, then: Answered) -> Option<Answered> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(service).cloned();
        let Some((key, target)) = known else { return Some(then) };
        let (name, limit) = (service.clone(), usize::try_from(limit.min(2_000)).unwrap_or(2_000));
        self.handle.spawn(async move {
            let page = match key {
                Key::Systemd(scope) => log::of_unit(scope, &target, from, limit).await,
                Key::Engine(socket) => match Engine::new(socket).socket() {
                    Ok(socket) => log::of_container(&socket, &target, from, limit).await,
                    Err(error) => Err(error),
                },
            };
            then(page.map(Answer::ServiceLog).map_err(|manager| Refusal::NoLog { name, manager }));
        });
        None
    }

    fn start(&self, key: &Key) -> mpsc::UnboundedSender<Say> {
        let (inbox, mail) = mpsc::unbounded_channel();
        let backend = match key {
            Key::Systemd(scope) => Backend::Systemd(Systemd::new(*scope)),
            Key::Engine(socket) => Backend::Engine(Engine::new(socket.clone())),
        };
        let watcher =
            Watcher::new(backend, inbox.downgrade(), mail, Arc::clone(&self.events), Arc::clone(&self.troubles));
        self.handle.spawn(watcher.run());
        inbox
    }
}

impl Managers for TokioManagers {
    fn configure(&self, setup: &Setup) {
        let mut wanted: BTreeMap<Key, Vec<Target>> = BTreeMap::new();
        let mut known = BTreeMap::new();
        for spec in &setup.services {
            if let Some((key, target)) = aim(spec) {
                known.insert(target.service.clone(), (key.clone(), target.name.clone()));
                wanted.entry(key).or_default().push(target);
            }
        }
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
        let mut watchers = self.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        // One whose inbox is closed ends, and takes back what it complained of.
        watchers.retain(|key, _| wanted.contains_key(key));
        for (key, targets) in wanted {
            let inbox = watchers.entry(key).or_insert_with_key(|key| self.start(key));
            // It is gone only when the runtime ends.
            let _ = inbox.send(Say::Watch(targets));
        }
    }

    fn order(&self, spec: Arc<ServiceSpec>, generation: Generation, order: Order) {
        let Some((key, target)) = aim(&spec) else { return };
        let watchers = self.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(inbox) = watchers.get(&key) {
            let _ = inbox.send(Say::Order(target, generation, order));
        }
    }
}

/// Who runs it, and as what.
fn aim(spec: &ServiceSpec) -> Option<(Key, Target)> {
    let (key, name, grace) = match &spec.kind {
        ServiceKind::Unit(unit) => (Key::Systemd(unit.scope), &unit.unit, unit.grace),
        ServiceKind::Container(container) => {
            (Key::Engine(container.socket.clone()), &container.container, container.grace)
        }
        ServiceKind::Process(_) | ServiceKind::External(_) => return None,
    };
    Some((key, Target { service: spec.name.clone(), name: name.clone(), grace }))
}
