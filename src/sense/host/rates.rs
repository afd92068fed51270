//! Counters that only grow, as bytes per second.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Less time than this between two readings makes rates that mean nothing.
const SHORTEST: Duration = Duration::from_millis(20);

/// The last reading of two counters each of several things.
#[derive(Debug, Default)]
pub(super) struct Rates {
    at: Option<Instant>,
    before: HashMap<String, [u64; 2]>,
}

impl Rates {
    /// Takes a new reading and calls back with what each thing's counters grew by in a second. A thing that is new, and
    /// a counter that went back (it wrapped, or the device was replaced), has no rate this time.
    pub(super) fn next<'n>(
        &mut self,
        now: Instant,
        reading: impl Iterator<Item = (&'n str, [u64; 2])>,
        mut each: impl FnMut(&str, [Option<f64>; 2]),
    ) {
        let elapsed = self.at.map(|at| now.saturating_duration_since(at));
        if elapsed.is_some_and(|elapsed| elapsed < SHORTEST) {
            return;
        }
        let mut after = HashMap::with_capacity(self.before.len());
        for (name, counters) in reading {
            let (kept, before) = match self.before.remove_entry(name) {
                Some((kept, before)) => (kept, Some(before)),
                None => (name.to_owned(), None),
            };
            if let (Some(before), Some(elapsed)) = (before, elapsed) {
                let rate = |at: usize| counters[at].checked_sub(before[at]).map(|grown| per_second(grown, elapsed));
                each(&kept, [rate(0), rate(1)]);
            }
            after.insert(kept, counters);
        }
        self.before = after;
        self.at = Some(now);
    }
}

/// How much a second that is.
#[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
fn per_second(grown: u64, elapsed: Duration) -> f64 {
    grown as f64 / elapsed.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_come_from_the_second_reading_on_and_never_from_a_counter_that_went_back() {
        let mut rates = Rates::default();
        let start = Instant::now();
        let mut take = |at_ms: u64, reading: &[(&'static str, [u64; 2])]| {
            let mut seen = Vec::new();
            let now = start + Duration::from_millis(at_ms);
            rates.next(now, reading.iter().copied(), |name, rates| seen.push((name.to_owned(), rates)));
            seen
        };
        assert_eq!(take(0, &[("eth0", [1000, 500])]), []);
        assert_eq!(take(5, &[("eth0", [9000, 900])]), []);
        let eth0 = |rates| ("eth0".to_owned(), rates);
        let two = take(500, &[("eth0", [2000, 500]), ("wlan0", [7, 7])]);
        assert_eq!(two, [eth0([Some(2000.0), Some(0.0)])]);
        let back = take(1500, &[("eth0", [100, 600])]);
        assert_eq!(back, [eth0([None, Some(100.0)])]);
        // Gone for one reading: what it counted meanwhile has no known span.
        assert_eq!(take(2500, &[]), []);
        assert_eq!(take(3500, &[("eth0", [5000, 5000])]), []);
    }
}
