//! When series reach levels above them: `--exhaust`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use super::super::answer::{refuse_same, write};
use super::super::args::Args;
use super::super::exit::Failure;
use super::options::ForecastOptions;
use crate::i18n::Texts;
use crate::learn::exhaust::{Foresight, Outlook};

mod intake;
mod sheet;

use self::intake::{Question, Sample};

/// What the series have taught is learned anew in every such number of minutes.
const LESSON: i64 = 30;

/// Answers every question by the rows up to its minute.
pub(super) fn run(args: &Args, queries: &Path, options: &ForecastOptions, texts: &Texts) -> Result<(), Failure> {
    refuse_same(options.out.as_deref(), &[queries, &options.csv], texts)?;
    let mut questions = intake::questions(queries, texts)?;
    let samples = intake::samples(&options.csv, &mut questions, texts)?;
    let answers = answers(&questions, &samples);
    let unknown = answers.iter().filter(|answer| answer.is_none()).count();
    if unknown > 0 {
        // Nobody to tell when stderr is closed.
        let words = texts.with("forecast-exhaust-unknown", &[("count", unknown.into())]);
        drop(writeln!(std::io::stderr().lock(), "autoagents: {words}"));
    }
    let written = if args.json { sheet::json(&questions, &answers) } else { sheet::csv(&questions, &answers) };
    write(options.out.as_deref(), &written?, texts)
}

/// The answers in the order of the questions; none of a series that was not measured then.
fn answers(questions: &[Question], samples: &[Sample]) -> Vec<Option<Outlook>> {
    let mut answers = vec![None; questions.len()];
    let mut order: Vec<usize> = (0..questions.len()).collect();
    order.sort_by_key(|at| questions[*at].minute);
    let mut waiting = order.into_iter().peekable();
    let mut lessons = lessons(questions, samples);
    let mut foresight = Foresight::default();
    for tick in samples.chunk_by(|a, b| a.minute == b.minute) {
        let minute = tick[0].minute;
        while let Some(at) = waiting.next_if(|at| questions[*at].minute < minute) {
            answers[at] = ask(&foresight, &questions[at]);
        }
        for sample in tick {
            foresight.observe(sample.series.into(), minute.into(), sample.value);
        }
        foresight.close(minute.into());
        if lessons.remove(&lesson(minute))
            && let Some(learned) = foresight.lessons().learn()
        {
            foresight.adopt(learned);
        }
    }
    for at in waiting {
        answers[at] = ask(&foresight, &questions[at]);
    }
    answers
}

fn ask(foresight: &Foresight, question: &Question) -> Option<Outlook> {
    foresight.ask(question.series?.into(), question.level)
}

/// When to learn: at the first minute of each stretch that a question falls into or comes after, so that no answer
/// depends on which others are asked for.
fn lessons(questions: &[Question], samples: &[Sample]) -> BTreeSet<i64> {
    let newest = |question: &Question| {
        let known = samples.partition_point(|sample| sample.minute <= question.minute);
        known.checked_sub(1).map(|last| lesson(samples[last].minute))
    };
    questions.iter().filter_map(newest).collect()
}

fn lesson(minute: i32) -> i64 {
    i64::from(minute).div_euclid(LESSON)
}

#[cfg(test)]
mod tests;
