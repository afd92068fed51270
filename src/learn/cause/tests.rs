//! Small systems whose cause is known.

use proptest::prelude::*;

use super::*;

const ONSET: f64 = 6_000.0;
const STEP: f64 = 60.0;

/// A system that is put together by name.
#[derive(Default)]
struct System {
    case: Case,
}

impl System {
    fn new(subjects: &[&str]) -> Self {
        let subjects = subjects.iter().map(|name| (*name).to_owned()).collect();
        Self { case: Case { subjects, onset: ONSET, ..Case::default() } }
    }

    fn of(&self, name: &str) -> usize {
        self.case.subjects.iter().position(|subject| subject == name).unwrap()
    }

    /// 100 samples around `usual` with a few percent of noise, then 6 of `now`.
    fn metric(mut self, subject: &str, metric: &str, usual: f64, now: [f64; 6]) -> Self {
        let mut seed = fastrand::Rng::with_seed(metric.len() as u64 * 31 + self.of(subject) as u64);
        let past = (0..100).map(|i| (ONSET - STEP * f64::from(100 - i), usual * (0.97 + 0.06 * seed.f64())));
        let after = now.iter().zip(0..).map(|(value, i)| (ONSET + STEP * f64::from(i), *value));
        let samples = past.chain(after).collect();
        let quantity = Quantity::of(metric);
        self.case.series.push(Series::new(self.of(subject), metric.to_owned(), quantity, samples));
        self
    }

    fn steady(self, subject: &str, metric: &str, usual: f64) -> Self {
        self.metric(subject, metric, usual, [usual; 6])
    }

    fn calls(mut self, caller: &str, callee: &str) -> Self {
        self.case.edges.push((self.of(caller), self.of(callee)));
        self
    }

    fn alarmed(mut self, subject: &str, metric: &str) -> Self {
        self.case.alarm = Some(Alarm { subject: self.of(subject), metric: Some(metric.to_owned()) });
        self
    }

    fn trouble(mut self, subject: &str, fault: Fault, after: f64) -> Self {
        self.case.troubles.push(Trouble { subject: self.of(subject), fault, since: ONSET + after });
        self
    }

    fn order(&self) -> Vec<&str> {
        rank(&self.case).iter().map(|ranked| self.case.subjects[ranked.subject].as_str()).collect()
    }

    fn evidence(&self, subject: &str) -> Vec<Evidence> {
        let of = self.of(subject);
        rank(&self.case).into_iter().find(|ranked| ranked.subject == of).unwrap().evidence
    }
}

/// web calls api and search, api calls db; each call takes what its callees take and 10 ms.
fn shop() -> System {
    let shop =
        System::new(&["web", "api", "search", "db"]).calls("web", "api").calls("web", "search").calls("api", "db");
    ["web", "api", "search", "db"].iter().fold(shop, |shop, name| shop.steady(name, "requests", 100.0))
}

const FAULT: [f64; 6] = [0.0, 0.0, 0.4, 0.5, 0.4, 0.0];

/// Latencies of the shop when something takes longer, as much as in `FAULT`, in some of them.
fn slow(shop: System, slow: &[&str]) -> System {
    let usual = [("web", 0.04), ("api", 0.02), ("search", 0.01), ("db", 0.01)];
    usual.iter().fold(shop, |shop, (name, usual)| {
        let rise = if slow.contains(name) { 1.0 } else { 0.0 };
        shop.metric(name, "latency:mean", *usual, FAULT.map(|more| usual + rise * more))
    })
}

#[test]
fn the_deepest_that_everybody_waits_for_is_the_cause() {
    let shop = slow(shop(), &["web", "api", "db"]).alarmed("web", "latency:mean");
    assert_eq!(shop.order()[0], "db");
    let evidence = shop.evidence("db");
    assert!(evidence.iter().any(|why| matches!(why, Evidence::Own { share } if *share > 0.9)), "{evidence:?}");
    assert!(evidence.contains(&Evidence::Reached { alarm: 0, hops: 2 }), "{evidence:?}");
    assert!(evidence.contains(&Evidence::Callers { affected: 1, of: 1 }), "{evidence:?}");
    let evidence = shop.evidence("api");
    assert!(evidence.contains(&Evidence::Explained { by: vec![3] }), "{evidence:?}");
}

