//! Time to exhaustion: when a series first reaches a level above it, as a distribution. Memory, disks, descriptors and
//! queues rise in steps, warm-ups and saw-teeth: a line through the last hour says less of them than "never".
//!
//! ```text
//! track ─ one series on an even clock            sign ─ what it shows about a level, without units
//! crowd ─ what all series do at once             outlook ─ the distribution: chances and quantiles
//! synth ─ simulated series                       prior ─ what they teach; shipped
//! lesson ─ levels of earlier moments: reached, and when?      rows ─ what trees are grown on
//! foresee ─ all of it together: observe, close, learn, adopt, ask
//! ```
//!
//! A level is first reached in one of five spans; each has a chance, given that it was not reached before (a discrete
//! hazard; Singer and Willett, 1993, "It's about time"). The log-odds of it are those of the simulated series, and on top
//! of them what the measured series have taught up to now: whatever they show of earlier moments is a lesson, also when
//! its outcome is known in part only.
//!
//! Use: [`Foresight::observe`] every value, [`Foresight::close`] every tick, and now and then let what
//! [`Foresight::lessons`] has [`Lessons::learn`] and [`Foresight::adopt`] it; [`Foresight::ask`] at any time. What falls
//! is mirrored by the caller, as used instead of free. What has a date, as a certificate, needs no forecast.

mod crowd;
mod foresee;
mod lesson;
mod outlook;
mod prior;
mod rows;
mod sign;
mod synth;
mod track;

pub use foresee::Foresight;
pub use lesson::{Learned, Lessons};
pub use outlook::Outlook;
pub use prior::{prior_of, worth_of};
pub use track::{HORIZON, MEMORY, Track};
