//! Faults that are put into a demo: asked for here, done elsewhere, and written down as what they are, so that nothing
//! takes them for a change of the platform.

use crate::model::command::{Command, Done};
use crate::model::effect::Effect;
use crate::model::fault::{FaultAsker, FaultDone, FaultOrder};
use crate::model::id::{Operator, ReplyId};
use crate::model::record::{Detail, Entry, EntryKind, Record};
use crate::model::refusal::Refusal;
use crate::model::time::Now;

use super::supervision::Supervision;

/// What is asked of a demo; none for any other command.
#[must_use]
pub(super) fn order(command: &Command) -> Option<FaultOrder> {
    match command {
        Command::Inject { fault, service } => {
            Some(FaultOrder::Inject { fault: fault.clone(), service: service.clone() })
        }
        Command::TakeBack => Some(FaultOrder::TakeBack),
        _ => None,
    }
}

/// It is done, or could not be: whoever asked for it is told. A release that was put in place is started.
pub(super) fn settle(
    asker: FaultAsker,
    outcome: Result<FaultDone, Refusal>,
    supervision: &mut Supervision,
    now: Now,
    out: &mut Vec<Effect>,
) {
    let FaultAsker { reply, by } = asker;
    let outcome = outcome.and_then(|done| {
        match done {
            FaultDone::Injected { fault, service, restart } => {
                note(EntryKind::FaultInjected, service.to_string(), &by, vec![fault], now, out);
                if restart {
                    supervision.restart(&service, now, out)?;
                }
            }
            FaultDone::TakenBack { faults } => {
                note(EntryKind::FaultsTakenBack, String::new(), &by, faults, now, out);
            }
        }
        Ok(Done::Accepted)
    });
    out.push(Effect::Reply { reply, outcome });
}

/// Sends what is asked of a demo on its way.
pub(super) fn send(reply: ReplyId, by: &Operator, order: FaultOrder, out: &mut Vec<Effect>) {
    out.push(Effect::Inject { asker: FaultAsker { reply, by: by.clone() }, order });
}

fn note(kind: EntryKind, subject: String, by: &Operator, faults: Vec<String>, now: Now, out: &mut Vec<Effect>) {
    let detail = if faults.is_empty() { Detail::Nothing } else { Detail::Faults { faults } };
    out.push(Effect::Record(Record::Entry(Entry { at: now.wall, kind, subject, by: Some(by.clone()), detail })));
}
