//! Predictions: what is expected to happen, by when, how sure, from what; and later, what came of it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{Generation, IncidentId, PredictionId, RuleName, ServiceName};
use super::learning::Whose;
use super::outlook::Chance;
use super::series::Series;
use super::time::{Wall, rfc3339_ms};
use super::track::Kind;

/// Something that was foreseen, as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Which.
    pub id: PredictionId,
    /// When it was made; every span in it is counted from then.
    #[serde(with = "rfc3339_ms")]
    pub made_at: Wall,
    /// What is expected. It stays as it was made, so that it can be judged.
    #[serde(flatten)]
    pub forecast: Forecast,
    /// The incident in which something is done about it, where anything may be done.
    pub incident: Option<IncidentId>,
    /// After something was done: when what was measured was seen to have fallen back.
    pub eased_at: Option<Wall>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl Prediction {
    /// Whether it is not known yet what comes of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.outcome == Outcome::Open
    }
}

/// What a model expects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// Whom it befalls: a service, or the series of a host.
    pub subject: String,
    /// The service that something can be done to; none where there is none.
    pub service: Option<ServiceName>,
    /// The start of that service that it is about; none where it outlives a start, as a full disk does.
    pub generation: Option<Generation>,
    /// What.
    #[serde(flatten)]
    pub event: Foreseen,
    /// It counts as a hit when it happens within this time.
    pub horizon: Duration,
    /// When within it, where the model says so.
    pub due: Option<Due>,
    /// How likely, 0..1: that it happens within the horizon, or within [`Forecast::due`] where that is given.
    pub probability: f64,
    /// By which model.
    pub model: Model,
    /// From what.
    pub ground: Ground,
}

impl Forecast {
    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let ahead = (self.model == Model::Learned).then_some(self.horizon);
        Kind { model: self.model, measure: self.event.measure(), ahead }
    }

    /// The series that it is about.
    #[must_use]
    pub fn series(&self) -> &Series {
        match &self.event {
            Foreseen::Limit { series, .. } | Foreseen::Failure { series, .. } => series,
        }
    }

    /// The limit, where it is about one.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        match &self.event {
            Foreseen::Limit { limit, .. } => Some(*limit),
            Foreseen::Failure { .. } => None,
        }
    }

    /// From how much time it was taken.
    #[must_use]
    pub fn over(&self) -> Duration {
        match &self.ground {
            Ground::Trend { over, .. } | Ground::Exhaust { over, .. } => *over,
            Ground::Date { .. } => Duration::from_hours(24),
            Ground::Signs { signs, .. } => signs.iter().map(|sign| sign.over * 2).max().unwrap_or_default(),
        }
    }

    /// Whether another that is open says what this one does, and more nearly: growth that is seen is told instead of what
    /// hours ahead looks likely, and a failure within minutes instead of one within hours. Both are judged.
    #[must_use]
    pub fn yields_to(&self, other: &Self) -> bool {
        let is_nearer = match (self.model, other.model) {
            (Model::Exhaust, Model::Trend) => true,
            (Model::Learned, Model::Learned) => other.horizon < self.horizon,
            _ => false,
        };
        is_nearer && self.subject == other.subject && self.event.measure() == other.event.measure()
    }

    /// Between which values it is expected so many seconds after it was made, with probabilities of 50, 80 and 95 %: the
    /// pace is taken to be spread normally, with the bounds of [`Forecast::due`] as those of 80 %. In the unit of the series;
    /// none where no growth is foreseen.
    #[must_use]
    pub fn fan(&self, after: f64) -> Option<[(f64, f64); 3]> {
        let limit = self.limit()?;
        let level = match &self.ground {
            Ground::Trend { level, .. } | Ground::Exhaust { level, .. } => *level,
            Ground::Date { level, .. } => {
                let left = level - after / 86_400.0;
                return Some([(left, left); 3]);
            }
            Ground::Signs { .. } => return None,
        };
        let pace = |span: Duration| (limit - level) / span.as_secs_f64().max(1.0);
        let usual = |due: Due| pace((due.earliest + due.latest) / 2);
        let slope = match &self.ground {
            Ground::Trend { slope, .. } => *slope,
            Ground::Exhaust { .. } | Ground::Date { .. } | Ground::Signs { .. } => self.due.map_or(0.0, usual),
        };
        let (slow, fast) = self.due.map_or((slope, slope), |due| (pace(due.latest), pace(due.earliest)));
        // Deviations of 50 and 95 % as parts of those of 80 %.
        Some([0.526, 1.0, 1.529].map(|part| {
            let end = |bound: f64| level + (slope + (bound - slope) * part) * after;
            let (one, other) = (end(slow), end(fast));
            (one.min(other), one.max(other))
        }))
    }
}

/// An interval in which something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Not sooner.
    pub earliest: Duration,
    /// Not later.
    pub latest: Duration,
}

