//! Made-up workflows for pictures: a deployment that goes on, one that failed and was rolled back, a job that asks, and
//! one that nobody knows the end of.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::model::command::{Command, Done};
use crate::model::id::{Operator, RunId, WorkflowName};
use crate::model::query::{Answer, LogPage, LogPosition, Query, Response};
use crate::model::refusal::Refusal;
use crate::model::service::Exit;
use crate::model::workflow::definition::{Adapt, Definition, OnFailure, Overlap, Param, ParamKind};
use crate::model::workflow::forecast::{ForecastScore, Made, RunForecast};
use crate::model::workflow::record::Habit;
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::run::{Forward, ItemList, Node, Rollback, Run, RunState};
use crate::model::workflow::state::{Attempt, Question, SkipReason, StepFailure, StepState, UndoState};
use crate::model::workflow::step::{Case, Need, NeedReason, Settings, StepSpec, UndoSpec, Work};
use crate::model::workflow::template::Expr;
use crate::model::workflow::trigger::StartedBy;
use crate::model::workflow::view::{
    Ask, AskKind, Counts, DryRun, DryStep, NowView, RunView, TriggerView, WorkflowView,
};
use crate::ui::fixture::{ago, moment};

fn step(name: &str, needs: &[u32], work: Work) -> StepSpec {
    let needs = needs.iter().map(|step| Need { step: *step, why: NeedReason::After }).collect();
    StepSpec { name: name.into(), work, needs, settings: Arc::default(), undo: None }
}

fn shell(name: &str, needs: &[u32], text: &str) -> StepSpec {
    step(name, needs, Work::Shell(text.into()))
}

fn undo(mut step: StepSpec, text: &str) -> StepSpec {
    step.undo = Some(Box::new(UndoSpec {
        work: Work::Shell(text.into()),
        retry: crate::model::workflow::step::Retry::default(),
        timeout: None,
    }));
    step
}

/// A definition of these steps.
pub(crate) fn definition(name: &str, steps: Vec<StepSpec>) -> Definition {
    Definition {
        name: name.into(),
        description: String::new(),
        params: Vec::new(),
        secrets: BTreeMap::new(),
        environment: BTreeMap::new(),
        working_dir: String::new(),
        account: crate::model::process::AccountSpec::default(),
        limits: crate::model::process::LimitsSpec::default(),
        max_parallel: None,
        queue_timeout: None,
        timeout: None,
        deadline: None,
        on_failure: OnFailure::RollBack,
        handlers: Vec::new(),
        triggers: Vec::new(),
        overlap: Overlap::Queue,
        adapt: Adapt::Propose,
        adapted: Vec::new(),
        steps,
    }
}

/// The deployment of the sketch: two checks side by side, a migration with an undo, a switch of two ways.
pub(crate) fn deploy() -> Definition {
    let case =
        |when: Option<&str>, to: &str| Case { when: when.map(|when| Expr(when.to_owned())), to: vec![to.into()] };
    let switch = Work::Switch(vec![case(Some("params.traffic < 100"), "fast"), case(None, "canary")]);
    let mut canary = shell("canary", &[3], "./ship canary");
    canary.settings = Arc::new(Settings { description: "one instance of five".to_owned(), ..Settings::default() });
    let mut deploy = definition(
        "deploy",
        vec![
            undo(shell("build", &[], "make -j2 image"), "make clean"),
            shell("unit-tests", &[0], "make test"),
            shell("lint", &[0], "make lint"),
            undo(shell("migrate-db", &[1, 2], "./migrate up ${params.version}"), "./migrate down"),
            step("traffic", &[2], switch),
            canary,
            shell("fast", &[4], "./ship all --at-once"),
            shell("warm-cache", &[4], "./warm"),
            shell("verify", &[5, 7], "./verify"),
            step("release", &[8, 6], Work::Approve { prompt: "release ${params.version} to everyone?".into() }),
        ],
    );
    deploy.description = "new version of the platform, one host after another".to_owned();
    let param = |name: &str, kind, default, description: &str| Param {
        name: name.into(),
        kind,
        default,
        description: description.to_owned(),
    };
    deploy.params = vec![
        param("version", ParamKind::String, None, "which, such as 1.8.2"),
        param("traffic", ParamKind::Int, Some(json!(120)), "requests a second at this time of day"),
        param("way", ParamKind::Choice(vec!["careful".to_owned(), "fast".to_owned()]), Some(json!("careful")), ""),
        param("notify", ParamKind::Bool, Some(json!(true)), ""),
    ];
    deploy
}

