//! What must hold for any workflow, whatever happens and whenever the runtime is killed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::struct_excessive_bools,
    reason = "a test fails by panicking; each is a property of its own"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use autoagents_console::model::workflow::run::{Forward, Rollback};
use autoagents_console::model::workflow::state::{StepState, UndoState};
use autoagents_console::model::workflow::view::Verdict;
use proptest::prelude::*;
use serde_json::json;

use super::stage::{Draft, Flow, Stage, measured, step, workflow};

/// A step: which earlier ones it needs, by bits, and what it is like.
#[derive(Debug, Clone)]
struct Sketch {
    needs: u16,
    any: bool,
    undo: bool,
    idempotent: bool,
    may_fail: bool,
    retries: u32,
}

/// What happens next.
#[derive(Debug, Clone)]
enum Deed {
    /// The n-th of what runs ends with this code.
    End(usize, i32),
    Pass(u64),
    /// The runtime is killed; of what ran some still does, some has ended, of some nobody knows.
    Kill(u64),
    Cancel(bool),
    /// A person answers the n-th question.
    Answer(usize, Verdict),
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.15), 0_u32..3);
    (any::<u16>(), any::<u16>(), flags).prop_map(|(a, b, (any, undo, idempotent, may_fail, retries))| Sketch {
        needs: a & b,
        any,
        undo,
        idempotent,
        may_fail,
        retries,
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        12 => (0_usize..8, prop_oneof![4 => Just(0), 1 => Just(1)]).prop_map(|(at, code)| Deed::End(at, code)),
        3 => (1_u64..40).prop_map(Deed::Pass),
        3 => any::<u64>().prop_map(Deed::Kill),
        1 => any::<bool>().prop_map(Deed::Cancel),
        3 => (0_usize..4, prop_oneof![Just(Verdict::Yes), Just(Verdict::No), Just(Verdict::Again)])
            .prop_map(|(at, verdict)| Deed::Answer(at, verdict)),
    ]
}

fn draft(at: usize, sketch: &Sketch) -> Draft {
    let names: Vec<String> = (0..at).filter(|n| sketch.needs >> n & 1 == 1).map(|n| format!("s{n}")).collect();
    let settings = json!({
        "join": if sketch.any { "any" } else { "all" },
        "idempotent": sketch.idempotent,
        "may_fail": sketch.may_fail,
        "retry": { "limit": sketch.retries },
    });
    let draft = step(&format!("s{at}")).with(settings).after(&names.iter().map(String::as_str).collect::<Vec<_>>());
    if sketch.undo { draft.undo() } else { draft }
}

fn flow(sketches: &[Sketch], on_failure: &str) -> Flow {
    let steps: Vec<Draft> = sketches.iter().enumerate().map(|(at, sketch)| draft(at, sketch)).collect();
    workflow("w", &steps).with(json!({ "on_failure": on_failure, "max_parallel": 3 }))
}

/// Does what is to happen, and sees that nothing that runs should not.
struct Trial<'a> {
    sketches: &'a [Sketch],
    stage: Stage,
    run: autoagents_console::model::id::RunId,
    /// Steps of which a person said that they are to run again.
    again: BTreeSet<String>,
    cancelled: bool,
}

