//! Reading the world: what the host, its mounts, its sensors and the services do, and whether probes pass.
//!
//! ```text
//! senses ─ starts and ends the sources      sources ─ how fresh each of them is     pace ─ when they sample
//! host/, temperature/, mount/, drive/, service/, output/, room/ ─ the sources, each on threads of its own, so that a slow one delays no other
//! ignored ─ what the operator does not want to see
//! group ─ a service's processes to figures  kernel/ ─ the texts of /proc to numbers, pure
//! facts ─ what this host is                 probe/ ─ checks of services     files/ ─ files that start workflows
//! ```
//!
//! Nothing here decides anything. No source may emit a value that it did not measure: what cannot be read is left out,
//! and a source that cannot read anything becomes stale.

pub mod drive;
mod facts;
mod files;
mod group;
mod host;
mod ignored;
mod kernel;
mod mount;
mod output;
mod pace;
pub mod probe;
mod room;
mod senses;
mod service;
mod sources;
mod temperature;

pub use facts::{HostFacts, host_facts, host_uptime};
pub use files::FileWatcher;
pub use senses::{Senses, start};
pub use service::Targets;
pub use sources::Sources;
