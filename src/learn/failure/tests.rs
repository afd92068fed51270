use super::*;

/// Machines of two makes. Those whose errors grow fail; of make B more than of make A.
struct Yard {
    rows: Vec<(String, f64, Vec<String>)>,
    questions: Vec<Question>,
    labels: Vec<bool>,
}

const COLUMNS: [&str; 4] = ["make", "errors", "noise", "constant"];

fn yard(subjects: usize, seed: u64) -> Yard {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut yard = Yard { rows: Vec::new(), questions: Vec::new(), labels: Vec::new() };
    for subject in 0..subjects {
        let (name, make) = (format!("m{seed}-{subject}"), if subject % 2 == 0 { "A" } else { "B" });
        let bad = random.f64() < if make == "A" { 0.2 } else { 0.4 };
        let begin = random.f64() * 500.0;
        let mut errors = 0;
        for row in 0..10_u32 {
            errors += if bad && row > 6 { 1 + random.u32(0..5) } else { u32::from(random.f64() < 0.05) };
            let noise = if random.f64() < 0.2 { String::new() } else { random.f64().to_string() };
            let fields = vec![make.to_owned(), errors.to_string(), noise, "7".to_owned()];
            yard.rows.push((name.clone(), begin + f64::from(row) * 24.0, fields));
        }
        yard.questions.push(Question { subject: name, time: begin + 9.5 * 24.0 });
        yard.labels.push(bad);
    }
    yard
}

fn history<'r>(rows: impl IntoIterator<Item = &'r (String, f64, Vec<String>)>) -> History {
    let mut observed = Observed::new(COLUMNS.map(str::to_owned).to_vec());
    for (subject, time, fields) in rows {
        observed.push(subject, *time, fields.iter().map(|field| Field::Text(field))).unwrap();
    }
    observed.finish()
}

fn learned(yard: &Yard) -> Model {
    let options = Options { horizon: 48.0, seed: 3, known: None };
    train(&history(&yard.rows), &yard.questions, &yard.labels, &options, &mut |_| true).unwrap()
}

#[test]
fn what_fails_is_told_from_what_does_not_also_of_subjects_not_seen_before() {
    let (known, new) = (yard(500, 1), yard(300, 2));
    let model = learned(&known);
    assert_eq!(model.schema().rows, RowKind::State);
    let columns: Vec<bool> = model.schema().columns.iter().map(|column| column.fixed).collect();
    assert_eq!(columns, [true, false, false, true]);
    let scores = model.compare(&history(&new.rows), &new.questions).unwrap();
    let measures = Measures::of(&scores.model, &new.labels);
    assert!(measures.auc.unwrap() > 0.97, "{measures:?}");
    assert!(measures.calibration_error < 0.08, "{measures:?}");
    assert!(Measures::of(&scores.logistic, &new.labels).auc.unwrap() > 0.9);
    assert!(Measures::of(&scores.rule, &new.labels).auc.unwrap() > 0.8);
}

#[test]
fn the_same_input_gives_the_same_bytes_and_they_the_same_model() {
    let yard = yard(200, 4);
    let model = learned(&yard);
    let bytes = model.to_bytes().unwrap();
    assert_eq!(learned(&yard).to_bytes().unwrap(), bytes);
    let mut shuffled = yard.rows.clone();
    fastrand::Rng::with_seed(9).shuffle(&mut shuffled);
    // Whose rows come first says only which number a subject has.
    let read = Model::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes().unwrap(), bytes);
    let before = model.score(&history(&yard.rows), &yard.questions).unwrap();
    assert_eq!(read.score(&history(&shuffled), &yard.questions).unwrap(), before);
}

#[test]
fn rows_after_the_question_have_no_say() {
    let yard = yard(200, 5);
    let model = learned(&yard);
    let before = model.score(&history(&yard.rows), &yard.questions).unwrap();
    let mut more = yard.rows.clone();
    for question in &yard.questions {
        let fields = ["B", "100000", "1", "8"].map(str::to_owned).to_vec();
        more.push((question.subject.clone(), question.time + 0.001, fields));
    }
    assert_eq!(model.score(&history(&more), &yard.questions).unwrap(), before);
}

