//! One trouble, one event.

use super::packed;

/// Samples, and seconds, without another event after one, or after what would have been one.
const QUIET: u8 = 100;
const QUIET_SECONDS: f64 = 300.0;
/// How many times more unusual than the last event something has to be to be one at once.
const LOUDER: f64 = 7.4;

/// When there was an event last.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Alarm {
    last: Option<(f64, f64)>,
    quiet: u8,
}

packed!(Alarm { last, quiet });

impl Alarm {
    /// Whether something unusual at a time is an event, and not the same trouble again.
    pub(super) fn is_event(&mut self, at: f64, loudness: f64, least: f64) -> bool {
        self.quiet = self.quiet.saturating_sub(1);
        if loudness < least {
            return false;
        }
        let same = |(began, loud): (f64, f64)| {
            // A clock that went back has no say.
            let soon = self.quiet > 0 || (0.0..QUIET_SECONDS).contains(&(at - began));
            soon && loudness < loud * LOUDER
        };
        if self.last.is_some_and(same) {
            // It goes on.
            self.quiet = QUIET;
            return false;
        }
        self.last = Some((at, loudness));
        self.quiet = QUIET;
        true
    }
}
