use serde_json::{Value, json};

use super::*;

/// A step of seconds, after others.
fn step(name: &str, after: &[u32], settings: Value) -> Value {
    let needs: Vec<Value> = after.iter().map(|on| json!({ "step": on, "why": "after" })).collect();
    json!({ "name": name, "work": { "command": ["x"] }, "needs": needs, "settings": settings })
}

fn definition(steps: &[Value], max_parallel: Option<u32>) -> Definition {
    let body = json!({ "name": "w", "working_dir": "/", "max_parallel": max_parallel, "steps": steps });
    serde_json::from_value(body).unwrap()
}

/// A run in which these steps took so long, one after another as given.
fn run(seconds: &[f64], begins: &[f64]) -> Past {
    let spans: Vec<Option<(f64, f64)>> =
        begins.iter().zip(seconds).map(|(begin, seconds)| Some((*begin, begin + seconds))).collect();
    let whole = spans.iter().flatten().fold(0.0, |whole: f64, (_, end)| whole.max(*end));
    Past { spans, seconds: seconds.to_vec(), outputs: vec![None; seconds.len()], turn: 0.0, whole }
}

fn habit(step: &str, (tries, failures): (f64, f64), (ends, lost): (f64, f64), took: &[u64]) -> Habit {
    let took = took.iter().map(|seconds| Duration::from_secs(*seconds)).collect();
    Habit { workflow: "w".into(), step: step.into(), took, tries, failures, ends, lost }
}

fn changes(found: &Optimization) -> Vec<&Change> {
    found.proposals.iter().map(|proposal| &proposal.change).collect()
}

#[test]
fn a_wait_for_nothing_on_the_critical_path_is_named_with_what_dropping_it_brings() {
    let none = || json!({});
    let steps = [step("a", &[], none()), step("b", &[0], none()), step("c", &[1], none()), step("d", &[], none())];
    let past = vec![run(&[10.0, 8.0, 1.0, 2.0], &[0.0, 10.0, 18.0, 0.0]); 4];
    let found = optimize(&definition(&steps, None), &[], &past, &WorkSpec::default()).unwrap();
    assert_eq!((found.runs, found.took, found.simulated), (4, Duration::from_secs(19), Duration::from_secs(19)));
    let first = &found.proposals[0];
    assert_eq!(first.change, Change::DropAfter { step: "b".into(), after: "a".into() });
    assert_eq!(first.gain, Gain::Time { saved: Duration::from_secs(9), share: 47 });
    let Bottleneck::Critical { step, runs: 100, share: 53, .. } = &found.bottlenecks[0] else { panic!("{found:?}") };
    assert_eq!(step, "a");
    assert!(!changes(&found).iter().any(|change| matches!(change, Change::HostParallel { .. })), "slots are free");
    assert_eq!(optimize(&definition(&steps, None), &[], &past[..2], &WorkSpec::default()), None, "too few");
}

#[test]
fn slots_and_resources_that_steps_wait_for_are_named_with_how_many_more_are_enough() {
    let steps: Vec<Value> = ["a", "b", "c", "d"].iter().map(|name| step(name, &[], json!({}))).collect();
    let past = vec![run(&[5.0; 4], &[0.0, 5.0, 10.0, 15.0]); 3];
    let found = optimize(&definition(&steps, Some(1)), &[], &past, &WorkSpec::default()).unwrap();
    assert!(found.bottlenecks.contains(&Bottleneck::Slots { step: "d".into(), waited: Duration::from_secs(15) }));
    let gain = Gain::Time { saved: Duration::from_secs(15), share: 75 };
    assert!(found.proposals.iter().any(|it| it.change == Change::MaxParallel { from: 1, to: 4 } && it.gain == gain));

    let needy = json!({ "resources": { "db": 1 } });
    let steps: Vec<Value> = ["a", "b"].iter().map(|name| step(name, &[], needy.clone())).collect();
    let past = vec![run(&[5.0; 2], &[0.0, 5.0]); 3];
    let found = optimize(&definition(&steps, None), &[], &past, &WorkSpec::default()).unwrap();
    let waits = Bottleneck::Resource { step: "b".into(), resource: "db".into(), waited: Duration::from_secs(5) };
    assert!(found.bottlenecks.contains(&waits), "{found:?}");
    assert_eq!(changes(&found)[0], &Change::MoreOf { resource: "db".into(), from: 1, to: 2 });
}

#[test]
fn flaky_steps_get_more_tries_slow_ones_a_bound_and_those_that_give_the_same_need_not_run() {
    let same = json!({ "idempotent": true });
    let steps = [step("fetch", &[], same), step("flaky", &[0], json!({ "retry": { "limit": 1 } }))];
    let mut past = vec![run(&[10.0, 3.0], &[0.0, 10.0]); 6];
    for run in &mut past {
        run.outputs[0] = Some("{\"etag\":1}".to_owned());
    }
    let habits = [
        habit("fetch", (20.0, 0.0), (20.0, 0.0), &[10; 12]),
        habit("flaky", (28.0, 10.0), (20.0, 2.0), &[3; 12]),
        habit("", (20.0, 2.0), (0.0, 0.0), &[13; 12]),
    ];
    let definition = definition(&steps, None);
    let found = optimize(&definition, &habits, &past, &WorkSpec::default()).unwrap();
    let all = changes(&found);
    assert!(all.contains(&&Change::Cache { step: "fetch".into() }), "{all:?}");
    assert!(all.contains(&&Change::Retries { step: "flaky".into(), from: 1, to: 2 }), "{all:?}");
    assert!(all.contains(&&Change::Timeout { step: "fetch".into(), to: Duration::from_secs(31) }), "{all:?}");
    assert!(
        found
            .bottlenecks
            .iter()
            .any(|it| matches!(it, Bottleneck::Flaky { step, tries: 36, lost: 10 } if step == "flaky"))
    );
    // Once it gives something else, it does not give the same.
    past[3].outputs[0] = Some("{\"etag\":2}".to_owned());
    let found = optimize(&definition, &habits, &past, &WorkSpec::default()).unwrap();
    assert!(!changes(&found).iter().any(|change| matches!(change, Change::Cache { .. })));
}

#[test]
fn what_is_promised_comes_true_in_runs_that_nobody_had_seen() {
    let none = || json!({});
    let waits = [step("a", &[], none()), step("b", &[0], none()), step("c", &[], none())];
    let free = [step("a", &[], none()), step("b", &[], none()), step("c", &[], none())];
    let mut random = fastrand::Rng::with_seed(9);
    let mut draw = || {
        let seconds = [(8.0, 0.2), (6.0, 0.3), (3.0, 0.1)]
            .map(|(middle, spread): (f64, f64)| middle * (spread * super::super::span::normal(&mut random)).exp());
        run(&seconds, &[0.0, seconds[0], 0.0])
    };
    let (past, later): (Vec<Past>, Vec<Past>) =
        ((0..200).map(|_| draw()).collect(), (0..200).map(|_| draw()).collect());
    let found = optimize(&definition(&waits, None), &[], &past, &WorkSpec::default()).unwrap();
    let Gain::Time { saved, .. } = found.proposals[0].gain else { panic!("{found:?}") };
    let work = WorkSpec::default();
    let again = |steps: &[Value]| {
        let definition = definition(steps, None);
        let look = Look { definition: &definition, work: &work, past: &later, base: Vec::new() };
        median(later.iter().map(|run| look.again(run, &Other::default())).collect())
    };
    let came = again(&waits) - again(&free);
    assert!((saved.as_secs_f64() / came - 1.0).abs() < 0.15, "{saved:?} promised, {came} came");
}
