//! What is wrong with a part on purpose. All of it is in memory: a restart forgets it.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{WaitOptions, wait};

use super::journal::say;
use crate::demo::role::{Disk, LEFTOVER};

/// The longest that an answer takes.
const SLOWEST: f64 = 4.0;
/// Memory that is taken each time, and how often.
const LEAKED: usize = 1 << 20;
pub(super) const LEAK_EVERY: Duration = Duration::from_millis(200);
/// The same of a leak that can be seen coming.
pub(super) const SLOW_LEAK_EVERY: Duration = Duration::from_secs(1);
/// With so much it is out of memory: a bound, so that no demo harms its host.
const MEMORY: usize = 192 << 20;
/// Between two files that are opened.
pub(super) const OPEN_EVERY: Duration = Duration::from_millis(40);
/// The same of a leak that can be seen coming.
pub(super) const SLOW_OPEN_EVERY: Duration = Duration::from_secs(1);
/// Bytes that are laid down each time, how often, and in how many files in turn.
const LAID_DOWN: usize = 4 << 10;
const FILL_EVERY: Duration = Duration::from_secs(1);
const LEFTOVERS: u32 = 32;
/// Between two children.
const CHILD_EVERY: Duration = Duration::from_millis(150);
/// With so many children it can start no more.
const CHILDREN: usize = 40;

/// How fast a ramp rises.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steepness {
    /// Seconds that an answer takes longer with each second.
    delay: f64,
    /// Share of requests that fails more with each second.
    errors: f64,
}

impl Steepness {
    /// Within seconds nothing works any more.
    pub(super) const FAST: Self = Self { delay: 0.15, errors: 0.15 };
    /// It takes minutes, and can be seen coming.
    pub(super) const SLOW: Self = Self { delay: 0.004, errors: 0.004 };
}

/// A fault that grows with time.
#[derive(Debug, Default)]
struct Ramp(Mutex<Option<(Instant, Steepness)>>);

impl Ramp {
    fn begin(&self, steepness: Steepness) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| (Instant::now(), steepness));
    }

    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How high it has risen.
    fn height(&self, of: impl FnOnce(Steepness) -> f64) -> Option<f64> {
        let begun = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.map(|(since, steepness)| since.elapsed().as_secs_f64() * of(steepness))
    }
}

/// Everything that is wrong.
#[derive(Debug, Default)]
pub(super) struct Ills {
    slow: Ramp,
    failing: Ramp,
    leaking: AtomicBool,
    opening: AtomicBool,
    filling: AtomicBool,
    busy: AtomicBool,
    breeding: AtomicBool,
    children: AtomicUsize,
}

impl Ills {
    /// How long an answer is held back.
    pub(super) fn delay(&self) -> Duration {
        let seconds = self.slow.height(|steepness| steepness.delay).unwrap_or(0.0);
        Duration::from_secs_f64(seconds.min(SLOWEST))
    }

    /// Whether this request fails.
    pub(super) fn fails(&self) -> bool {
        self.failing.height(|steepness| steepness.errors).is_some_and(|share| fastrand::f64() < share)
    }

    /// Children that ended and were never asked about.
    pub(super) fn too_many_children(&self) -> Option<usize> {
        let children = self.children.load(Ordering::SeqCst);
        (children >= CHILDREN).then_some(children)
    }

    pub(super) fn slow_down(&self, steepness: Steepness) {
        self.slow.begin(steepness);
    }

    pub(super) fn fail(&self, steepness: Steepness) {
        self.failing.begin(steepness);
    }

    /// Takes memory, so often, until it is well again, or out of it.
    pub(super) fn leak(self: &Arc<Self>, every: Duration) {
        self.grow(|ills| &ills.leaking, every, {
            let mut held: Vec<Vec<u8>> = Vec::new();
            move |_| {
                // Written to, so that it is really taken.
                held.push(vec![1; LEAKED]);
                if held.len() * LEAKED >= MEMORY {
                    say("ERROR", "out of memory");
                    std::process::exit(137);
                }
            }
        });
    }

    /// Opens files until it is well again; when there are no more to be had, it goes on trying.
    pub(super) fn open_files(self: &Arc<Self>, every: Duration) {
        self.grow(|ills| &ills.opening, every, {
            let mut held = Vec::new();
            move |_| held.extend(File::open("/dev/null"))
        });
    }

    /// Lays files down on a small disk until it is full; nobody needs them.
    pub(super) fn fill(self: &Arc<Self>, disk: Disk) {
        let mut turn = 0_u32;
        self.grow(
            |ills| &ills.filling,
            FILL_EVERY,
            move |_| {
                turn = turn.wrapping_add(1);
                let path = Path::new(disk.spare).join(format!("{LEFTOVER}-{}.tar", turn % LEFTOVERS));
                // A full disk takes no more, which is what it is about.
                if disk.fit(LAID_DOWN as u64).is_ok() {
                    let file = OpenOptions::new().append(true).create(true).open(path);
                    let _ = file.and_then(|mut file| file.write_all(&[b'.'; LAID_DOWN]));
                }
            },
        );
    }

    /// Keeps one processor busy.
    pub(super) fn hog(self: &Arc<Self>) {
        self.grow(
            |ills| &ills.busy,
            Duration::ZERO,
            |_| {
                let until = Instant::now() + Duration::from_millis(50);
                while Instant::now() < until {
                    std::hint::black_box(fastrand::u64(..));
                }
            },
        );
    }

    /// Starts children that end at once, and never asks how.
    pub(super) fn breed(self: &Arc<Self>) {
        self.grow(
            |ills| &ills.breeding,
            CHILD_EVERY,
            |ills| {
                if ills.children.load(Ordering::SeqCst) < CHILDREN {
                    let mut child = Command::new("/proc/self/exe");
                    child.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                    if child.spawn().is_ok() {
                        ills.children.fetch_add(1, Ordering::SeqCst);
                    }
                }
            },
        );
    }

    /// Nothing is wrong any more.
    pub(super) fn get_well(&self) {
        self.slow.end();
        self.failing.end();
        for grows in [&self.leaking, &self.opening, &self.filling, &self.busy, &self.breeding] {
            grows.store(false, Ordering::SeqCst);
        }
        while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {
            self.children.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Does something again and again until its flag is taken back, on a thread of its own.
    fn grow(
        self: &Arc<Self>,
        flag: fn(&Self) -> &AtomicBool,
        every: Duration,
        mut step: impl FnMut(&Self) + Send + 'static,
    ) {
        if flag(self).swap(true, Ordering::SeqCst) {
            return;
        }
        let ills = Arc::clone(self);
        thread::spawn(move || {
            while flag(&ills).load(Ordering::SeqCst) {
                step(&ills);
                thread::sleep(every);
            }
        });
    }
}
