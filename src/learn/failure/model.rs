//! A model that has been trained.

use serde::{Deserialize, Serialize};

use super::blend::{Blend, chance};
use super::features::{Aspect, Extractor, Feature, plan};
use super::history::History;
use super::measures::Measures;
use super::network::Network;
use super::question::Question;
use super::rule::Rule;
use super::schema::Schema;
use super::wrong::ModelError;
use crate::learn::forest::{Forest, Matrix};

/// Questions whose numbers are in memory at once.
const AT_ONCE: usize = 8_192;

/// What a model is made from, and what it was worth on the questions that were held out of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Of the random choices.
    pub seed: u64,
    /// Rows of the history.
    pub rows: usize,
    /// Subjects of the history.
    pub subjects: usize,
    /// Questions that it was trained on.
    pub questions: usize,
    /// How many of them failed.
    pub failed: usize,
    /// The model itself.
    pub model: Measures,
    /// A logistic regression on the same inputs.
    pub logistic: Measures,
    /// The best rule of one number.
    pub rule: Measures,
}

/// Probabilities of questions: the model's, and those of what it has to be better than.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// The model's.
    pub model: Vec<f64>,
    /// The logistic regression's.
    pub logistic: Vec<f64>,
    /// The rule's.
    pub rule: Vec<f64>,
}

/// Why a probability is what it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The column, where it is of one.
    pub column: Option<String>,
    /// The category, where it is of one.
    pub category: Option<String>,
    /// What it says of it, the strongest of what it says.
    #[serde(flatten)]
    pub aspect: Aspect,
    /// The number; `None` where it is unknown.
    pub value: Option<f64>,
    /// What everything of the column has moved the log-odds by.
    pub moved: f64,
}

/// A trained model.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) schema: Schema,
    pub(super) forest: Forest,
    pub(super) network: Network,
    pub(super) logistic: Network,
    pub(super) rule: Rule,
    /// Of forest and network.
    pub(super) blend: Blend,
    /// Of the logistic regression alone.
    pub(super) plain: Blend,
    pub(super) report: Report,
}

impl Model {
    /// What its tables are like.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What it is made from, and what it was worth.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How many numbers of a question it looks at.
    #[must_use]
    pub fn width(&self) -> usize {
        plan(&self.schema).len()
    }

    /// What the rule looks at.
    #[must_use]
    pub fn rule(&self) -> Option<(Option<&str>, Feature)> {
        plan(&self.schema).get(self.rule.column).map(|feature| (self.column(feature), *feature))
    }

    /// Shares of the trees and of the network in the answer.
    #[must_use]
    pub fn shares(&self) -> (f64, f64) {
        let weight = |at: usize| self.blend.weights.get(at).copied().unwrap_or(0.0);
        (weight(0), weight(1))
    }

    /// The probability of each question, from rows up to its time.
    ///
    /// # Errors
    /// When the numbers cannot be worked out.
    pub fn score(&self, history: &History, questions: &[Question]) -> Result<Vec<f64>, ModelError> {
        let mut all = Vec::with_capacity(questions.len());
        self.each(history, questions, &mut |matrix| {
            all.extend(self.margins(matrix)?.into_iter().map(chance));
            Ok(())
        })?;
        Ok(all)
    }

    /// Those, and the ones of what is simpler.
    ///
    /// # Errors
    /// When the numbers cannot be worked out.
    pub fn compare(&self, history: &History, questions: &[Question]) -> Result<Scores, ModelError> {
        let mut scores = Scores { model: Vec::new(), logistic: Vec::new(), rule: Vec::new() };
        self.each(history, questions, &mut |matrix| {
            scores.model.extend(self.margins(matrix)?.into_iter().map(chance));
            let plain = self.logistic.margins(matrix)?;
            scores.logistic.extend(plain.into_iter().map(|margin| chance(self.plain.margin([margin]))));
            scores.rule.extend(self.rule.chances(matrix));
            Ok(())
        })?;
        Ok(scores)
    }

    /// What moves the probability of a question the most, at most `most` columns of it, the strongest first.
    ///
    /// # Errors
    /// When the numbers cannot be worked out.
    pub fn reasons(&self, history: &History, question: &Question, most: usize) -> Result<Vec<Reason>, ModelError> {
        let (mut row, features) = (Vec::new(), plan(&self.schema));
        Extractor::new(&self.schema, history).numbers(question, &mut row);
        let mut moved = vec![0.0; features.len()];
        let (trees, network) = self.shares();
        self.forest.attribute(&row, trees, &mut moved);
        self.network.attribute(&row, network, &mut moved)?;
        let mut reasons: Vec<Reason> = Vec::new();
        let mut strongest: Vec<usize> = (0..features.len()).collect();
        strongest.sort_by(|a, b| moved[*b].abs().total_cmp(&moved[*a].abs()).then(a.cmp(b)));
        for at in strongest.into_iter().filter(|at| moved[*at] != 0.0) {
            let feature = features[at];
            let column = self.column(&feature).map(str::to_owned);
            // Rows as such are not of a column: each is a reason of its own.
            match reasons.iter_mut().find(|reason| column.is_some() && reason.column == column) {
                Some(reason) => reason.moved += moved[at],
                None => reasons.push(Reason {
                    column,
                    category: self.category(&feature),
                    aspect: feature.aspect,
                    value: Some(f64::from(row[at])).filter(|value| value.is_finite()),
                    moved: moved[at],
                }),
            }
        }
        reasons.sort_by(|a, b| b.moved.abs().total_cmp(&a.moved.abs()));
        reasons.truncate(most);
        Ok(reasons)
    }

    fn column(&self, feature: &Feature) -> Option<&str> {
        self.schema.columns.get(feature.column?).map(|column| column.name.as_str())
    }

    fn category(&self, feature: &Feature) -> Option<String> {
        let column = self.schema.columns.get(feature.column?)?;
        column.categories.as_ref()?.get(feature.category()?).cloned()
    }

    /// Log-odds of rows of numbers.
    fn margins(&self, matrix: &Matrix) -> Result<Vec<f64>, ModelError> {
        let network = self.network.margins(matrix)?;
        let trees = (0..matrix.rows()).map(|row| self.forest.margin(matrix.row(row)));
        Ok(trees.zip(network).map(|(trees, network)| self.blend.margin([trees, network])).collect())
    }

    fn each(
        &self,
        history: &History,
        questions: &[Question],
        take: &mut dyn FnMut(&Matrix) -> Result<(), ModelError>,
    ) -> Result<(), ModelError> {
        let (extractor, width) = (Extractor::new(&self.schema, history), self.width());
        let mut matrix = Matrix { width, values: Vec::new() };
        for some in questions.chunks(AT_ONCE) {
            matrix.values.clear();
            for question in some {
                extractor.numbers(question, &mut matrix.values);
            }
            take(&matrix)?;
        }
        Ok(())
    }
}
