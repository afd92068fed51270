//! The text of a workflow becomes a [`Definition`], or every fault in it. Pure: no file is touched.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::document::{self, Cut};
use super::keys::WorkflowKeys;
use super::needs;
use super::notes::{self, Note};
use super::params;
use super::references::{Check, Names, Stand};
use super::steps::{Steps, works};
use super::texts::Text;
use super::triggers;
use super::{Known, params as parameters};
use crate::config::codec::Scalar as _;
use crate::config::fault::Lines;
use crate::config::parse::base;
use crate::config::reader::{At, Found, Keys as _, Reader, other_type};
use crate::config::syntax::{self, Syntax};
use crate::config::words::Name;
use crate::model::id::WorkflowName;
use crate::model::process::AccountSpec;
use crate::model::workflow::definition::{Definition, Param, SecretRef};
use crate::model::workflow::step::{Need, StepSpec, Work};
use crate::model::workflow::trigger::Trigger;
use crate::model::wrong::{ConfigError, Fault, Place, Wanted, WrongFlow, WrongKeys};

/// No workflow has more steps.
const MOST_STEPS: usize = 100_000;

/// What was read of a text.
#[derive(Debug)]
pub struct Parsed {
    /// The name of the workflow, as far as it can be told.
    pub name: WorkflowName,
    /// The workflow, or what is wrong with it.
    pub definition: Result<Definition, ConfigError>,
    /// What is not wrong, but serves nothing.
    pub notes: Vec<Note>,
}

/// Reads a workflow. Relative paths in it are relative to the directory of `file`, which should be absolute. Notes cost some
/// time, and are made only when they are wanted.
#[must_use]
pub fn parse(text: &str, file: &Path, known: &Known, with_notes: bool) -> Parsed {
    let task = Task { text, file, known, with_notes };
    document::cut(text).and_then(|cut| task.apart(&cut)).unwrap_or_else(|| task.whole())
}

/// Finds where a key stands.
type Locate<'l> = &'l dyn Fn(&str) -> Option<Range<usize>>;

/// What is to be read.
struct Task<'t> {
    text: &'t str,
    file: &'t Path,
    known: &'t Known,
    with_notes: bool,
}

