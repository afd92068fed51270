//! A word to a part that runs, over a socket in the demo's directory. What a part is told this way it forgets when it is
//! started again.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// A part answers at once, unless it is stopped.
const PATIENCE: Duration = Duration::from_millis(500);

/// What a part can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Each answer takes longer than the one before.
    LatencyRamp,
    /// A growing share of requests fails.
    ErrorRamp,
    /// Takes memory and never gives it back.
    MemoryLeak,
    /// The same, so slowly that it can be seen coming.
    SlowLeak,
    /// Opens files and never closes them.
    DescriptorLeak,
    /// The same, so slowly that it can be seen coming.
    SlowDescriptorLeak,
    /// Each answer takes a little longer than the one before.
    SlowLatency,
    /// A slowly growing share of requests fails.
    SlowErrors,
    /// Fills its small disk little by little.
    FillSlowly,
    /// Keeps a processor busy.
    CpuHog,
    /// Refuses connections.
    Shut,
    /// Starts children and never asks how they ended.
    Zombies,
    /// Ends, and leaves a child that holds its port.
    Orphan,
    /// Believes the clock that it sees from now on.
    Clock,
    /// Nothing is wrong any more.
    Well,
}

impl Word {
    const ALL: [Self; 15] = [
        Self::LatencyRamp,
        Self::ErrorRamp,
        Self::MemoryLeak,
        Self::SlowLeak,
        Self::DescriptorLeak,
        Self::SlowDescriptorLeak,
        Self::SlowLatency,
        Self::SlowErrors,
        Self::FillSlowly,
        Self::CpuHog,
        Self::Shut,
        Self::Zombies,
        Self::Orphan,
        Self::Clock,
        Self::Well,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::LatencyRamp => "latency-ramp",
            Self::ErrorRamp => "error-ramp",
            Self::MemoryLeak => "memory-leak",
            Self::SlowLeak => "slow-leak",
            Self::DescriptorLeak => "descriptor-leak",
            Self::SlowDescriptorLeak => "slow-descriptor-leak",
            Self::SlowLatency => "slow-latency",
            Self::SlowErrors => "slow-errors",
            Self::FillSlowly => "fill-slowly",
            Self::CpuHog => "cpu-hog",
            Self::Shut => "shut",
            Self::Zombies => "zombies",
            Self::Orphan => "orphan",
            Self::Clock => "clock",
            Self::Well => "well",
        }
    }
}

impl FromStr for Word {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|word| word.as_str() == text).ok_or(())
    }
}

/// Where a part listens, below the demo's directory.
pub(super) fn socket(part: &str) -> PathBuf {
    Path::new("run").join(format!("{part}.sock"))
}

/// Tells a part something, and waits until it has taken it in.
pub(super) fn tell(root: &Path, part: &str, word: Word) -> io::Result<()> {
    // A socket's path must be shorter than 108 bytes, and the directory's may be longer.
    let root = File::open(root)?;
    let path = PathBuf::from(format!("/proc/self/fd/{}", root.as_raw_fd())).join(socket(part));
    let stream = UnixStream::connect(path)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    (&stream).write_all(format!("{}\n", word.as_str()).as_bytes())?;
    let mut answer = String::new();
    BufReader::new(&stream).read_line(&mut answer)?;
    match answer.trim() {
        "ok" => Ok(()),
        // It ends, and takes the answer with it.
        "" if word == Word::Orphan => Ok(()),
        why => Err(io::Error::other(why.to_owned())),
    }
}
