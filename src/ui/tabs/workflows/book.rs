//! What was looked up for this tab: definitions, the run that is looked at, how steps usually do, runs of the past.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::model::id::{RunId, WorkflowName};
use crate::model::query::{Answer, LogFrom, Query, Response};
use crate::model::time::Wall;
use crate::model::workflow::definition::Definition;
use crate::model::workflow::order::Ticket as Try;
use crate::model::workflow::run::{Node, Run};
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::view::{Counts, RunView};
use crate::ui::event::{Request, Ticket, Want};
use crate::ui::scene::Scene;

/// Definitions that are kept.
const KEPT: usize = 32;
/// Days of the past that are asked for, and at most so many runs of it.
const PAST: (i64, u32) = (90, 200);
/// Lines of a step's log that are asked for at once, and in its detail.
const LINES: (u32, u32) = (500, 12);

/// What a look-up is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Question {
    Definition(Arc<str>),
    Run(RunId),
    Habits(WorkflowName),
    Past(WorkflowName),
    Log(Try),
    Tail(Try),
}

/// The run that is looked at.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub run: Run,
    pub definition: Arc<Definition>,
    /// By number; those that nothing has happened to yet are left out.
    pub nodes: Vec<(u32, Node)>,
    /// Steps for a failure are among them.
    pub handling: bool,
    /// The node that wants to be looked at: one that asks, goes on, or failed.
    pub hot: Option<u32>,
}

impl Seen {
    fn new(run: Run, definition: Arc<Definition>, nodes: Vec<(u32, Node)>) -> Self {
        let steps = definition.steps.len();
        let (mut handling, mut hot) = (false, None);
        for (number, node) in &nodes {
            handling |= node.step as usize >= steps;
            let heat = heat(node);
            if node.item.is_none() && heat > hot.map_or(0, |(most, _)| most) {
                hot = Some((heat, *number));
            }
        }
        Self { run, definition, nodes, handling, hot: hot.map(|(_, number)| number) }
    }

    /// A node, once something has happened to it.
    pub(super) fn node(&self, number: u32) -> Option<&Node> {
        self.nodes.binary_search_by_key(&number, |(number, _)| *number).ok().map(|at| &self.nodes[at].1)
    }
}

/// A definition, or why it cannot be had.
type Known = Result<Arc<Definition>, String>;

/// Everything that was looked up.
#[derive(Debug, Default)]
pub(super) struct Book {
    definitions: BTreeMap<Arc<str>, Known>,
    usual: BTreeMap<WorkflowName, BTreeMap<Arc<str>, Duration>>,
    seen: Option<Seen>,
    /// Why the run cannot be had.
    pub trouble: Option<(RunId, String)>,
    past: Option<(WorkflowName, Option<Vec<RunView>>)>,
    /// A run that is listed however long it is over.
    pub pinned: Option<RunId>,
    waiting: BTreeMap<u64, Question>,
    last: u64,
    /// The picture of the run when it was asked for last, and when that was.
    asked: Option<(RunId, Counts, u64, Wall)>,
}

impl Book {
    fn ask(&mut self, question: Question, query: Query) -> Vec<Want> {
        if self.waiting.values().any(|waiting| *waiting == question) {
            return Vec::new();
        }
        self.last += 1;
        self.waiting.insert(self.last, question);
        // An answer that never came must not hold back what comes after it.
        while self.waiting.len() > 16 {
            self.waiting.pop_first();
        }
        vec![Want::Ask(Request::LookUp { ticket: Ticket::Workflows(self.last), query })]
    }

    /// The definition, if it is known.
    pub(super) fn definition(&self, digest: &str) -> Option<&Known> {
        self.definitions.get(digest)
    }

    /// The run, if it is the one that was looked up.
    pub(super) fn seen(&self, run: RunId) -> Option<&Seen> {
        self.seen.as_ref().filter(|seen| seen.run.id == run)
    }

    /// How long the steps of a workflow usually take.
    pub(super) fn usual(&self, workflow: &WorkflowName) -> Option<&BTreeMap<Arc<str>, Duration>> {
        self.usual.get(workflow)
    }

    /// Runs of the past of a workflow: none when they are not wanted, nothing within when they are on their way.
    #[expect(clippy::option_option, reason = "not wanted, on their way, there")]
    pub(super) fn past(&self, workflow: &WorkflowName) -> Option<Option<&Vec<RunView>>> {
        self.past.as_ref().filter(|(of, _)| of == workflow).map(|(_, runs)| runs.as_ref())
    }

    /// Whose runs of the past are shown.
    pub(super) fn past_of(&self) -> Option<&WorkflowName> {
        self.past.as_ref().map(|(of, _)| of)
    }

    /// Asks for runs of the past, or lets them go.
    pub(super) fn toggle_past(&mut self, workflow: &WorkflowName, scene: &Scene<'_>) -> Vec<Want> {
        if self.past.take().is_some_and(|(of, _)| of == *workflow) {
            return Vec::new();
        }
        self.past = Some((workflow.clone(), None));
        let since = scene.taken() - TimeDelta::days(PAST.0);
        let query = Query::Runs { workflow: Some(workflow.clone()), since, limit: PAST.1 };
        self.ask(Question::Past(workflow.clone()), query)
    }

    /// No runs of the past.
    pub(super) fn forget_past(&mut self) -> bool {
        self.past.take().is_some()
    }

