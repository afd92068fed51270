//! Samples of one metric of one subject.

use super::quantity::Quantity;

/// Furthest time and value: products of them stay finite.
const LATEST: f64 = 1e15;
const LARGEST: f64 = 1e60;

/// Seconds and value.
pub type Sample = (f64, f64);

/// Samples of one metric of one subject.
#[derive(Debug, Clone)]
pub struct Series {
    /// Whose: an index into the subjects of the case.
    pub subject: usize,
    /// What it is called; shown in evidence, and orders series of a subject.
    pub metric: String,
    /// What it measures.
    pub quantity: Quantity,
    /// Seconds and value, in order of time, finite, one a moment.
    samples: Vec<Sample>,
}

impl Series {
    /// Samples in any order; those that are not finite, or beyond anything measured, are left out, of several of one moment the last counts.
    #[must_use]
    pub fn new(subject: usize, metric: String, quantity: Quantity, mut samples: Vec<Sample>) -> Self {
        samples.retain(|(time, value)| time.abs() <= LATEST && value.abs() <= LARGEST);
        samples.sort_by(|a, b| a.0.total_cmp(&b.0));
        samples.reverse();
        samples.dedup_by(|later, kept| later.0.total_cmp(&kept.0).is_eq());
        samples.reverse();
        Self { subject, metric, quantity, samples }
    }

    /// Every sample in order of time.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Samples before a moment, and from it on.
    #[must_use]
    pub fn split(&self, at: f64) -> (&[Sample], &[Sample]) {
        self.samples.split_at(self.samples.partition_point(|(time, _)| *time < at))
    }

    /// Values before a moment.
    #[must_use]
    pub fn past(&self, at: f64) -> Vec<f64> {
        self.split(at).0.iter().map(|(_, value)| *value).collect()
    }

    /// The value at a moment, on the line between the samples around it; the first and the last hold on. `None`
    /// without samples.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<f64> {
        let after = self.samples.partition_point(|(sample, _)| *sample < time);
        let (Some((early, low)), Some((late, high))) =
            (self.samples.get(after.saturating_sub(1)), self.samples.get(after))
        else {
            return self.samples.last().map(|(_, value)| *value);
        };
        if late <= early { Some(*high) } else { Some(low + (high - low) * (time - early) / (late - early)) }
    }

    /// The sample nearest to a moment, not further from it than `within` seconds.
    #[must_use]
    pub fn near(&self, time: f64, within: f64) -> Option<f64> {
        let after = self.samples.partition_point(|(sample, _)| *sample < time);
        let around = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|i| self.samples.get(i));
        let nearest = around.min_by(|a, b| (a.0 - time).abs().total_cmp(&(b.0 - time).abs()))?;
        ((nearest.0 - time).abs() <= within).then_some(nearest.1)
    }

    /// Seconds between samples, the median; `None` of fewer than two.
    #[must_use]
    pub fn step(&self) -> Option<f64> {
        let gaps: Vec<f64> = self.samples.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
        (!gaps.is_empty()).then(|| super::robust::median(&gaps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(samples: &[(f64, f64)]) -> Series {
        Series::new(0, "cpu".to_owned(), Quantity::Cpu, samples.to_vec())
    }

    #[test]
    fn samples_are_put_in_order_and_the_last_of_a_moment_counts() {
        let series = series(&[(3.0, 30.0), (1.0, 10.0), (2.0, f64::NAN), (3.0, 31.0)]);
        assert_eq!(series.samples(), [(1.0, 10.0), (3.0, 31.0)]);
    }

    #[test]
    fn between_samples_lies_a_line() {
        let series = series(&[(0.0, 0.0), (10.0, 100.0)]);
        assert_eq!(series.at(5.0), Some(50.0));
        assert_eq!(series.at(-5.0), Some(0.0));
        assert_eq!(series.at(50.0), Some(100.0));
        assert_eq!(series.near(9.0, 2.0), Some(100.0));
        assert_eq!(series.near(5.0, 2.0), None);
    }
}