/// What can be foreseen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Foreseen {
    /// What is measured reaches a limit.
    Limit {
        /// What is measured.
        measure: Measure,
        /// As which series.
        series: Series,
        /// The limit, in the unit of the series.
        limit: f64,
        /// Whose limit it is.
        #[serde(flatten)]
        bound: Bound,
    },
    /// The service, the host or a drive of it fails, of whatever.
    Failure {
        /// Which of the two.
        #[serde(default)]
        whose: Whose,
        /// What speaks for it the most.
        series: Series,
    },
}

impl Foreseen {
    /// What is measured of it.
    #[must_use]
    pub fn measure(&self) -> Measure {
        match self {
            Self::Limit { measure, .. } => *measure,
            Self::Failure { series, .. } if series.metric.starts_with("disk.") => Measure::Drive,
            Self::Failure { whose: Whose::Services, .. } => Measure::Failure,
            Self::Failure { whose: Whose::Host, .. } => Measure::Host,
        }
    }
}

/// What is measured, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Memory of a service.
    Memory,
    /// Its open files.
    Files,
    /// How full a file system is.
    Disk,
    /// How full the fullest directory of a service is that may hold only so much.
    Room,
    /// Memory of the host.
    HostMemory,
    /// Its swap space.
    Swap,
    /// Its open files.
    HostFiles,
    /// Runs of workflows that wait or go on.
    Queue,
    /// How long a certificate that a service shows is still valid.
    Certificate,
    /// Restarts of a service by its policy.
    Restarts,
    /// How long a service takes to answer a probe.
    Latency,
    /// Whether a service is there and well.
    Failure,
    /// Whether the host is.
    Host,
    /// Whether a drive is there and does not say that it fails.
    Drive,
}

impl Measure {
    /// The word used in output and in signatures.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Files => "files",
            Self::Disk => "disk",
            Self::Room => "room",
            Self::HostMemory => "host_memory",
            Self::Swap => "swap",
            Self::HostFiles => "host_files",
            Self::Queue => "queue",
            Self::Certificate => "certificate",
            Self::Restarts => "restarts",
            Self::Latency => "latency",
            Self::Failure => "failure",
            Self::Host => "host",
            Self::Drive => "drive",
        }
    }
}

/// Where a limit comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "bound")]
pub enum Bound {
    /// A configured rule fires there.
    Rule {
        /// Which.
        rule: RuleName,
    },
    /// A probe of the service fails there.
    Probe {
        /// Which.
        probe: String,
    },
    /// The service may take no more, by its own `limits`.
    Limits,
    /// The kernel gives its processes no more.
    Kernel,
    /// Its restart policy becomes slow there.
    Policy,
    /// The file system or the directory holds no more.
    Size,
    /// It is valid until then.
    Expiry,
}

/// What makes predictions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// A steady growth goes on as it did.
    Trend,
    /// What the series and all others showed over days goes on as it did.
    Exhaust,
    /// A network and trees that have learned what comes before failures.
    Learned,
    /// None: it says itself when it ends.
    Date,
}

impl Model {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Trend => "trend",
            Self::Exhaust => "exhaust",
            Self::Learned => "learned",
            Self::Date => "date",
        }
    }
}

/// What a prediction rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ground")]
pub enum Ground {
    /// A growth that was measured.
    Trend {
        /// The level at the end of it, in the unit of the series.
        level: f64,
        /// By so much a second.
        slope: f64,
        /// Over this time.
        over: Duration,
        /// From so many values.
        samples: u32,
    },
    /// How it, and all others, went for days.
    Exhaust {
        /// The level at the end of them, in the unit of the series.
        level: f64,
        /// For so long.
        over: Duration,
        /// How likely it is, by when; the soonest first, the horizon last.
        by: Vec<Chance>,
    },
    /// What it says itself.
    Date {
        /// Days that were left.
        level: f64,
        /// Its end.
        #[serde(with = "rfc3339_ms")]
        ends_at: Wall,
    },
    /// What a model that has learned takes for signs of a failure.
    Signs {
        /// How likely it is when nothing is known, 0..1.
        usual: f64,
        /// The strongest first.
        signs: Vec<Omen>,
    },
}

/// Something that speaks for a failure: how a series goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Omen {
    /// Which.
    pub series: Series,
    /// Its mean over that time, in its unit; of starts their number.
    pub now: f64,
    /// The same before that.
    pub before: f64,
    /// Over this time.
    pub over: Duration,
}

