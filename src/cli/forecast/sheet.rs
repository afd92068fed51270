//! Forecasts as CSV or JSON.

use serde_json::{Map, Value, json};

use super::super::exit::Failure;
use crate::learn::forecast::{Forecast, SHARES, Step, Unforeseen};

/// `series,step,mean,lo80,hi80,lo95,hi95`.
pub(super) fn csv(names: &[String], forecasts: &[Result<Forecast, Unforeseen>]) -> Result<Vec<u8>, Failure> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| Failure::File { text: error.to_string() };
    sheet.write_record(["series", "step", "mean", "lo80", "hi80", "lo95", "hi95"]).map_err(|error| failed(&error))?;
    for (name, forecast) in names.iter().zip(forecasts) {
        let Ok(forecast) = forecast else { continue };
        for (place, step) in forecast.steps.iter().enumerate() {
            let [_, eighty, most] = step.spans;
            let numbers = [step.mean, eighty.low, eighty.high, most.low, most.high].map(|number| number.to_string());
            let place = (place + 1).to_string();
            let row = [name.as_str(), &place].into_iter().chain(numbers.iter().map(String::as_str));
            sheet.write_record(row).map_err(|error| failed(&error))?;
        }
    }
    sheet.into_inner().map_err(|error| failed(&error))
}

/// An array of objects, one for each series: `series`, `method`, `seasons`, `error` and `naive_error` of the back-test,
/// and `steps` with all spans; one whose history is too short has `known` and `least` instead.
pub(super) fn json(names: &[String], forecasts: &[Result<Forecast, Unforeseen>]) -> Result<Vec<u8>, Failure> {
    let object = |(name, forecast): (&String, &Result<Forecast, Unforeseen>)| match forecast {
        Err(Unforeseen::TooShort { known, least }) => json!({ "series": name, "known": known, "least": least }),
        Ok(forecast) => json!({
            "series": name,
            "method": forecast.method,
            "seasons": forecast.seasons,
            "error": forecast.score.map(|score| score.error),
            "naive_error": forecast.score.map(|score| score.naive),
            "origins": forecast.score.map(|score| score.origins),
            "steps": forecast.steps.iter().enumerate().map(step).collect::<Vec<_>>(),
        }),
    };
    let objects: Vec<Value> = names.iter().zip(forecasts).map(object).collect();
    let mut written = serde_json::to_vec_pretty(&objects).map_err(|error| Failure::File { text: error.to_string() })?;
    written.push(b'\n');
    Ok(written)
}

fn step((place, step): (usize, &Step)) -> Value {
    let mut object = Map::new();
    object.insert("step".to_owned(), (place + 1).into());
    object.insert("mean".to_owned(), step.mean.into());
    for (share, span) in SHARES.iter().zip(step.spans) {
        object.insert(format!("lo{share}"), span.low.into());
        object.insert(format!("hi{share}"), span.high.into());
    }
    Value::Object(object)
}
