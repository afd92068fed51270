//! Files to rows and questions.

use std::path::{Path, PathBuf};

use super::super::exit::Failure;
use super::super::rows::{Rows, count, text, unreadable};
use super::options::Source;
use crate::i18n::Texts;
use crate::learn::failure::{Field, History, Model, Observed, Question};
use crate::learn::vitals::{Lesson, Pace};
use crate::model::text::clean;
use crate::store;

/// Most questions.
const MOST_QUESTIONS: usize = 5_000_000;
/// Largest file of a model, in bytes: no model that was trained here is nearly as large.
const LARGEST: u64 = 1 << 28;

/// Rows with questions about them.
pub(super) struct Table {
    pub(super) history: History,
    pub(super) asked: Asked,
}

/// What is read.
pub(super) fn files(source: &Source) -> Vec<&Path> {
    source.history.iter().chain(&source.labels).map(PathBuf::as_path).collect()
}

/// What the files say, or what became of the services of data directories.
pub(super) fn table(source: &Source, pace: Pace, texts: &Texts) -> Result<Table, Failure> {
    if let (Some(rows), Some(labels)) = (&source.history, &source.labels) {
        let (history, asked) = (history(rows, texts)?, asked(labels, texts)?);
        return if history.rows() == 0 { Err(nothing(rows, texts)) } else { Ok(Table { history, asked }) };
    }
    fared(&source.from, pace, texts)
}

/// What became of the services of data directories.
pub(super) fn fared(dirs: &[PathBuf], pace: Pace, texts: &Texts) -> Result<Table, Failure> {
    let mut gathered = Lesson::gather(pace);
    for (number, dir) in dirs.iter().enumerate() {
        let mark = if dirs.len() > 1 { format!("{}/", number + 1) } else { String::new() };
        let mut add = |service: &str, lived: &_| gathered.add(&format!("{mark}{service}"), lived);
        store::open_offline(dir)?.lives(pace, &mut add)??;
    }
    let Lesson { history, questions, labels, .. } = gathered.finish();
    if history.rows() == 0 {
        return Err(dirs.first().map_or(Failure::Ended, |dir| nothing(dir, texts)));
    }
    let ids = (0..questions.len()).map(|number| number.to_string()).collect();
    Ok(Table { history, asked: Asked { ids, questions, labels } })
}

fn nothing(path: &Path, texts: &Texts) -> Failure {
    Failure::File { text: texts.with("model-no-rows", &[("file", text(&shown(path)))]) }
}

/// The rows of a file.
fn history(path: &Path, texts: &Texts) -> Result<History, Failure> {
    let mut rows = Rows::open(path, &["subject", "time"], texts)?;
    let (places, names): (Vec<usize>, Vec<String>) = rows.others()?.into_iter().unzip();
    let mut observed = Observed::new(names);
    while rows.next()? {
        let Some(time) = rows.number("time")? else { return Err(rows.wrong("rows-no-number", "time")) };
        let fields = places.iter().map(|place| Field::Text(rows.at(*place)));
        observed.push(rows.name("subject")?, time, fields)?;
    }
    Ok(observed.finish())
}

/// Questions, in the order of their file.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) ids: Vec<String>,
    pub(super) questions: Vec<Question>,
    pub(super) labels: Vec<bool>,
}

/// The questions of a file.
fn asked(path: &Path, texts: &Texts) -> Result<Asked, Failure> {
    let mut rows = Rows::open(path, &["qid", "subject", "time", "label"], texts)?;
    let mut asked = Asked::default();
    while rows.next()? {
        if asked.ids.len() == MOST_QUESTIONS {
            return Err(rows.failed("rows-too-many", &[("most", count(MOST_QUESTIONS))]));
        }
        let Some(time) = rows.number("time")? else { return Err(rows.wrong("rows-no-number", "time")) };
        let label = match rows.text("label").trim() {
            "1" => true,
            "0" => false,
            _ => return Err(rows.wrong("model-no-label", "label")),
        };
        asked.ids.push(rows.name("qid")?.to_owned());
        asked.questions.push(Question { subject: rows.name("subject")?.to_owned(), time });
        asked.labels.push(label);
    }
    Ok(asked)
}

/// The model in a file.
pub(super) fn model(path: &Path, texts: &Texts) -> Result<Model, Failure> {
    let unreadable = |error: std::io::Error| unreadable(&shown(path), &error, texts);
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        return Err(unreadable(std::io::Error::from(std::io::ErrorKind::IsADirectory)));
    }
    if about.len() > LARGEST {
        return Err(unreadable(std::io::Error::from(std::io::ErrorKind::FileTooLarge)));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    Model::from_bytes(&bytes).map_err(|error| Failure::File {
        text: texts.with("model-file", &[("file", text(&shown(path))), ("error", text(&texts.say(&error)))]),
    })
}

fn shown(path: &Path) -> String {
    clean(&path.display().to_string(), 400)
}