impl Task<'_> {
    fn reader(&self) -> Reader<'static> {
        Reader::new(WorkflowKeys::table(), base(Some(self.file)), &[])
    }

    /// Step by step; none when something is wrong with the text as TOML.
    fn apart(&self, cut: &Cut) -> Option<Parsed> {
        let rest = DeTable::parse(&cut.rest).ok()?;
        let rest = rest.get_ref();
        if rest.contains_key("step") {
            return None;
        }
        let mut reader = self.reader();
        let mut steps = Steps::default();
        for part in &cut.steps {
            let (text, offset) = part.text(self.text);
            let document = DeTable::parse(text).ok()?;
            let table = part.table(document.get_ref())?;
            reader.apart(offset, |reader| steps.read(table, "step", reader));
        }
        let locate = |path: &str| {
            let Some((number, inner)) = path.strip_prefix("step[").and_then(|path| path.split_once(']')) else {
                return document::locate(rest, path);
            };
            let part = cut.steps.get(number.parse::<usize>().ok()?)?;
            let (text, offset) = part.text(self.text);
            let document = DeTable::parse(text).ok()?;
            let table = part.table(document.get_ref())?;
            let found = document::locate(table, inner.strip_prefix('.').unwrap_or(inner));
            let header = part.range.start..part.range.start + "[[step]]".len();
            Some(found.map_or(header, |found| found.start + offset..found.end + offset))
        };
        Some(self.finish(rest, steps, reader, &locate, None))
    }

    /// The whole text at once.
    fn whole(&self) -> Parsed {
        let lines = Lines::of(self.text);
        let syntax = syntax::check(self.text, &lines);
        let (tree, _) = DeTable::parse_recoverable(&syntax.readable);
        let tree = tree.get_ref();
        let mut reader = self.reader();
        let mut steps = Steps::default();
        reader.apart(0, |reader| section(tree, "step", &mut steps, reader));
        let locate = |path: &str| document::locate(tree, path);
        self.finish(tree, steps, reader, &locate, Some(&syntax))
    }

    fn finish(
        &self,
        rest: &DeTable<'_>,
        steps: Steps<'_>,
        mut reader: Reader<'_>,
        locate: Locate<'_>,
        syntax: Option<&Syntax>,
    ) -> Parsed {
        let mut read = reader.apart(0, |reader| self.read(rest, &steps, reader));
        // Notes are about what works.
        let notes = match &read {
            Some(read)
                if self.with_notes
                    && reader.faults.is_empty()
                    && syntax.is_none_or(|syntax| syntax.faults.is_empty()) =>
            {
                let lines = Lines::of(self.text);
                let place = |key: &str| locate(key).map_or(Place::File, |span| lines.place(&span));
                notes::of(&steps, &read.needs, &place)
            }
            _ => Vec::new(),
        };
        let name = read.as_mut().and_then(|read| read.name.take()).unwrap_or_else(|| self.stem());
        if let Err(wrong) = Name.parse(&DeValue::String(Cow::Borrowed(&name)), self.file) {
            reader.faults.push(Found { at: At::Whole, key: String::new(), wrong, absence: false });
        }
        let name = WorkflowName::from(name);
        let faults = self.settled(reader.faults, locate, syntax);
        let definition = match read {
            Some(read) if faults.is_empty() => Ok(read.definition(name.clone(), steps.specs)),
            _ => Err(ConfigError { file: Some(self.file.to_owned()), faults }),
        };
        Parsed { name, definition, notes }
    }

    /// Everything but the steps, and what the steps need.
    fn read(&self, rest: &DeTable<'_>, steps: &Steps<'_>, reader: &mut Reader<'_>) -> Option<Read> {
        let mut keys = reader.table::<WorkflowKeys>(rest, "")?;
        let mut handlers = Steps::default();
        section(rest, "handler", &mut handlers, reader);
        let params = parameters::params(keys.params.take().unwrap_or_default(), reader);
        let secrets: Vec<(String, SecretRef)> =
            params::secrets(keys.secrets.take().unwrap_or_default(), reader).into_iter().collect();
        let written = given_names(rest, "secrets");
        check_size(steps, reader);
        if let (Some(deadline), Some(timeout)) = (keys.deadline, keys.timeout)
            && deadline > timeout
        {
            let (name, other) = ("deadline".to_owned(), "timeout".to_owned());
            reader.fault("deadline", WrongKeys::Longer { name, other });
        }
        let triggers = keys.trigger.drain(..).filter_map(|(path, keys)| {
            triggers::trigger(keys, &path, base(Some(self.file)), reader).map(|trigger| (path, trigger))
        });
        let triggers: Vec<_> = triggers.collect();
        let by_name = needs::names(steps, &handlers, reader);
        let names = Names {
            steps: by_name,
            others: handlers.specs.iter().map(|step| &*step.name).collect(),
            params: params.iter().map(|param| &*param.name).collect(),
            secrets: written.iter().map(String::as_str).collect(),
            known: self.known,
        };
        let mut check = Check::new(names);
        check_common(&keys, &mut check, reader);
        let stem = self.stem();
        let workflow = keys.name.as_deref().unwrap_or(&stem);
        for (path, trigger) in &triggers {
            triggers::check(trigger, path, (workflow, &params), &mut check, reader);
        }
        for (section, steps) in [("step", steps), ("handler", &handlers)] {
            check_services(section, steps, &check, reader);
        }
        let needs = needs::of_steps(steps, &mut check, reader);
        needs::check_rounds(steps, &needs, reader);
        let of_handlers = needs::of_handlers(&handlers, &mut check, reader);
        let handlers = with_needs(handlers.specs.clone(), of_handlers);
        let triggers = triggers.into_iter().map(|(_, trigger)| trigger).collect();
        let name = keys.name.take();
        Some(Read { name, keys, params, secrets, triggers, handlers, needs, dir: self.dir() })
    }

    /// The name that a workflow has which says none.
    fn stem(&self) -> String {
        self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Where steps run unless something else is said.
    fn dir(&self) -> String {
        base(Some(self.file)).to_string_lossy().into_owned()
    }

    /// The faults with their places, in the order of the text.
    fn settled(&self, found: Vec<Found>, locate: Locate<'_>, syntax: Option<&Syntax>) -> Vec<Fault> {
        if found.is_empty() && syntax.is_none_or(|syntax| syntax.faults.is_empty()) {
            return Vec::new();
        }
        let lines = Lines::of(self.text);
        let readable = syntax.is_none_or(|syntax| syntax.faults.is_empty());
        let clear =
            |span: &Range<usize>| syntax.is_none_or(|syntax| !syntax.unclear.contains(&lines.line_of(span.start)));
        let of_syntax = syntax.map(|syntax| syntax.faults.clone()).unwrap_or_default();
        let placed = |found: Found| {
            let span = match found.at {
                At::Span(span) => Some(span),
                At::Key => locate(&found.key),
                At::Origin(_) | At::Whole => None,
            };
            (span, found.key, found.wrong)
        };
        let of_syntax = of_syntax.into_iter().map(placed);
        let others = found.into_iter().filter(|found| readable || !found.absence).map(placed);
        let others = others.filter(|(span, ..)| span.as_ref().is_none_or(clear));
        let fault = |(span, key, wrong): (Option<Range<usize>>, String, _)| {
            let place = span.map_or(Place::File, |span| lines.place(&span));
            Fault { place, key, wrong }
        };
        let mut faults: Vec<Fault> = of_syntax.chain(others).map(fault).collect();
        // Stable: what was found first in a place stays first.
        faults.sort_by(|a, b| a.place.cmp(&b.place));
        faults.dedup();
        faults
    }
}

