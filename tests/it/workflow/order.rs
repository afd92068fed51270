//! What goes first: the longest way to the end by learned durations, in the live engine as in the simulation.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use autoagents_console::learn::schedule::{Floor, Graph, bound, makespan, ranks, simulate};
use serde_json::json;

use super::stage::{Draft, Stage, step, workflow};

const STEPS: usize = 80;
const SLOTS: usize = 4;

/// A workflow at random: what each step needs, and how long it really takes.
struct Case {
    needs: Vec<Vec<usize>>,
    seconds: Vec<f64>,
}

impl Case {
    fn random(random: &mut fastrand::Rng) -> Self {
        let needs = |at: usize| {
            let mut needs: Vec<usize> =
                (0..random.usize(0..3)).filter_map(|_| at.checked_sub(random.usize(1..25))).collect();
            needs.sort_unstable();
            needs.dedup();
            needs
        };
        let needs = (0..STEPS).map(needs).collect();
        let seconds = (0..STEPS).map(|_| 2.0 * (2.0 * random.f64() + 2.0 * random.f64() - 2.0_f64).exp()).collect();
        Self { needs, seconds }
    }

    fn stage(&self) -> Stage {
        let draft = |(at, needs): (usize, &Vec<usize>)| -> Draft {
            let names: Vec<String> = needs.iter().map(|need| format!("s{need}")).collect();
            step(&format!("s{at}")).after(&names.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let steps: Vec<Draft> = self.needs.iter().enumerate().map(draft).collect();
        Stage::new(vec![workflow("w", &steps).with(json!({ "max_parallel": SLOTS }))])
    }

    /// One run of it; each step takes what it does, give or take.
    fn run(&self, stage: &mut Stage, scatter: f64, seed: u64) -> f64 {
        stage.start("w", json!({}));
        stage.play(|name| {
            let at: usize = name[1..].parse().unwrap_or_default();
            let chance = fastrand::Rng::with_seed(seed * 1_000 + at as u64).f64() - 0.5;
            self.seconds[at] * (scatter * chance).exp()
        })
    }

    /// By the longest way to the end, with the true times known; and what no order can be shorter than.
    fn known(&self) -> (f64, f64) {
        let (graph, floor) = (Graph::new(&self.needs).unwrap(), Floor::new(SLOTS));
        let placed = simulate(&graph, &self.seconds, &floor, &ranks(&graph, &self.seconds));
        (makespan(&placed, &self.seconds), bound(&graph, &self.seconds, &floor))
    }
}

#[test]
fn after_two_runs_the_order_is_as_good_as_with_the_true_times() {
    let mut random = fastrand::Rng::with_seed(17);
    let (mut first, mut learned, mut known, mut least) = (0.0, 0.0, 0.0, 0.0);
    for _ in 0..12 {
        let case = Case::random(&mut random);
        let mut stage = case.stage();
        first += case.run(&mut stage, 0.0, 0);
        for seed in 1..3 {
            case.run(&mut stage, 0.6, seed);
        }
        learned += case.run(&mut stage, 0.0, 0);
        let (with_truth, bound) = case.known();
        known += with_truth;
        least += bound;
    }
    println!(
        "first {:.3} learned {:.3} bound {:.3}, of the time with true times",
        first / known,
        learned / known,
        least / known
    );
    assert!(learned < 1.01 * known, "{learned} with what was learned, {known} with the truth");
    assert!(learned < 0.99 * first, "{learned} with what was learned, {first} without");
}

#[test]
fn steps_that_take_no_time_make_no_way_longer() {
    // Behind the short one is a chain of values, which take none: two seconds hang on it, and four on the long one.
    let value = |name: &str, after: &str| step(name).work(json!({ "set": { "x": "1" } })).after(&[after]);
    let steps = [
        step("short"),
        value("b", "short"),
        value("c", "b"),
        value("d", "c"),
        step("last").after(&["d"]),
        step("long"),
        step("tail").after(&["long"]),
    ];
    let mut stage = Stage::new(vec![workflow("w", &steps).with(json!({ "max_parallel": 1 }))]);
    let seconds = |name: &str| if name == "tail" { 3.0 } else { 1.0 };
    stage.start("w", json!({}));
    stage.play(seconds);
    stage.start("w", json!({}));
    assert_eq!(stage.running(), ["long"]);
}
