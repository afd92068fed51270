//! The command itself.

use std::io::Write as _;

use super::super::answer::{refuse_same, stream};
use super::super::args::Args;
use super::super::context;
use super::super::exit::Failure;
use super::super::rows::count;
use super::options::{ClusterOptions, LogsVerb};
use super::{intake, patterns, sheet};
use crate::i18n::Texts;
use crate::learn::patterns::Clusters;

pub(in crate::cli) fn run(args: &Args, verb: &LogsVerb) -> Result<(), Failure> {
    match verb {
        LogsVerb::Cluster(options) => cluster(args, options),
        LogsVerb::Patterns(options) => patterns::patterns(args, options),
        LogsVerb::Changes(options) => patterns::changes(args, options),
    }
}

fn cluster(args: &Args, options: &ClusterOptions) -> Result<(), Failure> {
    let texts = context::spoken(args);
    refuse_same(options.out.as_deref(), &[&options.input], &texts)?;
    let found = intake::clusters(options, &texts)?;
    stream(
        options.out.as_deref(),
        &texts,
        |to| if args.json { sheet::json(&found, to) } else { sheet::csv(&found, to) },
    )?;
    say(options.out.is_some(), &found, &texts);
    Ok(())
}

/// A word beside the answer.
fn say(written: bool, found: &Clusters, texts: &Texts) {
    let mut words = Vec::new();
    if written {
        let figures = [("lines", count(found.lines.len())), ("clusters", count(found.all.len()))];
        words.push(texts.with("logs-done", &figures));
    }
    if found.forgotten > 0 {
        words.push(texts.with("logs-forgotten", &[("patterns", count(found.forgotten))]));
    }
    for words in words {
        // Nobody to tell when stderr is closed.
        drop(writeln!(std::io::stderr().lock(), "autoagents: {words}"));
    }
}
