//! One manager under watch: when it is looked at, and what is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::engine::Engine;
use super::happenings;
use super::units::Systemd;
use crate::exec::trouble::Troubles;
use crate::exec::watch::Watched;
use crate::model::event::Event;
use crate::model::id::{Generation, ServiceName};
use crate::model::managed::{ManagerError, Order, Sight, Sighting};
use crate::model::service::Identity;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::Events;

/// Between two looks at something whose main process has ended and whose manager has not seen that yet, for `UNSEEN`.
const AT_ONCE: Duration = Duration::from_millis(20);
const UNSEEN: Duration = Duration::from_secs(1);

/// Between two looks at something that is on its way…
const SOON: Duration = Duration::from_millis(200);
/// …and when it has been that for so long…
const LONG_WAY: Duration = Duration::from_secs(10);
/// …between two looks from then on; also while the manager does not answer.
const LATER: Duration = Duration::from_secs(1);

/// Between two looks while of something nobody can tell how it is.
const UNCLEAR: Duration = Duration::from_secs(2);

/// One thing that a manager runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Our name for it.
    pub(super) service: ServiceName,
    /// The manager's.
    pub(super) name: String,
    /// How long a stop may take; the manager's own time when none.
    pub(super) grace: Option<Duration>,
}

/// What a watcher is told.
#[derive(Debug)]
pub(super) enum Say {
    /// Watch these from now on, and no others.
    Watch(Vec<Target>),
    /// Have the manager do this.
    Order(Target, Generation, Order),
    /// The manager has taken the order, or not.
    Answered(ServiceName, Generation, Order, Result<(), ManagerError>),
    /// Something has happened to it.
    Happened(ServiceName),
    /// Anything may have happened.
    Anything,
}

/// Who is asked.
#[derive(Debug, Clone)]
pub(super) enum Backend {
    Systemd(Systemd),
    Engine(Engine),
}

impl Backend {
    /// What it is called in an alert.
    fn part(&self) -> String {
        match self {
            Self::Systemd(systemd) => systemd.part(),
            Self::Engine(engine) => engine.part(),
        }
    }

    /// How these are, in this order.
    async fn look(&mut self, targets: &[Target]) -> Result<Vec<Sighting>, ManagerError> {
        match self {
            Self::Systemd(systemd) => systemd.look(targets).await,
            Self::Engine(engine) => engine.look(targets).await,
        }
    }

    /// Has something done. Says why it is not.
    async fn order(&self, target: &Target, order: Order, last: Option<&Sighting>) -> Result<(), ManagerError> {
        match self {
            Self::Systemd(systemd) => systemd.order(target, order, last).await,
            Self::Engine(engine) => engine.order(target, order).await,
        }
    }

    /// Between two looks when nothing happens.
    fn interval(&self) -> Duration {
        match self {
            Self::Systemd(_) => super::units::INTERVAL,
            Self::Engine(_) => super::engine::INTERVAL,
        }
    }
}

/// The task of one manager.
pub(super) struct Watcher {
    backend: Backend,
    inbox: mpsc::WeakUnboundedSender<Say>,
    mail: mpsc::UnboundedReceiver<Say>,
    events: Events,
    troubles: Arc<Troubles>,
    targets: Vec<Target>,
    told: BTreeMap<ServiceName, Sighting>,
    /// Main processes whose end is a reason to look.
    ends: BTreeMap<ServiceName, (Identity, JoinHandle<()>)>,
    /// Whose main process has ended, while the manager says that they are up.
    headless: BTreeSet<ServiceName>,
    /// The stream of events, where the manager has one.
    stream: Option<JoinHandle<()>>,
    failures: u32,
    busy_since: Option<tokio::time::Instant>,
}

impl Watcher {
    pub(super) fn new(
        backend: Backend,
        inbox: mpsc::WeakUnboundedSender<Say>,
        mail: mpsc::UnboundedReceiver<Say>,
        events: Events,
        troubles: Arc<Troubles>,
    ) -> Self {
        Self {
            backend,
            inbox,
            mail,
            events,
            troubles,
            targets: Vec::new(),
            told: BTreeMap::new(),
            ends: BTreeMap::new(),
            headless: BTreeSet::new(),
            stream: None,
            failures: 0,
            busy_since: None,
        }
    }

    /// Watches until nobody holds its inbox any more.
    pub(super) async fn run(mut self) {
        loop {
            let said = match tokio::time::timeout(self.pause(), self.mail.recv()).await {
                Ok(None) => break,
                Ok(Some(said)) => Some(said),
                Err(_) => None,
            };
            // What was said meanwhile is about the same look.
            let more = std::iter::from_fn(|| self.mail.try_recv().ok()).collect::<Vec<_>>();
            let mut answers = Vec::new();
            let mut which = if said.is_none() { Which::All } else { Which::These(Vec::new()) };
            for said in said.into_iter().chain(more) {
                self.hear(said, &mut which, &mut answers);
            }
            self.look(which, answers).await;
        }
        self.troubles.note(&self.backend.part(), None);
        self.ends.values().for_each(|(_, end)| end.abort());
        self.stream.iter().for_each(JoinHandle::abort);
    }