    /// Asks for a definition and for how its steps do, unless they are known.
    pub(super) fn want_definition(&mut self, digest: &Arc<str>, workflow: &WorkflowName) -> Vec<Want> {
        let mut wants = Vec::new();
        if !self.definitions.contains_key(digest) {
            let query = Query::Definition { digest: digest.to_string() };
            wants.extend(self.ask(Question::Definition(Arc::clone(digest)), query));
        }
        if !self.usual.contains_key(workflow) {
            let query = Query::Habits { workflow: workflow.clone() };
            wants.extend(self.ask(Question::Habits(workflow.clone()), query));
        }
        wants
    }

    /// Asks for a run when it is another one, or has gone on since it was asked for: of a large one not so often.
    pub(super) fn want_run(&mut self, view: &RunView, scene: &Scene<'_>) -> Vec<Want> {
        let run = view.run.id;
        let mark = view.now.iter().map(|now| u64::from(now.node) * 31 + u64::from(now.attempt)).sum::<u64>()
            + view.asks.len() as u64 * 7
            + view.run.state.word().len() as u64 * 1_000_003;
        let every = match self.seen(run).map_or(0, |seen| seen.nodes.len()) {
            0..2_000 => TimeDelta::milliseconds(250),
            2_000..20_000 => TimeDelta::seconds(2),
            _ => TimeDelta::seconds(10),
        };
        if let Some((of, counts, marked, at)) = &self.asked
            && *of == run
        {
            let over = view.run.is_over() && self.seen(run).is_some_and(|seen| seen.run.state == view.run.state);
            // What is not in the picture of the run, such as a try that failed, is seen a moment later.
            let changed = *counts != view.counts || *marked != mark || scene.taken() - *at >= TimeDelta::seconds(2);
            if over || !changed || (scene.taken() - *at < every && scene.taken() >= *at) {
                return Vec::new();
            }
        }
        let wants = self.ask(Question::Run(run), Query::Run { run });
        if !wants.is_empty() {
            self.asked = Some((run, view.counts, mark, scene.taken()));
        }
        wants
    }

    /// Asks for what a step printed: the next page, or its last lines.
    pub(super) fn want_log(&mut self, ticket: Try, from: Option<LogFrom>) -> Vec<Want> {
        match from {
            Some(from) => self.ask(Question::Log(ticket), Query::StepLog { ticket, from, limit: LINES.0 }),
            None => self.ask(Question::Tail(ticket), Query::StepLog { ticket, from: LogFrom::End, limit: LINES.1 }),
        }
    }

    /// Takes an answer; hands back what it is for.
    pub(super) fn take(&mut self, number: u64, answer: &Response, scene: &Scene<'_>) -> Option<Question> {
        let question = self.waiting.remove(&number)?;
        match (&question, answer) {
            (Question::Definition(digest), answer) => {
                let known = match answer {
                    Ok(Answer::Definition { definition }) => Ok(Arc::clone(definition)),
                    Ok(_) => return Some(question),
                    Err(refusal) => Err(scene.texts.say(refusal)),
                };
                while self.definitions.len() >= KEPT {
                    self.definitions.pop_first();
                }
                self.definitions.insert(Arc::clone(digest), known);
            }
            (Question::Run(_), Ok(Answer::Run { run, definition, nodes })) => {
                let digest = Arc::clone(&run.definition);
                self.definitions.entry(digest).or_insert_with(|| Ok(Arc::clone(definition)));
                self.trouble = None;
                self.seen = Some(Seen::new((**run).clone(), Arc::clone(definition), nodes.clone()));
            }
            (Question::Run(run), Err(refusal)) => self.trouble = Some((*run, scene.texts.say(refusal))),
            (Question::Habits(workflow), Ok(Answer::Habits { habits })) => {
                let usual = habits.iter().filter_map(|habit| Some((Arc::clone(&habit.step), median(&habit.took)?)));
                self.usual.insert(workflow.clone(), usual.filter(|(step, _)| !step.is_empty()).collect());
            }
            // It is only an embellishment: what cannot be had is not asked for again and again.
            (Question::Habits(workflow), _) => drop(self.usual.insert(workflow.clone(), BTreeMap::new())),
            (Question::Past(workflow), Ok(Answer::Runs { runs })) if self.past_of() == Some(workflow) => {
                let view = |run: &Run| RunView {
                    run: run.clone(),
                    counts: Counts::default(),
                    now: Vec::new(),
                    asks: Vec::new(),
                    forecast_now: None,
                    held: None,
                };
                self.past = Some((workflow.clone(), Some(runs.iter().map(view).collect())));
            }
            (Question::Past(workflow), Err(_)) if self.past_of() == Some(workflow) => self.past = None,
            _ => {}
        }
        Some(question)
    }
}

/// How much a node wants to be looked at; 0 for not at all.
pub(super) fn heat(node: &Node) -> u8 {
    match (&node.state, &node.undo) {
        (StepState::Asking { .. } | StepState::Unknown { .. }, _)
        | (_, UndoState::Asking { .. } | UndoState::Unknown { .. }) => 5,
        (_, UndoState::Running { .. }) => 4,
        (StepState::Running { .. }, _) => 3,
        (_, UndoState::Failed { .. }) => 2,
        (StepState::Failed { .. }, _) => 1,
        _ => 0,
    }
}

fn median(took: &[Duration]) -> Option<Duration> {
    let mut sorted = took.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}
