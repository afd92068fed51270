//! What speaks for a failure, as a person can see it in the series.

use std::time::Duration;

use super::one::One;
use super::panel::Answer;
use crate::learn::failure::{History, Model};
use crate::learn::vitals::{COUNT, Pace, place};
use crate::model::learning::Whose;
use crate::model::prediction::{Forecast, Foreseen, Ground, Model as By, Omen};
use crate::model::series::Series;

/// Signs that are told; what has changed by a smaller part than this is none to a person.
const SIGNS: usize = 4;
const TELLING: f64 = 0.03;

/// What is expected of one, and why; none where nothing can be said of why.
pub(super) fn forecast(
    (model, pace): (&Model, Pace),
    history: &History,
    answer: &Answer,
    one: &One,
) -> Option<Forecast> {
    let reasons = model.reasons(history, &answer.question, COUNT).ok()?;
    let speaks = reasons.iter().filter(|reason| reason.moved > 0.0);
    let omens = speaks.filter_map(|reason| {
        let place = place(pace.whose(), reason.column.as_deref()?)?;
        let over = reason.aspect.window().map_or(pace.horizon(), |hours| Duration::from_secs_f64(hours * 3_600.0));
        // As much must be known of the time before; of a service that has just begun, over a shorter time.
        let over = over.clamp(pace.horizon() / 4, pace.horizon() * 4);
        let spans = [over, pace.horizon(), pace.horizon() / 4].into_iter().filter(|span| *span <= over);
        let (over, (before, now)) = spans.into_iter().find_map(|span| Some((span, one.rows.beside(place, span)?)))?;
        Some(Omen { series: series(pace, place, answer, one), now, before, over })
    });
    let omens: Vec<Omen> = omens.collect();
    let tells = |omen: &&Omen| (omen.now - omen.before).abs() > TELLING * omen.now.abs().max(omen.before.abs());
    let mut signs: Vec<Omen> = omens.iter().filter(tells).take(SIGNS).cloned().collect();
    // Something must be said of why, be it little.
    if signs.is_empty() {
        signs.extend(omens.into_iter().take(1));
    }
    let series = signs.first()?.series.clone();
    let report = model.report();
    #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
    let usual = report.failed as f64 / report.questions.max(1) as f64;
    let is_service = pace.whose() == Whose::Services;
    Some(Forecast {
        subject: answer.name.clone(),
        service: is_service.then(|| answer.name.as_str().into()),
        generation: is_service.then_some(one.generation),
        event: Foreseen::Failure { whose: pace.whose(), series },
        horizon: pace.horizon(),
        due: None,
        probability: answer.own,
        model: By::Learned,
        ground: Ground::Signs { usual, signs },
    })
}

/// The series that a quantity was measured as.
fn series(pace: Pace, place: usize, answer: &Answer, one: &One) -> Series {
    let metric = pace.quantities()[place].metric;
    match (one.instances.get(&place), pace.whose()) {
        (Some(instance), _) => Series::at(metric, &**instance),
        (None, Whose::Services) => Series::at(metric, answer.name.as_str()),
        (None, Whose::Host) => Series::of(metric),
    }
}
