//! Tells whether the wall clock can be trusted enough to delete by age.
//!
//! A clock that is set wrong for a minute, forward by years, would otherwise cost the whole history.

use std::time::Duration;

use crate::model::time::{Mono, Now};
use crate::store::millis;

/// More than this between the two clocks since the last look is a jump.
const JUMP: Duration = Duration::from_hours(1);
/// Nothing is deleted by age for this long after a jump; who set the clock wrong can set it right meanwhile.
const HOLD: Duration = Duration::from_hours(1);

/// Watches the wall clock against the monotonic one.
#[derive(Debug, Default)]
pub(crate) struct Steady {
    last: Option<Now>,
    held_until: Option<Mono>,
}

impl Steady {
    /// Whether the wall clock has gone as the monotonic one for long enough.
    pub(crate) fn trusts(&mut self, now: Now) -> bool {
        if let Some(last) = self.last {
            let wall = millis::from_wall(now.wall).saturating_sub(millis::from_wall(last.wall));
            let drift = wall.saturating_sub(millis::span(now.mono.since(last.mono)));
            if drift.unsigned_abs() > millis::span(JUMP).unsigned_abs() {
                self.held_until = Some(now.mono + HOLD);
            }
        }
        self.last = Some(now);
        self.held_until.is_none_or(|until| now.mono >= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, ManualClock};

    #[test]
    fn a_jump_holds_deletion_for_an_hour() {
        let clock = ManualClock::at(millis::to_wall(1_700_000_000_000));
        let mut steady = Steady::default();
        assert!(steady.trusts(clock.now()));
        clock.advance(Duration::from_hours(30));
        assert!(steady.trusts(clock.now()), "time that really passed is no jump");
        clock.jump_wall(millis::to_wall(2_000_000_000_000));
        assert!(!steady.trusts(clock.now()));
        clock.advance(Duration::from_mins(59));
        assert!(!steady.trusts(clock.now()));
        clock.advance(Duration::from_mins(1));
        assert!(steady.trusts(clock.now()));
        clock.jump_wall(millis::to_wall(1_700_000_000_000));
        assert!(!steady.trusts(clock.now()), "backwards is a jump too");
    }
}
