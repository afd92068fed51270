//! A group for each start.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::place::{self, Controller, Place, write};
use crate::model::id::{Generation, ServiceName};
use crate::model::process::{CgroupError, Hold, LimitsSpec};
use crate::model::service::{Exit, Identity};

/// The kernel shares the processors out in spans of this many microseconds.
const CPU_PERIOD: u64 = 100_000;

/// The groups of one data directory.
#[derive(Debug)]
pub(in crate::exec) struct Cgroups {
    /// Begins the name of every group of ours.
    prefix: String,
    /// Looked for when it is needed for the first time.
    place: Mutex<Option<Result<Place, CgroupError>>>,
    /// The groups of what runs, and of what is being started.
    joined: Mutex<HashMap<PathBuf, Option<Identity>>>,
}

/// What a start gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exec) struct Joined {
    /// Directory to join; none where nothing is held by a group.
    pub dir: Option<PathBuf>,
    /// What is held by it.
    pub hold: Hold,
}

impl Cgroups {
    /// None are made yet.
    pub(in crate::exec) fn new(data_id: &str) -> Self {
        let short: String = data_id.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
        Self { prefix: format!("autoagents.{short}"), place: Mutex::default(), joined: Mutex::default() }
    }

    /// A group with the limits that a group can hold. Where there can be none, that is said, and the service starts all the
    /// same.
    pub(in crate::exec) fn make(
        &self,
        service: &ServiceName,
        generation: Generation,
        limits: &LimitsSpec,
        is_ours: impl Fn(i32) -> bool,
    ) -> Joined {
        let mut joined = Joined { dir: None, hold: Hold::default() };
        if limits.memory.is_none() && limits.cpu_millis.is_none() && limits.processes.is_none() {
            return joined;
        }
        let filled = self.place(is_ours).and_then(|place| {
            self.tidy(service);
            self.fill(&place, service, generation, limits)
        });
        match filled {
            Ok((dir, hold)) => joined = Joined { dir: Some(dir), hold },
            Err(why) => joined.hold.why_not = Some(why),
        }
        joined
    }

    fn place(&self, is_ours: impl Fn(i32) -> bool) -> Result<Place, CgroupError> {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = &*place {
            return found.clone();
        }
        let leaf = format!("{}.runtime", self.prefix);
        let found = place::own(&leaf).and_then(|base| place::prepare(&base, &leaf, is_ours));
        *place = Some(found.clone());
        found
    }

    fn fill(
        &self,
        place: &Place,
        service: &ServiceName,
        generation: Generation,
        limits: &LimitsSpec,
    ) -> Result<(PathBuf, Hold), CgroupError> {
        let dir = place.base.join(self.name(service, generation));
        let wrong = |error: io::Error| {
            let (path, error) = (dir.display().to_string(), error.to_string());
            CgroupError::NotMade { path, error }
        };
        // Whoever removes empty groups meanwhile must leave this one.
        self.lock().insert(dir.clone(), None);
        match fs::create_dir(&dir) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                self.abandon(&dir);
                return Err(wrong(error));
            }
            _ => {}
        }
        let mut hold = Hold::default();
        let quota = limits.cpu_millis.map(|millis| u64::from(millis) * CPU_PERIOD / 1000);
        let wanted = [
            (Controller::Memory, "memory.max", limits.memory.map(|bytes| bytes.to_string()), &mut hold.memory),
            (Controller::Cpu, "cpu.max", quota.map(|quota| format!("{quota} {CPU_PERIOD}")), &mut hold.cpu),
            (Controller::Pids, "pids.max", limits.processes.map(|most| most.to_string()), &mut hold.processes),
        ];
        let mut lacking = Vec::new();
        for (controller, file, value, held) in wanted {
            let Some(value) = value else { continue };
            let given = place.controllers.contains(&controller) && write(&dir.join(file), &value).is_ok();
            *held = given;
            if !given {
                lacking.push(controller.word().to_owned());
            }
        }
        if hold.memory {
            // A service with one process killed of several is neither dead nor well: all of it goes, and starts anew. Swap
            // would only make a leak slow.
            drop(write(&dir.join("memory.oom.group"), "1"));
            drop(write(&dir.join("memory.swap.max"), "0"));
        }
        if !lacking.is_empty() {
            let why = CgroupError::Lacking { all_of: lacking, path: place.base.display().to_string() };
            if !(hold.memory || hold.cpu || hold.processes) {
                self.abandon(&dir);
                return Err(why);
            }
            hold.why_not = Some(why);
        }
        Ok((dir, hold))
    }

    fn name(&self, service: &ServiceName, generation: Generation) -> String {
        format!("{}.{service}.{generation}", self.prefix)
    }

    /// This process runs in that group.
    pub(in crate::exec) fn began(&self, identity: Identity, dir: PathBuf) {
        self.lock().insert(dir, Some(identity));
    }

    /// Nothing was started in it.
    pub(in crate::exec) fn abandon(&self, dir: &Path) {
        self.lock().remove(dir);
        drop(fs::remove_dir(dir));
    }

    /// A process that an earlier runtime started: what holds it, if it is in a group of ours.
    pub(in crate::exec) fn adopt(&self, identity: Identity) -> Option<Hold> {
        let leaf = format!("{}.runtime", self.prefix);
        let base = place::own(&leaf).ok()?;
        let path = fs::read_to_string(format!("/proc/{}/cgroup", identity.pid)).ok()?;
        let path = path.lines().find_map(|line| line.strip_prefix("0::"))?;
        let name = path.rsplit('/').next().filter(|name| name.starts_with(&self.prefix) && *name != leaf)?;
        let dir = base.join(name);
        let is_limited =
            |file: &str| fs::read_to_string(dir.join(file)).is_ok_and(|text| !text.trim_start().starts_with("max"));
        let hold = Hold {
            memory: is_limited("memory.max"),
            cpu: is_limited("cpu.max"),
            processes: is_limited("pids.max"),
            why_not: None,
        };
        self.began(identity, dir);
        Some(hold)
    }

    /// What its end really was: the kernel kills with the signal that everybody kills with, and says in the group that it
    /// was for want of memory.
    pub(in crate::exec) fn ended(&self, identity: Identity, exit: Exit) -> Exit {
        let mut joined = self.lock();
        let dir = joined.iter().find(|(_, member)| **member == Some(identity)).map(|(dir, _)| dir.clone());
        let Some(dir) = dir else { return exit };
        joined.remove(&dir);
        drop(joined);
        let killed = exit == Exit::Signal(libc::SIGKILL) && kills(&dir) > 0;
        // It stays while something is left in it; the sweep comes back.
        drop(fs::remove_dir(&dir));
        if killed { Exit::OutOfMemory } else { exit }
    }

    /// Removes the groups of a service in which nothing runs any more.
    pub(in crate::exec) fn tidy(&self, service: &ServiceName) {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(Ok(Place { base, .. })) = place else { return };
        let prefix = format!("{}.{service}.", self.prefix);
        let Ok(entries) = fs::read_dir(&base) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let generation = name.to_str().and_then(|name| name.strip_prefix(&prefix)).unwrap_or_default();
            if generation.parse::<u64>().is_ok() && !self.lock().contains_key(&entry.path()) {
                // The kernel refuses while anything is in it.
                drop(fs::remove_dir(entry.path()));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Option<Identity>>> {
        self.joined.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How often the kernel has killed in this group for want of memory.
fn kills(dir: &Path) -> u64 {
    let events = fs::read_to_string(dir.join("memory.events")).unwrap_or_default();
    let count = events.lines().find_map(|line| line.strip_prefix("oom_kill "));
    count.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests;