#[test]
fn who_calls_itself_explains_nothing_by_it() {
    let shop = slow(shop(), &["web", "api", "db"]).calls("db", "db").alarmed("web", "latency:mean");
    assert_eq!(shop.order()[0], "db");
}

#[test]
fn a_caller_whose_callees_are_well_is_the_cause_itself() {
    assert_eq!(slow(shop(), &["web", "api"]).alarmed("web", "latency:mean").order()[0], "api");
    assert_eq!(slow(shop(), &["web"]).alarmed("web", "latency:mean").order()[0], "web");
}

#[test]
fn without_an_alarm_the_clearest_excess_is_divided() {
    assert_eq!(slow(shop(), &["web", "api", "db"]).order()[0], "db");
}

#[test]
fn without_a_graph_those_that_move_with_the_alarm_come_first() {
    let mut shop = slow(shop(), &["web", "api", "db"]).alarmed("web", "latency:mean");
    shop.case.edges.clear();
    assert_eq!(shop.order()[3], "search");
    let evidence = shop.evidence("db");
    assert!(evidence.iter().any(|why| matches!(why, Evidence::Moves { .. })), "{evidence:?}");
}

#[test]
fn what_has_only_drifted_is_not_the_cause() {
    let shop = slow(shop(), &["web", "api"]).drifted("drifter").calls("web", "drifter").alarmed("web", "latency:mean");
    assert_eq!(shop.order()[0], "api");
}

impl System {
    /// Like `steady`, but twice as slow from the onset on, also while nobody suffers.
    fn drifted(mut self, subject: &str) -> Self {
        self.case.subjects.push(subject.to_owned());
        self.steady(subject, "requests", 100.0).metric(subject, "latency:mean", 0.3, [0.9; 6])
    }
}

#[test]
fn failures_add_up_like_time() {
    let shop = ["web", "api", "db"]
        .iter()
        .fold(shop(), |shop, name| shop.metric(name, "availability", 100.0, [100.0, 100.0, 70.0, 75.0, 80.0, 100.0]));
    let shop = shop.steady("search", "availability", 100.0).alarmed("web", "availability");
    assert_eq!(shop.order()[0], "db");
}

#[test]
fn percentiles_do_where_there_is_no_mean() {
    let names = [("web", 1.0), ("api", 1.0), ("search", 0.0), ("db", 1.0)];
    let shop = names.iter().fold(shop(), |shop, (name, rise)| {
        let now = |usual: f64| FAULT.map(|more| usual + rise * more);
        shop.metric(name, "latency:p50", 0.02, now(0.02)).metric(name, "latency:p99", 0.09, now(0.09))
    });
    assert_eq!(shop.alarmed("web", "latency:p99").order()[0], "db");
}

#[test]
fn units_do_not_matter() {
    let seconds = slow(shop(), &["web", "api"]).alarmed("web", "latency:mean");
    let mut millis = slow(shop(), &["web", "api"]).alarmed("web", "latency:mean");
    for series in &mut millis.case.series {
        let factor = if matches!(series.quantity, Quantity::Latency { .. }) { 1_000.0 } else { 1.0 };
        let samples = series.samples().iter().map(|(time, value)| (*time, value * factor)).collect();
        *series = Series::new(series.subject, series.metric.clone(), series.quantity, samples);
    }
    assert_eq!(seconds.order(), millis.order());
}

#[test]
fn without_graph_and_alarm_the_furthest_from_its_own_past_is_the_cause() {
    let busy = [3.0, 3.1, 3.0, 3.2, 3.0, 3.1];
    let system = System::new(&["a", "b", "c"]).steady("a", "cpu", 3.0).metric("b", "cpu", 1.0, busy);
    let system = system.steady("c", "cpu", 90.0);
    assert_eq!(system.order()[0], "b");
    let evidence = system.evidence("b");
    let Some(Evidence::Deviated { before, now, after, .. }) = evidence.first() else { panic!("{evidence:?}") };
    assert!((before - 1.0).abs() < 0.05 && (now - 3.0).abs() < 0.2 && after.abs() < 1e-9, "{evidence:?}");
    assert!(system.evidence("c").is_empty());
}

