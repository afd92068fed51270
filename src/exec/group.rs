//! Signals to whole process groups, and the hunt for what left its group. Never a signal to a stranger.

use std::collections::HashSet;

use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open, pidfd_send_signal};

use super::census::{self, Stat};
use super::leaders::{Leader, Leaders};
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
    if leader.pid <= 1 || rustix::process::getpgrp().as_raw_pid() == leader.pid {
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
    let led = leaders.get(identity);
    let ours = census::processes().iter().filter(|member| member.group == identity.pid).any(|member| {
        led.as_ref().is_some_and(|led| led.leads(member))
            || census::mark(member.identity.pid).is_some_and(|mark| mark.data_id == data_id)
    });
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

/// Kills whatever carries the service's mark or is of a group or session it led, except the start to spare. Returns how
/// many processes were killed. Reads all of `/proc`, several times.
pub(super) fn sweep(data_id: &str, leaders: &Leaders, service: &ServiceName, spare: Option<Generation>) -> usize {
    let led = leaders.of(service, spare);
    let mut killed = HashSet::new();
    for _ in 0..ROUNDS {
        let before = killed.len();
        for found in census::processes() {
            let known = killed.contains(&found.identity);
            if !known && is_target(data_id, &led, service, spare, &found) && kill(found.identity) {
                killed.insert(found.identity);
            }
        }
        if killed.len() == before {
            break;
        }
    }
    leaders.forget(&led);
    killed.len()
}

fn is_target(data_id: &str, led: &[Leader], service: &ServiceName, spare: Option<Generation>, found: &Stat) -> bool {
    match census::mark(found.identity.pid) {
        Some(mark) => mark.data_id == data_id && mark.service == *service && Some(mark.generation) != spare,
        // A daemon that wrote its title over its environment.
        None => led.iter().any(|leader| leader.leads(found)),
    }
}

/// Kills one process, if it is still that one.
fn kill(identity: Identity) -> bool {
    let Some(pid) = Pid::from_raw(identity.pid).filter(|_| identity.pid > 1) else { return false };
    let Ok(pidfd) = pidfd_open(pid, PidfdFlags::empty()) else { return false };
    // What the pidfd stands for is fixed now; see that it is what was meant.
    census::stat(identity.pid).is_ok_and(|stat| stat.identity == identity)
        && pidfd_send_signal(&pidfd, Signal::KILL).is_ok()
}
