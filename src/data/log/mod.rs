//! Where the services' output goes: one live file a service, written by the service itself.
//!
//! ```text
//! files ─ names, opening        ledger ─ how much has left the head of a live file
//! rotation ─ one rotation       page ─ reading a page
//! follow ─ reading on, whatever becomes of the file
//! ```
//!
//! The service holds its file open for ever, so a rotation cannot rename it. It copies the head of the live file to
//! `.1` and then takes the head away: by `FALLOC_FL_COLLAPSE_RANGE` where the file system can (ext4, xfs), which loses
//! nothing; else by truncation, which loses what is written between copying and truncating (counted and said).
//! Rejected: a pipe through this process (its death would block the service), a helper process for each service
//! (something else to supervise), and `copytruncate` alone (loses lines at every rotation).

mod files;
mod follow;
mod ledger;
mod page;
mod rotation;

pub use files::{LogAction, LogError, LogFiles};
pub use follow::{end, news};
pub use page::page;
pub(crate) use rotation::{Rotated, rotate};
