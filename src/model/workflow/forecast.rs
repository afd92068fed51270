//! What is expected of runs, what that was worth, and what could be done about it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::id::{RunId, ServiceName, WorkflowName};

/// What is expected of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunForecast {
    /// The probability that it fails: what is said of it. Where the forecasts of its workflow are worse than the base rate,
    /// that is what is said.
    pub fails: f64,
    /// The probability that it misses its deadline; none when it has none.
    pub late: Option<f64>,
    /// How much longer it takes: the median.
    pub remaining: Duration,
    /// And the bounds within which it stays with a probability of 0.8.
    pub between: (Duration, Duration),
    /// Of how many earlier runs this was learned.
    pub of: u32,
    /// What it was made of, to be judged by later.
    #[serde(default)]
    pub made: Made,
}

/// What a forecast was made of.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Made {
    /// How often runs of the workflow fail: the base rate.
    pub base: f64,
    /// The probability of a failure by the history of the steps alone.
    pub steps: f64,
    /// The same with the signs.
    pub own: f64,
    /// Something between the two, by what signs were worth: what the forecast is, whether it is said or not.
    pub fails: f64,
    /// How often runs of the workflow are late.
    pub late_base: f64,
    /// The probability of being late: what the forecast is, whether it is said or not.
    pub late: Option<f64>,
    /// The bounds before they were calibrated.
    pub between: (Duration, Duration),
    /// Everything was expected to take so many times as long as usual, the host being busy.
    pub factor: f64,
    /// What else spoke for a failure.
    pub signs: Signs,
}

/// What speaks for a failure beside the history of the steps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Signs {
    /// The run before has failed.
    pub last_failed: Option<bool>,
    /// Services that it works with and that are not well.
    pub unwell: Vec<ServiceName>,
    /// How busy the host is, 0 to 1.
    pub busy: f64,
}

/// A forecast of a run, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Of which run.
    pub run: RunId,
    /// Of which workflow.
    #[serde(default = "unnamed")]
    pub workflow: WorkflowName,
    /// The probability that was given to its failure, when it was queued.
    pub fails: f64,
    /// The base rate at that time.
    #[serde(default)]
    pub base: f64,
    /// What the history of the steps alone said.
    #[serde(default)]
    pub steps: f64,
    /// And what it said with the signs.
    #[serde(default)]
    pub own: f64,
    /// What else spoke for it.
    #[serde(default)]
    pub signs: Signs,
    /// It failed.
    pub failed: bool,
    /// The probability that was given to its being late; none where that could not be judged.
    pub late: Option<f64>,
    /// The base rate of that.
    #[serde(default)]
    pub late_base: f64,
    /// It was late.
    pub was_late: bool,
    /// Its time was within the interval of 80 %; none when it failed.
    pub covered: Option<bool>,
    /// By how much, as a logarithm, the interval would have had to be wider, as it was before it was calibrated.
    #[serde(default)]
    pub miss: Option<f64>,
    /// How long it took as a part of what was expected, as a logarithm.
    #[serde(default)]
    pub ratio: Option<f64>,
}

/// Older journals do not tell of which workflow a forecast was: it counts for none.
fn unnamed() -> WorkflowName {
    "".into()
}

/// What the forecasts of a workflow were worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ForecastScore {
    /// So many forecasts were judged, the newest 100 at most.
    pub scored: u32,
    /// Brier scores of the probability of a failure: of the forecasts, and of the base rate. Less is better.
    pub fails: Option<(f64, f64)>,
    /// The same of being late.
    pub late: Option<(f64, f64)>,
    /// The share of intervals of 80 % that held, and of how many.
    pub covered: Option<(f64, u32)>,
    /// What that allows.
    pub merit: Merit,
    /// What it allows to say about being late.
    pub late_merit: Merit,
}

impl Default for ForecastScore {
    fn default() -> Self {
        let merit = Merit::Learning { seen: 0, of: 0 };
        Self { scored: 0, fails: None, late: None, covered: None, merit, late_merit: merit }
    }
}

/// What a score allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "merit")]
pub enum Merit {
    /// Too few runs are known for a forecast.
    Learning {
        /// So many.
        seen: u32,
        /// Of so many.
        of: u32,
    },
    /// Forecasts are shown, and too few were judged for a warning.
    Trial {
        /// So many.
        seen: u32,
        /// Of so many.
        of: u32,
    },
    /// They are better than the base rate: what they foresee is said.
    Earned,
    /// They are worse than the base rate, which is shown in their place.
    Off,
}

impl Merit {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Learning { .. } => "learning",
            Self::Trial { .. } => "trial",
            Self::Earned => "earned",
            Self::Off => "off",
        }
    }
}

/// What is foreseen of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Foreseen {
    /// It fails.
    Fails,
    /// It is late.
    Late,
}

/// What could be done about what is foreseen of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "run_advice")]
pub enum RunAdvice {
    /// A service that it works with is not well: it would better run when that is well again.
    AwaitService {
        /// Which.
        service: ServiceName,
    },
    /// The host is busy: it would better run when that is calm.
    AwaitCalm,
    /// A step is likely to fail: more tries.
    MoreRetries {
        /// Which.
        step: String,
        /// So many retries.
        limit: u32,
        /// In percent: how likely it fails then.
        chance: u32,
    },
    /// A step is likely to fail, and a switch before it has another way.
    OtherRoute {
        /// Which step.
        step: String,
        /// The switch.
        switch: String,
        /// Steps that it leads to instead.
        to: Vec<String>,
    },
    /// A step is likely to fail.
    Look {
        /// Which.
        step: String,
    },
    /// It takes too long: what could be changed about the workflow.
    Optimize {
        /// Which.
        workflow: WorkflowName,
    },
}