    fn hear(&mut self, said: Say, which: &mut Which, answers: &mut Vec<Answer>) {
        match said {
            Say::Watch(targets) => {
                let gone = |name: &ServiceName| !targets.iter().any(|target| target.service == *name);
                self.told.retain(|name, _| !gone(name));
                self.ends.retain(|name, (_, end)| {
                    let gone = gone(name);
                    if gone {
                        end.abort();
                    }
                    !gone
                });
                // A name may stand for another thing now.
                self.told
                    .retain(|name, _| self.targets.iter().any(|old| old.service == *name && targets.contains(old)));
                self.targets = targets;
                self.follow_stream();
                *which = Which::All;
            }
            Say::Order(target, _, Order::Look) => {
                self.told.remove(&target.service);
                which.add(target.service);
            }
            Say::Order(target, generation, order) => {
                let (backend, inbox) = (self.backend.clone(), self.inbox.clone());
                let last = self.told.get(&target.service).cloned();
                tokio::spawn(async move {
                    let result = backend.order(&target, order, last.as_ref()).await;
                    if let Some(inbox) = inbox.upgrade() {
                        let _ = inbox.send(Say::Answered(target.service, generation, order, result));
                    }
                });
            }
            Say::Answered(service, generation, order, result) => {
                which.add(service.clone());
                answers.push((service, generation, order, result.err()));
            }
            Say::Happened(service) => which.add(service),
            Say::Anything => *which = Which::All,
        }
    }

    async fn look(&mut self, which: Which, answers: Vec<Answer>) {
        let targets: Vec<Target> = self.targets.iter().filter(|target| which.has(&target.service)).cloned().collect();
        if targets.is_empty() {
            return;
        }
        let seen = match self.backend.look(&targets).await {
            Ok(sightings) => {
                self.failures = 0;
                self.troubles.note(&self.backend.part(), None);
                targets.into_iter().zip(sightings).collect::<Vec<_>>()
            }
            Err(why) => {
                self.failures += 1;
                // A manager that is just being restarted is nobody's trouble.
                if self.failures > 1 {
                    self.troubles.note(&self.backend.part(), Some(RuntimeTrouble::Manager(why.clone())));
                }
                let unclear = Sighting {
                    sight: Sight::Unclear { why, whole: true },
                    words: String::new(),
                    restarts: 0,
                    patience: None,
                };
                // Who cannot see one sees none.
                self.targets.iter().cloned().map(|target| (target, unclear.clone())).collect()
            }
        };
        for (target, sighting) in seen {
            self.tell(&target, sighting, &answers);
        }
        self.note_busy();
    }

    /// Tells what is new, and answers what was asked.
    fn tell(&mut self, target: &Target, sighting: Sighting, answers: &[Answer]) {
        self.follow_end(target, &sighting);
        let service = &target.service;
        let mut answered = false;
        for (_, generation, order, failure) in answers.iter().filter(|(whose, ..)| whose == service) {
            answered = true;
            (self.events)(Event::Managed {
                service: service.clone(),
                generation: *generation,
                order: *order,
                failure: failure.clone(),
                sighting: sighting.clone(),
            });
        }
        let before = self.told.insert(service.clone(), sighting.clone());
        if !answered && before.as_ref() != Some(&sighting) {
            (self.events)(Event::Seen { service: service.clone(), sighting });
        }
    }

    /// The end of its main process is a reason to look, at once.
    fn follow_end(&mut self, target: &Target, sighting: &Sighting) {
        let identity = match &sighting.sight {
            Sight::Up { identity, .. } => *identity,
            Sight::Unclear { .. } | Sight::Down { .. } | Sight::Coming { .. } | Sight::Going => None,
        };
        let known = self.ends.get(&target.service).map(|(identity, _)| *identity);
        if !matches!(sighting.sight, Sight::Up { .. }) || identity.is_some() {
            self.headless.remove(&target.service);
        } else if known.is_some() {
            self.headless.insert(target.service.clone());
        }
        if known == identity {
            return;
        }
        if let Some((_, end)) = self.ends.remove(&target.service) {
            end.abort();
        }
        if let Some(identity) = identity
            && let Some(watched) = Watched::any(identity)
        {
            let (inbox, service) = (self.inbox.clone(), target.service.clone());
            let end = tokio::spawn(async move {
                watched.end(|| ()).await;
                if let Some(inbox) = inbox.upgrade() {
                    let _ = inbox.send(Say::Happened(service));
                }
            });
            self.ends.insert(target.service.clone(), (identity, end));
        }
    }

    fn follow_stream(&mut self) {
        self.stream.iter().for_each(JoinHandle::abort);
        self.stream = match &self.backend {
            Backend::Systemd(_) => None,
            Backend::Engine(engine) => {
                Some(tokio::spawn(happenings::follow(engine.clone(), self.targets.clone(), self.inbox.clone())))
            }
        };
    }

    /// Whether of some nobody can tell how they are.
    fn is_unclear(&self) -> bool {
        self.told.values().any(|seen| matches!(seen.sight, Sight::Unclear { .. }))
    }

    fn note_busy(&mut self) {
        self.headless.retain(|name| self.told.contains_key(name));
        let is_moving = |seen: &Sighting| matches!(seen.sight, Sight::Coming { .. } | Sight::Going);
        let busy = !self.headless.is_empty() || self.told.values().any(is_moving);
        self.busy_since = busy.then(|| self.busy_since.unwrap_or_else(tokio::time::Instant::now));
    }

    fn pause(&self) -> Duration {
        match self.busy_since {
            _ if self.failures > 0 => LATER,
            Some(since) if !self.headless.is_empty() && since.elapsed() < UNSEEN => AT_ONCE,
            Some(since) if since.elapsed() < LONG_WAY => SOON,
            Some(_) => LATER,
            None if self.is_unclear() => self.backend.interval().min(UNCLEAR),
            None => self.backend.interval(),
        }
    }
}

/// Which order of which service has what answer.
type Answer = (ServiceName, Generation, Order, Option<ManagerError>);

/// What is to be looked at.
enum Which {
    All,
    These(Vec<ServiceName>),
}

impl Which {
    fn add(&mut self, service: ServiceName) {
        if let Self::These(these) = self {
            these.push(service);
        }
    }

    fn has(&self, service: &ServiceName) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => these.contains(service),
        }
    }
}