/// What was read beside the steps.
struct Read {
    name: Option<String>,
    keys: WorkflowKeys,
    params: Vec<Param>,
    secrets: Vec<(String, SecretRef)>,
    triggers: Vec<Trigger>,
    handlers: Vec<StepSpec>,
    needs: Vec<Vec<Need>>,
    dir: String,
}

impl Read {
    fn definition(self, name: WorkflowName, steps: Vec<StepSpec>) -> Definition {
        let Self { keys, params, secrets, triggers, handlers, needs, dir, .. } = self;
        Definition {
            name,
            description: keys.description.unwrap_or_default(),
            params,
            secrets: secrets.into_iter().collect(),
            environment: keys.environment.unwrap_or_default(),
            working_dir: keys.working_dir.map_or(dir, |dir| dir.to_string_lossy().into_owned()),
            account: AccountSpec { user: keys.user, group: keys.group },
            limits: keys.limits.unwrap_or_default(),
            max_parallel: keys.max_parallel,
            queue_timeout: keys.queue_timeout,
            timeout: keys.timeout,
            deadline: keys.deadline,
            on_failure: keys.on_failure,
            handlers,
            triggers,
            overlap: keys.overlap,
            adapt: keys.adapt,
            adapted: Vec::new(),
            steps: with_needs(steps, needs),
        }
    }
}

fn with_needs(mut steps: Vec<StepSpec>, needs: Vec<Vec<Need>>) -> Vec<StepSpec> {
    for (step, needs) in steps.iter_mut().zip(needs) {
        step.needs = needs;
    }
    steps
}

/// Reads the tables of a section, steps or handlers.
fn section<'t>(tree: &DeTable<'t>, section: &str, steps: &mut Steps<'t>, reader: &mut Reader<'_>) {
    let Some(node) = tree.get(section) else { return };
    let header = format!("[[{section}]]");
    let Some(array) = node.get_ref().as_array() else {
        return reader.wrong(section, node.span(), other_type(node.get_ref(), Wanted::Tables, &header));
    };
    for (index, item) in array.iter().enumerate() {
        match item.get_ref().as_table() {
            Some(table) => steps.read(table, section, reader),
            None => {
                let path = format!("{section}[{index}]");
                reader.wrong(&path, item.span(), other_type(item.get_ref(), Wanted::Table, &header));
                steps.count += 1;
            }
        }
    }
}

/// The names in a table, also of what could not be read.
fn given_names(tree: &DeTable<'_>, section: &str) -> Vec<String> {
    let table = tree.get(section).and_then(|node| node.get_ref().as_table());
    table.into_iter().flat_map(|table| table.keys()).map(|name| name.get_ref().to_string()).collect()
}

/// Notes that there are no steps, or too many.
fn check_size(steps: &Steps<'_>, reader: &mut Reader<'_>) {
    let count = steps.count as usize;
    if count == 0 {
        reader.missing("", WrongFlow::NoSteps);
    } else if count > MOST_STEPS {
        let wrong = WrongFlow::ManySteps { steps: count.to_string(), most: MOST_STEPS.to_string() };
        reader.fault(&format!("step[{MOST_STEPS}]"), wrong);
    }
}

/// Checks what holds for all steps, and so before any has run.
fn check_common(keys: &WorkflowKeys, check: &mut Check<'_>, reader: &mut Reader<'_>) {
    for (name, value) in keys.environment.iter().flatten() {
        let stand = Stand { has_items: false, has_steps: false, hides: true };
        let place = || format!("environment.{name}");
        check.text(Text::Template(value), stand, &place, reader, &mut |_, _| {});
    }
}

/// Notes services that there are not.
fn check_services(section: &str, steps: &Steps<'_>, check: &Check<'_>, reader: &mut Reader<'_>) {
    for (step, place) in steps.specs.iter().zip(&steps.places) {
        for (prefix, work) in works(step) {
            if let Work::Service { name, .. } = work
                && name.is_plain()
                && let Some(wrong) = check.no_service(name.as_str())
            {
                reader.missing(&format!("{section}[{place}].{prefix}service.name"), wrong);
            }
        }
    }
}
