//! The command itself. Other questions about what comes have a file each, and are told apart here.

use std::io::Write as _;

use super::super::answer::{refuse_same, write};
use super::super::args::Args;
use super::super::context;
use super::super::exit::Failure;
use super::super::rows::{count, text};
use super::exhaust;
use super::intake::{self, Table};
use super::options::ForecastOptions;
use super::sheet;
use crate::i18n::Texts;
use crate::learn::forecast::{Forecast, Unforeseen, forecast};
use crate::model::text::clean;

/// Series that a message names.
const NAMED: usize = 5;

pub(in crate::cli) fn run(args: &Args, options: &ForecastOptions) -> Result<(), Failure> {
    let texts = context::spoken(args);
    match &options.exhaust {
        Some(queries) => exhaust::run(args, queries, options, &texts),
        None => ahead(args, options, &texts),
    }
}

/// The next values of every series.
fn ahead(args: &Args, options: &ForecastOptions, texts: &Texts) -> Result<(), Failure> {
    refuse_same(options.out.as_deref(), &[&options.csv], texts)?;
    let table = intake::table(&options.csv, texts)?;
    let horizon = options.horizon.and_then(|horizon| usize::try_from(horizon).ok()).unwrap_or(1);
    let forecasts = forecast(&table.values, horizon);
    refuse_unforeseen(&table, &forecasts, texts)?;
    let written = if args.json { sheet::json(&table.names, &forecasts) } else { sheet::csv(&table.names, &forecasts) };
    write(options.out.as_deref(), &written?, texts)
}

/// Series with too short a history are named, and when there are no others that is a failure.
fn refuse_unforeseen(table: &Table, forecasts: &[Result<Forecast, Unforeseen>], texts: &Texts) -> Result<(), Failure> {
    let short = table.names.iter().zip(forecasts).filter_map(|(name, forecast)| match forecast {
        Err(Unforeseen::TooShort { known, least }) => Some((name, known, least)),
        Ok(_) => None,
    });
    let short: Vec<_> = short.collect();
    let Some((_, known, least)) = short.first() else { return Ok(()) };
    let mut names: Vec<String> = short.iter().take(NAMED).map(|(name, ..)| clean(name, 60)).collect();
    if short.len() > NAMED {
        names.push("…".to_owned());
    }
    let variables = [
        ("count", short.len().into()),
        ("names", text(&names.join(", "))),
        ("known", count(known)),
        ("least", count(least)),
    ];
    if short.len() == table.names.len() {
        return Err(Failure::File { text: texts.with("forecast-all-short", &variables) });
    }
    // Nobody to tell when stderr is closed.
    drop(writeln!(std::io::stderr().lock(), "autoagents: {}", texts.with("forecast-short", &variables)));
    Ok(())
}