#[test]
fn whatever_the_rows_hold_there_is_a_probability() {
    let known = yard(120, 6);
    let model = learned(&known);
    let mut odd = Observed::new(["errors", "make", "new"].map(str::to_owned).to_vec());
    let values = ["", "NaN", "inf", "-inf", "1e300", "-1e300", "word", "0", "1e-300"];
    for (at, value) in values.iter().enumerate() {
        // Twice at one moment, a category never seen, a column that the model does not know, another that is missing.
        for _ in 0..2 {
            odd.push("odd", f64::from(u8::try_from(at).unwrap()), ["word", *value, value].map(Field::Text)).unwrap();
        }
        odd.push(value, -1e300, [Field::Number(f64::NAN), Field::Unknown]).unwrap();
    }
    let odd = odd.finish();
    let asked = |subject: &str, time| Question { subject: subject.to_owned(), time };
    let questions =
        [asked("odd", 4.0), asked("odd", 1e300), asked("nobody", 1.0), asked("inf", -1e300), asked("odd", -5.0)];
    for score in model.score(&odd, &questions).unwrap() {
        assert!((0.0..=1.0).contains(&score), "{score}");
    }
    let empty = Observed::new(Vec::new()).finish();
    assert_eq!(model.score(&empty, &questions).unwrap().len(), 5);
    assert_eq!(model.score(&empty, &[]).unwrap(), Vec::<f64>::new());
    for question in &questions {
        assert!(model.reasons(&odd, question, 3).unwrap().len() <= 3);
    }
}

#[test]
fn odd_histories_can_be_learned_from() {
    let asked = |count: usize| {
        let question =
            |at: usize| Question { subject: format!("s{}", at % 7), time: f64::from(u16::try_from(at).unwrap()) };
        ((0..count).map(question).collect::<Vec<_>>(), (0..count).map(|at| at % 3 == 0).collect::<Vec<_>>())
    };
    let (questions, labels) = asked(60);
    let options = Options { horizon: 24.0, seed: 1, known: None };
    let mut tables = vec![Observed::new(Vec::new()), Observed::new(vec!["a".into(), "a".into()])];
    tables[1].push("s1", 5.0, [Field::Number(1e300), Field::Number(f64::INFINITY)]).unwrap();
    let mut events = Observed::new(vec![]);
    let mut same = Observed::new(vec!["a".into()]);
    for at in 0..50 {
        events.push(&format!("s{}", at % 5), f64::from(at), []).unwrap();
        same.push("s0", 1.0, [Field::Number(if at % 2 == 0 { 1e300 } else { -1e300 })]).unwrap();
    }
    tables.extend([events, same]);
    for table in tables {
        let table = table.finish();
        let model = train(&table, &questions, &labels, &options, &mut |_| true).unwrap();
        let model = Model::from_bytes(&model.to_bytes().unwrap()).unwrap();
        let scores = model.score(&table, &questions).unwrap();
        assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)), "{scores:?}");
    }
}

#[test]
fn what_cannot_be_learned_is_refused() {
    let yard = yard(120, 7);
    let history = history(&yard.rows);
    let go = |labels: &[bool], horizon, go_on: &mut dyn FnMut(Stage) -> bool| {
        train(&history, &yard.questions, labels, &Options { horizon, seed: 1, known: None }, go_on).map(|_| ())
    };
    let none = vec![false; 120];
    assert_eq!(go(&none, 24.0, &mut |_| true), Err(ModelError::TooFew { failed: 0, well: 120, least: FEWEST }));
    assert_eq!(go(&yard.labels, f64::NAN, &mut |_| true), Err(ModelError::NoHorizon));
    for stage in [Stage::Numbers, Stage::Trees, Stage::Network, Stage::Logistic, Stage::AllTrees] {
        assert_eq!(go(&yard.labels, 24.0, &mut |at| at != stage), Err(ModelError::Cancelled), "{stage:?}");
    }
    assert_eq!(Observed::new(Vec::new()).push("a", f64::NAN, []), Err(ModelError::NoTime));
}