/// What came of a prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Not known yet.
    Open,
    /// It happened, or the service failed first.
    Hit {
        /// When that was known.
        #[serde(with = "rfc3339_ms")]
        settled_at: Wall,
    },
    /// Something was done, what was measured fell back, and it did not happen within the horizon.
    Prevented {
        /// When that was known.
        #[serde(with = "rfc3339_ms")]
        settled_at: Wall,
    },
    /// Nothing was done, and it did not happen.
    FalseAlarm {
        /// When that was known.
        #[serde(with = "rfc3339_ms")]
        settled_at: Wall,
    },
    /// It cannot be said: a person took over, nobody watched, or what it was about is no longer configured.
    Unsettled {
        /// When that was known.
        #[serde(with = "rfc3339_ms")]
        settled_at: Wall,
    },
}

impl Outcome {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Hit { .. } => "hit",
            Self::Prevented { .. } => "prevented",
            Self::FalseAlarm { .. } => "false_alarm",
            Self::Unsettled { .. } => "unsettled",
        }
    }

    /// When it was known.
    #[must_use]
    pub fn settled_at(self) -> Option<Wall> {
        match self {
            Self::Open => None,
            Self::Hit { settled_at }
            | Self::Prevented { settled_at }
            | Self::FalseAlarm { settled_at }
            | Self::Unsettled { settled_at } => Some(settled_at),
        }
    }
}

/// How what a prediction is about stands, as the agent that made it sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The limit is reached.
    Reached,
    /// The growth has ended before that.
    Ended,
    /// It is well below where it was when the prediction was made.
    FellBack,
    /// Somebody has put something new in its place: it does not come by itself.
    Renewed,
}

/// How many predictions came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Not known yet.
    pub open: u64,
    /// It happened.
    pub hit: u64,
    /// It was prevented.
    pub prevented: u64,
    /// It did not happen, and nothing was done.
    pub false_alarm: u64,
    /// It cannot be said.
    pub unsettled: u64,
}

impl Tally {
    /// Counts one more.
    pub fn count(&mut self, outcome: Outcome) {
        self.add(outcome.word(), 1);
    }

    /// Counts `n` more of an outcome by its word; another word counts nothing.
    pub fn add(&mut self, word: &str, n: u64) {
        let of = match word {
            "open" => &mut self.open,
            "hit" => &mut self.hit,
            "prevented" => &mut self.prevented,
            "false_alarm" => &mut self.false_alarm,
            "unsettled" => &mut self.unsettled,
            _ => return,
        };
        *of = of.saturating_add(n);
    }

    /// Predictions whose truth is known: those that were prevented might have been false alarms.
    #[must_use]
    pub fn judged(self) -> u64 {
        self.hit.saturating_add(self.false_alarm)
    }

    /// Share of those that happened; none when there are none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    pub fn hit_rate(self) -> Option<f64> {
        (self.judged() > 0).then(|| self.hit as f64 / self.judged() as f64)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_crosses_the_link_as_it_is() {
        let at = Wall::from_timestamp_millis(1_800_000_000_000).unwrap();
        let bounds = [Bound::Rule { rule: "memory".into() }, Bound::Probe { probe: "http".to_owned() }, Bound::Kernel];
        let outcomes = [Outcome::Open, Outcome::Hit { settled_at: at }, Outcome::FalseAlarm { settled_at: at }];
        for (bound, outcome) in bounds.into_iter().zip(outcomes) {
            let series = Series::at("service.memory_bytes", "api");
            let prediction = Prediction {
                id: PredictionId(7),
                made_at: at,
                forecast: Forecast {
                    subject: "api".to_owned(),
                    service: Some("api".into()),
                    generation: Some(Generation(3)),
                    event: Foreseen::Limit { measure: Measure::Memory, series, limit: 64e6, bound },
                    horizon: Duration::from_secs(600),
                    due: Some(Due { earliest: Duration::from_secs(240), latest: Duration::from_secs(360) }),
                    probability: 0.8,
                    model: Model::Trend,
                    ground: Ground::Trend { level: 4e7, slope: 5e4, over: Duration::from_secs(360), samples: 30 },
                },
                incident: Some(IncidentId(3)),
                eased_at: None,
                outcome,
            };
            let json = serde_json::to_string(&prediction).unwrap();
            assert_eq!(serde_json::from_str::<Prediction>(&json).unwrap(), prediction, "{json}");
        }
    }

    #[test]
    fn what_was_prevented_proves_nothing_either_way() {
        let mut tally = Tally::default();
        assert_eq!(tally.hit_rate(), None);
        let at = Wall::from_timestamp_millis(0).unwrap();
        for (outcome, times) in [
            (Outcome::Hit { settled_at: at }, 3),
            (Outcome::Prevented { settled_at: at }, 9),
            (Outcome::FalseAlarm { settled_at: at }, 1),
            (Outcome::Unsettled { settled_at: at }, 5),
        ] {
            (0..times).for_each(|_| tally.count(outcome));
        }
        assert_eq!((tally.judged(), tally.hit_rate()), (4, Some(0.75)));
    }
}
