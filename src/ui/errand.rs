//! Verbs on workflows and runs: what they ask before anything is ordered. What cannot be taken back has doing nothing as
//! its default.

use std::sync::Arc;

use super::event::Want;
use super::flow::{named, order};
use super::popups::{Choice, Popup, Prompt, Purpose, RunForm};
use super::scene::Scene;
use super::theme::Tone;
use super::words;
use super::workflow;
use crate::i18n::Value;
use crate::model::command::Command;
use crate::model::workflow::definition::Definition;
use crate::model::workflow::view::{Ask, AskKind, RunView, Verdict};

fn say(scene: &Scene<'_>, id: &str) -> Vec<Want> {
    vec![Want::Say(Tone::Plain, scene.tr_made(id))]
}

fn choice(choice: Choice) -> Vec<Want> {
    vec![Want::Show(Box::new(Popup::Choice(choice)))]
}

/// A run in words, such as `run 312 of deploy`.
pub(crate) fn label(scene: &Scene<'_>, view: &RunView) -> String {
    let args = [
        ("id", Value::from(view.run.id.to_string())),
        ("workflow", Value::from(words::foreign(view.run.workflow.as_str()))),
    ];
    scene.trw("errand-run", &args)
}

/// What a step asks, in a sentence.
pub(crate) fn question(scene: &Scene<'_>, ask: &Ask) -> String {
    let prompt = words::foreign(&ask.prompt);
    let args = [("prompt", Value::from(prompt.clone()))];
    match ask.what {
        AskKind::Approve if prompt.is_empty() => scene.tr("question-approve-plain").to_owned(),
        AskKind::Approve => scene.trw("question-approve", &args),
        AskKind::Task => scene.trw("question-task", &args),
        AskKind::Unknown => scene.tr("question-unknown").to_owned(),
        AskKind::UnknownUndo => scene.tr("question-unknown-undo").to_owned(),
    }
}

/// Begins a run, after its parameters.
pub(crate) fn run(definition: &Arc<Definition>) -> Vec<Want> {
    vec![Want::Show(Box::new(Popup::Run(RunForm::new(definition))))]
}

/// Ends a run: with or without undoing what it has done.
pub(crate) fn cancel(scene: &Scene<'_>, view: &RunView) -> Vec<Want> {
    if view.run.is_over() || view.run.forward.is_some() {
        return say(scene, "errand-over");
    }
    let (run, label) = (view.run.id, label(scene, view));
    let mut lines = vec![(Tone::Plain, scene.tr("errand-cancel-effect").to_owned())];
    for now in &view.now {
        let args = [("step", Value::from(words::foreign(&now.step)))];
        lines.push((Tone::Warn, scene.trw("errand-stops", &args)));
    }
    let option = |id: &str, roll_back| {
        let order = order(named(scene, id, &label), vec![Command::CancelRun { run, roll_back }]);
        (scene.tr_made(id), scene.tr_made(&format!("{id}-effect")), vec![order])
    };
    let (stop, stop_effect, stop_wants) = option("errand-stop", false);
    let (undo, undo_effect, undo_wants) = option("errand-stop-undo", true);
    let title = scene.trw("confirm-title", &[("what", Value::from(named(scene, "action-cancel", &label)))]);
    choice(
        Choice::new(title, lines)
            .option(scene.tr("back"), "", Vec::new())
            .option(&stop, &stop_effect, stop_wants)
            .option(&undo, &undo_effect, undo_wants),
    )
}

/// Runs again what failed in a run, in a new one.
pub(crate) fn retry(scene: &Scene<'_>, view: &RunView) -> Vec<Want> {
    confirmed(scene, view, "action-retry", Command::RetryRun { run: view.run.id })
}

/// Undoes what a run has done.
pub(crate) fn roll_back(scene: &Scene<'_>, view: &RunView) -> Vec<Want> {
    confirmed(scene, view, "action-roll-back", Command::RollBackRun { run: view.run.id })
}

fn confirmed(scene: &Scene<'_>, view: &RunView, verb: &str, command: Command) -> Vec<Want> {
    if !view.run.is_over() {
        return say(scene, "errand-open");
    }
    let label = named(scene, verb, &label(scene, view));
    let mut state = workflow::outcome(scene, view.run.forward.as_ref()).word;
    if let Some(undone) = workflow::rollback(scene, &view.run.rollback) {
        state = format!("{state} {} {}", scene.glyphs.dot, undone.word);
    }
    let lines = vec![(Tone::Dim, state), (Tone::Plain, scene.tr_made(&format!("{verb}-effect")))];
    let title = scene.trw("confirm-title", &[("what", Value::from(label.clone()))]);
    choice(Choice::new(title, lines).option(scene.tr("cancel"), "", Vec::new()).option(
        &scene.tr_made(&format!("{verb}-do")),
        "",
        vec![order(label, vec![command])],
    ))
}

/// Answers what a step asks. A refusal says why.
pub(crate) fn answer(scene: &Scene<'_>, view: &RunView, ask: &Ask) -> Vec<Want> {
    let step = words::foreign(&ask.step);
    let what = format!("{}, {step}", label(scene, view));
    let kind = match ask.what {
        AskKind::Approve => "approve",
        AskKind::Task => "task",
        AskKind::Unknown => "unknown",
        AskKind::UnknownUndo => "unknown-undo",
    };
    let answered =
        |verdict| Command::AnswerStep { run: view.run.id, step: ask.step.clone(), verdict, note: String::new() };
    let text = |part: &str| scene.tr_made(&format!("answer-{kind}-{part}"));
    let yes = order(format!("{what}: {}", text("yes")), vec![answered(Verdict::Yes)]);
    let no = match ask.what {
        AskKind::Approve | AskKind::Task => {
            let label = format!("{what}: {}", text("no"));
            let purpose = Purpose::Answer { command: answered(Verdict::No), label };
            let prompt = Prompt::new(&text("no"), Vec::new(), purpose).field(scene.tr("prompt-note"), "");
            Want::Show(Box::new(Popup::Prompt(prompt)))
        }
        _ => order(format!("{what}: {}", text("no")), vec![answered(Verdict::No)]),
    };
    let mut lines = vec![(Tone::Strong, question(scene, ask))];
    lines.extend((!ask.detail.is_empty()).then(|| (Tone::Plain, words::foreign(&ask.detail))));
    lines.push((Tone::Dim, what.clone()));
    let mut choice = Choice::new(scene.trw("answer-title", &[("step", Value::from(step))]), lines)
        .option(scene.tr("cancel"), "", Vec::new())
        .option(&text("yes"), &text("yes-effect"), vec![yes])
        .option(&text("no"), &text("no-effect"), vec![no]);
    if matches!(ask.what, AskKind::Unknown | AskKind::UnknownUndo) {
        let again = order(format!("{what}: {}", text("again")), vec![answered(Verdict::Again)]);
        choice = choice.option(&text("again"), &text("again-effect"), vec![again]);
    }
    self::choice(choice)
}

/// What waits for a person in a run: of this step, or the first.
pub(crate) fn answer_of(scene: &Scene<'_>, view: &RunView, node: Option<u32>) -> Vec<Want> {
    let ask = view.asks.iter().find(|ask| Some(ask.node) == node).or_else(|| view.asks.first());
    ask.map_or_else(|| say(scene, "errand-nothing-asked"), |ask| answer(scene, view, ask))
}
