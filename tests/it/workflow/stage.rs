//! A world for runs: it starts what is ordered, ends it when told to, and forgets nothing that was begun.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use autoagents_console::clock::ORIGIN;
use autoagents_console::engine::Engine;
use autoagents_console::engine::workflow::Workflows;
use autoagents_console::model::agent::AgentName;
use autoagents_console::model::alert::AlertCause;
use autoagents_console::model::command::{Command, Done, Outcome, ServicesFate};
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Proposal, Recovered, Setup};
use autoagents_console::model::id::{ReplyId, RunId};
use autoagents_console::model::prediction::{Measure, Model};
use autoagents_console::model::record::{EntryKind, Record};
use autoagents_console::model::refusal::Refusal;
use autoagents_console::model::service::{Exit, Identity};
use autoagents_console::model::time::{Mono, Now};
use autoagents_console::model::track::{Answered, Kind, PagingSpec, Track};
use autoagents_console::model::workflow::adaptation::Adaptation;
use autoagents_console::model::workflow::definition::{Definition, WorkSpec};
use autoagents_console::model::workflow::forecast::ForecastScore;
use autoagents_console::model::workflow::optimize::{Change, Gain};
use autoagents_console::model::workflow::order::{Ending, Job, Reported, StepOrder, StepReport, Ticket};
use autoagents_console::model::workflow::record::{Habit, WorkflowRecord};
use autoagents_console::model::workflow::run::{Forward, Node, Rollback};
use autoagents_console::model::workflow::state::StepState;
use autoagents_console::model::workflow::view::{RunView, Verdict};
use chrono::TimeZone as _;
use serde_json::{Map, Value, json};

use crate::drive::Books;

/// A step as JSON, to be refined.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    name: String,
    body: Value,
    needs: Vec<(String, Value)>,
}

pub(super) fn step(name: &str) -> Draft {
    let body = json!({ "name": name, "work": { "command": ["true"] }, "settings": {} });
    Draft { name: name.to_owned(), body, needs: Vec::new() }
}

impl Draft {
    pub(super) fn after(mut self, names: &[&str]) -> Self {
        self.needs.extend(names.iter().map(|name| ((*name).to_owned(), json!("after"))));
        self
    }

    pub(super) fn output(mut self, of: &str, output: &str) -> Self {
        self.needs.push((of.to_owned(), json!({ "output": output })));
        self
    }

    pub(super) fn branch(mut self, of: &str, case: u32) -> Self {
        self.needs.push((of.to_owned(), json!({ "branch": case })));
        self
    }

    pub(super) fn undo(mut self) -> Self {
        self.body["undo"] = json!({ "work": { "command": ["undo"] } });
        self
    }

    pub(super) fn undo_by(mut self, work: Value) -> Self {
        self.body["undo"] = json!({ "work": work });
        self
    }

    /// With an undo that has these keys, too.
    pub(super) fn undo_with(mut self, keys: Value) -> Self {
        self = self.undo();
        for (key, value) in keys.as_object().unwrap() {
            self.body["undo"][key] = value.clone();
        }
        self
    }

    pub(super) fn work(mut self, work: Value) -> Self {
        self.body["work"] = work;
        self
    }

    pub(super) fn with(mut self, settings: Value) -> Self {
        for (key, value) in settings.as_object().unwrap() {
            self.body["settings"][key] = value.clone();
        }
        self
    }
}

/// A workflow as JSON, to be refined.
#[derive(Debug, Clone)]
pub(super) struct Flow(Value);

pub(super) fn workflow(name: &str, steps: &[Draft]) -> Flow {
    let at: BTreeMap<&str, usize> = steps.iter().enumerate().map(|(at, step)| (step.name.as_str(), at)).collect();
    let body = |draft: &Draft| {
        let need = |(name, why): &(String, Value)| json!({ "step": at[name.as_str()], "why": why });
        let mut body = draft.body.clone();
        body["needs"] = draft.needs.iter().map(need).collect();
        body
    };
    Flow(json!({ "name": name, "working_dir": "/tmp", "steps": steps.iter().map(body).collect::<Vec<_>>() }))
}

impl Flow {
    pub(super) fn with(mut self, keys: Value) -> Self {
        for (key, value) in keys.as_object().unwrap() {
            self.0[key] = value.clone();
        }
        self
    }
}

