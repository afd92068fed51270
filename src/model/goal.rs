//! What a platform is run for, in figures: goals, what is aimed at, what was measured.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::time::{Wall, rfc3339_ms};

/// What is measured against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// From when work was wanted until it was done: seconds.
    Turnaround,
    /// Share of the watched time in which services served.
    Availability,
    /// Share of the incidents that no person was needed for.
    Recovery,
    /// Share of the predictions that came true.
    Prediction,
    /// Share of the work that agents did together without conflict.
    Collaboration,
}

impl Goal {
    /// In the order of the screen.
    pub const ALL: [Self; 5] =
        [Self::Turnaround, Self::Availability, Self::Recovery, Self::Prediction, Self::Collaboration];

    /// The word used in output, in the configuration and in text ids.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Turnaround => "turnaround",
            Self::Availability => "availability",
            Self::Recovery => "recovery",
            Self::Prediction => "prediction",
            Self::Collaboration => "collaboration",
        }
    }

    /// Whether a measured value reaches a target.
    #[must_use]
    pub fn is_met(self, value: f64, target: f64) -> bool {
        if self == Self::Turnaround { value <= target } else { value >= target }
    }
}

/// `[goals]`: what is aimed at. Shares are in percent, as they are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Targets {
    /// At most so long.
    pub turnaround: Duration,
    /// At least so many percent.
    pub availability: f64,
    /// The same.
    pub recovery: f64,
    /// The same.
    pub prediction: f64,
    /// The same.
    pub collaboration: f64,
}

impl Default for Targets {
    fn default() -> Self {
        Self {
            turnaround: Duration::from_millis(2_800),
            availability: 99.95,
            recovery: 95.0,
            prediction: 90.0,
            collaboration: 80.0,
        }
    }
}

impl Targets {
    /// What is aimed at, in the unit of what is measured: seconds, or a share 0..1.
    #[must_use]
    pub fn of(&self, goal: Goal) -> f64 {
        match goal {
            Goal::Turnaround => self.turnaround.as_secs_f64(),
            Goal::Availability => self.availability / 100.0,
            Goal::Recovery => self.recovery / 100.0,
            Goal::Prediction => self.prediction / 100.0,
            Goal::Collaboration => self.collaboration / 100.0,
        }
    }
}

/// What was measured of a goal over a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Of which.
    pub goal: Goal,
    /// Seconds, or a share 0..1; none where nothing was measured.
    pub value: Option<f64>,
    /// From what.
    pub basis: Basis,
    /// The same of each part of the period, in order.
    pub parts: Vec<Option<f64>>,
    /// When its course changed the most surely within the period; none where it did not.
    #[serde(default)]
    pub turned: Option<Turned>,
}

/// A change of the course of a goal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Turned {
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// How it went before: seconds, or a share 0..1.
    pub from: f64,
    /// And how since.
    pub to: f64,
    /// How unusual that is, in standard errors.
    pub surprise: f64,
}

/// What a measured goal rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "basis")]
pub enum Basis {
    /// The middle of how long runs of workflows took that succeeded.
    Runs {
        /// So many.
        n: u64,
    },
    /// The time that a runtime watched.
    Watched {
        /// How long.
        span: Duration,
        /// How many services.
        services: u64,
        /// How often one was out.
        outages: u64,
    },
    /// Incidents that ended, and those that wait for a person.
    Incidents {
        /// So many.
        n: u64,
        /// Healed by an action that nobody asked for.
        healed: u64,
        /// Went away, without anything that was proved to have helped.
        passed: u64,
    },
    /// Predictions whose truth is known.
    Predictions {
        /// So many.
        n: u64,
    },
    /// Nothing here measures it.
    NotMeasured,
}
