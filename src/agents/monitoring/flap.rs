//! Whether a probe flaps: goes back and forth between passing and failing so often that an alert each time would only
//! be noise.
//!
//! As Nagios does it (Galstad, Nagios Core, "Detection and Handling of State Flapping"): the share of changes among the
//! last 21 results, the newest change counted half as much again as the oldest. It begins at 30 % and ends at 20 %.

use std::collections::VecDeque;

/// Results that are looked back at.
const RESULTS: usize = 21;
/// What the oldest and the newest possible change count.
const OLDEST: f64 = 0.8;
const NEWEST: f64 = 1.2;
/// It begins at this share of changes, and ends below that one.
const BEGINS: f64 = 0.30;
const ENDS: f64 = 0.20;

/// The newest results of one probe.
#[derive(Debug, Default)]
pub(super) struct Flap {
    results: VecDeque<bool>,
    flapping: bool,
}

impl Flap {
    /// Takes a result in.
    pub(super) fn observe(&mut self, passed: bool) {
        self.results.push_back(passed);
        if self.results.len() > RESULTS {
            self.results.pop_front();
        }
        let share = self.share();
        self.flapping = if self.flapping { share >= ENDS } else { share >= BEGINS };
    }

    /// Whether it goes back and forth.
    pub(super) fn is_flapping(&self) -> bool {
        self.flapping
    }

    /// The weighted share of changes. What has not been seen yet has not changed.
    #[expect(clippy::cast_precision_loss, reason = "at most 21")]
    fn share(&self) -> f64 {
        let slots = RESULTS - 1;
        let unseen = RESULTS - self.results.len();
        let pairs = self.results.iter().zip(self.results.iter().skip(1));
        let weight = |at: usize| OLDEST + (NEWEST - OLDEST) * at as f64 / (slots - 1) as f64;
        let changes = pairs.enumerate().filter(|(_, (before, after))| before != after);
        changes.map(|(at, _)| weight(at + unseen)).sum::<f64>() / slots as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where it flaps, result by result.
    fn flaps(results: &str) -> String {
        let mut flap = Flap::default();
        let mark = |result: char| {
            flap.observe(result == '+');
            if flap.is_flapping() { '~' } else { '.' }
        };
        results.chars().map(mark).collect()
    }

    #[test]
    fn going_back_and_forth_flaps_and_staying_ends_it() {
        assert_eq!(flaps("+-+-+-+-"), "......~~", "six changes, the newest count most");
        let settled = flaps(&format!("+-+-+-+-{}", "+".repeat(30)));
        assert!(settled.starts_with("......~~~") && settled.ends_with("......"), "{settled}");
        let over = settled.rfind('~').unwrap();
        assert!((16..=24).contains(&over), "{over}");
    }

    #[test]
    fn an_outage_and_a_rare_failure_do_not_flap() {
        for results in [
            &"+".repeat(50),
            &"-".repeat(50),
            &format!("{}{}{}", "+".repeat(21), "-".repeat(21), "+".repeat(21)),
            &"++++++++++-".repeat(10),
            "-----+++++++++++++++",
        ] {
            assert!(!flaps(results).contains('~'), "{results}");
        }
    }

    #[test]
    fn the_share_is_between_nothing_and_all() {
        let mut flap = Flap::default();
        assert!(flap.share().abs() < 1e-9);
        (0..30).for_each(|at| flap.observe(at % 2 == 0));
        assert!((flap.share() - 1.0).abs() < 1e-9, "{}", flap.share());
    }
}
