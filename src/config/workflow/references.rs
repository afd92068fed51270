//! What texts and expressions name exists, and secrets stay where nobody can read them.

use std::collections::{BTreeMap, HashMap};

use super::Known;
use super::expressions::{Expressions, KNOWN, Named};
use super::texts::Text;
use crate::config::fault::{nearest, words};
use crate::config::reader::Reader;
use crate::model::workflow::template::Template;
use crate::model::wrong::{WrongFlow, WrongName};

/// So many names that do not exist are told with the nearest that does; to look for it takes its time.
const NEAREST: usize = 50;

/// What there is to be named in a workflow.
pub(super) struct Names<'n> {
    /// Steps by name, with their places among those that could be read.
    pub(super) steps: HashMap<&'n str, u32>,
    /// Names of steps that could not be read, and of handlers: no need can come of them.
    pub(super) others: Vec<&'n str>,
    pub(super) params: Vec<&'n str>,
    pub(super) secrets: Vec<&'n str>,
    pub(super) known: &'n Known,
}

/// Where an expression stands, as far as it matters to what it may name.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    /// In a step that runs once for each of several items.
    pub(super) has_items: bool,
    /// Where steps have run before.
    pub(super) has_steps: bool,
    /// Where a secret may be.
    pub(super) hides: bool,
}

/// Checks texts, and notes what they name.
pub(super) struct Check<'n> {
    pub(super) names: Names<'n>,
    expressions: Expressions,
    looked_up: usize,
}

impl<'n> Check<'n> {
    pub(super) fn new(names: Names<'n>) -> Self {
        Self { names, expressions: Expressions::default(), looked_up: 0 }
    }

    /// Checks a text; `need` is told of each step that it uses, and what of it.
    pub(super) fn text(
        &mut self,
        text: Text<'_>,
        stand: Stand,
        path: &dyn Fn() -> String,
        reader: &mut Reader<'_>,
        need: &mut dyn FnMut(u32, &str),
    ) {
        match text {
            Text::Expr(expr) => {
                let inner = expr.0.trim().strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
                if let Some(instead) = inner {
                    reader.fault(&path(), WrongFlow::WrappedExpression { instead: instead.trim().to_owned() });
                } else {
                    self.expression(&expr.0, Stand { hides: false, ..stand }, path, reader, need);
                }
            }
            Text::Template(template) => self.template(template, stand, path, reader, need),
        }
    }

    fn template(
        &mut self,
        template: &Template,
        stand: Stand,
        path: &dyn Fn() -> String,
        reader: &mut Reader<'_>,
        need: &mut dyn FnMut(u32, &str),
    ) {
        if template.is_plain() {
            return;
        }
        if template.is_open() {
            reader.fault(&path(), WrongFlow::OpenExpression);
        }
        for expr in template.expressions() {
            self.expression(expr, stand, path, reader, need);
        }
    }

    fn expression(
        &mut self,
        text: &str,
        stand: Stand,
        path: &dyn Fn() -> String,
        reader: &mut Reader<'_>,
        need: &mut dyn FnMut(u32, &str),
    ) {
        let reading = self.expressions.read(text);
        let named = match &*reading {
            Ok(named) => named,
            Err(error) => {
                let (expression, error) = (text.trim().to_owned(), error.clone());
                return reader.fault(&path(), WrongFlow::NotAnExpression { expression, error });
            }
        };
        for named in named {
            if let Some(wrong) = self.wrong(named, text, stand, need) {
                match wrong {
                    Fault::Flow(wrong) => reader.fault(&path(), wrong),
                    Fault::Name(wrong) => reader.missing(&path(), wrong),
                    Fault::Absent(wrong) => reader.missing(&path(), wrong),
                }
            }
        }
    }

    fn wrong(&mut self, named: &Named, text: &str, stand: Stand, need: &mut dyn FnMut(u32, &str)) -> Option<Fault> {
        let flow = |wrong| Some(Fault::Flow(wrong));
        match named {
            Named::Step { name, .. } if !stand.has_steps => flow(WrongFlow::StepTooEarly { name: name.clone() }),
            Named::Step { name, what } => match self.names.steps.get(name.as_str()) {
                Some(step) => {
                    need(*step, what);
                    None
                }
                None if self.names.others.contains(&name.as_str()) => None,
                None => Some(Fault::Absent(self.no_step(name))),
            },
            Named::UnnamedStep => flow(WrongFlow::UnnamedStep { expression: text.trim().to_owned() }),
            Named::Param(name) if self.names.params.contains(&name.as_str()) => None,
            Named::Param(name) => {
                let near = nearest(name, self.names.params.iter().copied()).map(str::to_owned);
                Some(Fault::Absent(WrongFlow::NoParam { name: name.clone(), near }))
            }
            Named::Secret { name, .. } if !self.names.secrets.contains(&name.as_str()) => {
                let near = nearest(name, self.names.secrets.iter().copied()).map(str::to_owned);
                Some(Fault::Absent(WrongFlow::NoSecret { name: name.clone(), near }))
            }
            Named::Secret { name, .. } if !stand.hides => flow(WrongFlow::SecretShown { name: name.clone() }),
            Named::Secret { name, alone: false } => flow(WrongFlow::SecretInside { name: name.clone() }),
            Named::Secret { .. } => None,
            Named::Service(name) => self.no_service(name).map(Fault::Name),
            Named::Item if stand.has_items => None,
            Named::Item => flow(WrongFlow::ItemOfOne),
            Named::Unknown(name) => {
                let near = nearest(name, KNOWN).map(str::to_owned);
                flow(WrongFlow::NoVariable { name: name.clone(), near, one_of: words(KNOWN) })
            }
        }
    }

    /// That there is no such step.
    pub(super) fn no_step(&mut self, name: &str) -> WrongFlow {
        self.looked_up += 1;
        let near = if self.looked_up <= NEAREST {
            // In the order of the names: what is meant must not hang on how a table is kept.
            let mut names: Vec<&str> = self.names.steps.keys().copied().collect();
            names.sort_unstable();
            nearest(name, names).map(str::to_owned)
        } else {
            None
        };
        WrongFlow::NoStep { name: name.to_owned(), near }
    }

    /// That there is no such service; none where there is one, or where services are not known.
    pub(super) fn no_service(&self, name: &str) -> Option<WrongName> {
        if self.names.known.has_service(name) {
            return None;
        }
        let services = self.names.known.services.as_ref()?;
        let near = nearest(name, services.iter().map(String::as_str)).map(str::to_owned);
        Some(WrongName::NoService { name: name.to_owned(), near })
    }
}

/// What is wrong with a name.
enum Fault {
    Flow(WrongFlow),
    Name(WrongName),
    Absent(WrongFlow),
}

/// Notes resources that nobody has, and more of one than there is.
pub(super) fn check_resources(
    wanted: &BTreeMap<String, u32>,
    path: &dyn Fn() -> String,
    known: &Known,
    reader: &mut Reader<'_>,
) {
    let Some(resources) = &known.resources else { return };
    for (name, share) in wanted {
        let place = || format!("{}.resources.{name}", path());
        match resources.get(name) {
            None => {
                let near = nearest(name, resources.keys().map(String::as_str)).map(str::to_owned);
                reader.missing(&place(), WrongFlow::NoResource { name: name.clone(), near });
            }
            Some(most) if share > most => {
                reader.fault(&place(), WrongFlow::MuchOfResource { name: name.clone(), most: *most });
            }
            Some(_) => {}
        }
    }
}
