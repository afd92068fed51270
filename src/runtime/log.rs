//! The runtime's own log: the newest lines in memory for viewers, all of them in a file.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use chrono::Utc;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use crate::model::query::{LogLevel, LogLine};
use crate::model::text::{MAX_LINE, clean};
use crate::model::time::rfc3339;

/// Lines kept in memory.
const KEPT: usize = 2_000;
/// Lines handed out at once.
const PAGE: usize = 500;
/// Lines that may wait for the disk; more are in memory only.
const WAITING: usize = 1_000;
/// Bytes of the file before it is put aside as `.1`.
const FILE_SIZE: u64 = 8 << 20;

/// The newest lines; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct RuntimeLog {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    lines: VecDeque<LogLine>,
    last: u64,
    /// The file that is written to, and the way to the thread that writes.
    file: Option<(PathBuf, SyncSender<LogLine>)>,
}

#[derive(Debug)]
struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
}

impl RuntimeLog {
    /// Also writes to this file from now on, beginning with the lines that are in memory. A thread of its own writes:
    /// whoever logs never waits for the disk, and what the disk does not take in time stays in memory only. A file that
    /// is written to already has those lines.
    ///
    /// # Errors
    /// When the file cannot be opened, or no thread started.
    pub fn write_to(&self, path: &Path) -> std::io::Result<()> {
        let mut inner = self.lock();
        if inner.file.as_ref().is_some_and(|(written, _)| written == path) {
            return Ok(());
        }
        let mut file = LogFile::open(path)?;
        let (lines, waiting) = sync_channel::<LogLine>(WAITING);
        let before: Vec<LogLine> = inner.lines.iter().cloned().collect();
        thread::Builder::new().name("log".to_owned()).spawn(move || {
            before.into_iter().chain(waiting).for_each(|line| file.write(&line));
        })?;
        inner.file = Some((path.to_owned(), lines));
        Ok(())
    }

    /// Lines after this number, oldest first, at most a page of the newest.
    #[must_use]
    pub fn after(&self, number: u64) -> Vec<LogLine> {
        let inner = self.lock();
        let newer = inner.lines.iter().filter(|line| line.number > number).count();
        inner.lines.iter().skip(inner.lines.len() - newer.min(PAGE)).cloned().collect()
    }

    /// Adds a line.
    pub fn add(&self, level: LogLevel, target: &str, text: &str) {
        let mut inner = self.lock();
        inner.last += 1;
        let line = LogLine {
            number: inner.last,
            at: Utc::now(),
            level,
            target: target.to_owned(),
            text: clean(text, MAX_LINE),
        };
        if let Some((_, file)) = &inner.file {
            // A full queue means that the disk is behind: the line is in memory.
            drop(file.try_send(line.clone()));
        }
        if inner.lines.len() == KEPT {
            inner.lines.pop_front();
        }
        inner.lines.push_back(line);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LogFile {
    fn open(path: &Path) -> std::io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { path: path.to_owned(), file, size })
    }

    /// A log that cannot be written must not stop what it tells of: failures are passed over, the line is in memory.
    fn write(&mut self, line: &LogLine) {
        let level = match line.level {
            LogLevel::Error => "ERROR",
            LogLevel::Warn => "WARN ",
            LogLevel::Info => "INFO ",
            LogLevel::Debug => "DEBUG",
        };
        let text = format!("{} {level} {}: {}\n", rfc3339(line.at), line.target, line.text);
        if self.file.write_all(text.as_bytes()).is_ok() {
            self.size += text.len() as u64;
        }
        if self.size >= FILE_SIZE
            && std::fs::rename(&self.path, self.path.with_extension("log.1")).is_ok()
            && let Ok(fresh) = Self::open(&self.path)
        {
            *self = fresh;
        }
    }
}

/// Takes what `tracing` reports.
impl<S: Subscriber> Layer<S> for RuntimeLog {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let level = match *metadata.level() {
            Level::ERROR => LogLevel::Error,
            Level::WARN => LogLevel::Warn,
            Level::INFO => LogLevel::Info,
            _ => LogLevel::Debug,
        };
        // Libraries speak only when something is wrong with them.
        let ours = metadata.target().starts_with("autoagents");
        if level == LogLevel::Debug || (!ours && level > LogLevel::Warn) {
            return;
        }
        let mut text = Words::default();
        event.record(&mut text);
        self.add(level, metadata.target().trim_start_matches("autoagents_console::"), &text.0);
    }
}

/// The message, then the other fields as `name=value`.
#[derive(Default)]
struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a String does not fail.
        let _ = if field.name() == "message" {
            write!(self.0, "{value:?}")
        } else {
            write!(self.0, "{}{}={value:?}", if self.0.is_empty() { "" } else { " " }, field.name())
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_are_kept_and_numbered() {
        let log = RuntimeLog::default();
        for n in 0..KEPT + 10 {
            log.add(LogLevel::Info, "test", &format!("line {n}\u{1b}[2J"));
        }
        let lines = log.after((KEPT + 8) as u64);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1].text, format!("line {}", KEPT + 9));
        assert_eq!(log.after(0).len(), PAGE);
        assert!(log.after((KEPT + 10) as u64).is_empty());
    }
}
