//! Limits that are not of a single process: a cgroup holds them where this console may have some. Elsewhere memory is
//! watched, and a step that holds more than it may is killed with all of its group.

use std::fs;
use std::time::Duration;

use super::alarms::{self, Alarm};
use super::desk::Desk;
use crate::exec::census;
use crate::exec::cgroup::Joined;
use crate::model::id::Generation;
use crate::model::process::LimitsSpec;
use crate::model::service::{Exit, Identity};
use crate::model::workflow::order::Ticket;

/// Between two looks at what a step holds.
const LOOK_EVERY: Duration = Duration::from_millis(100);

impl Desk {
    /// What holds a step that is about to begin.
    pub(super) fn hold(&self, ticket: Ticket, limits: &LimitsSpec) -> Joined {
        let undo = if ticket.undo { "u" } else { "" };
        // No service is called so.
        let name = format!("step:{}-{}{undo}", ticket.run, ticket.node).as_str().into();
        self.cgroups.make(&name, Generation(u64::from(ticket.attempt)), limits, |pid| self.is_ours(pid))
    }

    /// Whether a process is of this data directory: this one, the console that has made it, or one that carries the mark.
    fn is_ours(&self, pid: i32) -> bool {
        let own = [std::process::id(), std::os::unix::process::parent_id()];
        own.contains(&pid.unsigned_abs()) || census::is_of(pid, &self.data_id)
    }

    /// A step with a limit of memory has begun, or was found.
    pub(super) fn watch_memory(&mut self, ticket: Ticket, identity: Identity) {
        let is_held = self.cgroups.adopt(identity).is_some_and(|hold| hold.memory);
        if !is_held {
            self.alarms.set(alarms::now() + LOOK_EVERY, ticket, Alarm::Weigh);
        }
    }

    /// Looks how much memory a step holds.
    pub(super) fn weigh(&mut self, ticket: Ticket, now: Duration) {
        let Some(running) = self.running(ticket).filter(|running| running.ended.is_none()) else { return };
        let Some(most) = running.begun.memory else { return };
        if held_by(running.identity) <= most {
            return self.alarms.set(now + LOOK_EVERY, ticket, Alarm::Weigh);
        }
        running.is_too_large = true;
        self.kill(ticket, now);
    }

    /// What the end of a step really was: it is killed with the signal that everybody kills with.
    pub(super) fn end_of_limited(&mut self, ticket: Ticket, exit: Exit) -> Exit {
        let Some(running) = self.running(ticket) else { return exit };
        let (identity, is_too_large) = (running.identity, running.is_too_large);
        match self.cgroups.ended(identity, exit) {
            Exit::Signal(libc::SIGKILL) if is_too_large => Exit::OutOfMemory,
            other => other,
        }
    }
}

/// Bytes of memory that all processes of a step hold.
fn held_by(leader: Identity) -> u64 {
    let members = census::processes();
    let members = members.iter().filter(|stat| stat.group == leader.pid || stat.session == leader.pid);
    members.filter_map(|stat| resident(stat.identity.pid)).sum()
}

fn resident(pid: i32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}
