//! What each step needs, and why: what it says, what it uses, what it reads, and which switch leads to it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::files::Writers;
use super::order;
use super::references::{Check, Stand, check_resources};
use super::steps::Steps;
use super::texts;
use crate::config::reader::Reader;
use crate::model::workflow::step::{Join, Need, NeedReason, StepSpec, Work};
use crate::model::workflow::template::Template;
use crate::model::wrong::{Section, WrongFlow, WrongName};

/// What a step needs, with the way of the switch that leads to it.
type Ways = HashMap<u32, Vec<Need>>;

/// The needs of all steps, and what is wrong with them. The ranks are none where steps wait for each other.
pub(super) fn of_steps(steps: &Steps<'_>, check: &mut Check<'_>, reader: &mut Reader<'_>) -> Vec<Vec<Need>> {
    let mut writers = Writers::of(&steps.specs);
    let mut ways = ways(steps, check, reader);
    let mut all = Vec::with_capacity(steps.specs.len());
    let mut found: Vec<Need> = Vec::new();
    for (at, step) in (0_u32..).zip(&steps.specs) {
        found.clear();
        named(steps, at, check, reader, &mut found);
        if !is_lean(steps, step) {
            uses(step, &|| path(steps, at), check, reader, |need| found.push(need));
            files(step, at, &mut writers, &mut found);
            let place = || path(steps, at);
            check_resources(&step.settings.resources, &place, check.names.known, reader);
        }
        found.extend(ways.remove(&at).into_iter().flatten());
        found.retain(|need| need.step != at);
        if found.len() > 1 {
            // One reason for each, the one that says most.
            found.sort_by_key(|need| (need.step, weight(&need.why)));
            found.dedup_by_key(|need| need.step);
        }
        if let Join::Of(wanted) = step.settings.join
            && wanted as usize > found.len()
        {
            let needs = u32::try_from(found.len()).unwrap_or(u32::MAX);
            reader.fault(&format!("{}.join", path(steps, at)), WrongFlow::JoinOfMore { needs });
        }
        all.push(found.as_slice().to_vec());
    }
    all
}

/// The path of a step.
fn path(steps: &Steps<'_>, at: u32) -> String {
    let place = steps.places.get(at as usize).copied().unwrap_or(at);
    format!("step[{place}]")
}

/// Whether nothing but `after` can make it need others.
fn is_lean(steps: &Steps<'_>, step: &StepSpec) -> bool {
    let Work::Command(words) = &step.work else { return false };
    step.undo.is_none() && steps.is_standard(step) && words.iter().all(Template::is_plain)
}

/// The reason that says most comes first.
fn weight(why: &NeedReason) -> u8 {
    match why {
        NeedReason::Branch(_) => 0,
        NeedReason::Output(_) => 1,
        NeedReason::File(_) => 2,
        NeedReason::After => 3,
    }
}

/// Those in `after`.
fn named(steps: &Steps<'_>, at: u32, check: &mut Check<'_>, reader: &mut Reader<'_>, found: &mut Vec<Need>) {
    for (index, name) in steps.after(at as usize).iter().enumerate() {
        let place = || format!("{}.after[{index}]", path(steps, at));
        match check.names.steps.get(&**name) {
            Some(step) if *step == at => reader.fault(&place(), WrongFlow::NeedsItself { name: name.to_string() }),
            Some(step) => found.push(Need { step: *step, why: NeedReason::After }),
            None if check.names.others.contains(&&**name) => {}
            None => {
                let wrong = check.no_step(name);
                reader.missing(&place(), wrong);
            }
        }
    }
}

/// Those whose outputs it uses, for itself or for its undo. A step cannot use its own but for its undo.
fn uses(
    step: &StepSpec,
    path: &dyn Fn() -> String,
    check: &mut Check<'_>,
    reader: &mut Reader<'_>,
    mut need: impl FnMut(Need),
) {
    let own = check.names.steps.get(&*step.name).copied();
    let has_items = step.settings.each.is_some();
    texts::of_step(step, &mut |text, hides, spot| {
        // The items are worked out before there are any.
        let within_items = has_items && !spot.is_of_items();
        let stand = Stand { has_items: within_items, has_steps: true, hides };
        let place = || format!("{}.{}", path(), spot.path());
        let mut itself = false;
        check.text(text, stand, &place, reader, &mut |used, what| {
            itself |= own == Some(used) && !spot.is_of_undo();
            need(Need { step: used, why: NeedReason::Output(what.to_owned()) });
        });
        if itself {
            reader.fault(&place(), WrongFlow::NeedsItself { name: step.name.to_string() });
        }
    });
}

/// Those that write what it reads.
fn files(step: &StepSpec, at: u32, writers: &mut Writers, found: &mut Vec<Need>) {
    if writers.is_empty() {
        return;
    }
    let cached = step.settings.cache.iter().flat_map(|cache| &cache.files);
    for file in step.settings.reads.iter().chain(cached) {
        let others = writers.of_file(file).iter().filter(|writer| **writer != at);
        found.extend(others.map(|step| Need { step: *step, why: NeedReason::File(file.clone()) }));
    }
}

