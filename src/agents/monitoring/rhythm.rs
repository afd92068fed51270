//! When a probe runs again, so that many do not run together: each has a phase of its own, and none keeps step.

use std::time::Duration;

use crate::model::probe::ProbeId;
use crate::model::time::Mono;

/// Each round comes early by up to this share of the interval: never late, so that what hangs is noticed within the
/// interval times the threshold.
const EARLY: f64 = 0.05;

/// The rounds of one probe. The same probe has the same rhythm in every life of the runtime.
#[derive(Debug)]
pub(super) struct Rhythm {
    rng: fastrand::Rng,
    in_phase: bool,
}

impl Rhythm {
    /// Of this probe: its name is the seed.
    pub(super) fn of(id: &ProbeId) -> Self {
        // FNV-1a (Fowler, Noll, Vo, 1991): it has to be the same on every host and in every build.
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        let seed = id.to_string().bytes().fold(0xcbf2_9ce4_8422_2325, hash);
        Self { rng: fastrand::Rng::with_seed(seed), in_phase: false }
    }

    /// It begins anew, at once: its next round finds its phase again.
    pub(super) fn begin(&mut self) {
        self.in_phase = false;
    }

    /// When the round after the one that was due then is due. The first gap is the phase, any part of the interval; each
    /// further one is the interval, or a little less.
    pub(super) fn next(&mut self, due: Mono, interval: Duration) -> Mono {
        let share = if self.in_phase { 1.0 - EARLY * self.rng.f64() } else { 1.0 - self.rng.f64() };
        self.in_phase = true;
        due + interval.mul_f64(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(10);

    fn rounds(name: &str, count: usize) -> Vec<Duration> {
        let mut rhythm = Rhythm::of(&ProbeId { service: name.into(), probe: "tcp".to_owned() });
        let mut due = Mono::default();
        (0..count)
            .map(|_| {
                due = rhythm.next(due, INTERVAL);
                due.0
            })
            .collect()
    }

    #[test]
    fn a_round_is_never_late_and_hardly_early() {
        let all = rounds("api", 1_000);
        assert!(all[0] <= INTERVAL);
        for pair in all.windows(2) {
            let gap = pair[1].checked_sub(pair[0]).unwrap();
            assert!(gap <= INTERVAL && gap >= INTERVAL.mul_f64(1.0 - EARLY), "{gap:?}");
        }
        assert_eq!(all, rounds("api", 1_000), "the same in every life");
    }

    #[test]
    fn many_that_begin_together_spread_over_the_interval() {
        // Each tenth of the interval gets its share of the 900; without phases all would fall into one.
        for round in [0, 1, 50] {
            let mut tenths = [0; 10];
            for number in 0..900 {
                let due = rounds(&format!("shard-{number}"), round + 1)[round];
                let tenth = due.as_millis() % INTERVAL.as_millis() * 10 / INTERVAL.as_millis();
                tenths[usize::try_from(tenth).unwrap()] += 1;
            }
            assert!(tenths.iter().all(|count| (60..=130).contains(count)), "{round}: {tenths:?}");
        }
    }
}
