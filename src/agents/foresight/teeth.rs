//! What grows and is emptied by itself, again and again: how far it comes before that is known once it has, and growth below
//! it is no news.

/// It has been emptied when this share of its height is gone.
const GONE: f64 = 0.25;
/// Only what is emptied well before its limit, as a share of it: what came nearer was in trouble, or was helped.
const NEAR: f64 = 0.8;
/// So far above the height from which it was emptied before, it grows on.
const BEYOND: f64 = 1.02;

/// The heights of one series.
#[derive(Debug, Default)]
pub(super) struct Teeth {
    height: f64,
    emptied_at: Option<f64>,
}

impl Teeth {
    /// Takes a value in, with the next limit above it.
    pub(super) fn take(&mut self, value: f64, limit: Option<f64>) {
        if !value.is_finite() {
            return;
        }
        if self.emptied_at.is_some_and(|height| value > height * BEYOND) {
            self.emptied_at = None;
        }
        if value >= self.height {
            self.height = value;
        } else if value <= self.height * (1.0 - GONE) {
            if limit.is_some_and(|limit| self.height < limit * NEAR) {
                self.emptied_at = Some(self.emptied_at.unwrap_or(0.0).max(self.height));
            }
            self.height = value;
        }
    }

    /// Whether it has been higher, and was emptied then by itself.
    pub(super) fn knows(&self, value: f64) -> bool {
        self.emptied_at.is_some_and(|height| value <= height * BEYOND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Option<f64> = Some(100.0);

    fn after(values: impl IntoIterator<Item = f64>) -> Teeth {
        let mut teeth = Teeth::default();
        values.into_iter().for_each(|value| teeth.take(value, LIMIT));
        teeth
    }

    fn rise(from: u32, until: u32) -> impl Iterator<Item = f64> {
        (from..=until).map(f64::from)
    }

    #[test]
    fn a_height_from_which_it_was_emptied_is_known_until_it_is_passed() {
        assert!(!after(rise(0, 50)).knows(40.0), "the first time nobody knows");
        let teeth = after(rise(0, 50).chain(rise(26, 40)));
        assert!(teeth.knows(40.0) && !teeth.knows(52.0));
        let teeth = after(rise(0, 50).chain(rise(26, 60)));
        assert!(!teeth.knows(40.0) && !teeth.knows(61.0), "it has grown on");
    }

    #[test]
    fn a_wobble_is_no_tooth_and_neither_is_what_was_helped_at_its_limit() {
        assert!(!after(rise(0, 50).chain([45.0]).chain(rise(46, 48))).knows(48.0));
        assert!(!after(rise(0, 90).chain(rise(10, 30))).knows(30.0));
        assert!(!after(rise(0, 50).chain([f64::NAN])).knows(40.0));
    }
}
