//! Which of them, over which time.

use super::super::args::{Args, TrendsOptions, TrendsVerb};
use super::super::context;
use super::super::exit::Failure;
use super::{ahead, export, like, overview, series};
use crate::config;
use crate::i18n::Texts;
use crate::model::goal::Targets;
use crate::model::refusal::{Refusal, Thing};
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::store::{self, Reader};

/// What all of them work with.
pub(super) struct Desk {
    pub(super) reader: Reader,
    pub(super) texts: Texts,
    pub(super) targets: Targets,
    pub(super) since: Wall,
    pub(super) until: Wall,
    pub(super) json: bool,
}

pub(in crate::cli) fn run(args: &Args, options: &TrendsOptions) -> Result<(), Failure> {
    match &options.verb {
        None => overview::run(desk(args, &options.since)?, options.limit),
        Some(TrendsVerb::Like { limit }) => like::run(desk(args, "1h")?, *limit),
        Some(TrendsVerb::Show { series, since, ahead }) => {
            let series = parsed(series)?;
            match ahead {
                Some(span) => ahead::run(desk(args, since)?, &series, *span),
                None => series::run(desk(args, since)?, &series),
            }
        }
        Some(TrendsVerb::Export { series, since, sheet, out, points }) => {
            let series = parsed(series)?;
            export::run(desk(args, since)?, &series, *sheet, out.as_deref(), *points)
        }
    }
}

fn desk(args: &Args, since: &str) -> Result<Desk, Failure> {
    let since = context::since(since)?;
    let config = context::to_look(args)?;
    Ok(Desk {
        reader: store::open_offline(&config::data_dir(&config))?,
        texts: context::texts(&config),
        targets: config.setup.goals.clone(),
        since,
        until: chrono::Utc::now(),
        json: args.json,
    })
}

fn parsed(text: &str) -> Result<Series, Failure> {
    text.parse().map_err(|_| Failure::NotASeries { text: text.to_owned() })
}

/// A series that has history.
pub(super) fn known(reader: &mut Reader, series: &Series) -> Result<(), Failure> {
    let all = reader.series_list()?;
    if all.binary_search(series).is_ok() {
        return Ok(());
    }
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    Err(Refusal::not_found(Thing::Series, &series.to_string(), names.iter().map(String::as_str)).into())
}

/// A moment as the operator's clock shows it.
pub(super) fn clock(at: Wall) -> String {
    chrono::DateTime::<chrono::Local>::from(at).format("%m-%d %H:%M:%S").to_string()
}
