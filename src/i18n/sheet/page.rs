//! What a chart shows.

use super::{svg, table};
use crate::i18n::Texts;
use crate::model::record::Entry;
use crate::model::series::{Point, Resolution, Series};
use crate::model::time::Wall;
use crate::model::trend::Trend;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table.
    Csv,
    /// An object with everything.
    Json,
    /// A picture.
    Svg,
}

impl Form {
    /// By the ending of a file's name.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }
}

/// A moment that is marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What happened.
    pub entry: Entry,
    /// The same in words.
    pub text: String,
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Of which series.
    pub series: Series,
    /// Left edge.
    pub since: Wall,
    /// Right edge.
    pub until: Wall,
    /// How coarse the points are.
    pub resolution: Resolution,
    /// In order of time.
    pub points: Vec<Point>,
    /// What happened meanwhile, in order of time.
    pub marks: Vec<Mark>,
    /// What there is to say about it.
    pub trend: Option<Trend>,
}

impl Page {
    /// As the content of a file.
    #[must_use]
    pub fn write(&self, form: Form, texts: &Texts) -> String {
        match form {
            Form::Csv => table::csv(self),
            Form::Json => table::json(self),
            Form::Svg => svg::svg(self, texts),
        }
    }
}
