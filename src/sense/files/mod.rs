//! Files whose changes start workflows.
//!
//! ```text
//! watcher ─ the port: which patterns, on a thread of its own      pattern ─ `*`, `?` and `**` to directories and names
//! walk ─ what fits a pattern just now      settling ─ what is new about that, and whether it is still being written; pure
//! ```
//!
//! Directories are looked through again and again; the kernel is not asked to tell of changes. What it tells it tells of
//! directories that are there, on file systems of this host, for as long as its queue does not run over; a look is true of a
//! directory that comes later, of one that was renamed or mounted over, and of a network's. The price is a second, and
//! up to a twentieth of one processor core for very many files.

mod pattern;
mod settling;
mod walk;
mod watcher;

pub use watcher::FileWatcher;
