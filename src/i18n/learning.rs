//! Learning what comes before failures, in words.

use super::{Texts, Value};
use crate::model::learning::{Aim, Judged, LearnStage, LearningView, Learnt, Origin, Whose};

/// The text of a stage.
#[must_use]
pub fn stage(stage: LearnStage) -> &'static str {
    match stage {
        LearnStage::Waiting => "learning-waiting",
        LearnStage::Reading => "learning-reading",
        LearnStage::Trees => "learning-trees",
        LearnStage::Network => "learning-network",
        LearnStage::Logistic => "learning-logistic",
        LearnStage::Judging => "learning-judging",
    }
}

/// What came of it.
#[must_use]
pub fn came(texts: &Texts, came: &Learnt) -> String {
    let compared = |id, old: &Judged, new: &Judged| {
        let args = [
            ("old", Value::from(auc(old))),
            ("new", Value::from(auc(new))),
            ("old_brier", Value::from(format!("{:.3}", old.brier))),
            ("new_brier", Value::from(format!("{:.3}", new.brier))),
            ("questions", Value::from(new.questions)),
            ("failed", Value::from(new.failed)),
        ];
        texts.with(id, &args)
    };
    match came {
        Learnt::Replaced { old, new } => compared("learning-replaced", old, new),
        Learnt::Kept { old, new } => compared("learning-kept", old, new),
        Learnt::Known { worth } => texts.with("learning-known", &[("auc", Value::from(auc(worth)))]),
        Learnt::Useless { new, usual } => {
            let args =
                [("brier", Value::from(format!("{:.3}", new.brier))), ("usual", Value::from(format!("{usual:.3}")))];
            texts.with("learning-useless", &args)
        }
        Learnt::TooFew { failed, least } => {
            texts.with("learning-too-few", &[("failed", Value::from(*failed)), ("least", Value::from(*least))])
        }
        Learnt::Store(error) => texts.with("learning-failed", &[("error", Value::from(texts.say(error)))]),
        Learnt::Numbers { error } => {
            let error = crate::model::text::clean(error, 300);
            texts.with("learning-failed", &[("error", Value::from(error))])
        }
    }
}

/// What is asked: `whether services fail within 2 m`.
#[must_use]
pub fn aim(texts: &Texts, aim: Aim) -> String {
    let id = match aim.whose {
        Whose::Services => "learning-aim-services",
        Whose::Host => "learning-aim-host",
    };
    texts.with(id, &[("span", Value::from(super::numbers::long(texts, aim.ahead)))])
}

/// Which model is in use, and what it is worth.
#[must_use]
pub fn model(texts: &Texts, learning: &LearningView, stamp: impl FnOnce(crate::model::time::Wall) -> String) -> String {
    let origin = match learning.origin {
        Origin::Unlearned => {
            let span = super::numbers::long(texts, learning.aim.ahead);
            return texts.with("learning-unlearned", &[("span", Value::from(span))]);
        }
        Origin::Shipped => texts.get("learning-shipped").to_owned(),
        Origin::Own { learned_at } => texts.with("learning-own", &[("at", Value::from(stamp(learned_at)))]),
    };
    let args = [("origin", Value::from(origin)), ("auc", Value::from(auc(&learning.worth)))];
    texts.with("learning-model", &args)
}

fn auc(of: &Judged) -> String {
    of.auc.map_or_else(|| "-".to_owned(), |auc| format!("{auc:.3}"))
}
