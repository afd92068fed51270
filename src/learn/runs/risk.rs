//! How likely a step fails for good: fading counts, drawn towards those of its workflow, and these towards those of all.

use std::collections::BTreeMap;

/// What a step without any history is believed to fail by, and how many ends that belief is worth.
const UNKNOWN: f64 = 0.02;
const BELIEF: f64 = 2.0;
/// Bounds of how many ends the rate of its workflow is worth beside a step's own.
const PULL: (f64, f64) = (1.0, 50.0);

/// Fading counts of a step.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// Tries, and those that failed.
    pub tries: f64,
    /// See there.
    pub failures: f64,
    /// How often it came to an end, and how often that was a failure for good.
    pub ends: f64,
    /// See there.
    pub lost: f64,
}

/// How likely a step fails.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Risk {
    /// One try.
    pub once: f64,
    /// All of its tries.
    pub lost: f64,
}

impl Risk {
    /// How likely it fails for good when so many tries of at most so many have failed already: tries that fail say that the
    /// next may fail for the same reason. Between none and all of them the odds are drawn geometrically.
    #[must_use]
    pub fn after(&self, failed: u32, most: u32) -> f64 {
        if failed == 0 || most <= 1 {
            return self.lost;
        }
        if failed >= most {
            return 1.0;
        }
        let ratio = (self.lost / self.once.max(self.lost)).clamp(1e-6, 1.0);
        ratio.powf(f64::from(most - failed) / f64::from(most - 1))
    }

    /// How likely it would fail for good with so many tries more; `most` is what it has now.
    #[must_use]
    pub fn with_more(&self, more: u32, most: u32) -> f64 {
        // Each retry heals as often as one has so far; where there was none yet, as a try succeeds.
        let stays = if most > 1 {
            (self.lost / self.once.max(self.lost)).clamp(0.0, 1.0).powf(1.0 / f64::from(most - 1))
        } else {
            self.once
        };
        self.lost * stays.powf(f64::from(more))
    }
}

/// How likely the steps of one workflow fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Risks {
    own: BTreeMap<String, Risk>,
    usual: Risk,
}

impl Risks {
    /// From the counts of its steps, and of the steps of all workflows together.
    #[must_use]
    pub fn learn<'a>(steps: impl Iterator<Item = (&'a str, Counts)>, all: Counts) -> Self {
        let steps: Vec<(&str, Counts)> = steps.collect();
        let everywhere = (all.lost + BELIEF * UNKNOWN) / (all.ends + BELIEF);
        let (ends, lost) = steps.iter().fold((0.0, 0.0), |(ends, lost), (_, of)| (ends + of.ends, lost + of.lost));
        let here = ((lost + BELIEF * everywhere) / (ends + BELIEF)).clamp(1e-6, 1.0 - 1e-6);
        let pull = pull(&steps, here);
        let own = steps.iter().map(|(name, of)| {
            let lost = (of.lost + pull * here) / (of.ends + pull);
            let once = (of.failures + pull * here) / (of.tries + pull);
            ((*name).to_owned(), Risk { once: once.max(lost), lost })
        });
        Self { own: own.collect(), usual: Risk { once: here, lost: here } }
    }

    /// How likely a step fails.
    #[must_use]
    pub fn get(&self, step: &str) -> Risk {
        self.own.get(step).copied().unwrap_or(self.usual)
    }
}

/// How many ends the rate of the workflow is worth beside those of a step: many where its steps are alike, few where they
/// are not (empirical Bayes by the method of moments; Kleinman 1973).
fn pull(steps: &[(&str, Counts)], mean: f64) -> f64 {
    let known: Vec<&Counts> = steps.iter().map(|(_, of)| of).filter(|of| of.ends >= 3.0).collect();
    if known.len() < 3 {
        return BELIEF;
    }
    let (mut between, mut weight) = (0.0, 0.0);
    for of in &known {
        let chance = mean * (1.0 - mean) / of.ends;
        between += of.ends * ((of.lost / of.ends - mean).powi(2) - chance);
        weight += of.ends;
    }
    let between = (between / weight).max(1e-9);
    (mean * (1.0 - mean) / between - 1.0).clamp(PULL.0, PULL.1)
}