fn backup() -> Definition {
    let mut each = shell("copy", &[0], "./copy ${item}");
    let items = ["users", "posts", "files", "mail"].map(Into::into).to_vec();
    each.settings = Arc::new(Settings {
        each: Some(crate::model::workflow::step::Each {
            items: crate::model::workflow::step::Items::These(items),
            max_parallel: None,
        }),
        ..Settings::default()
    });
    let steps = vec![undo(shell("snapshot", &[], "./snapshot"), "./drop"), each, shell("prune", &[1], "./prune")];
    definition("nightly-backup", steps)
}

fn restore() -> Definition {
    let task = Work::Task { title: "put the tape of ${params.day} in".into(), detail: "".into() };
    definition("restore", vec![shell("find", &[], "./find"), step("tape", &[0], task), shell("load", &[1], "./load")])
}

fn known() -> Vec<(&'static str, Definition)> {
    vec![("d1", deploy()), ("d2", backup()), ("d3", restore())]
}

fn attempt(began: i64, took: Option<u64>, failure: Option<StepFailure>) -> Attempt {
    Attempt { began: ago(began), took: took.map(Duration::from_secs), failure: failure.map(Box::new), undo: false }
}

/// A node in this state.
pub(crate) fn node(step: u32, state: StepState, attempts: Vec<Attempt>) -> Node {
    Node {
        step,
        item: None,
        items: None,
        state,
        undo: UndoState::None,
        attempts,
        outputs: None,
        done: 0,
        digest: None,
        sub_run: None,
        twin: None,
    }
}

fn done(step: u32, began: i64, took: u64) -> (u32, Node) {
    let at = ago(began) + TimeDelta::seconds(took.try_into().unwrap());
    (step, node(step, StepState::Succeeded { at, cached: false }, vec![attempt(began, Some(took), None)]))
}

fn running(since: i64) -> StepState {
    StepState::Running { since: ago(since), identity: None, stopping: None }
}

fn exit(code: i32) -> StepFailure {
    StepFailure::Exit { exit: Exit::Code(code) }
}

fn run(id: u64, workflow: &str, digest: &str, began: i64, state: RunState) -> Run {
    Run {
        id: RunId(id),
        workflow: workflow.into(),
        definition: digest.into(),
        created_at: ago(began + 1),
        started_at: Some(ago(began)),
        started_by: StartedBy::Operator { by: Operator::from("mina") },
        params: Map::new(),
        event: Value::Null,
        state,
        forward: None,
        rollback: Rollback::None,
        forecast: None,
        taken_over_by: None,
    }
}

/// The run that goes on: a retry behind it, two steps at work.
fn going() -> (Run, Vec<(u32, Node)>) {
    let mut run = run(312, "deploy", "d1", 48, RunState::Running);
    run.params = json!({"version": "1.8.2", "traffic": 120}).as_object().cloned().unwrap();
    let again = vec![attempt(26, Some(4), Some(exit(2))), attempt(20, Some(6), None)];
    let succeeded = StepState::Succeeded { at: ago(14), cached: false };
    let mut tests = done(1, 27, 9);
    tests.1.outputs = Some(Box::new(json!({"passed": 214, "report": "out/report.xml"}).as_object().cloned().unwrap()));
    let nodes = vec![
        done(0, 48, 21),
        tests,
        (2, node(2, succeeded, again)),
        (3, node(3, running(12), vec![attempt(12, None, None)])),
        done(4, 14, 0),
        (
            6,
            node(6, StepState::Skipped { at: ago(14), why: SkipReason::Switched { by: "traffic".to_owned() } }, vec![]),
        ),
        (7, node(7, running(13), vec![attempt(13, None, None)])),
    ];
    (run, nodes)
}

/// The run before it, which failed at its migration and was put back.
fn failed() -> (Run, Vec<(u32, Node)>) {
    let mut run = run(311, "deploy", "d1", 4_000, RunState::Ended { at: ago(3_900) });
    run.forward = Some(Forward::Failed { step: "migrate-db".to_owned(), why: exit(1) });
    run.rollback = Rollback::Done { undone: 1, irreversible: vec![] };
    let mut build = done(0, 4_000, 20);
    build.1.undo = UndoState::Done { at: ago(3_901) };
    build.1.attempts.push(Attempt { undo: true, ..attempt(3_903, Some(2), None) });
    let broken = StepState::Failed { at: ago(3_905), why: exit(1) };
    let mut nodes = vec![build, done(1, 3_980, 10), done(2, 3_980, 8)];
    nodes.push((3, node(3, broken, vec![attempt(3_969, Some(64), Some(exit(1)))])));
    for step in 4..10 {
        nodes.push((step, node(step, StepState::Cancelled { at: ago(3_905) }, vec![])));
    }
    (run, nodes)
}