#[test]
fn work_that_requests_explain_is_no_evidence() {
    let mut system = System::new(&["busy", "sick"]);
    for (subject, more) in [(0, 3.0), (1, 1.0)] {
        let mut seed = fastrand::Rng::with_seed(7);
        let mut requests: Vec<(f64, f64)> =
            (0..100).map(|i| (ONSET - STEP * f64::from(100 - i), 50.0 + 50.0 * seed.f64())).collect();
        requests.extend((0..6).map(|i| (ONSET + STEP * f64::from(i), 75.0 * more)));
        let extra = |time: f64| if time >= ONSET && subject == 1 { 1.5 } else { 1.0 };
        let cpu = requests.iter().map(|(time, value)| (*time, value * 0.1 * extra(*time))).collect();
        system.case.series.push(Series::new(subject, "requests".to_owned(), Quantity::Traffic, requests));
        system.case.series.push(Series::new(subject, "cpu".to_owned(), Quantity::Cpu, cpu));
    }
    assert_eq!(system.order(), ["sick", "busy"]);
}

#[test]
fn an_earlier_trouble_does_not_hide_this_one() {
    let mut system = System::new(&["a", "b"]).steady("a", "cpu", 5.0).metric("b", "cpu", 5.0, [50.0; 6]);
    for series in &mut system.case.series {
        let with_trouble = series.samples().iter().enumerate().map(|(i, (time, value))| {
            (*time, if (20..30).contains(&i) && series.subject == 1 { value * 20.0 } else { *value })
        });
        *series = Series::new(series.subject, series.metric.clone(), series.quantity, with_trouble.collect());
    }
    assert_eq!(system.order(), ["b", "a"]);
}

#[test]
fn an_outlier_of_one_sample_is_no_incident() {
    let spike = [5.0, 500.0, 5.0, 5.0, 5.0, 5.0];
    let system = System::new(&["a", "b"]).metric("a", "cpu", 5.0, [10.0; 6]).metric("b", "cpu", 5.0, spike);
    assert_eq!(system.order(), ["a", "b"]);
    assert!(system.evidence("b").is_empty());
}

#[test]
fn a_caller_that_waits_points_at_a_callee_that_looks_well() {
    let longer = [0.9; 6];
    let system = System::new(&["other", "quiet", "web"])
        .metric("web", "client_latency_p95", 0.1, longer)
        .metric("web", "server_latency_p95", 0.2, [1.0; 6])
        .steady("quiet", "server_latency_p95", 0.02)
        .steady("other", "server_latency_p95", 0.02)
        .calls("web", "quiet");
    let mut without = System { case: system.case.clone() };
    assert_eq!(system.order()[0], "quiet");
    assert_eq!(system.evidence("quiet")[0], Evidence::Silent { callers: vec![2] });
    without.case.edges.clear();
    let without =
        without.steady("web", "requests", 50.0).steady("quiet", "requests", 45.0).steady("other", "requests", 0.1);
    let order = without.order();
    assert!(
        order.iter().position(|name| *name == "quiet") < order.iter().position(|name| *name == "other"),
        "{order:?}"
    );
}

#[test]
fn waits_beside_the_answers_point_at_nobody() {
    let system = System::new(&["a", "b"])
        .metric("a", "client_latency_p95", 0.1, [0.9; 6])
        .steady("a", "server_latency_p95", 0.01)
        .steady("b", "server_latency_p95", 0.02)
        .calls("a", "b");
    assert_eq!(silent::waits(&system.case), [false, false]);
    let before = System::new(&["a"]).metric("a", "client_latency_p95", 0.1, [0.1; 6]).metric(
        "a",
        "server_latency_p95",
        0.01,
        [0.2; 6],
    );
    assert_eq!(silent::waits(&before.case), [false], "it did not wait for them before the incident either");
    assert!(!system.evidence("b").iter().any(|why| matches!(why, Evidence::Silent { .. })));
}

#[test]
fn metrics_that_end_are_evidence() {
    let mut system = System::new(&["a", "b"]).steady("a", "cpu", 5.0).steady("b", "cpu", 5.0);
    let kept = system.case.series[1].samples().iter().copied().filter(|(time, _)| *time < ONSET).collect();
    system.case.series[1] = Series::new(1, "cpu".to_owned(), Quantity::Cpu, kept);
    assert_eq!(system.order(), ["b", "a"]);
    assert_eq!(system.evidence("b"), [Evidence::Vanished { after: -STEP }]);
}

