//! What is wrong with a part on purpose. All of it is in memory: a restart forgets it.

use std::fs::File;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{WaitOptions, wait};

use super::journal::say;

/// How much longer an answer takes with each second, and the longest.
const SLOWER_EACH_SECOND: f64 = 0.15;
const SLOWEST: f64 = 4.0;
/// How many more of a hundred requests fail with each second.
const MORE_EACH_SECOND: f64 = 0.15;
/// Memory that is taken each time, and how often.
const LEAKED: usize = 1 << 20;
pub(super) const LEAK_EVERY: Duration = Duration::from_millis(200);
/// The same of a leak that can be seen coming.
pub(super) const SLOW_LEAK_EVERY: Duration = Duration::from_secs(1);
/// With so much it is out of memory: a bound, so that no demo harms its host.
const MEMORY: usize = 192 << 20;
/// Between two files that are opened.
const OPEN_EVERY: Duration = Duration::from_millis(40);
/// Between two children.
const CHILD_EVERY: Duration = Duration::from_millis(150);
/// With so many children it can start no more.
const CHILDREN: usize = 40;

/// A fault that grows with time.
#[derive(Debug, Default)]
struct Ramp(Mutex<Option<Instant>>);

impl Ramp {
    fn begin(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Instant::now);
    }

    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn seconds(&self) -> Option<f64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).map(|since| since.elapsed().as_secs_f64())
    }
}

/// Everything that is wrong.
#[derive(Debug, Default)]
pub(super) struct Ills {
    slow: Ramp,
    failing: Ramp,
    leaking: AtomicBool,
    opening: AtomicBool,
    busy: AtomicBool,
    breeding: AtomicBool,
    children: AtomicUsize,
}

impl Ills {
    /// How long an answer is held back.
    pub(super) fn delay(&self) -> Duration {
        let seconds = self.slow.seconds().unwrap_or(0.0) * SLOWER_EACH_SECOND;
        Duration::from_secs_f64(seconds.min(SLOWEST))
    }

    /// Whether this request fails.
    pub(super) fn fails(&self) -> bool {
        self.failing.seconds().is_some_and(|seconds| fastrand::f64() < seconds * MORE_EACH_SECOND)
    }

    /// Children that ended and were never asked about.
    pub(super) fn too_many_children(&self) -> Option<usize> {
        let children = self.children.load(Ordering::SeqCst);
        (children >= CHILDREN).then_some(children)
    }

    pub(super) fn slow_down(&self) {
        self.slow.begin();
    }

    pub(super) fn fail(&self) {
        self.failing.begin();
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
    pub(super) fn open_files(self: &Arc<Self>) {
        self.grow(|ills| &ills.opening, OPEN_EVERY, {
            let mut held = Vec::new();
            move |_| held.extend(File::open("/dev/null"))
        });
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
        for grows in [&self.leaking, &self.opening, &self.busy, &self.breeding] {
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