/// A backup of four things, one of which has failed.
fn copied() -> (Run, Vec<(u32, Node)>) {
    let mut run = run(310, "nightly-backup", "d2", 900, RunState::Ended { at: ago(420) });
    run.started_by = StartedBy::Schedule { trigger: 0, due: ago(901) };
    run.forward = Some(Forward::Failed { step: "copy".to_owned(), why: StepFailure::Items { failed: 1, of: 4 } });
    run.rollback = Rollback::Partial { undone: 0, failed: vec!["snapshot".to_owned()], irreversible: vec![] };
    let mut snapshot = done(0, 900, 30);
    snapshot.1.undo = UndoState::Failed { at: ago(421), why: exit(1) };
    let values = ["users", "posts", "files", "mail"].map(Value::from).to_vec();
    let mut copy = node(1, StepState::Failed { at: ago(430), why: StepFailure::Items { failed: 1, of: 4 } }, vec![]);
    copy.items = Some(Box::new(ItemList { first: 3, values }));
    let mut nodes = vec![snapshot, (1, copy), (2, node(2, StepState::Cancelled { at: ago(430) }, vec![]))];
    for item in 0..4 {
        let (_, mut node) = done(1, 860 - i64::from(item) * 10, 100);
        node.item = Some(item);
        if item == 2 {
            node.state = StepState::Failed { at: ago(430), why: exit(28) };
        }
        nodes.push((3 + item, node));
    }
    (run, nodes)
}

/// A restore that waits for a person.
fn asking() -> (Run, Vec<(u32, Node)>) {
    let run = run(309, "restore", "d3", 1_260, RunState::Running);
    (
        run,
        vec![
            done(0, 1_260, 4),
            (1, node(1, StepState::Asking { since: ago(1_255), what: Question::default() }, vec![])),
        ],
    )
}

fn all() -> Vec<(Run, Vec<(u32, Node)>)> {
    vec![going(), failed(), copied(), asking()]
}

fn counts(definition: &Definition, nodes: &[(u32, Node)]) -> Counts {
    let mut counts = Counts::default();
    for (_, node) in nodes {
        match node.state {
            StepState::Waiting | StepState::Ready { .. } | StepState::Delayed { .. } => counts.waiting += 1,
            StepState::Running { .. } => counts.running += 1,
            StepState::Asking { .. } | StepState::Unknown { .. } => counts.asking += 1,
            StepState::Succeeded { .. } => counts.succeeded += 1,
            StepState::Failed { .. } => counts.failed += 1,
            StepState::Skipped { .. } | StepState::Cancelled { .. } => counts.skipped += 1,
        }
        counts.undone += u32::from(matches!(node.undo, UndoState::Done { .. }));
    }
    counts.waiting += u32::try_from(definition.steps.len().saturating_sub(nodes.len())).unwrap();
    counts
}

/// The runs of a snapshot: open ones first.
pub(crate) fn runs() -> Vec<RunView> {
    let known: BTreeMap<&str, Definition> = known().into_iter().collect();
    let view = |(run, nodes): (Run, Vec<(u32, Node)>)| {
        let definition = &known[&*run.definition];
        let counts = counts(definition, &nodes);
        let now = nodes.iter().filter(|(_, node)| node.state.is_running()).map(|(at, node)| NowView {
            node: *at,
            step: definition.steps[node.step as usize].name.to_string(),
            undo: false,
            attempt: 1,
            since: ago(12),
            usual: Some(Duration::from_secs(20)),
        });
        let now = now.collect();
        let tape = Ask {
            node: 1,
            step: "tape".to_owned(),
            what: AskKind::Task,
            prompt: "put the tape of 11-20 in".to_owned(),
            detail: "it is in the safe, third shelf".to_owned(),
        };
        let asks = if counts.asking > 0 { vec![tape] } else { vec![] };
        let seconds = Duration::from_secs;
        let forecast = RunForecast {
            fails: 0.12,
            late: None,
            remaining: seconds(40),
            between: (seconds(31), seconds(62)),
            of: 12,
            made: Made::default(),
        };
        let forecast_now = (!run.is_over()).then_some(forecast);
        RunView { run, counts, now, asks, forecast_now, held: None }
    };
    let mut views: Vec<RunView> = all().into_iter().map(view).collect();
    views.sort_by_key(|view| view.run.is_over());
    views
}

