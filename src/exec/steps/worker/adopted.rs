//! Processes of a worker that was killed: they are found by what its book says, or by their mark, and go on. They are no
//! children of this process, so their exit codes are told only by kernels that keep them for whoever holds a pidfd (Linux
//! 6.15); elsewhere nobody knows how they ended.

use std::collections::HashMap;
use std::fs;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::super::book::{Begun, End, Entry};
use super::super::place;
use super::alarms::{self, Alarm};
use super::begin::TICKET;
use super::desk::{Desk, Over, Running, State};
use crate::exec::census;
use crate::model::service::{Exit, Identity};
use crate::model::workflow::order::Ticket;

/// `PIDFD_GET_INFO` of `linux/pidfd.h`, with the first size of its structure.
const GET_INFO: libc::c_ulong = 0xC040_FF0B;
/// The exit is asked for, and was told.
const INFO_EXIT: u64 = 1 << 3;

/// How a process has ended is told when it was reaped: soon, by whoever has it now.
const REAPING: Duration = Duration::from_secs(1);

/// `struct pidfd_info`.
#[repr(C)]
#[derive(Default)]
struct Info {
    mask: u64,
    cgroup: u64,
    numbers: [u32; 11],
    exit: i32,
}

impl Desk {
    /// Takes the entries of the book over, and what of it still runs.
    pub(super) fn recall(&mut self, entries: Vec<(Ticket, Entry)>) {
        let mut begun: HashMap<Ticket, (Begun, Option<Identity>)> = HashMap::new();
        for (ticket, entry) in entries {
            let over = match entry {
                Entry::Begins(how) => {
                    begun.insert(ticket, (how, None));
                    continue;
                }
                Entry::Runs(identity) => {
                    begun.entry(ticket).and_modify(|(_, known)| *known = Some(identity));
                    continue;
                }
                Entry::Ended(end) => Over::Ended(end),
                Entry::NotStarted(why) => Over::NotStarted(why),
                Entry::Lost => Over::Lost,
            };
            begun.remove(&ticket);
            self.states.insert(ticket, State::Over(over));
        }
        let is_of_this_boot = !self.book.doubtful;
        let unknown = begun.values().any(|(_, identity)| identity.is_none());
        let marked = if unknown && is_of_this_boot { marked(&self.data_id) } else { HashMap::new() };
        for (ticket, (how, identity)) in begun {
            let known = identity.or_else(|| marked.get(&ticket).copied());
            match known.filter(|_| is_of_this_boot).and_then(|known| Some((known, hold(known)?))) {
                Some((identity, pidfd)) => {
                    self.book.add(ticket, &Entry::Runs(identity));
                    self.took_over(ticket, how, identity, Some(pidfd));
                }
                None => {
                    self.book.add(ticket, &Entry::Lost);
                    self.states.insert(ticket, State::Over(Over::Lost));
                }
            }
        }
    }

    /// What is waited for through a pidfd, and whether its process has ended and was not reaped yet.
    pub(super) fn adopted(&self) -> impl Iterator<Item = (BorrowedFd<'_>, bool)> {
        self.states.values().filter_map(|state| match state {
            State::Running(running) if running.ended.is_none() => {
                let pidfd = running.adopted.as_ref()?;
                Some((pidfd.as_fd(), running.is_ending))
            }
            _ => None,
        })
    }

    /// Looks which of the adopted have ended.
    pub(super) fn look_at_adopted(&mut self) {
        let now = alarms::now();
        let mut ended = Vec::new();
        for (ticket, state) in &mut self.states {
            let State::Running(running) = state else { continue };
            let Some(pidfd) = running.adopted.as_ref().filter(|_| running.ended.is_none()) else { continue };
            let seen = state_of(pidfd);
            if seen.contains(PollFlags::HUP) {
                ended.push((*ticket, end_of(running, now)));
            } else if seen.contains(PollFlags::IN) && !running.is_ending {
                running.is_ending = true;
                self.alarms.set(now + REAPING, *ticket, Alarm::Look);
            }
        }
        for (ticket, end) in ended {
            self.leader_ended(ticket, end, now);
        }
    }

    /// One that has ended was not reaped: whose child it is now does not do that, or the kernel does not tell.
    pub(super) fn give_up(&mut self, ticket: Ticket, now: Duration) {
        if let Some(running) = self.running(ticket).filter(|running| running.is_ending) {
            let end = end_of(running, now);
            self.leader_ended(ticket, end, now);
        }
    }
}

/// How it has ended, as far as it is known.
fn end_of(running: &Running, now: Duration) -> Option<End> {
    let exit = running.adopted.as_ref().and_then(exit_of)?;
    let took = now.saturating_sub(running.begun.mono);
    Some(End { exit, at: chrono::Utc::now(), took, left: 0, cpu: Duration::ZERO })
}

/// A pidfd of that process and no other.
fn hold(identity: Identity) -> Option<OwnedFd> {
    let pidfd = pidfd_open(Pid::from_raw(identity.pid).filter(|_| identity.pid > 1)?, PidfdFlags::empty()).ok()?;
    // Only now: what the pidfd stands for cannot change any more.
    (census::stat(identity.pid).ok()?.identity == identity).then_some(pidfd)
}

fn state_of(pidfd: &OwnedFd) -> PollFlags {
    let mut asked = [PollFd::new(pidfd, PollFlags::IN)];
    match poll(&mut asked, Some(&Timespec::default())) {
        Ok(_) => asked[0].revents(),
        Err(_) => PollFlags::empty(),
    }
}

/// How the process has ended, where the kernel remembers that.
fn exit_of(pidfd: &OwnedFd) -> Option<Exit> {
    let mut info = Info { mask: INFO_EXIT, ..Info::default() };
    // SAFETY: the kernel writes no more than the size that is part of the request, which is that of the structure.
    let done = unsafe { libc::ioctl(pidfd.as_raw_fd(), GET_INFO as _, &raw mut info) };
    if done != 0 || info.mask & INFO_EXIT == 0 {
        return None;
    }
    Some(if libc::WIFEXITED(info.exit) {
        Exit::Code(libc::WEXITSTATUS(info.exit))
    } else {
        Exit::Signal(libc::WTERMSIG(info.exit))
    })
}

/// Leaders of sessions that carry the mark of a ticket. A program may have written over it; then it is not found.
fn marked(data_id: &str) -> HashMap<Ticket, Identity> {
    let leaders = census::processes().into_iter().filter(|stat| stat.session == stat.identity.pid);
    let carried = leaders.filter_map(|stat| {
        let environ = fs::read(format!("/proc/{}/environ", stat.identity.pid)).ok()?;
        let value = |name: &str| {
            let mut entries = environ.split(|byte| *byte == 0);
            let value = entries.find_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"="));
            value.and_then(|value| std::str::from_utf8(value).ok())
        };
        let ticket = place::ticket(value(TICKET).filter(|_| value(census::DATA_ID) == Some(data_id))?)?;
        Some((ticket, stat.identity))
    });
    carried.collect()
}

const _: () = assert!(size_of::<Info>() == 64);
