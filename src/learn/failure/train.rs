//! Training: numbers of the questions, trees, networks, and what each of them is worth on questions that were held out.

use serde::Serialize;

use super::blend::{Blend, chance};
use super::features::{Extractor, plan};
use super::history::History;
use super::holdout::held_out;
use super::measures::Measures;
use super::model::{Model, Report};
use super::network::{Network, Training};
use super::question::Question;
use super::rule::Rule;
use super::schema::{Known, Schema};
use super::wrong::ModelError;
use crate::learn::forest::{Cases, Forest, Growth, Matrix, boost};

/// Fewest questions that failed, and that did not.
pub const FEWEST: usize = 10;
/// Most trees.
const TREES: usize = 240;
/// Trees of all forests of a model together, where one does not have more.
const IN_ALL: usize = 200;
/// Most forests.
const MOST_FORESTS: usize = 4;
/// Trees without a gain on the questions that were held out, after which no more are grown.
const PATIENCE: usize = 25;
/// How many numbers the network looks at: those that the trees have gained the most by.
const CHOSEN: usize = 32;
/// How many of them the rule is chosen from.
const FOR_RULE: usize = 16;

/// What training is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// In hours: what happens within that time after a question counts.
    pub horizon: f64,
    /// Of the random choices.
    pub seed: u64,
    /// What is known of the table; what its rows are is learned from it otherwise.
    pub known: Option<Known>,
}

/// How far training is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The numbers of the questions are known.
    Numbers,
    /// A tree more has grown.
    Trees,
    /// The network has seen all questions once more.
    Network,
    /// The logistic regression has.
    Logistic,
    /// A tree more has grown, on all questions.
    AllTrees,
}

/// Trains a model on questions and whether they failed. `go_on` is told how far it is and says whether to go on.
///
/// # Errors
/// When there are too few questions of either kind, it is called off, or the numbers cannot be worked out.
pub fn train(
    history: &History,
    questions: &[Question],
    labels: &[bool],
    options: &Options,
    go_on: &mut dyn FnMut(Stage) -> bool,
) -> Result<Model, ModelError> {
    if !(options.horizon.is_finite() && options.horizon > 0.0) {
        return Err(ModelError::NoHorizon);
    }
    let failed = labels.iter().filter(|label| **label).count();
    if failed < FEWEST || labels.len() - failed < FEWEST {
        return Err(ModelError::TooFew { failed, well: labels.len() - failed, least: FEWEST });
    }
    let schema = match &options.known {
        Some(known) => Schema::known(history, options.horizon, known),
        None => Schema::learn(history, options.horizon),
    };
    let matrix = numbers(&schema, history, questions);
    step(Stage::Numbers, go_on)?;
    let held = held_out(&schema, history, questions, labels, options.seed);
    let (fit, test) = (Part::new(&matrix, labels, &held, false), Part::new(&matrix, labels, &held, true));
    let (forest, gains) = first_forest(&fit, &test, options.seed, go_on)?;
    let chosen = chosen(&gains);
    let network = network(&fit, chosen.clone(), options.seed, go_on)?;
    let logistic = logistic(&fit, chosen.clone(), options.seed, go_on)?;
    let rule_of = &chosen[..chosen.len().min(FOR_RULE)];
    let rule = Rule::learn(&fit.matrix, rule_of, &fit.labels).unwrap_or_default();
    let trees: Vec<f64> = (0..test.matrix.rows()).map(|row| forest.margin(test.matrix.row(row))).collect();
    let margins = [trees, network.margins(&test.matrix)?];
    let plain_margins = [logistic.margins(&test.matrix)?];
    let (blend, plain) = (Blend::learn(&margins, &test.labels), Blend::learn(&plain_margins, &test.labels));
    let measured = |blend: &Blend, margins: &[Vec<f64>]| {
        let margin = |row: usize| blend.margin(margins.iter().map(|margins| margins[row]));
        let chances: Vec<f64> = (0..test.labels.len()).map(|row| chance(margin(row))).collect();
        Measures::of(&chances, &test.labels)
    };
    let report = Report {
        seed: options.seed,
        rows: history.rows(),
        subjects: history.subject_count(),
        questions: labels.len(),
        failed,
        model: measured(&blend, &margins),
        logistic: measured(&plain, &plain_margins),
        rule: Measures::of(&rule.chances(&test.matrix), &test.labels),
    };
    // What was held out is known to be foreseen as well as it can be; now it may teach, too.
    let forest = last_forests(&matrix, labels, forest.roots.len(), options.seed, go_on)?;
    Ok(Model { schema, forest, network, logistic, rule, blend, plain, report })
}

fn step(stage: Stage, go_on: &mut dyn FnMut(Stage) -> bool) -> Result<(), ModelError> {
    if go_on(stage) { Ok(()) } else { Err(ModelError::Cancelled) }
}

fn numbers(schema: &Schema, history: &History, questions: &[Question]) -> Matrix {
    let extractor = Extractor::new(schema, history);
    let width = plan(schema).len();
    let mut matrix = Matrix { width, values: Vec::with_capacity(width * questions.len()) };
    for question in questions {
        extractor.numbers(question, &mut matrix.values);
    }
    matrix
}

