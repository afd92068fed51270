//! Signals to whole process groups, and the hunt for what left its group. Never a signal to a stranger.

use std::collections::HashSet;

use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open, pidfd_send_signal};

use super::census;
use super::leaders::Leaders;
use crate::model::id::{Generation, ServiceName};
use crate::model::service::Identity;
use crate::model::spec::StopSignal;

/// Rounds of one sweep. Each kills what the round before had no time to see; a fork bomb needs a few.
const ROUNDS: usize = 50;

/// What is known of a group before it is signalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Its leader is there.
    Led,
    /// Its leader is gone; there may be others.
    Leaderless,
    /// The number belongs to someone else now, or never was a service's.
    Foreign,
}

/// How the group of that leader stands. Does not block: reads one small file.
pub(super) fn standing(leader: Identity) -> Standing {
    // 0, 1 and -1 mean "my own group", "init" and "everyone" to kill(2).
    let own = i32::try_from(std::process::id()).ok().and_then(|own| census::stat(own).ok());
    if leader.pid <= 1 || own.is_some_and(|own| own.group == leader.pid) {
        return Standing::Foreign;
    }
    match census::stat(leader.pid) {
        Ok(stat) if stat.identity == leader && stat.group == leader.pid => Standing::Led,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Standing::Leaderless,
        _ => Standing::Foreign,
    }
}

/// Sends a signal to a group whose leader is gone, if what is left of it is ours. Reads all of `/proc`.
pub(super) fn signal_leaderless(data_id: &str, leaders: &Leaders, identity: Identity, signal: StopSignal) {
    let mut members = census::processes();
    members.retain(|member| member.group == identity.pid);
    let led = leaders.get(identity).is_some_and(|leader| members.iter().any(|member| leader.leads(member)));
    let ours = led || !census::marked(members, data_id).is_empty();
    // One member that is ours holds the number, so all of them are.
    if ours && standing(identity) == Standing::Leaderless {
        send(identity, signal);
    }
}

/// Sends a signal to the group. A stopped process would not see it: it is woken, unless it dies anyway.
pub(super) fn send(leader: Identity, signal: StopSignal) {
    let Some(pid) = Pid::from_raw(leader.pid).filter(|_| leader.pid > 1) else { return };
    let number = number_of(signal);
    // A group that has ended meanwhile is no error.
    let _ = kill_process_group(pid, number);
    if number != Signal::KILL {
        let _ = kill_process_group(pid, Signal::CONT);
    }
}

/// Sends a signal to one process alone, if it is still that one. True when it was sent.
pub(super) fn send_leader(leader: Identity, signal: StopSignal) -> bool {
    send_one(leader, number_of(signal))
}

fn number_of(signal: StopSignal) -> Signal {
    match signal {
        StopSignal::Term => Signal::TERM,
        StopSignal::Int => Signal::INT,
        StopSignal::Quit => Signal::QUIT,
        StopSignal::Hup => Signal::HUP,
        StopSignal::Usr1 => Signal::USR1,
        StopSignal::Usr2 => Signal::USR2,
        StopSignal::Kill => Signal::KILL,
    }
}

/// Kills whatever carries the service's mark or is of a group or session it led, except the start to spare and later ones. Returns how
/// many processes were killed. Reads all of `/proc`, several times.
///
/// The group counts because some daemons write their title over their environment, and the mark with it.
pub(super) fn sweep(data_id: &str, leaders: &Leaders, service: &ServiceName, spare: Option<Generation>) -> usize {
    let led = leaders.of(service, spare);
    let mut killed = HashSet::new();
    for _ in 0..ROUNDS {
        let before = killed.len();
        let (members, others): (Vec<_>, Vec<_>) =
            census::processes().into_iter().partition(|found| led.iter().any(|leader| leader.leads(found)));
        let marked = census::marked(others, data_id).into_iter();
        let escaped =
            marked.filter(|(_, mark)| mark.service == *service && spare.is_none_or(|spare| mark.generation < spare));
        for target in members.into_iter().chain(escaped.map(|(stat, _)| stat)) {
            if !killed.contains(&target.identity) && kill(target.identity) {
                killed.insert(target.identity);
            }
        }
        if killed.len() == before {
            break;
        }
    }
    leaders.forget(&led);
    killed.len()
}

/// Kills one process, if it is still that one.
pub(super) fn kill(identity: Identity) -> bool {
    send_one(identity, Signal::KILL)
}

fn send_one(identity: Identity, signal: Signal) -> bool {
    let Some(pid) = Pid::from_raw(identity.pid).filter(|_| identity.pid > 1) else { return false };
    let Ok(pidfd) = pidfd_open(pid, PidfdFlags::empty()) else { return false };
    // What the pidfd stands for is fixed now; see that it is what was meant.
    census::stat(identity.pid).is_ok_and(|stat| stat.identity == identity) && pidfd_send_signal(&pidfd, signal).is_ok()
}