/// The workflows of a snapshot.
pub(crate) fn workflows() -> Vec<WorkflowView> {
    let view = |(digest, definition): (&str, Definition)| WorkflowView {
        name: definition.name.clone(),
        description: definition.description.clone(),
        definition: digest.into(),
        steps: u32::try_from(definition.steps.len()).unwrap(),
        triggers: vec![],
        open: 0,
        last: None,
        failed: (1, 12),
        usual: Some(Duration::from_secs(80)),
        score: ForecastScore::default(),
    };
    let mut views: Vec<WorkflowView> = known().into_iter().map(view).collect();
    (views[0].open, views[0].last) = (1, Some(RunId(311)));
    views[1].last = Some(RunId(310));
    views[1].triggers = vec![TriggerView {
        kind: "cron".to_owned(),
        what: "30 2 * * *".to_owned(),
        next: Some(moment() + TimeDelta::hours(11)),
        counts: (41, 2, 0, 1),
    }];
    views[2].open = 1;
    views[2].usual = None;
    views
}

/// What a runtime would answer about workflows.
pub(crate) fn answer(query: &Query) -> Answer {
    match query {
        Query::Run { run } => {
            let (run, nodes) = all().into_iter().find(|(of, _)| of.id == *run).unwrap_or_else(failed);
            let definition = known().into_iter().find(|(digest, _)| **digest == *run.definition).unwrap().1;
            Answer::Run { run: Box::new(run), definition: Arc::new(definition), nodes }
        }
        Query::Definition { digest } => {
            let definition = known().into_iter().find(|(known, _)| known == digest).unwrap().1;
            Answer::Definition { definition: Arc::new(definition) }
        }
        Query::Habits { workflow } => {
            let usual = [
                ("build", 20),
                ("unit-tests", 10),
                ("lint", 8),
                ("migrate-db", 20),
                ("canary", 15),
                ("verify", 10),
                ("warm-cache", 18),
            ];
            let habit = |(step, seconds): (&str, u64)| Habit {
                workflow: workflow.clone(),
                step: step.into(),
                took: vec![Duration::from_secs(seconds)],
                tries: 9.0,
                failures: 1.0,
                ends: 9.0,
                lost: 1.0,
            };
            Answer::Habits { habits: usual.into_iter().map(habit).collect() }
        }
        _ => {
            let past = |number: u64| {
                let age = i64::try_from(320 - number).unwrap() * 86_400;
                let mut run = run(number, "deploy", "d1", age, RunState::Ended { at: ago(age - 75) });
                run.forward = Some(Forward::Succeeded);
                run
            };
            Answer::Runs { runs: (300..306).rev().map(past).collect() }
        }
    }
}

/// What a step printed.
pub(crate) fn log(limit: u32) -> Answer {
    let line = |n: u32| match n % 7 {
        3 => format!("applying 00{n}_add_index"),
        5 => "\u{1b}[33mwarning\u{1b}[0m: table `posts` is locked, waiting".to_owned(),
        _ => format!("copied {} rows of topic {n}", n * 100),
    };
    let lines = (0..limit.min(40)).map(line).collect();
    Answer::ServiceLog(LogPage { lines, next: LogPosition { inode: 1, offset: 9 }, skipped: 0 })
}

/// What a run of the deployment would do.
pub(crate) fn rehearsed(command: &Command) -> Response {
    let Command::RunWorkflow { params, .. } = command else { return Err(Refusal::Ended) };
    if params.get("version").is_some_and(|version| version == "bad") {
        let (param, wanted, given) = ("version".to_owned(), "1.2.3".to_owned(), "bad".to_owned());
        return Err(Refusal::Workflow(RunRefusal::ParamType { param, wanted, given }));
    }
    let deploy = deploy();
    let steps = deploy.steps.iter().take(5).enumerate().map(|(at, step)| DryStep {
        step: step.name.to_string(),
        rank: u32::try_from(at).unwrap(),
        kind: step.work.word().to_owned(),
        what: "make -j2 image".to_owned(),
        undo: step.undo.as_ref().map(|_| "make clean".to_owned()),
        irreversible: at == 2,
        when: (at == 4).then(|| ("params.traffic < 100".to_owned(), Some(false))),
    });
    Ok(Answer::Done { done: Done::DryRun(Box::new(DryRun { steps: steps.collect() })) })
}

/// The name of the workflow that pictures are about.
pub(crate) fn name() -> WorkflowName {
    "deploy".into()
}

/// A step of a made-up workflow.
pub(crate) fn spec(name: &str, needs: &[u32]) -> StepSpec {
    shell(name, needs, "true")
}
