//! What only grows is looked at by its steps.

use super::Pack;

/// So often a series has to grow, and never to shrink, to be a counter.
const RISES: u8 = 32;

/// Whether a series is a counter: a total that only grows, until what counts begins again.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Counter {
    /// It has not shrunk yet: with how many rises.
    #[default]
    New,
    Growing {
        rises: u8,
        last: f64,
    },
    /// It is one.
    Counts {
        last: f64,
    },
    /// It is none, and never will be.
    Free,
}

/// How to look at a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Look {
    /// As it is.
    Plain(f64),
    /// As the step that it made from a value.
    Step(f64, f64),
    /// Not at all: it began again.
    Skip,
}

impl Pack for Counter {
    fn pack(&self, to: &mut Vec<u8>) {
        let (word, rises, last) = match *self {
            Self::New => (0_u8, 0_u8, 0.0),
            Self::Growing { rises, last } => (1, rises, last),
            Self::Counts { last } => (2, 0, last),
            Self::Free => (3, 0, 0.0),
        };
        (word, (rises, last)).pack(to);
    }

    fn unpack(from: &mut &[u8]) -> Option<Self> {
        let (word, (rises, last)): (u8, (u8, f64)) = Pack::unpack(from)?;
        match word {
            0 => Some(Self::New),
            1 if rises < RISES => Some(Self::Growing { rises, last }),
            2 => Some(Self::Counts { last }),
            3 => Some(Self::Free),
            _ => None,
        }
    }
}

impl Counter {
    /// How to look at the next value, and whether that is another way than before, so that what was learned is void.
    pub(super) fn see(&mut self, value: f64) -> (Look, bool) {
        match *self {
            Self::New => {
                *self = Self::Growing { rises: 0, last: value };
                (Look::Plain(value), false)
            }
            Self::Growing { last, .. } if value < last => {
                *self = Self::Free;
                (Look::Plain(value), false)
            }
            Self::Growing { rises, last } => {
                let rises = rises + u8::from(value > last);
                if rises >= RISES {
                    *self = Self::Counts { last: value };
                    return (Look::Step(value - last, last), true);
                }
                *self = Self::Growing { rises, last: value };
                (Look::Plain(value), false)
            }
            Self::Counts { last } if value >= last => {
                *self = Self::Counts { last: value };
                (Look::Step(value - last, last), false)
            }
            Self::Counts { last } if value >= 0.0 && value < last / 2.0 => {
                *self = Self::Counts { last: value };
                (Look::Skip, false)
            }
            Self::Counts { .. } => {
                *self = Self::Free;
                (Look::Plain(value), true)
            }
            Self::Free => (Look::Plain(value), false),
        }
    }

    /// Whether it grows as a counter would, which is not known yet.
    pub(super) const fn is_undecided(&self) -> bool {
        matches!(self, Self::Growing { rises, .. } if *rises >= RISES / 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Has seen so many rises of 2 from 0.
    fn grown(rises: u8) -> Counter {
        let mut counter = Counter::default();
        for value in 0..=rises {
            counter.see(f64::from(value) * 2.0);
        }
        counter
    }

    #[test]
    fn what_only_grew_is_a_counter_from_the_last_rise_needed_on() {
        let mut counter = grown(31);
        assert!(counter.is_undecided() && !grown(7).is_undecided());
        assert_eq!(counter.see(62.0), (Look::Plain(62.0), false), "to stay is no rise");
        assert_eq!(counter.see(65.0), (Look::Step(3.0, 62.0), true));
        assert_eq!(counter.see(65.0), (Look::Step(0.0, 65.0), false));
        assert!(!counter.is_undecided());
    }

    #[test]
    fn a_counter_may_begin_again_but_not_shrink() {
        let mut counter = grown(40);
        assert_eq!(counter.see(3.0), (Look::Skip, false));
        assert_eq!(counter.see(5.0), (Look::Step(2.0, 3.0), false));
        assert_eq!(counter.see(4.0), (Look::Plain(4.0), true));
        assert_eq!(counter, Counter::Free);
        let mut counter = grown(40);
        assert_eq!(counter.see(-50.0), (Look::Plain(-50.0), true), "a total is never negative");
    }

    #[test]
    fn what_shrinks_before_is_never_one() {
        let mut counter = grown(20);
        assert_eq!(counter.see(1.0), (Look::Plain(1.0), false));
        for value in 2_u8..200 {
            assert_eq!(counter.see(value.into()), (Look::Plain(value.into()), false));
        }
    }
}