#[test]
fn what_is_told_is_enough_where_there_are_no_series() {
    let shop = || System::new(&["web", "api", "db"]).calls("web", "api").calls("api", "db");
    let failing = || {
        let shop = shop().trouble("web", Fault::Warned, 0.0).trouble("api", Fault::Failing, 5.0);
        shop.trouble("db", Fault::Failing, 20.0)
    };
    assert_eq!(failing().order()[0], "db", "a callee noticed a little later still explains its callers");
    let late = shop().trouble("api", Fault::Failing, 0.0).trouble("db", Fault::Failing, 600.0);
    assert_eq!(late.order()[0], "api", "what came long after explains nothing");
    let mut changed = shop().trouble("web", Fault::Failing, 0.0).trouble("db", Fault::Warned, 0.0);
    let before = changed.order()[0].to_owned();
    changed.case.changes.push(Change { subject: 2, age: 60.0 });
    assert_eq!((before.as_str(), changed.order()[0]), ("web", "db"), "what was changed a minute before weighs more");
    let mut alike = shop().trouble("web", Fault::Failing, 0.0).trouble("api", Fault::Failing, 200.0);
    alike.case.precedents.push(Precedent { subject: 1, likeness: 1.0 });
    assert!(alike.evidence("api").contains(&Evidence::Before { likeness: 1.0 }));
}

#[test]
fn names_that_lead_nowhere_are_passed_over() {
    let mut system = slow(shop(), &["web", "api"]).alarmed("web", "no such metric");
    system.case.edges.extend([(0, 99), (99, 0), (1, 1), (3, 0)]);
    system.case.troubles.push(Trouble { subject: 99, fault: Fault::Down, since: 0.0 });
    system.case.changes.push(Change { subject: 99, age: -5.0 });
    system.case.precedents.push(Precedent { subject: 99, likeness: f64::NAN });
    system.case.series.push(Series::new(99, "cpu".to_owned(), Quantity::Cpu, vec![(0.0, 1.0)]));
    assert_eq!(system.order().len(), 4);
    system.case.alarm = Some(Alarm { subject: 99, metric: None });
    assert_eq!(system.order().len(), 4);
    assert!(rank(&Case::default()).is_empty());
}

fn series(subjects: usize) -> impl Strategy<Value = Series> {
    let names =
        ["latency:mean", "latency_p99", "client_latency_p99", "availability", "errors", "requests", "cpu", "node_cpu"];
    let value = prop_oneof![4 => 0.0..100.0, 1 => Just(0.0), 1 => -1e300..1e300, 1 => Just(f64::NAN)];
    let samples = prop::collection::vec((0.0..200.0, value), 0..40);
    (0..subjects + 1, prop::sample::select(names.to_vec()), samples)
        .prop_map(|(subject, name, samples)| Series::new(subject, name.to_owned(), Quantity::of(name), samples))
}

fn cases() -> impl Strategy<Value = Case> {
    (1_usize..6).prop_flat_map(|subjects| {
        let edges = prop::collection::vec((0..subjects + 1, 0..subjects + 1), 0..10);
        let alarm = prop::option::of((0..subjects + 1, prop::option::of(Just("latency:mean".to_owned()))));
        (prop::collection::vec(series(subjects), 0..12), edges, alarm).prop_map(move |(series, edges, alarm)| Case {
            subjects: (0..subjects).map(|subject| format!("s{subject}")).collect(),
            onset: 100.0,
            series,
            edges,
            alarm: alarm.map(|(subject, metric)| Alarm { subject, metric }),
            ..Case::default()
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_is_ranked_once_whatever_the_series(case in cases()) {
        let ranking = rank(&case);
        let mut subjects: Vec<usize> = ranking.iter().map(|ranked| ranked.subject).collect();
        subjects.sort_unstable();
        prop_assert_eq!(subjects, (0..case.subjects.len()).collect::<Vec<_>>());
        let all: f64 = ranking.iter().map(|ranked| ranked.score).sum();
        prop_assert!(all.abs() < 1e-9 || (all - 1.0).abs() < 1e-9, "{}", all);
        prop_assert!(ranking.windows(2).all(|pair| pair[0].score >= pair[1].score));
        prop_assert_eq!(rank(&case), ranking);
    }
}