#[test]
fn a_file_that_is_no_whole_model_is_refused() {
    let bytes = learned(&yard(60, 8)).to_bytes().unwrap();
    assert!(matches!(Model::from_bytes(&[]), Err(ModelError::Foreign { .. })));
    assert!(matches!(Model::from_bytes(b"PK\x03\x04 something else"), Err(ModelError::Foreign { .. })));
    for part in 1..40 {
        let cut = &bytes[..bytes.len() * part / 40];
        assert!(matches!(Model::from_bytes(cut), Err(ModelError::Foreign { .. })), "{part}");
    }
    let needle = b"version\\\":";
    let at = bytes.windows(needle.len()).position(|part| part == needle).unwrap() + needle.len();
    let mut other = bytes.clone();
    other[at] = b'7';
    assert_eq!(Model::from_bytes(&other).unwrap_err(), ModelError::OtherVersion { found: 7, known: VERSION });
    // Whatever is changed, it is a model or it is refused.
    let mut random = fastrand::Rng::with_seed(5);
    let history = history(&yard(5, 9).rows);
    for _ in 0..300 {
        let mut broken = bytes.clone();
        for _ in 0..8 {
            let at = random.usize(0..broken.len());
            broken[at] = random.u8(..);
        }
        if let Ok(model) = Model::from_bytes(&broken) {
            drop(model.score(&history, &[Question { subject: "m9-1".into(), time: 1e6 }]));
        }
    }
    let other = safetensors::serialize(Vec::<(String, safetensors::tensor::TensorView<'_>)>::new(), None).unwrap();
    assert_eq!(Model::from_bytes(&other).unwrap_err(), ModelError::NotOurs);
}

#[test]
fn reasons_name_what_moved_the_probability() {
    let yard = yard(500, 10);
    let model = learned(&yard);
    let history = history(&yard.rows);
    let failing = yard.labels.iter().position(|label| *label).unwrap();
    let reasons = model.reasons(&history, &yard.questions[failing], 3).unwrap();
    assert_eq!(reasons[0].column.as_deref(), Some("errors"), "{reasons:?}");
    assert!(reasons[0].moved > 0.5 && reasons.len() == 3, "{reasons:?}");
    assert!(reasons.windows(2).all(|pair| pair[0].moved.abs() >= pair[1].moved.abs()));
}

#[test]
fn a_new_model_is_better_only_when_it_surely_is() {
    let (known, new) = (yard(500, 11), yard(300, 12));
    let good = learned(&known);
    let wrong = Yard { labels: known.labels.iter().enumerate().map(|(at, _)| at % 4 == 0).collect(), ..known };
    let bad = learned(&wrong);
    let history = history(&new.rows);
    let compared = |old, new_model| better(old, new_model, &history, &new.questions, &new.labels).unwrap();
    assert!(matches!(compared(&bad, &good), Better::Yes { .. }));
    assert!(matches!(compared(&good, &bad), Better::No { .. }));
    assert!(matches!(compared(&good, &good), Better::No { .. }));
}

/// Nodes of two racks fail now and then; those that have failed lately fail again.
#[test]
fn events_are_told_from_states_and_foreseen() {
    let mut random = fastrand::Rng::with_seed(13);
    let mut observed = Observed::new(["rack", "minutes", "cause"].map(str::to_owned).to_vec());
    let (mut questions, mut labels) = (Vec::new(), Vec::new());
    for node in 0..60 {
        let (name, rack) = (format!("n{node}"), if node % 2 == 0 { "r1" } else { "r2" });
        let mut times = vec![random.f64() * 100.0];
        while let Some(last) = times.last().copied().filter(|last| *last < 8_000.0) {
            // Troubles come in bursts.
            let gap = if random.f64() < 0.8 { 80.0 } else { 2_000.0 };
            times.push(last - gap * (1.0 - random.f64()).ln());
        }
        for time in &times {
            let (minutes, cause) = (random.f64() * 100.0, ["disk", "cpu", "net"][random.usize(0..3)]);
            let fields = [Field::Text(rack), Field::Number(minutes), Field::Text(cause)];
            observed.push(&name, *time, fields).unwrap();
        }
        for week in 8..45 {
            let time = f64::from(week) * 168.0;
            questions.push(Question { subject: name.clone(), time });
            labels.push(times.iter().any(|at| *at > time && *at <= time + 168.0));
        }
    }
    let history = observed.finish();
    let options = Options { horizon: 168.0, seed: 1, known: None };
    let model = train(&history, &questions, &labels, &options, &mut |_| true).unwrap();
    assert_eq!((model.schema().rows, model.schema().own_clocks), (RowKind::Event, false));
    let held = &model.report().model;
    assert!(held.auc.unwrap() > 0.65 && held.calibration_error < 0.1, "{held:?}");
    let lead = lead_time(model.schema(), &history, &questions, &labels, |_| true).unwrap();
    assert!((1.0..168.0).contains(&lead), "{lead}");
}

#[test]
fn measures_are_those_of_the_books() {
    let labels = [false, false, true, true];
    let of = Measures::of(&[0.1, 0.4, 0.35, 0.8], &labels);
    assert_eq!((of.auc, of.questions, of.failed), (Some(0.75), 4, 2));
    assert!((of.average_precision.unwrap() - (0.5 + 0.5 * 2.0 / 3.0)).abs() < 1e-12);
    assert!((of.brier - (0.01 + 0.16 + 0.4225 + 0.04) / 4.0).abs() < 1e-12);
    assert_eq!(Measures::of(&[0.5; 4], &labels).auc, Some(0.5));
    let one = Measures::of(&[0.5, 0.6], &[true, true]);
    assert_eq!((one.auc, one.recall), (None, None));
    assert_eq!(Measures::of(&[], &[]).questions, 0);
}
