//! Healing: alerts of one cause become an incident, and an incident is healed by layers.
//!
//! ```text
//! ladder ─ looks at every incident after each event: what is under way, what comes next
//! intake ─ alerts into incidents       case ─ one incident with what is known only while it runs
//! attempt ─ one try: act, settle, verify, or give up and put back
//! choice ─ which action, and why       beliefs ─ priors, and what was learned
//! symptom ─ what probes complain of
//! suspects ─ who is to blame           plan ─ the exact effect of an action
//! operator ─ recovery by hand          releases ─ which versions were proved good
//! foresight ─ what is expected, and what came of it     prevention ─ what is done before it happens
//! honesty ─ what predictions are worth, and whom they may call
//! ward ─ the world that it looks at
//! ```
//!
//! It looks at states, not at events: whatever happened, it goes on from how things are.

mod attempt;
mod beliefs;
mod case;
mod choice;
mod foresight;
mod honesty;
mod intake;
mod ladder;
mod operator;
mod plan;
mod prevention;
mod releases;
mod suspects;
mod symptom;
mod ward;

pub use ladder::Recovery;
pub use ward::Ward;
