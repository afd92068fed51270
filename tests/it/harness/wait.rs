//! Conditions in time.

use std::thread;
use std::time::{Duration, Instant};

/// Nothing here takes longer, even on a loaded machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Looks until there is something to see.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(LOOK_EVERY);
    }
}
