//! The command itself.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use super::super::answer::{refuse_same, write};
use super::super::args::Args;
use super::super::context;
use super::super::exit::Failure;
use super::super::output;
use super::super::rows::{count, text};
use super::intake::{Asked, Table};
use super::options::{EvalOptions, InfoOptions, ModelVerb, TrainOptions};
use super::{intake, sheet, words};
use crate::i18n::Texts;
use crate::learn::failure::{Measures, ModelError, Options, Stage, lead_time, train};
use crate::learn::vitals::Pace;

pub(in crate::cli) fn run(args: &Args, verb: &ModelVerb) -> Result<(), Failure> {
    let texts = context::spoken(args);
    match verb {
        ModelVerb::Train(options) => learn(options, &texts),
        ModelVerb::Eval(options) => eval(args.json, options, &texts),
        ModelVerb::Info(options) => info(args.json, options, &texts),
    }
}

fn learn(options: &TrainOptions, texts: &Texts) -> Result<(), Failure> {
    refuse_same(Some(&options.out), &intake::files(&options.source), texts)?;
    if !(options.horizon_hours.is_finite() && options.horizon_hours > 0.0) || options.within.is_zero() {
        return Err(Failure::Question { text: texts.say(&ModelError::NoHorizon) });
    }
    let pace = Pace::new(options.within);
    let settings = if options.source.from.is_empty() {
        Options { horizon: options.horizon_hours, seed: options.seed, known: None }
    } else {
        pace.options(options.seed)
    };
    let Table { history, asked } = intake::table(&options.source, pace, texts)?;
    let mut progress = Progress { texts, last: None, shown: std::io::stderr().is_terminal() };
    let model = train(&history, &asked.questions, &asked.labels, &settings, &mut |stage| progress.at(stage))?;
    write(Some(&options.out), &model.to_bytes()?, texts)?;
    let report = model.report();
    let variables = [
        ("questions", count(report.questions)),
        ("failed", count(report.failed)),
        ("auc", text(&words::figure(report.model.auc))),
        ("logistic", text(&words::figure(report.logistic.auc))),
        ("rule", text(&words::figure(report.rule.auc))),
    ];
    say(&texts.with("model-trained", &variables));
    if let Some(warning) = words::loses(report, texts) {
        say(&warning);
    }
    Ok(())
}

fn eval(json: bool, options: &EvalOptions, texts: &Texts) -> Result<(), Failure> {
    let mut files = intake::files(&options.source);
    files.push(&options.model);
    refuse_same(options.out.as_deref(), &files, texts)?;
    let model = intake::model(&options.model, texts)?;
    let pace = Pace::new(Duration::from_secs_f64((model.schema().horizon * 3_600.0).clamp(1.0, 1e9)));
    let Table { history, asked: Asked { ids, questions, labels } } = intake::table(&options.source, pace, texts)?;
    let scores = model.compare(&history, &questions)?;
    if let Some(out) = &options.out {
        write(Some(out), &sheet::probabilities(&ids, &scores.model)?, texts)?;
    }
    let all = [&scores.model, &scores.logistic, &scores.rule].map(|scores| Measures::of(scores, &labels));
    let level = all[0].alarm_from.unwrap_or(1.0);
    let lead = lead_time(model.schema(), &history, &questions, &labels, |at| scores.model[at] > level);
    let mut likely: Vec<usize> = (0..ids.len()).collect();
    likely.sort_by(|a, b| scores.model[*b].total_cmp(&scores.model[*a]).then(a.cmp(b)));
    let mut why = Vec::new();
    for at in likely.into_iter().take(options.reasons) {
        why.push((ids[at].clone(), scores.model[at], model.reasons(&history, &questions[at], words::REASONS)?));
    }
    if json {
        output::json(&sheet::measured(&all, lead, &why))?;
        return Ok(());
    }
    words::measured(&all, lead, texts)?;
    for (id, chance, reasons) in &why {
        output::line(&words::because(id, *chance, reasons, texts))?;
    }
    Ok(())
}

fn info(json: bool, options: &InfoOptions, texts: &Texts) -> Result<(), Failure> {
    let model = intake::model(&options.model, texts)?;
    if json {
        output::json(&sheet::about(&model))?;
    } else {
        words::about(&model, texts)?;
    }
    Ok(())
}

/// How far training is, a line for each part of it, where somebody watches.
struct Progress<'t> {
    texts: &'t Texts,
    last: Option<Stage>,
    shown: bool,
}

impl Progress<'_> {
    fn at(&mut self, stage: Stage) -> bool {
        if self.shown && self.last != Some(stage) {
            say(self.texts.get(match stage {
                Stage::Numbers => "model-stage-numbers",
                Stage::Trees => "model-stage-trees",
                Stage::Network => "model-stage-network",
                Stage::Logistic => "model-stage-logistic",
                Stage::AllTrees => "model-stage-all-trees",
            }));
        }
        self.last = Some(stage);
        true
    }
}

/// A word beside the answer.
fn say(words: &str) {
    // Nobody to tell when stderr is closed.
    drop(writeln!(std::io::stderr().lock(), "autoagents: {words}"));
}