impl Trial<'_> {
    fn happen(&mut self, deed: &Deed) {
        let running: Vec<String> = self.stage.running().into_iter().map(str::to_owned).collect();
        match deed {
            Deed::End(at, code) => {
                if let Some(name) = running.get(at % running.len().max(1)) {
                    self.stage.end(name, *code);
                }
            }
            Deed::Pass(seconds) => self.stage.pass(Duration::from_secs(*seconds)),
            Deed::Kill(fates) => {
                let fate = |name: &str| {
                    let at = running.iter().position(|running| running == name).unwrap_or(0);
                    match fates >> (2 * (at % 32)) & 3 {
                        0 => None,
                        1 => Some(Some(0)),
                        _ => Some(None),
                    }
                };
                self.stage.restart(fate);
            }
            Deed::Cancel(roll_back) => self.cancelled |= self.stage.cancel(self.run, *roll_back).is_ok(),
            Deed::Answer(at, verdict) => {
                let asks = self.stage.asks(self.run);
                if let Some(name) = asks.get(at % asks.len().max(1)) {
                    self.stage.answer(self.run, name, *verdict).unwrap();
                    if *verdict == Verdict::Again {
                        self.again.insert(name.clone());
                    }
                }
            }
        }
        self.check();
    }

    fn check(&self) {
        let running = self.stage.running();
        assert!(running.iter().filter(|name| !name.starts_with("undo ")).count() <= 3, "{running:?}");
        let undos = running.iter().filter(|name| name.starts_with("undo ")).count();
        assert!(undos <= 1 && (undos == 0 || running.len() == 1), "undone while others run: {running:?}");
        for name in running.iter().filter(|name| !name.starts_with("undo ")) {
            let (step, beside) = name.strip_suffix(" again").map_or((*name, false), |step| (step, true));
            let at: usize = step[1..].parse().unwrap();
            assert!(!beside || self.sketches[at].idempotent, "{name}: it must not happen twice");
            self.check_needs(at);
        }
    }

    /// A step that runs had what it needs.
    fn check_needs(&self, at: usize) {
        let sketch = &self.sketches[at];
        let needs: Vec<usize> = (0..at).filter(|n| sketch.needs >> n & 1 == 1).collect();
        let good = |n: &&usize| match self.stage.state(self.run, &format!("s{n}")) {
            StepState::Succeeded { .. } => true,
            StepState::Failed { .. } => self.sketches[**n].may_fail,
            _ => false,
        };
        let over = |n: &usize| self.stage.state(self.run, &format!("s{n}")).is_over();
        let fine = if sketch.any {
            needs.iter().any(|n| good(&n))
        } else {
            needs.iter().all(over) && needs.iter().any(|n| good(&n))
        };
        assert!(needs.is_empty() || fine, "s{at} runs before what it needs");
    }

    /// Lets everything come to its end.
    fn finish(&mut self) {
        for _ in 0..400 {
            if self.stage.forward(self.run).is_some() {
                return;
            }
            self.happen(&Deed::Answer(0, Verdict::Yes));
            self.happen(&Deed::End(0, 0));
            self.happen(&Deed::Pass(70));
        }
        panic!("the run does not end");
    }

    fn judge(&self) {
        let forward = self.stage.forward(self.run).unwrap();
        let mut undone: Vec<(u32, usize)> = Vec::new();
        for (at, sketch) in self.sketches.iter().enumerate() {
            let name = format!("s{at}");
            let node = self.stage.node(self.run, &name);
            assert!(node.is_none_or(|node| node.state.is_over()), "{name} is not over: {node:?}");
            let Some(node) = node else { continue };
            let tries = node.attempts.iter().filter(|attempt| !attempt.undo).count();
            assert!(u32::try_from(tries).unwrap() <= self.stage.begun(&name), "{name}: more tries than begun");
            // What is lost is not begun again, unless it may be or a person said so.
            let lost = self.stage.lost(&name);
            if lost > 0 && !sketch.idempotent && !self.again.contains(&name) {
                assert!(self.stage.begun_after_lost(&name) == 0, "{name} was run again after it was lost");
            }
            if let UndoState::Done { .. } = node.undo {
                undone.push((node.done, at));
            }
            if forward == Forward::Succeeded {
                assert!(matches!(node.undo, UndoState::None), "{name} was undone after a success");
                assert!(
                    !matches!(node.state, StepState::Failed { .. }) || sketch.may_fail,
                    "{name} has failed and the run has not"
                );
            }
        }
        let order = self.stage.undone();
        let done = |name: &String| self.stage.node(self.run, name).map_or(0, |node| node.done);
        // What was ended in the middle is undone first; then what was done last.
        let dones: Vec<u32> = order.iter().map(done).filter(|done| *done > 0).collect();
        assert!(dones.windows(2).all(|pair| pair[0] >= pair[1]), "undone in the wrong order: {order:?}");
        match self.stage.rollback(self.run) {
            Rollback::Done { .. } => {
                for (at, sketch) in self.sketches.iter().enumerate().filter(|(_, sketch)| sketch.undo) {
                    let node = self.stage.node(self.run, &format!("s{at}"));
                    let done = node.is_some_and(|node| matches!(node.state, StepState::Succeeded { .. }));
                    let gone = node.is_some_and(|node| matches!(node.undo, UndoState::Done { .. }));
                    assert!(!done || gone, "s{at} was done and not undone: {sketch:?}");
                }
            }
            Rollback::None | Rollback::Partial { .. } => {}
            Rollback::Running => panic!("a run that is over is being undone"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_workflow_keeps_its_promises_whatever_happens(
        sketches in prop::collection::vec(sketch(), 1..9),
        on_failure in prop_oneof![3 => Just("roll-back"), 1 => Just("stop"), 1 => Just("continue")],
        deeds in prop::collection::vec(deed(), 0..60),
    ) {
        // Every step was quick so far: whatever lasts is slow, and begun again where that does no harm.
        let habits = (0..sketches.len()).map(|at| measured("w", &format!("s{at}"), 8)).collect();
        let mut stage = Stage::with_habits(vec![flow(&sketches, on_failure)], habits);
        let run = stage.start("w", json!({}));
        let mut trial = Trial { sketches: &sketches, stage, run, again: BTreeSet::new(), cancelled: false };
        trial.check();
        for deed in &deeds {
            if trial.stage.forward(run).is_some() {
                break;
            }
            trial.happen(deed);
        }
        trial.finish();
        trial.judge();
    }
}
