//! What a number is of.

use serde::Serialize;

/// Of whom events are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The subject.
    Subject,
    /// All that have the same value in a column that belongs to the subject.
    Group,
    /// All subjects.
    All,
}

/// What a number says. Windows are in hours; times are before the question.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "aspect")]
pub enum Aspect {
    /// The latest value.
    Value,
    /// Its mean within the window.
    Mean {
        /// In hours.
        window: f64,
    },
    /// How far it is above its mean within the window.
    Above {
        /// In hours.
        window: f64,
    },
    /// How much it has changed within the window.
    Change {
        /// In hours.
        window: f64,
    },
    /// How much it has changed in all.
    Rise,
    /// How far it is below its highest value.
    BelowPeak,
    /// How often it has changed within the window; in all, for one without end.
    Changes {
        /// In hours.
        window: f64,
    },
    /// Hours since it changed.
    SinceChange,
    /// Hours from the first row of the subject to the first known value.
    KnownAfter,
    /// Whether the latest category is this one.
    Is {
        /// Its place in the schema.
        category: u32,
    },
    /// How many rows there are within the window; in all, for one without end.
    Rows {
        /// Of whom.
        scope: Whose,
        /// In hours.
        window: f64,
    },
    /// How many rows there are, of which one counts half after this time.
    Fading {
        /// Of whom.
        scope: Whose,
        /// In hours.
        half_life: f64,
    },
    /// The subject's beside that of a subject of its group, as a logarithm.
    BesideGroup {
        /// In hours.
        half_life: f64,
    },
    /// Chance of an event within the horizon, were they to come at the subject's recent rate, as far as it is known, and else
    /// at its group's: a rate with a gamma prior.
    Expected {
        /// In hours.
        half_life: f64,
    },
    /// That beside what it is in the long run, as a logarithm.
    Unusual {
        /// Of whom.
        scope: Whose,
        /// In hours.
        half_life: f64,
    },
    /// How many rows with this category there are, of which one counts half after this time.
    FadingOf {
        /// Its place in the schema.
        category: u32,
        /// In hours.
        half_life: f64,
    },
    /// Share of the subjects that have a row within the window.
    Share {
        /// Of whom.
        scope: Whose,
        /// In hours.
        window: f64,
    },
    /// Hours since the latest row.
    SinceRow,
    /// Hours since the first row.
    Age,
    /// The time of the question itself, where each subject has a clock of its own.
    Time,
    /// The time of the subject's first row, likewise.
    Joined,
    /// Hours between the latest two rows.
    Gap,
    /// Middle of the latest hours between rows.
    UsualGap,
    /// Hours since the latest row, beside the usual gap.
    Overdue,
    /// Mean of the column where later rows count more.
    Level {
        /// In hours.
        half_life: f64,
    },
}

impl Aspect {
    /// The time that it is of, in hours, where that has an end.
    #[must_use]
    pub fn window(self) -> Option<f64> {
        match self {
            Self::Mean { window }
            | Self::Above { window }
            | Self::Change { window }
            | Self::Changes { window }
            | Self::Rows { window, .. }
            | Self::Share { window, .. } => Some(window).filter(|window| window.is_finite()),
            _ => None,
        }
    }
}

/// A number and what it is of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Feature {
    /// The column's place in the schema; `None` where rows as such are counted.
    pub column: Option<usize>,
    /// What it says.
    pub aspect: Aspect,
}

impl Feature {
    /// The category that it is of.
    pub(in super::super) fn category(&self) -> Option<usize> {
        match self.aspect {
            Aspect::Is { category } | Aspect::FadingOf { category, .. } => Some(category as usize),
            _ => None,
        }
    }
}
