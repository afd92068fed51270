//! What is kept of probes between two of their runs, and between two lives of the runtime: a small file each in `probes`.
//!
//! ```text
//! probes/SERVICE/PROBE.begin   where the log, or the file of the job, stood when this start of the service began
//! probes/SERVICE/PROBE.seen    the start of the service for which a startup probe has found what it waited for
//! probes/SERVICE/PROBE.beat    touched by the job whose absence is noticed
//! probes/SERVICE/PROBE.heard   when the last beat was noticed, by the host's own clock
//! ```
//!
//! None of it is worth a wait for the disk: what is lost in a crash of the host concerns processes that are gone as well.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use rustix::time::{ClockId, clock_gettime};

use super::log;
use crate::model::check::Check;
use crate::model::id::{Generation, ServiceName};
use crate::model::probe::ProbeId;
use crate::model::query::LogPosition;
use crate::model::spec::{ProbeRole, ServiceSpec};
use crate::model::text::clean;

/// Begins what a job writes into its file when it has failed.
const FAIL: &str = "fail";
/// So much of the reason is read.
const LONGEST: usize = 500;

/// The marks of one data directory.
#[derive(Debug, Clone)]
pub struct Marks {
    dir: PathBuf,
    logs: PathBuf,
}

/// Where a log stood when a start of its service began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// There.
    pub place: LogPosition,
    /// It was noted in this life of the runtime; an older start has been read already.
    pub in_this_life: bool,
}

/// What was last heard of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// So long ago.
    pub age: Duration,
    /// It said that it had failed, and why.
    pub failure: Option<String>,
}

/// What tells one touch of a file from another. Never compared with a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Marks {
    /// In this data directory. Nothing is made before it is needed.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("probes"), logs: data_dir.join("logs") }
    }

    /// The log that a probe of this service reads: its own, unless another is named.
    #[must_use]
    pub fn log(&self, service: &ServiceName, path: Option<&Path>) -> PathBuf {
        path.map_or_else(|| self.logs.join(format!("{service}.log")), Path::to_owned)
    }

    /// Just before a start: notes where the logs stand of which only later lines count. Another's file is looked at only
    /// where the start itself waits for what is in it.
    pub fn begin(&self, spec: &ServiceSpec, generation: Generation) {
        for probe in &spec.probes {
            let id = ProbeId { service: spec.name.clone(), probe: probe.name.clone() };
            if let (Check::Heartbeat(_), ProbeRole::Startup) = (&probe.check, probe.role)
                && let Ok(beat) = self.look(&id)
            {
                note(&self.path(&id, "begin"), &format!("{generation} {}", beat.words()));
            }
            let Check::Log(check) = &probe.check else { continue };
            if check.path.is_some() && probe.role != ProbeRole::Startup {
                continue;
            }
            let Ok(place) = log::end(&self.log(&spec.name, check.path.as_deref())) else { continue };
            let text = format!("{:016x} {generation} {} {}\n", life(), place.inode, place.offset);
            note(&self.path(&id, "begin"), &text);
        }
    }

    /// Where the log of a probe stood when this start began; none when that was not noted.
    #[must_use]
    pub fn begun(&self, id: &ProbeId, generation: Generation) -> Option<Begun> {
        let text = fs::read_to_string(self.path(id, "begin")).ok()?;
        let mut words = text.split_whitespace();
        let noted_in = u64::from_str_radix(words.next()?, 16).ok()?;
        let mut number = || words.next()?.parse::<u64>().ok();
        let (of, inode, offset) = (number()?, number()?, number()?);
        let place = LogPosition { inode, offset };
        (of == generation.0).then_some(Begun { place, in_this_life: noted_in == life() })
    }

    /// Whether a job was heard of since this start began; unknown when that was not noted.
    #[must_use]
    pub fn is_heard_since(&self, id: &ProbeId, generation: Generation, beat: Beat) -> Option<bool> {
        let text = fs::read_to_string(self.path(id, "begin")).ok()?;
        let (of, words) = text.split_once(' ')?;
        (of.parse() == Ok(generation.0)).then(|| words != beat.words())
    }

    /// Notes that a startup probe has found what this start was waited for.
    pub fn set_seen(&self, id: &ProbeId, generation: Generation) {
        note(&self.path(id, "seen"), &format!("{generation}\n"));
    }

    /// Whether a startup probe has found what this start was waited for.
    #[must_use]
    pub fn is_seen(&self, id: &ProbeId, generation: Generation) -> bool {
        let text = fs::read_to_string(self.path(id, "seen")).unwrap_or_default();
        text.trim().parse() == Ok(generation.0)
    }

    /// The file that the service's own process touches to say that it is alive; none without such a probe.
    #[must_use]
    pub fn heartbeat(&self, spec: &ServiceSpec) -> Option<PathBuf> {
        let probe = spec.probes.iter().find(|probe| matches!(probe.check, Check::Heartbeat(_)))?;
        Some(self.beat_file(&ProbeId { service: spec.name.clone(), probe: probe.name.clone() }))
    }

    /// The file whose touch is a beat.
    #[must_use]
    pub fn beat_file(&self, id: &ProbeId) -> PathBuf {
        self.path(id, "beat")
    }

    /// Makes the file whose touch is a beat, where it is not there; says how it stands.
    ///
    /// # Errors
    /// When it can neither be looked at nor be made.
    pub fn look(&self, id: &ProbeId) -> io::Result<Beat> {
        let path = self.beat_file(id);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Beat::of(&create(&path)?.metadata()?)),
            found => Ok(Beat::of(&found?)),
        }
    }

    /// How the file stands, and why the job failed where it has written `fail` and a reason into it. That is taken out:
    /// the next touch is a beat.
    ///
    /// # Errors
    /// When it can neither be looked at nor be made.
    pub fn hear(&self, id: &ProbeId) -> io::Result<(Beat, Option<String>)> {
        let beat = self.look(id)?;
        if beat.size == 0 {
            return Ok((beat, None));
        }
        let file = open(OpenOptions::new().read(true).write(true), &self.beat_file(id))?;
        let mut text = vec![0; LONGEST];
        let read = io::Read::read(&mut &file, &mut text)?;
        let text = String::from_utf8_lossy(&text[..read]).into_owned();
        let Some(why) = text.trim_start().strip_prefix(FAIL) else { return Ok((beat, None)) };
        let why = clean(why.trim_start_matches(':').trim(), LONGEST);
        file.set_len(0)?;
        Ok((Beat::of(&file.metadata()?), Some(why)))
    }

    /// Leaves a beat in the file, for a runtime that is away; with a reason where the job has failed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn leave(&self, id: &ProbeId, failure: Option<&str>) -> io::Result<()> {
        let file = create(&self.beat_file(id))?;
        file.set_len(0)?;
        if let Some(why) = failure {
            io::Write::write_all(&mut &file, format!("{FAIL}: {why}\n").as_bytes())?;
        }
        file.set_modified(SystemTime::now())
    }

    /// Notes what was last heard for this start, with the file as it stands.
    pub fn set_heard(&self, id: &ProbeId, generation: Generation, beat: Beat, heard: &Heard) {
        let Some((boot, uptime)) = host() else { return };
        let at = uptime.saturating_sub(heard.age).as_millis();
        let failure = heard.failure.as_deref().unwrap_or_default();
        note(&self.path(id, "heard"), &format!("{boot} {at} {generation} {}\n{failure}", beat.words()));
    }

    /// What was last heard for this start; none when that was before the host booted, or the file was touched since.
    #[must_use]
    pub fn heard(&self, id: &ProbeId, generation: Generation, beat: Beat) -> Option<Heard> {
        let text = fs::read_to_string(self.path(id, "heard")).ok()?;
        let (facts, failure) = text.split_once('\n')?;
        let mut words = facts.splitn(4, ' ');
        let (boot, uptime) = host()?;
        if words.next() != Some(boot.as_str()) {
            return None;
        }
        let at = Duration::from_millis(words.next()?.parse().ok()?);
        let is_same = words.next()?.parse() == Ok(generation.0) && words.next()? == beat.words();
        let failure = Some(failure.to_owned()).filter(|failure| !failure.is_empty());
        is_same.then(|| Heard { age: uptime.saturating_sub(at), failure })
    }

    fn path(&self, id: &ProbeId, what: &str) -> PathBuf {
        self.dir.join(id.service.as_str()).join(format!("{}.{what}", id.probe))
    }
}

