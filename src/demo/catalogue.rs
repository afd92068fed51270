//! The faults there are: whom they befall, how they are put in, and what heals them.
//!
//! What each does, in words, is `fault-NAME` among the texts, and how its truth shows `fault-NAME-truth`.

use rustix::process::Signal;

use super::control::Word;
use super::role::Role;

/// A fault.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// Parts that can have it; the first unless said otherwise.
    pub targets: &'static [Role],
    /// Whether a plain restart of the part heals it.
    pub restart_heals: bool,
    pub(super) how: How,
}

/// How a fault is put in.
#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    /// The process gets a signal.
    Signal(Signal),
    /// The process is told over its socket: a restart forgets it.
    Tell(Word),
    /// A file that it reads at its start is spoiled, and it is killed.
    Spoil,
    /// Its small disk is filled.
    Fill,
    /// A stray process takes its port, and it is killed.
    TakePort,
    /// A broken release is put in place, and it is started again.
    Deploy,
    /// The wall clock that it sees is put forward.
    ShiftClock,
}

/// Parts that answer requests.
const ANSWERING: &[Role] = &[Role::Api, Role::Web, Role::Mailer, Role::Db, Role::Cache];
/// All parts, those first at which it shows best.
const ANY: &[Role] =
    &[Role::Api, Role::Web, Role::Worker, Role::Mailer, Role::Db, Role::Cache, Role::Scheduler, Role::Visitors];
/// The same with another one first.
const ANY_WEB: &[Role] =
    &[Role::Web, Role::Api, Role::Worker, Role::Mailer, Role::Db, Role::Cache, Role::Scheduler, Role::Visitors];
const ANY_WORKER: &[Role] =
    &[Role::Worker, Role::Api, Role::Web, Role::Mailer, Role::Db, Role::Cache, Role::Scheduler, Role::Visitors];

/// All of them.
pub const FAULTS: &[Fault] = &[
    Fault { name: "kill", targets: ANY, restart_heals: true, how: How::Signal(Signal::KILL) },
    Fault { name: "hang", targets: ANY_WEB, restart_heals: true, how: How::Signal(Signal::STOP) },
    Fault {
        name: "crash-loop",
        targets: &[Role::Db, Role::Worker, Role::Scheduler, Role::Mailer],
        restart_heals: false,
        how: How::Spoil,
    },
    Fault { name: "memory-leak", targets: ANY, restart_heals: true, how: How::Tell(Word::MemoryLeak) },
    Fault { name: "slow-leak", targets: ANY, restart_heals: true, how: How::Tell(Word::SlowLeak) },
    Fault { name: "descriptor-leak", targets: ANY, restart_heals: true, how: How::Tell(Word::DescriptorLeak) },
    Fault { name: "slow-descriptor-leak", targets: ANY, restart_heals: true, how: How::Tell(Word::SlowDescriptorLeak) },
    Fault { name: "cpu-hog", targets: ANY_WORKER, restart_heals: true, how: How::Tell(Word::CpuHog) },
    Fault { name: "latency-ramp", targets: ANSWERING, restart_heals: true, how: How::Tell(Word::LatencyRamp) },
    Fault { name: "error-ramp", targets: ANSWERING, restart_heals: true, how: How::Tell(Word::ErrorRamp) },
    Fault { name: "slow-latency", targets: ANSWERING, restart_heals: true, how: How::Tell(Word::SlowLatency) },
    Fault { name: "slow-errors", targets: ANSWERING, restart_heals: true, how: How::Tell(Word::SlowErrors) },
    Fault {
        name: "filling-disk",
        targets: &[Role::Mailer, Role::Db],
        restart_heals: false,
        how: How::Tell(Word::FillSlowly),
    },
    Fault { name: "full-disk", targets: &[Role::Mailer, Role::Db], restart_heals: false, how: How::Fill },
    Fault {
        name: "lost-dependency",
        targets: &[Role::Db, Role::Cache],
        restart_heals: true,
        how: How::Tell(Word::Shut),
    },
    Fault { name: "port-taken", targets: ANY_WEB, restart_heals: false, how: How::TakePort },
    Fault { name: "bad-deploy", targets: &[Role::Api], restart_heals: false, how: How::Deploy },
    Fault { name: "clock-jump", targets: &[Role::Scheduler], restart_heals: true, how: How::ShiftClock },
    Fault { name: "zombie", targets: ANY_WORKER, restart_heals: true, how: How::Tell(Word::Zombies) },
    Fault { name: "orphan", targets: ANY_WEB, restart_heals: true, how: How::Tell(Word::Orphan) },
];

/// The fault of that name.
#[must_use]
pub fn fault(name: &str) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::i18n::{Language, Texts};

    #[test]
    fn each_has_its_name_its_targets_and_its_words() {
        let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), FAULTS.len());
        for fault in FAULTS {
            let targets: BTreeSet<_> = fault.targets.iter().collect();
            assert!(!targets.is_empty() && targets.len() == fault.targets.len(), "{}", fault.name);
            for texts in Language::ALL.map(Texts::new) {
                for id in [format!("fault-{}", fault.name), format!("fault-{}-truth", fault.name)] {
                    assert!(texts.has(&id), "{id} in {:?}", texts.language());
                }
            }
        }
    }
}
