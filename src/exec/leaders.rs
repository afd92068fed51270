//! Who led which process group: what this runtime started or adopted, and when it ended.
//!
//! A group outlives its leader, and its number is not given away while it has members; but once the last member is
//! gone, a stranger may get the number. A member that started before our leader had ended is never a stranger's: while
//! the leader was there (running, or a zombie not yet reaped) the number was taken. Start times count in ticks of 10 ms;
//! one in the very tick of the end is ours too, because numbers go round: the kernel would have to give away all others
//! within that tick before it gave this one again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::census::{self, Stat};
use crate::model::id::{Generation, ServiceName};
use crate::model::service::Identity;

/// Ended leaders kept for each service, in case nobody orders a sweep.
const ENDED_KEPT: usize = 4;

/// A process that leads, or led, the group and the session of its pid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leader {
    /// Of which service.
    pub service: ServiceName,
    /// Of which start.
    pub generation: Generation,
    /// Which process.
    pub identity: Identity,
    /// When it had ended but still held its number, in ticks since boot.
    pub ended: Option<u64>,
}

impl Leader {
    /// Whether a process, seen just now, is of this leader's group or session, and not of a stranger's with the same
    /// number.
    pub(super) fn leads(&self, member: &Stat) -> bool {
        let number = self.identity.pid;
        (member.group == number || member.session == number)
            && match self.ended {
                Some(ended) => member.identity.start_ticks <= ended,
                None => census::stat(number).is_ok_and(|stat| stat.identity == self.identity),
            }
    }
}

/// The leaders of this runtime's time, by pid.
#[derive(Debug, Default)]
pub(super) struct Leaders {
    by_pid: Mutex<HashMap<i32, Leader>>,
}

impl Leaders {
    /// A process leads now.
    pub(super) fn began(&self, service: ServiceName, generation: Generation, identity: Identity) {
        let mut by_pid = self.lock();
        let mut ended: Vec<_> = by_pid
            .values()
            .filter(|leader| leader.service == service && leader.ended.is_some())
            .map(|leader| (leader.generation, leader.identity.pid))
            .collect();
        ended.sort_unstable();
        for (_, pid) in ended.iter().rev().skip(ENDED_KEPT) {
            by_pid.remove(pid);
        }
        by_pid.insert(identity.pid, Leader { service, generation, identity, ended: None });
    }

    /// A leader has ended. To be called before it is reaped, while it still holds its number.
    pub(super) fn ended(&self, identity: Identity) {
        if let Some(leader) = self.lock().get_mut(&identity.pid).filter(|leader| leader.identity == identity) {
            leader.ended = Some(census::ticks_now());
        }
    }

    /// The leader of that identity.
    pub(super) fn get(&self, identity: Identity) -> Option<Leader> {
        self.lock().get(&identity.pid).filter(|leader| leader.identity == identity).cloned()
    }

    /// The leaders of a service, except those of the start to spare and of later ones.
    pub(super) fn of(&self, service: &ServiceName, spare: Option<Generation>) -> Vec<Leader> {
        let by_pid = self.lock();
        let goes = |led: &&Leader| led.service == *service && spare.is_none_or(|spare| led.generation < spare);
        by_pid.values().filter(goes).cloned().collect()
    }

    /// These groups have been swept; those whose leader has ended are of no more use.
    pub(super) fn forget(&self, swept: &[Leader]) {
        let mut by_pid = self.lock();
        for leader in swept.iter().filter(|leader| leader.ended.is_some()) {
            if by_pid.get(&leader.identity.pid).is_some_and(|kept| kept.identity == leader.identity) {
                by_pid.remove(&leader.identity.pid);
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<i32, Leader>> {
        self.by_pid.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(group: i32, start_ticks: u64) -> Stat {
        Stat { identity: Identity { pid: 900, start_ticks }, group, session: group, zombie: false }
    }

    #[test]
    fn a_stranger_that_got_the_number_is_not_led() {
        let identity = Identity { pid: 70, start_ticks: 100 };
        let led = Leader { service: "api".into(), generation: Generation(1), identity, ended: Some(500) };
        assert!(led.leads(&member(70, 500)));
        assert!(!led.leads(&member(70, 501)), "started after the leader had ended");
        assert!(!led.leads(&member(71, 200)), "another group");
    }

    #[test]
    fn ended_leaders_are_kept_until_swept_and_never_without_bound() {
        let leaders = Leaders::default();
        for number in 1..=20 {
            let identity = Identity { pid: 1000 + number, start_ticks: 1 };
            leaders.began("api".into(), Generation(u64::from(number.unsigned_abs())), identity);
            leaders.ended(identity);
        }
        let kept = leaders.of(&"api".into(), None);
        assert_eq!(kept.len(), ENDED_KEPT + 1);
        assert!(kept.iter().all(|leader| leader.generation.0 > 15));
        leaders.forget(&kept);
        assert!(leaders.of(&"api".into(), None).is_empty());
    }
}
