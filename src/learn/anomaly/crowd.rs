//! Many series of one host.

use super::detector::Verdict;

/// Series whose anomalies are remembered at the same time.
const MOST: usize = 256;

/// Anomalies that began close to each other, in several series of one host.
#[derive(Debug, Clone, PartialEq)]
pub struct Rush {
    /// When the first began, in the seconds of the samples.
    pub since: f64,
    /// The series in which it began.
    pub first: usize,
    /// How many series are in it, of how many there are.
    pub series: usize,
    /// The series that are watched.
    pub of: usize,
}

/// Puts the anomalies of a host's series together: how many at once, and which came first.
#[derive(Debug, Clone)]
pub struct Crowd {
    span: f64,
    watched: usize,
    /// Series and time of the anomalies that began within the span, in the order in which they were told.
    begun: Vec<(usize, f64)>,
}

impl Crowd {
    /// One in which anomalies that begin within so many seconds belong together.
    #[must_use]
    pub const fn within(span: f64) -> Self {
        Self { span, watched: 0, begun: Vec::new() }
    }

    /// Takes in what was thought of a sample of a series (its number, from 0). Tells of the rush when another series joins
    /// it, also of the first alone.
    pub fn see(&mut self, series: usize, at: f64, verdict: &Verdict) -> Option<Rush> {
        self.watched = self.watched.max(series.saturating_add(1));
        if !verdict.event || !at.is_finite() {
            return None;
        }
        // A clock that jumps back ends a rush as well as time that passes.
        let span = self.span;
        self.begun.retain(|(_, begun)| (at - begun).abs() <= span);
        let joins = self.begun.iter().all(|(known, _)| *known != series);
        if joins && self.begun.len() < MOST {
            self.begun.push((series, at));
        }
        if joins { self.rush() } else { None }
    }

    /// The anomalies that are together now.
    #[must_use]
    pub fn rush(&self) -> Option<Rush> {
        let (first, since) = self.begun.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Rush { since, first, series: self.begun.len(), of: self.watched })
    }
}