/// The engine, its journal, and a world that runs steps.
pub(super) struct Stage {
    engine: Engine,
    books: Books,
    setup: Arc<Setup>,
    now: Now,
    /// What runs outside since when, by its name as screens show it; with `again` what runs beside another try of it.
    world: BTreeMap<String, (Ticket, Box<Job>, Mono)>,
    stopped: Vec<String>,
    begun: BTreeMap<String, u32>,
    /// How often each was begun when it was lost.
    lost: BTreeMap<String, u32>,
    /// Undos that have ended well, in order.
    undone: Vec<String>,
    replies: BTreeMap<ReplyId, Outcome>,
    /// Runs that were wanted back from a journal that does not have them.
    forgotten: Vec<RunId>,
    is_forgetful: bool,
    asked: u64,
}

impl Stage {
    pub(super) fn new(flows: Vec<Flow>) -> Self {
        Self::with(flows, Vec::new(), 4)
    }

    /// With so many slots for steps.
    pub(super) fn with_slots(flows: Vec<Flow>, slots: u32) -> Self {
        Self::with(flows, Vec::new(), slots)
    }

    /// With what was measured before.
    pub(super) fn with_habits(flows: Vec<Flow>, habits: Vec<Habit>) -> Self {
        Self::with(flows, habits, 4)
    }

    fn with(flows: Vec<Flow>, habits: Vec<Habit>, max_parallel: u32) -> Self {
        let definition = |flow: Flow| Arc::new(serde_json::from_value::<Definition>(flow.0).unwrap());
        let workflows = flows.into_iter().map(definition).collect();
        let setup = Setup { workflows, work: WorkSpec { max_parallel, ..WorkSpec::default() }, ..Setup::default() };
        let wall = chrono::Utc.timestamp_opt(1_800_000_000, 0).unwrap();
        let mut stage = Self {
            engine: Engine::new(7),
            books: Books::default(),
            setup: Arc::new(setup),
            now: Now { mono: ORIGIN, wall },
            world: BTreeMap::new(),
            stopped: Vec::new(),
            begun: BTreeMap::new(),
            lost: BTreeMap::new(),
            undone: Vec::new(),
            replies: BTreeMap::new(),
            forgotten: Vec::new(),
            is_forgetful: false,
            asked: 0,
        };
        for habit in habits {
            stage.books.write(&Record::Workflow(WorkflowRecord::Habit(Box::new(habit))));
        }
        stage.boot(Vec::new());
        stage
    }

    fn boot(&mut self, steps: Vec<StepReport>) {
        let journal = self.books.journal();
        let setup = Arc::clone(&self.setup);
        self.take(Event::Recovered(Box::new(Recovered { setup, journal, steps, ..Recovered::default() })));
    }

    fn take(&mut self, event: Event) {
        let effects = self.engine.handle(event, self.now);
        // Everything that is recorded is on disk before any order leaves.
        for effect in &effects {
            if let Effect::Record(record) = effect {
                self.books.write(record);
            }
        }
        for effect in effects {
            match effect {
                Effect::Step(StepOrder::Run(ticket, job)) => {
                    let name = if ticket.undo { format!("undo {}", job.step) } else { job.step.clone() };
                    let same = |running: &Ticket| {
                        (running.run, running.node, running.undo) == (ticket.run, ticket.node, ticket.undo)
                    };
                    let beside: Vec<&Ticket> =
                        self.world.values().map(|(running, ..)| running).filter(|it| same(it)).collect();
                    assert!(!beside.contains(&&ticket), "{name} was ordered while it ran");
                    assert!(beside.is_empty() || !job.once && beside.len() == 1, "{name} runs twice");
                    *self.begun.entry(name.clone()).or_default() += 1;
                    let name = if beside.is_empty() { name } else { format!("{name} again") };
                    self.world.insert(name, (ticket, job, self.now.mono));
                }
                Effect::Step(StepOrder::Stop(ticket, _)) => {
                    let name =
                        self.world.iter().find(|(_, (running, ..))| *running == ticket).map(|(name, _)| name.clone());
                    self.stopped.extend(name);
                }
                Effect::Recall { run } if self.is_forgetful => {
                    self.forgotten.push(run);
                    self.take(Event::NotRecalled(run));
                }
                Effect::Recall { run } => {
                    let recalled = self.books.workflows.recalled(run);
                    self.take(Event::Recalled(Box::new(recalled)));
                }
                Effect::Reply { reply, outcome } => drop(self.replies.insert(reply, outcome)),
                _ => {}
            }
        }
        if self.engine.deadline().is_some_and(|at| at <= self.now.mono) {
            self.take(Event::Ticked);
        }
    }

