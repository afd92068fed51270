//! The exact effect of an action: what a dry run says, what the dialog shows, and what an attempt does.

use crate::model::id::ServiceName;
use crate::model::recovery::{Action, Deed};
use crate::model::remedy::{Importance, Obstacles, Remedy};
use crate::model::spec::{RestartPolicy, ServiceKind, ServiceSpec};

use super::releases::Releases;
use super::ward::{Condition, Ward};

/// What an action would do to a service now; none when there is nothing that it could do.
#[derive(Debug, Clone)]
pub(super) struct Effects {
    /// In order.
    pub(super) deeds: Vec<Deed>,
    /// Services that are interrupted, the service itself left out.
    pub(super) interrupts: Vec<ServiceName>,
    /// What is changed outside.
    pub(super) outside: Option<Remedy>,
    /// How that is put back.
    pub(super) undo: Option<Remedy>,
    /// The service goes on running meanwhile, whatever the action does otherwise.
    pub(super) gentle: bool,
}

/// See [`Effects`].
pub(super) fn effects(action: &Action, name: &ServiceName, releases: &Releases, ward: &Ward<'_>) -> Option<Effects> {
    let spec = ward.service_spec(name)?;
    let again = [Deed::Stop { service: name.clone() }, Deed::Start { service: name.clone() }];
    let startable = match &spec.kind {
        ServiceKind::External(external) => !external.start_command.is_empty(),
        ServiceKind::Process(_) | ServiceKind::Unit(_) | ServiceKind::Container(_) => true,
    };
    let plain = |deeds: Vec<Deed>| Effects { deeds, interrupts: Vec::new(), outside: None, undo: None, gentle: false };
    if action.starts() && !startable {
        return None;
    }
    match action {
        Action::Restart => Some(plain(again.into())),
        Action::RestartWithDependants => {
            let dependants = running_dependants(name, ward);
            // A job that is to run once would be cut off in the middle, and run again.
            let runs_once = |name: &ServiceName| ward.service_spec(name).is_some_and(|spec| is_once(&spec));
            if dependants.is_empty() || dependants.iter().any(runs_once) {
                return None;
            }
            let stop = dependants.iter().map(|service| Deed::Stop { service: service.clone() });
            let start = dependants.iter().rev().map(|service| Deed::Start { service: service.clone() });
            let deeds = stop.chain(again).chain(start).collect();
            Some(Effects { interrupts: dependants.clone(), ..plain(deeds) })
        }
        Action::ClearResources => {
            let what = spec.recovery.clone();
            let path = |path: &std::path::PathBuf| path.to_string_lossy().into_owned();
            let aside = what.stale_files.iter().map(|file| Deed::MoveAside { path: path(file), to: None });
            let empty = what.log_dirs.iter().map(|dir| Deed::Empty { path: path(dir), freed: None });
            let free = what.ports.iter().map(|port| Deed::Free { port: *port, pid: None });
            let deeds: Vec<_> = aside.chain(empty).chain(free).collect();
            if deeds.is_empty() {
                return None;
            }
            let deeds = [again[0].clone()].into_iter().chain(deeds).chain([again[1].clone()]).collect();
            let generation = ward.service(name).map(|service| service.generation).unwrap_or_default();
            let account = spec.process().map(|process| process.account.clone()).unwrap_or_default();
            let outside = Some(Remedy::Clear {
                of: Obstacles { service: name.clone(), generation, program: program(&spec), account, what },
            });
            Some(Effects { outside, ..plain(deeds) })
        }
        Action::Runbook(book) => {
            let applies = spec.recovery.runbooks.contains(book);
            let book = ward.spec().runbooks.iter().find(|known| known.name == *book).filter(|_| applies)?;
            let run = |commands: &[Vec<String>]| Remedy::Run { commands: commands.to_vec(), timeout: book.timeout };
            let program = |command: &Vec<String>| command.first().cloned().unwrap_or_default();
            let deeds = book.steps.iter().map(|step| Deed::Run { program: program(step), said: None }).collect();
            let undo = (!book.undo.is_empty()).then(|| run(&book.undo));
            Some(Effects { outside: Some(run(&book.steps)), undo, ..plain(deeds) })
        }
        Action::RollBack => {
            let link = spec.recovery.release_link.clone()?;
            let to = releases.last_good(name)?.to_owned();
            let from = releases.current(name).map(str::to_owned);
            let relink = Deed::Relink { link: link.to_string_lossy().into_owned(), from: from.clone(), to: to.clone() };
            let deeds = vec![relink, again[0].clone(), again[1].clone()];
            let undo = from.map(|from| Remedy::Relink { link: link.clone(), to: from });
            Some(Effects { outside: Some(Remedy::Relink { link, to }), undo, ..plain(deeds) })
        }
        Action::ShedLoad => {
            let shed = sheddable(name, ward);
            let deeds: Vec<_> = shed.iter().map(|service| Deed::Stop { service: service.clone() }).collect();
            (!shed.is_empty()).then(|| Effects { interrupts: shed, ..plain(deeds) })
        }
        Action::Isolate => spec
            .recovery
            .isolate
            .then(|| Effects { interrupts: running_dependants(name, ward), ..plain(vec![again[0].clone()]) }),
        Action::Page => Some(plain(vec![Deed::Call])),
    }
}

/// Old files of a service's directories (on a file system, where one is named) go before it is full, while the service
/// goes on; none when it has no such directories.
pub(super) fn make_room(name: &ServiceName, mount: Option<&str>, ward: &Ward<'_>) -> Option<Effects> {
    let dirs = ward.service_spec(name)?.recovery.log_dirs.clone();
    let empty = |dir: &std::path::PathBuf| Deed::Empty { path: dir.to_string_lossy().into_owned(), freed: None };
    let deeds: Vec<_> = dirs.iter().map(empty).collect();
    let outside = Some(Remedy::MakeRoom { dirs, mount: mount.map(Into::into) });
    (!deeds.is_empty()).then_some(Effects { deeds, interrupts: Vec::new(), outside, undo: None, gentle: true })
}

/// The program's file, where it is named by a path.
fn program(spec: &crate::model::spec::ServiceSpec) -> Option<std::path::PathBuf> {
    spec.process().and_then(|process| process.command.first()).map(Into::into)
}

/// Those that need it and run, so that each comes before what it needs itself.
fn running_dependants(name: &ServiceName, ward: &Ward<'_>) -> Vec<ServiceName> {
    let up = |name: &ServiceName| !matches!(ward.condition(name), Condition::Away | Condition::Held);
    let mut dependants: Vec<_> = ward.needed_by(name).into_iter().filter(up).collect();
    dependants.sort_by_key(|name| ward.needed_by(name).len());
    dependants
}

fn is_once(spec: &ServiceSpec) -> bool {
    spec.restart.policy == RestartPolicy::Never
}

/// Services of low importance that run, that nobody needs, and that the service does not need.
fn sheddable(name: &ServiceName, ward: &Ward<'_>) -> Vec<ServiceName> {
    let low = ward.supervision.iter().filter(|service| service.spec.recovery.importance == Importance::Low);
    let running = low.filter(|service| service.state.is_running() && !is_once(&service.spec));
    let names = running.map(|service| service.spec.name.clone());
    names.filter(|other| other != name && ward.needed_by(other).is_empty()).collect()
}