/// The switches that lead to steps.
fn ways(steps: &Steps<'_>, check: &mut Check<'_>, reader: &mut Reader<'_>) -> Ways {
    let mut ways = Ways::new();
    for (at, step) in (0_u32..).zip(&steps.specs) {
        let Work::Switch(cases) = &step.work else { continue };
        let mut led: BTreeMap<u32, u32> = BTreeMap::new();
        let last = cases.iter().position(|case| case.when.is_none()).unwrap_or(cases.len());
        for (number, case) in (0_u32..).zip(cases) {
            let place = || format!("{}.switch[{number}]", path(steps, at));
            if number as usize > last {
                reader.fault(&place(), WrongFlow::CaseUnreached);
            }
            for (index, name) in case.to.iter().enumerate() {
                let place = || format!("{}.to[{index}]", place());
                match check.names.steps.get(&**name) {
                    Some(step) if *step == at => {
                        reader.fault(&place(), WrongFlow::NeedsItself { name: name.to_string() });
                    }
                    Some(step) => match led.insert(*step, number) {
                        Some(other) if other != number => {
                            reader.fault(&place(), WrongFlow::TwoWays { name: name.to_string() });
                        }
                        Some(_) => {}
                        None => ways.entry(*step).or_default().push(Need { step: at, why: NeedReason::Branch(number) }),
                    },
                    None if check.names.others.contains(&&**name) => {}
                    None => {
                        let wrong = check.no_step(name);
                        reader.missing(&place(), wrong);
                    }
                }
            }
        }
    }
    ways
}

/// Handlers run one after another when a run has failed: what they name, they need, but they wait for nothing.
pub(super) fn of_handlers(handlers: &Steps<'_>, check: &mut Check<'_>, reader: &mut Reader<'_>) -> Vec<Vec<Need>> {
    let mut all = Vec::new();
    for (at, step) in handlers.specs.iter().enumerate() {
        let place = handlers.places.get(at).copied().unwrap_or_default();
        let path = || format!("handler[{place}]");
        let given = [
            ("after", !handlers.after(at).is_empty()),
            ("join", step.settings.join != Join::All),
            ("undo", step.undo.is_some()),
            ("switch", matches!(step.work, Work::Switch(_))),
        ];
        for (name, _) in given.into_iter().filter(|(_, given)| *given) {
            reader.fault(&format!("{}.{name}", path()), WrongFlow::NotInHandler { name: name.to_owned() });
        }
        let mut found = Vec::new();
        uses(step, &path, check, reader, |need| found.push(need));
        check_resources(&step.settings.resources, &path, check.names.known, reader);
        found.sort_by_key(|need: &Need| need.step);
        found.dedup_by_key(|need| need.step);
        all.push(found);
    }
    all
}

/// Notes steps that wait for each other.
pub(super) fn check_rounds(steps: &Steps<'_>, needs: &[Vec<Need>], reader: &mut Reader<'_>) {
    let all: Vec<&[Need]> = needs.iter().map(Vec::as_slice).collect();
    let Err(rounds) = order::ranks(&all) else { return };
    let name = |step: u32| steps.specs.get(step as usize).map_or("", |step| &*step.name);
    for round in rounds {
        let (Some(first), Some(second)) = (round.first(), round.get(1)) else { continue };
        let why = needs.get(*first as usize).and_then(|needs| needs.iter().find(|need| need.step == *second));
        let place = path(steps, *first);
        let place = match why.map(|need| &need.why) {
            Some(NeedReason::After) => {
                let after = steps.after(*first as usize).iter().position(|named| named == name(*second));
                format!("{place}.after[{}]", after.unwrap_or_default())
            }
            _ => place,
        };
        reader.fault(&place, WrongFlow::Round { round: order::told(&round, name) });
    }
}

/// Notes names given twice, and gives the places by name. Places are those among the steps that could be read.
pub(super) fn names<'s>(
    steps: &'s Steps<'_>,
    handlers: &'s Steps<'_>,
    reader: &mut Reader<'_>,
) -> HashMap<&'s str, u32> {
    let mut names = HashMap::with_capacity(steps.specs.len());
    let mut twice = |path: String, name: &Arc<str>| {
        reader.fault(&path, WrongName::Twice { section: Section::Step, name: name.to_string() });
    };
    for (at, step) in (0_u32..).zip(&steps.specs) {
        if names.insert(&*step.name, at).is_some() {
            twice(format!("{}.name", path(steps, at)), &step.name);
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    for (at, step) in handlers.specs.iter().enumerate() {
        if names.contains_key(&*step.name) || seen.contains(&&*step.name) {
            twice(format!("handler[{}].name", handlers.places.get(at).copied().unwrap_or_default()), &step.name);
        }
        seen.push(&step.name);
    }
    names
}
