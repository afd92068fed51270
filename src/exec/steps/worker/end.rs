//! How a step ends, by itself or because it is told to, and what it leaves in its group.

use std::io;
use std::mem::MaybeUninit;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use super::super::book::{End, Entry};
use super::alarms::{self, Alarm};
use super::desk::{Desk, Lingering, Over, State};
use crate::exec::census::{self, Stat};
use crate::exec::group;
use crate::model::service::{Exit, Identity};
use crate::model::spec::StopSignal;
use crate::model::workflow::order::Ticket;

/// What was killed is gone by then, unless the kernel holds it.
const DYING: Duration = Duration::from_secs(1);
/// Between two looks at a group whose leader is gone.
const LOOK_EVERY: Duration = Duration::from_millis(10);

impl Desk {
    /// Takes the ends of all children that have ended.
    pub(super) fn reap(&mut self) {
        while let Some((pid, exit, cpu)) = next_child() {
            if let Some(ticket) = self.by_pid.remove(&pid) {
                let now = alarms::now();
                let Some(running) = self.running(ticket) else { continue };
                let took = now.saturating_sub(running.begun.mono);
                let end = End { exit, at: chrono::Utc::now(), took, left: 0, cpu };
                self.leader_ended(ticket, Some(end), now);
            }
        }
    }

    /// The process of a step has ended; how, nobody knows when none is said.
    pub(super) fn leader_ended(&mut self, ticket: Ticket, end: Option<End>, now: Duration) {
        let end = end.map(|end| End { exit: self.end_of_limited(ticket, end.exit), ..end });
        let Some(running) = self.running(ticket) else { return };
        let (identity, leaves_children) = (running.identity, running.begun.leaves_children);
        if leaves_children || !is_there(identity) {
            return self.finish(ticket, end);
        }
        let until = running.kill_at.filter(|at| *at > now);
        let lingering = Lingering { end, ticks: census::ticks_now(), until: until.unwrap_or(now) + DYING };
        running.ended = Some(lingering);
        if until.is_none() {
            self.kill(ticket, now);
        }
        self.look_at_group(ticket, now);
    }

    /// A step whose process has ended is over when its group is empty.
    pub(super) fn look_at_group(&mut self, ticket: Ticket, now: Duration) {
        let Some(running) = self.running(ticket) else { return };
        let Some(lingering) = running.ended else { return self.give_up(ticket, now) };
        if !is_there(running.identity) || now >= lingering.until || left_of(running.identity, lingering).is_empty() {
            self.finish(ticket, lingering.end);
        } else {
            self.alarms.set(now + LOOK_EVERY, ticket, Alarm::Look);
        }
    }

    fn finish(&mut self, ticket: Ticket, end: Option<End>) {
        // Before it is written that it has ended: what is named after that is not looked for.
        self.settle_log(ticket);
        self.take_in(ticket);
        match end {
            Some(end) => {
                self.book.add(ticket, &Entry::Ended(end));
                self.over(ticket, Over::Ended(end));
            }
            None => {
                self.book.add(ticket, &Entry::Lost);
                self.over(ticket, Over::Lost);
            }
        }
    }

    /// Asks a step to end, and kills it if it has not within the grace.
    pub(super) fn stop(&mut self, ticket: Ticket, grace: Duration) {
        let now = alarms::now();
        let at = now + grace;
        let Some(State::Running(running)) = self.states.get_mut(&ticket) else { return };
        running.kill_at = Some(running.kill_at.map_or(at, |earlier| earlier.min(at)));
        if running.ended.is_none() {
            signal(running.identity, StopSignal::Term);
        }
        self.alarms.set(at, ticket, Alarm::Kill);
    }

    /// Kills what is there of a step.
    pub(super) fn kill(&mut self, ticket: Ticket, _now: Duration) {
        let Some(running) = self.running(ticket) else { return };
        let identity = running.identity;
        let Some(lingering) = &mut running.ended else {
            return signal(identity, StopSignal::Kill);
        };
        let left = left_of(identity, *lingering);
        if let Some(end) = &mut lingering.end {
            end.left += u32::try_from(left.len()).unwrap_or(u32::MAX);
        }
        // One that has been of the group since before its leader ended holds the number: the whole group is ours.
        if let Some(pid) = Pid::from_raw(identity.pid).filter(|_| left.iter().any(|stat| stat.group == identity.pid)) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
        for stat in left.iter().filter(|stat| stat.group != identity.pid) {
            group::kill(stat.identity);
        }
    }
}

/// Signals the group of a step whose leader is there: a child that was not reaped, or one that is looked at first.
fn signal(identity: Identity, signal: StopSignal) {
    if group::standing(identity) == group::Standing::Led {
        group::send(identity, signal);
    }
}

/// Whether there is a group of that number.
fn is_there(identity: Identity) -> bool {
    Pid::from_raw(identity.pid).is_some_and(|pid| test_kill_process_group(pid) != Err(rustix::io::Errno::SRCH))
}

/// Processes of a group or session whose leader is gone. Only one that began before the leader's end proves that the number
/// was not given to somebody else. Reads all of `/proc`.
fn left_of(leader: Identity, lingering: Lingering) -> Vec<Stat> {
    let mut members = census::processes();
    members.retain(|stat| stat.group == leader.pid || stat.session == leader.pid);
    if members.iter().any(|stat| stat.identity.start_ticks <= lingering.ticks) { members } else { Vec::new() }
}

/// The next child that has ended, reaped: how it ended, and the processor time that it took.
fn next_child() -> Option<(i32, Exit, Duration)> {
    let (mut status, mut usage) = (0, MaybeUninit::<libc::rusage>::zeroed());
    loop {
        // SAFETY: both are written to by the kernel, and live until the end of the call.
        let pid = unsafe { libc::wait4(-1, &raw mut status, libc::WNOHANG, usage.as_mut_ptr()) };
        if pid < 0 && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted {
            continue;
        }
        if pid <= 0 {
            return None;
        }
        // SAFETY: all zeroes are one; the kernel has written another.
        let usage = unsafe { usage.assume_init() };
        let cpu = span(usage.ru_utime) + span(usage.ru_stime);
        let exit = if libc::WIFEXITED(status) {
            Exit::Code(libc::WEXITSTATUS(status))
        } else {
            Exit::Signal(libc::WTERMSIG(status))
        };
        return Some((pid, exit, cpu));
    }
}

fn span(time: libc::timeval) -> Duration {
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_micros(u64::try_from(time.tv_usec).unwrap_or_default())
}