impl Beat {
    fn of(found: &fs::Metadata) -> Self {
        Self {
            inode: found.ino(),
            size: found.size(),
            modified: (found.mtime(), found.mtime_nsec()),
            changed: (found.ctime(), found.ctime_nsec()),
        }
    }

    fn words(self) -> String {
        format!(
            "{} {} {}.{} {}.{}",
            self.inode, self.size, self.modified.0, self.modified.1, self.changed.0, self.changed.1
        )
    }
}

/// Tells this life of the runtime from others.
fn life() -> u64 {
    static LIFE: OnceLock<u64> = OnceLock::new();
    *LIFE.get_or_init(|| fastrand::u64(..))
}

/// Which boot of the host this is, and how long ago that was, sleep included. No setting of a clock changes it.
fn host() -> Option<(String, Duration)> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let uptime = clock_gettime(ClockId::Boottime);
    let seconds = u64::try_from(uptime.tv_sec).ok()?;
    Some((boot.trim().to_owned(), Duration::new(seconds, u32::try_from(uptime.tv_nsec).ok()?)))
}

/// Opens it for appending, and makes it and its directory where they are not there.
fn create(path: &Path) -> io::Result<File> {
    if let Some(dir) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    }
    open(OpenOptions::new().append(true).create(true), path)
}

/// Whoever can write there could put a link or a fifo in its place.
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path)
}

/// Writes a small file, whole or not at all. A probe is worth more than what is noted of it.
fn note(path: &Path, text: &str) {
    let new = path.with_extension("new");
    let written = create(&new).and_then(|file| {
        file.set_len(0)?;
        io::Write::write_all(&mut &file, text.as_bytes())
    });
    if let Err(error) = written.and_then(|()| fs::rename(&new, path)) {
        tracing::warn!("cannot note in `{}`: {error}", path.display());
    }
}

#[cfg(test)]
mod tests;
