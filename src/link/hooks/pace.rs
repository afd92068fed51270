//! How many requests of one address are heard: a token bucket each, so that one sender cannot silence the others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::model::time::Mono;

/// Requests that may come at once after a rest.
const BURST: f64 = 30.0;
/// Requests a second that may go on and on.
const RATE: f64 = 5.0;
/// Addresses that are remembered; the least busy are forgotten first.
const ADDRESSES: usize = 4096;

/// What is left to each address.
#[derive(Debug, Default)]
pub(super) struct Paces {
    left: HashMap<IpAddr, (f64, Mono)>,
}

impl Paces {
    /// Whether one more request is heard.
    pub(super) fn admits(&mut self, from: IpAddr, now: Mono) -> bool {
        if self.left.len() >= ADDRESSES && !self.left.contains_key(&from) {
            self.forget(now);
        }
        let (left, at) = self.left.entry(from).or_insert((BURST, now));
        *left = filled(*left, now.since(*at));
        *at = now;
        let heard = *left >= 1.0;
        if heard {
            *left -= 1.0;
        }
        heard
    }

    /// Addresses that could begin anew; all of them where there are too many others.
    fn forget(&mut self, now: Mono) {
        self.left.retain(|_, (left, at)| filled(*left, now.since(*at)) < BURST);
        if self.left.len() >= ADDRESSES {
            self.left.clear();
        }
    }
}

fn filled(left: f64, rest: Duration) -> f64 {
    (left + rest.as_secs_f64() * RATE).min(BURST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_heard_then_so_many_a_second_and_others_all_the_while() {
        let mut paces = Paces::default();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let heard = |paces: &mut Paces, at: u64, tries: usize| {
            (0..tries).filter(|_| paces.admits(one, Mono(Duration::from_millis(at)))).count()
        };
        assert_eq!(heard(&mut paces, 0, 100), 30);
        assert_eq!(heard(&mut paces, 1000, 100), 5);
        assert!(paces.admits(other, Mono(Duration::from_secs(1))));
        assert_eq!(heard(&mut paces, 100_000, 100), 30);
    }

    #[test]
    fn memory_is_bounded() {
        let mut paces = Paces::default();
        for number in 0..20_000_u32 {
            assert!(paces.admits(IpAddr::from(number.to_be_bytes()), Mono::default()));
        }
        assert!(paces.left.len() <= ADDRESSES);
    }
}