/// Some of the questions.
struct Part {
    matrix: Matrix,
    labels: Vec<bool>,
}

impl Part {
    fn new(matrix: &Matrix, labels: &[bool], held: &[bool], wanted: bool) -> Self {
        let rows: Vec<usize> = (0..labels.len()).filter(|row| held[*row] == wanted).collect();
        Self { matrix: matrix.pick(&rows), labels: rows.iter().map(|row| labels[*row]).collect() }
    }
}

fn cases<'c>(matrix: &'c Matrix, came: &'c [bool]) -> Cases<'c> {
    Cases { matrix, came, before: None, weights: None }
}

fn growth(seed: u64) -> Growth {
    Growth {
        trees: TREES,
        leaves: 24,
        depth: usize::MAX,
        rate: 0.08,
        hold: 2.0,
        largest: f64::INFINITY,
        least: 1.0,
        fewest: 20.0,
        rows: 0.7,
        columns: 0.4,
        seed,
    }
}

/// As many trees as make the questions that were held out the likeliest.
fn first_forest(
    fit: &Part,
    test: &Part,
    seed: u64,
    go_on: &mut dyn FnMut(Stage) -> bool,
) -> Result<(Forest, Vec<f64>), ModelError> {
    let mut margins: Vec<f64> = Vec::new();
    let (mut best, mut best_at, mut called_off) = (f64::INFINITY, 0, false);
    let (mut forest, gains) = boost(&cases(&fit.matrix, &fit.labels), &growth(seed), |forest| {
        margins.resize(test.labels.len(), f64::from(forest.base));
        let Some(root) = forest.roots.last() else { return true };
        let mut cost = 0.0;
        for (row, (margin, label)) in margins.iter_mut().zip(&test.labels).enumerate() {
            *margin += forest.answer(*root, test.matrix.row(row));
            let said = chance(*margin);
            cost -= if *label { said.ln() } else { (1.0 - said).ln() };
        }
        if cost < best {
            (best, best_at) = (cost, forest.roots.len());
        }
        called_off = !go_on(Stage::Trees);
        !called_off && forest.roots.len() < best_at + PATIENCE
    });
    if called_off {
        return Err(ModelError::Cancelled);
    }
    forest.keep(best_at);
    Ok((forest, gains))
}

/// The mean of several forests that differ by their random choices, each of so many trees: more where these are few, which
/// costs little and steadies the answer (Breiman, 1996).
fn last_forests(
    matrix: &Matrix,
    labels: &[bool],
    trees: usize,
    seed: u64,
    go_on: &mut dyn FnMut(Stage) -> bool,
) -> Result<Forest, ModelError> {
    let several = (IN_ALL / trees.max(1)).clamp(1, MOST_FORESTS);
    let mut all = Forest::default();
    for forest in 0..several {
        let mut called_off = false;
        let own = seed.wrapping_add((forest as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let growth = Growth { trees, ..growth(own) };
        let (one, _) = boost(&cases(matrix, labels), &growth, |_| {
            called_off = !go_on(Stage::AllTrees);
            !called_off
        });
        if called_off {
            return Err(ModelError::Cancelled);
        }
        all.join(&one);
    }
    #[expect(clippy::cast_precision_loss, reason = "few forests")]
    all.scale(1.0 / several as f32);
    Ok(all)
}

/// The columns that the trees have gained the most by, the best first; all in order where nothing was gained.
fn chosen(gains: &[f64]) -> Vec<usize> {
    let mut columns: Vec<usize> = (0..gains.len()).filter(|column| gains[*column] > 0.0).collect();
    columns.sort_by(|a, b| gains[*b].total_cmp(&gains[*a]).then(a.cmp(b)));
    if columns.is_empty() {
        columns = (0..gains.len()).collect();
    }
    columns.truncate(CHOSEN);
    columns
}

fn network(
    fit: &Part,
    columns: Vec<usize>,
    seed: u64,
    go_on: &mut dyn FnMut(Stage) -> bool,
) -> Result<Network, ModelError> {
    let training = Training { hidden: vec![32, 16], epochs: 6, rate: 0.004, dropout: 0.15, decay: 0.05, seed };
    let trained = Network::train(&fit.matrix, columns, &fit.labels, &training, &mut || go_on(Stage::Network))?;
    trained.ok_or(ModelError::Cancelled)
}

fn logistic(
    fit: &Part,
    columns: Vec<usize>,
    seed: u64,
    go_on: &mut dyn FnMut(Stage) -> bool,
) -> Result<Network, ModelError> {
    let training = Training { hidden: Vec::new(), epochs: 3, rate: 0.02, dropout: 0.0, decay: 0.01, seed };
    let trained = Network::train(&fit.matrix, columns, &fit.labels, &training, &mut || go_on(Stage::Logistic))?;
    trained.ok_or(ModelError::Cancelled)
}
