//! A run as it is written down: with its nodes, their names, and what a person is asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::context::Online;
use super::super::exit::Failure;
use crate::model::id::RunId;
use crate::model::query::{Answer, Query};
use crate::model::refusal::{Refusal, Thing};
use crate::model::workflow::definition::Definition;
use crate::model::workflow::run::{Node, Run};
use crate::model::workflow::state::UndoState;
use crate::model::workflow::step::StepSpec;
use crate::model::workflow::view::Ask;
use crate::store::Reader;

/// A run with everything that is known of it.
#[derive(Debug)]
pub(super) struct History {
    pub(super) run: Run,
    pub(super) definition: Arc<Definition>,
    /// Those that something has happened to.
    pub(super) nodes: BTreeMap<u32, Node>,
}

impl History {
    /// From the files.
    pub(super) fn read(reader: &mut Reader, run: RunId) -> Result<Self, Failure> {
        Self::of(reader.answer(&Query::Run { run }).unwrap_or(Err(Refusal::NoAnswer))?)
    }

    /// From a runtime.
    pub(super) async fn ask(online: &Online, run: RunId) -> Result<Self, Failure> {
        let answer = online.session.look_up(Query::Run { run }).await;
        Self::of(answer.map_err(|refusal| online.failure(refusal))?)
    }

    fn of(answer: Answer) -> Result<Self, Failure> {
        match answer {
            Answer::Run { run, definition, nodes } => {
                Ok(Self { run: *run, definition, nodes: nodes.into_iter().collect() })
            }
            _ => Err(Refusal::NoAnswer.into()),
        }
    }

    fn spec(&self, step: u32) -> Option<&StepSpec> {
        let steps = &self.definition.steps;
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        steps.get(step).or_else(|| self.definition.handlers.get(step.checked_sub(steps.len())?))
    }

    /// The name of a node, with the number of its item.
    pub(super) fn name(&self, number: u32) -> String {
        let node = self.nodes.get(&number);
        let name = self.spec(node.map_or(number, |node| node.step)).map_or("", |spec| &spec.name);
        match node.and_then(|node| node.item) {
            Some(item) => format!("{name}[{item}]"),
            None => name.to_owned(),
        }
    }

    /// Every step and every item in the order of the definition; what nothing has happened to is without a node. Steps for a
    /// failure are there once something has happened to them.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u32, Option<&Node>)> {
        let steps = u32::try_from(self.definition.steps.len()).unwrap_or(u32::MAX);
        let mut items: BTreeMap<u32, Vec<(u32, &Node)>> = BTreeMap::new();
        for (number, node) in self.nodes.iter().filter(|(_, node)| node.item.is_some()) {
            items.entry(node.step).or_default().push((*number, node));
        }
        let handlers = self.nodes.keys().copied().filter(move |number| {
            let handlers = self.definition.handlers.len();
            *number >= steps && usize::try_from(*number - steps).is_ok_and(|place| place < handlers)
        });
        (0..steps).chain(handlers).flat_map(move |number| {
            let own = std::iter::once((number, self.nodes.get(&number)));
            own.chain(items.remove(&number).into_iter().flatten().map(|(number, node)| (number, Some(node))))
        })
    }

    /// The number of a node by its name.
    pub(super) fn find(&self, name: &str) -> Result<u32, Failure> {
        if let Some((number, _)) = self.lines().find(|(number, _)| self.name(*number) == name) {
            return Ok(number);
        }
        let names = self.definition.steps.iter().chain(&self.definition.handlers).map(|step| &*step.name);
        Err(Refusal::not_found(Thing::Step, name, names).into())
    }

    /// What a person is asked.
    pub(super) fn asks(&self) -> Vec<Ask> {
        let ask = |(number, node): (&u32, &Node)| {
            let spec = self.spec(node.step)?;
            let undo = spec.undo.as_ref().filter(|_| matches!(node.undo, UndoState::Asking { .. }));
            let (what, asked) = Ask::of(node, undo.map_or(&spec.work, |undo| &undo.work))?;
            let (prompt, detail) = (asked.prompt.into(), asked.detail.into());
            Some(Ask { node: *number, step: self.name(*number), what, prompt, detail })
        };
        if self.run.is_over() { Vec::new() } else { self.nodes.iter().filter_map(ask).collect() }
    }
}
