//! How fast something grows in one window, told so that a saw-tooth, an outlier or a burst does not look like growth.

use std::collections::VecDeque;
use std::time::Duration;

use super::slope;
use crate::model::time::Mono;

/// Points that a window is thinned out to: 120 give some seven thousand slopes.
const POINTS: u32 = 120;

/// The values of a window that moves on.
#[derive(Debug, Clone, Default)]
pub struct Window {
    points: VecDeque<(Mono, f64)>,
}

impl Window {
    /// Takes a value in; more of them than the window needs are passed over.
    pub fn observe(&mut self, at: Mono, value: f64, window: Duration) {
        if self.points.back().is_none_or(|(last, _)| at.since(*last) >= window / POINTS) {
            self.points.push_back((at, value));
        }
        // One point beyond the window stays, so that all of the window is covered.
        while self.points.get(1).is_some_and(|(second, _)| at.since(*second) >= window) {
            self.points.pop_front();
        }
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        self.points.clear();
    }

    /// Whether the points go back over the whole window.
    #[must_use]
    pub fn covers(&self, window: Duration, now: Mono) -> bool {
        self.points.len() >= 8 && self.points.front().is_some_and(|(first, _)| now.since(*first) >= window)
    }

    /// The change in a second, without regard to outliers. None with fewer than two points.
    #[must_use]
    pub fn slope(&self) -> Option<f64> {
        let points: Vec<_> = self.points.iter().map(|(at, value)| (at.0.as_secs_f64(), *value)).collect();
        slope::slope(&points)
    }

    /// By how much the lowest value of the window's second half is above that of its first: what falls back again and
    /// again, as memory does when it is collected, has not grown. None with fewer than two points.
    #[must_use]
    pub fn rise_of_the_low(&self) -> Option<f64> {
        let half = self.points.len() / 2;
        let low = |points: &mut dyn Iterator<Item = &(Mono, f64)>| points.map(|(_, value)| *value).reduce(f64::min);
        let first = low(&mut self.points.iter().take(half))?;
        Some(low(&mut self.points.iter().skip(half))? - first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(600);

    fn trend(value: impl Fn(f64) -> f64) -> Window {
        let mut trend = Window::default();
        for second in 0..=700_u32 {
            trend.observe(Mono(Duration::from_secs(second.into())), value(second.into()), WINDOW);
        }
        trend
    }

    /// Growth in the window, by slope and by the lowest values.
    fn growth(value: impl Fn(f64) -> f64) -> (f64, f64) {
        let trend = trend(value);
        (trend.slope().unwrap() * 600.0, trend.rise_of_the_low().unwrap())
    }

    #[test]
    fn a_leak_is_measured_through_noise_and_outliers() {
        let (slope, low) = growth(|t| 100.0 + t / 10.0);
        assert!((slope - 60.0).abs() < 1e-9 && low > 25.0, "{slope} {low}");
        let noisy = |t: f64| 100.0 + t / 10.0 + (t * 12.9898).sin() * 3.0 + if t % 97.0 < 1.0 { 500.0 } else { 0.0 };
        let (slope, low) = growth(noisy);
        assert!((slope - 60.0).abs() < 3.0 && low > 25.0, "{slope} {low}");
    }

    #[test]
    fn a_saw_tooth_a_step_back_and_a_still_line_do_not_grow() {
        for period in [30.0, 60.0, 150.0, 300.0] {
            let (_, low) = growth(|t| 100.0 + t % period);
            assert!(low < 5.0, "{period}: {low}");
        }
        assert_eq!(growth(|_| 7.0), (0.0, 0.0));
        let (slope, _) = growth(|t| 100.0 - t / 10.0);
        assert!(slope < 0.0);
        // A saw-tooth on a leak is a leak.
        let (slope, low) = growth(|t| 100.0 + t / 10.0 + t % 60.0);
        assert!(slope > 40.0 && low > 20.0, "{slope} {low}");
    }

    #[test]
    fn the_window_is_thinned_and_forgets() {
        let trend = trend(|t| if t < 90.0 { 1e9 } else { t });
        assert!(trend.points.len() <= 122, "{}", trend.points.len());
        assert!(trend.covers(WINDOW, Mono(Duration::from_secs(700))));
        assert!((trend.slope().unwrap() - 1.0).abs() < 1e-9);
        assert!(!Window::default().covers(WINDOW, Mono(Duration::from_secs(700))));
        assert_eq!(Window::default().slope(), None);
        assert_eq!(Window::default().rise_of_the_low(), None);
    }
}