    fn ask(&mut self, command: Command) -> Outcome {
        // A run that is over and not known here is looked up first, as the dispatcher does.
        if let Command::RetryRun { run } | Command::RollBackRun { run } = &command
            && !self.engine.work().holds(*run)
        {
            let recalled = self.books.workflows.recalled(*run);
            self.take(Event::Recalled(Box::new(recalled)));
        }
        self.asked += 1;
        let reply = ReplyId(self.asked);
        self.take(Event::Asked { reply, by: "op".into(), command });
        self.replies.remove(&reply).expect("an answer")
    }

    pub(super) fn start(&mut self, name: &str, params: Value) -> RunId {
        let Value::Object(params) = params else { panic!("{params}") };
        match self.ask(Command::RunWorkflow { name: name.into(), params, dry_run: false }) {
            Ok(Done::Run { run }) => run,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn try_start(&mut self, name: &str) -> Outcome {
        self.ask(Command::RunWorkflow { name: name.into(), params: Map::new(), dry_run: false })
    }

    pub(super) fn cancel(&mut self, run: RunId, roll_back: bool) -> Outcome {
        self.ask(Command::CancelRun { run, roll_back })
    }

    pub(super) fn answer(&mut self, run: RunId, step: &str, verdict: Verdict) -> Outcome {
        self.ask(Command::AnswerStep { run, step: step.to_owned(), verdict, note: String::new() })
    }

    /// Changes a workflow beside its file; gives the number of the change.
    pub(super) fn adapt(&mut self, change: Change, gain: Gain) -> Result<u32, Refusal> {
        match self.ask(Command::AdaptWorkflow { workflow: "w".into(), change, gain })? {
            Done::Adapted { number } => Ok(number),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn revert(&mut self, number: u32) -> Outcome {
        self.ask(Command::RevertAdaptation { workflow: "w".into(), number })
    }

    /// Changes beside files, as written down.
    pub(super) fn adaptations(&self) -> Vec<Adaptation> {
        self.books.workflows.adaptations.values().cloned().collect()
    }

    /// Kinds of what was noted about changes of workflows, in order.
    pub(super) fn changes(&self) -> Vec<EntryKind> {
        let is_change = |kind: &EntryKind| kind.word().contains("adapt");
        self.books.entries.iter().map(|entry| entry.kind).filter(is_change).collect()
    }

    /// The files are changed and read anew.
    pub(super) fn reload(&mut self, flows: Vec<Flow>) {
        let definition = |flow: Flow| Arc::new(serde_json::from_value::<Definition>(flow.0).unwrap());
        let workflows = flows.into_iter().map(definition).collect();
        self.setup = Arc::new(Setup { workflows, ..(*self.setup).clone() });
        self.take(Event::Configured(Arc::clone(&self.setup)));
    }

    /// What a run was begun with.
    pub(super) fn definition(&self, run: RunId) -> Arc<Definition> {
        let books = &self.books.workflows;
        Arc::clone(&books.definitions[books.runs[&run].definition.as_ref()].definition)
    }

    /// The journal does not give back any run from now on.
    pub(super) fn forgets(&mut self) {
        self.is_forgetful = true;
    }

    /// Runs that were wanted back from it in vain.
    pub(super) fn forgotten(&mut self) -> Vec<RunId> {
        std::mem::take(&mut self.forgotten)
    }

    /// How many runs of a workflow have failed, of how many, as far as was learned.
    pub(super) fn learned(&self, name: &str) -> (u32, u32) {
        let views = self.engine.work().workflows();
        views.iter().find(|view| view.name.as_str() == name).map_or((0, 0), |view| view.failed)
    }

    pub(super) fn roll_back(&mut self, run: RunId) -> Outcome {
        self.ask(Command::RollBackRun { run })
    }

    pub(super) fn retry(&mut self, run: RunId) -> Result<RunId, Refusal> {
        match self.ask(Command::RetryRun { run })? {
            Done::Run { run } => Ok(run),
            other => panic!("{other:?}"),
        }
    }

    /// Names of what runs, in alphabetical order.
    pub(super) fn running(&self) -> Vec<&str> {
        self.world.keys().map(String::as_str).collect()
    }

    pub(super) fn stopped(&mut self) -> Vec<String> {
        std::mem::take(&mut self.stopped)
    }

    pub(super) fn begun(&self, name: &str) -> u32 {
        self.begun.get(name).copied().unwrap_or_default()
    }

    pub(super) fn command(&self, name: &str) -> &[String] {
        &self.world[name].1.command
    }

    /// A program ends.
    pub(super) fn end(&mut self, name: &str, code: i32) {
        let (ticket, _, began) = self.world.remove(name).unwrap_or_else(|| panic!("{name} does not run"));
        let what = ended(code, began, self.now);
        if code == 0
            && let Some(step) = name.strip_prefix("undo ")
        {
            self.undone.push(step.to_owned());
        }
        self.take(Event::Stepped(vec![StepReport { ticket, what }]));
    }

    /// Lets everything that runs, and what follows, take so many seconds and end well. Gives how many that took in all.
    pub(super) fn play(&mut self, seconds: impl Fn(&str) -> f64) -> f64 {
        self.play_out(seconds, |_| 0)
    }

    /// The same, with these exit codes.
    pub(super) fn play_out(&mut self, seconds: impl Fn(&str) -> f64, code: impl Fn(&str) -> i32) -> f64 {
        let start = self.now.mono;
        let end = |(name, (_, _, began)): (&String, &(Ticket, Box<Job>, Mono))| {
            (*began + Duration::from_secs_f64(seconds(name)), name.clone())
        };
        while let Some((at, name)) = self.world.iter().map(end).min() {
            self.pass(at.since(self.now.mono));
            self.end(&name, code(&name));
        }
        self.now.mono.since(start).as_secs_f64()
    }

    /// Time passes, with every alarm on its way.
    pub(super) fn pass(&mut self, span: Duration) {
        let until = self.now.mono + span;
        while let Some(at) = self.engine.deadline().filter(|at| *at <= until) {
            let step = at.max(self.now.mono).since(self.now.mono);
            self.now = Now { mono: self.now.mono + step, wall: self.now.wall + step };
            self.take(Event::Ticked);
        }
        let step = until.since(self.now.mono);
        self.now = Now { mono: until, wall: self.now.wall + step };
    }

    /// An order was written down, and did not leave before the runtime was killed.
    pub(super) fn never_left(&mut self, name: &str) {
        self.world.remove(name).unwrap_or_else(|| panic!("{name} was not ordered"));
    }

    /// The runtime is to end.
    pub(super) fn shut_down(&mut self) -> Outcome {
        self.ask(Command::Shutdown { services: ServicesFate::Stop })
    }

    /// The runtime is killed and begins again. Of each step that ran: nobody knows, or it still runs, or it has ended with this code.
    pub(super) fn restart(&mut self, fate: impl Fn(&str) -> Option<Option<i32>>) {
        self.engine = Engine::new(8);
        // Another process has another monotonic clock.
        let before = std::mem::replace(&mut self.now.mono, ORIGIN);
        for (.., since) in self.world.values_mut() {
            *since = Mono(ORIGIN.0.saturating_sub(before.since(*since)));
        }
        let mut reports = Vec::new();
        let now = self.now;
        let world = std::mem::take(&mut self.world);
        // What is asked about and was never begun out there, as the worker says of it.
        for ticket in Workflows::running(&self.books.journal().workflows) {
            if !world.values().any(|(running, ..)| *running == ticket) {
                reports.push(StepReport { ticket, what: Reported::NeverStarted });
            }
        }
        for (name, (ticket, job, began)) in world {
            let what = match fate(&name) {
                None => {
                    let begun = self.begun(&name);
                    self.lost.insert(name, begun);
                    Reported::Lost
                }
                Some(Some(code)) => {
                    self.undone.extend(name.strip_prefix("undo ").map(str::to_owned));
                    ended(code, began, now)
                }
                Some(None) => {
                    self.world.insert(name, (ticket, job, began));
                    Reported::Started { identity: Identity { pid: 7, start_ticks: 7 }, at: now.wall }
                }
            };
            reports.push(StepReport { ticket, what });
        }
        self.boot(reports);
    }

    pub(super) fn forward(&self, run: RunId) -> Option<Forward> {
        let run = &self.books.workflows.runs[&run];
        run.forward.clone().filter(|_| run.is_over())
    }

    /// So many runs there were.
    pub(super) fn runs(&self) -> usize {
        self.books.workflows.runs.len()
    }

    pub(super) fn rollback(&self, run: RunId) -> Rollback {
        self.books.workflows.runs[&run].rollback.clone()
    }

    /// A run as screens show it.
    pub(super) fn view(&self, run: RunId) -> RunView {
        let since = self.now.wall - Duration::from_hours(1_000);
        self.engine.work().runs(since).into_iter().find(|view| view.run.id == run).unwrap()
    }

    /// The host has these figures, so often.
    pub(super) fn feel(&mut self, figures: &[(&str, f64)], times: u32) {
        let host: BTreeMap<String, f64> = figures.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        (0..times).for_each(|_| self.take(Event::Felt(host.clone())));
    }

    /// What the forecasts of the first workflow were worth.
    pub(super) fn score(&self) -> ForecastScore {
        self.engine.work().workflows()[0].score
    }

    /// What is known of what was said of runs, about this.
    pub(super) fn record(&self, measure: Measure) -> Option<Track> {
        let tracks = self.engine.recovery().tracks(PagingSpec::default(), self.now.wall);
        tracks.into_iter().find(|track| track.kind == Kind::of(Model::Runs, measure))
    }

    /// A question was answered so often.
    pub(super) fn answered(&mut self, answered: Answered, times: u32) {
        for _ in 0..times {
            self.take(Event::Proposed { agent: AgentName::Analytics, proposal: Proposal::Answered(answered) });
        }
    }

    /// Subjects of what fires of this rule, with what it says.
    pub(super) fn firing(&self, rule: &str) -> Vec<(String, AlertCause)> {
        let firing = self.books.alerts.values().filter(|alert| alert.is_firing() && alert.key.rule.as_str() == rule);
        firing.map(|alert| (alert.key.subject.clone(), alert.cause.clone())).collect()
    }

    pub(super) fn lost(&self, name: &str) -> u32 {
        u32::from(self.lost.contains_key(name))
    }

    /// How often it was begun since it was lost.
    pub(super) fn begun_after_lost(&self, name: &str) -> u32 {
        self.lost.get(name).map_or(0, |then| self.begun(name) - then)
    }

    pub(super) fn undone(&self) -> &[String] {
        &self.undone
    }

    /// Names of what a person is asked about.
    pub(super) fn asks(&self, run: RunId) -> Vec<String> {
        let views = self.engine.work().runs(self.now.wall - Duration::from_hours(1));
        let view = views.iter().find(|view| view.run.id == run);
        view.map(|view| view.asks.iter().map(|ask| ask.step.clone()).collect()).unwrap_or_default()
    }

    pub(super) fn node(&self, run: RunId, step: &str) -> Option<&Node> {
        let workflow = &self.books.workflows.runs[&run].workflow;
        let definition = self.setup.workflows.iter().find(|definition| definition.name == *workflow).unwrap();
        let at = u32::try_from(definition.position(step).unwrap()).unwrap();
        self.books.workflows.nodes.get(&(run, at))
    }

    pub(super) fn state(&self, run: RunId, step: &str) -> StepState {
        self.node(run, step).map(|node| node.state.clone()).unwrap_or_default()
    }

    pub(super) fn outputs(&self, run: RunId, step: &str) -> Value {
        let outputs = self.node(run, step).and_then(|node| node.outputs.as_deref().cloned());
        Value::Object(outputs.unwrap_or_default())
    }

    pub(super) fn quiet(&self) -> bool {
        self.world.is_empty() && self.begun.is_empty()
    }
}

fn ended(code: i32, began: Mono, now: Now) -> Reported {
    Reported::Ended(Ending {
        exit: Exit::Code(code),
        at: now.wall,
        took: now.mono.since(began),
        outputs: Ok(Map::new()),
        tail: String::new(),
        left: 0,
        cpu: Duration::ZERO,
    })
}

/// A step that took a second each of so many times.
pub(super) fn measured(workflow: &str, step: &str, times: usize) -> Habit {
    Habit {
        workflow: workflow.into(),
        step: step.into(),
        took: vec![Duration::from_secs(1); times],
        tries: 1.0,
        failures: 0.0,
        ends: 1.0,
        lost: 0.0,
    }
}
