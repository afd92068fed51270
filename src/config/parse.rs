//! A text becomes a [`Config`], or every fault in it. Pure: no file is touched.

use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::fault::Lines;
use super::keys::Root;
use super::reader::{At, Found, Keys as _, Override, Reader};
use super::settings::Config;
use super::{graph, healing, managers, rules, services, syntax};
use crate::model::event::Setup;
use crate::model::wrong::{ConfigError, Fault, Place, Section};

/// Reads a configuration. Relative paths in it are relative to the directory of `file`, which should be absolute;
/// overrides go before the text, later ones before earlier ones.
///
/// # Errors
/// Every fault of the text and of the overrides, in the order of the text.
pub fn parse(text: &str, file: Option<&Path>, overrides: &[Override]) -> Result<Config, ConfigError> {
    let lines = Lines::of(text);
    let syntax = syntax::check(text, &lines);
    let (tree, _) = DeTable::parse_recoverable(&syntax.readable);
    let mut reader = Reader::new(Root::table(), base(file), overrides);
    reader.check_overrides();
    let config = reader.table::<Root>(tree.get_ref(), "").map(|root| config(root, tree.get_ref(), file, &mut reader));

    let is_clear = |found: &Found| match &found.at {
        At::Span(span) => !syntax.unclear.contains(&lines.line_of(span.start)),
        At::Origin(_) | At::Key | At::Whole => true,
    };
    let readable = syntax.faults.is_empty();
    let meaningful = reader.faults.into_iter().filter(|found| is_clear(found) && (readable || !found.absence));
    let mut faults: Vec<Fault> =
        syntax.faults.into_iter().chain(meaningful).map(|found| placed(found, &lines)).collect();
    // Stable: what was found first in a place stays first.
    faults.sort_by(|a, b| a.place.cmp(&b.place));
    faults.dedup();
    match config {
        Some(config) if faults.is_empty() => Ok(config),
        _ => Err(ConfigError { file: file.map(Path::to_owned), faults }),
    }
}

/// The directory that relative paths of a file are relative to.
pub(super) fn base(file: Option<&Path>) -> &Path {
    file.and_then(Path::parent).unwrap_or(Path::new("/"))
}

fn config(root: Root, tree: &DeTable<'_>, file: Option<&Path>, reader: &mut Reader<'_>) -> Config {
    let names = names(tree, "service");
    services::check_unique(("service", Section::Service), &names, reader);
    services::check_unique(("rule", Section::Rule), &self::names(tree, "rule"), reader);
    managers::check_shared(&root.service, reader);
    let services = services::specs(&root.service, reader);
    graph::check(&root.service, &names, reader);
    rules::check_subjects(&root.rule, &names, &services, reader);
    let rules = rules::specs(&root.rule, reader);
    let runbooks = self::names(tree, "runbook");
    services::check_unique(("runbook", Section::Runbook), &runbooks, reader);
    let runbooks: Vec<String> = runbooks.into_iter().map(|(_, name)| name).collect();
    for (path, service) in &root.service {
        healing::check_names(path, &service.recovery, &runbooks, reader);
    }
    let recovery = healing::recovery(&root.recovery, &root.runbook, base(file));
    let work = root.workflows.work(None);
    let (horizons, paging) = root.predictions.spec();
    Config {
        file: file.map(Path::to_owned),
        console: root.console,
        runtime: root.runtime,
        store: root.store,
        sense: root.sense,
        disks: root.disks,
        workflows: root.workflows,
        setup: Arc::new(Setup {
            horizons,
            services,
            rules,
            recovery,
            paging,
            drives: root.predictions.disks,
            goals: root.goals,
            work,
            ..Setup::default()
        }),
    }
}

/// The names in a list of tables, with their positions, whatever else is wrong with the tables.
fn names(tree: &DeTable<'_>, section: &str) -> Vec<(usize, String)> {
    let array = tree.get(section).and_then(|node| node.get_ref().as_array());
    let items = array.into_iter().flat_map(|array| array.iter().enumerate());
    items
        .filter_map(|(index, item)| Some((index, item.get_ref().get("name")?.get_ref().as_str()?.to_owned())))
        .collect()
}

fn placed(found: Found, lines: &Lines<'_>) -> Fault {
    let place = match found.at {
        At::Span(span) => lines.place(&span),
        At::Origin(origin) => Place::Origin(origin),
        At::Key | At::Whole => Place::File,
    };
    Fault { place, key: found.key, wrong: found.wrong }
}
