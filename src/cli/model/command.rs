//! The command itself.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use super::super::answer::{refuse_same, write};
use super::super::args::Args;
use super::super::context;
use super::super::exit::Failure;
use super::super::output;
use super::super::rows::{count, text};
use super::intake::{Asked, Table};
use super::options::{EvalOptions, InfoOptions, ModelVerb, TrainOptions};
use super::{here, intake, sheet, words};
use crate::config;
use crate::i18n::Texts;
use crate::learn::failure::{Measures, Model, ModelError, Options, Stage, lead_time, train};
use crate::learn::vitals::{Pace, aim_of};
use crate::model::learning::Aim;
use crate::model::text::clean;
use crate::store;

pub(in crate::cli) fn run(args: &Args, verb: &ModelVerb) -> Result<(), Failure> {
    let texts = context::spoken(args);
    match verb {
        ModelVerb::Train(options) if options.source.is_none() && options.out.is_none() => here::run(args),
        ModelVerb::Train(options) => learn(options, &texts),
        ModelVerb::Eval(options) => eval(args, options, &texts),
        ModelVerb::Info(options) => info(args, options, &texts),
    }
}

fn learn(options: &TrainOptions, texts: &Texts) -> Result<(), Failure> {
    let out = options.out.as_deref().filter(|_| !options.source.is_none());
    let missing = || Failure::Question { text: texts.get("model-needs-both").to_owned() };
    let out = out.ok_or_else(missing)?;
    refuse_same(Some(out), &intake::files(&options.source), texts)?;
    if !(options.horizon_hours.is_finite() && options.horizon_hours > 0.0) || options.asked.within.is_zero() {
        return Err(Failure::Question { text: texts.say(&ModelError::NoHorizon) });
    }
    let pace = Pace::new(options.asked.aim());
    let settings = if options.source.from.is_empty() {
        Options { horizon: options.horizon_hours, seed: options.seed, known: None }
    } else {
        pace.options(options.seed)
    };
    let Table { history, asked } = intake::table(&options.source, pace, texts)?;
    let mut progress = Progress::new(texts);
    let model = train(&history, &asked.questions, &asked.labels, &settings, &mut |stage| progress.at(stage))?;
    write(Some(out), &model.to_bytes()?, texts)?;
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

fn eval(args: &Args, options: &EvalOptions, texts: &Texts) -> Result<(), Failure> {
    let mut files = intake::files(&options.source);
    files.extend(options.model.as_deref());
    refuse_same(options.out.as_deref(), &files, texts)?;
    let model = model(args, options.model.as_deref(), options.asked.aim(), texts)?;
    let pace = Pace::new(aim_of(model.schema()).unwrap_or_else(|| options.asked.aim()));
    let Table { history, asked: Asked { ids, questions, labels } } = if options.source.is_none() {
        intake::fared(&[dir(args)?], pace, texts)?
    } else {
        intake::table(&options.source, pace, texts)?
    };
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
    if args.json {
        output::json(&sheet::measured(&all, lead, &why))?;
        return Ok(());
    }
    words::measured(&all, lead, texts)?;
    for (id, chance, reasons) in &why {
        output::line(&words::because(id, *chance, reasons, texts))?;
    }
    Ok(())
}

/// The model of a file, or the one that is in use.
fn model(args: &Args, file: Option<&Path>, aim: Aim, texts: &Texts) -> Result<Model, Failure> {
    match file {
        Some(file) => intake::model(file, texts),
        None => {
            let config = context::to_look(args)?;
            let (weights, unusable) = store::weights(&config::data_dir(&config), aim);
            if let Some(why) = unusable {
                say(&clean(&why, 400));
            }
            if weights.bytes.is_empty() {
                return Err(Failure::Question { text: texts.get("model-unlearned").to_owned() });
            }
            Ok(Model::from_bytes(&weights.bytes)?)
        }
    }
}

fn dir(args: &Args) -> Result<PathBuf, Failure> {
    Ok(config::data_dir(&context::to_look(args)?))
}

fn info(args: &Args, options: &InfoOptions, texts: &Texts) -> Result<(), Failure> {
    let model = model(args, options.model.as_deref(), options.asked.aim(), texts)?;
    if args.json {
        output::json(&sheet::about(&model))?;
    } else {
        words::about(&model, texts)?;
    }
    Ok(())
}

/// How far training is, a line for each part of it, where somebody watches.
pub(super) struct Progress<'t> {
    texts: &'t Texts,
    last: Option<Stage>,
    shown: bool,
}

impl<'t> Progress<'t> {
    pub(super) fn new(texts: &'t Texts) -> Self {
        Self { texts, last: None, shown: std::io::stderr().is_terminal() }
    }

    pub(super) fn say(&self, words: &str) {
        if self.shown {
            say(words);
        }
    }

    fn at(&mut self, stage: Stage) -> bool {
        if self.last.replace(stage) != Some(stage) {
            self.say(self.texts.get(match stage {
                Stage::Numbers => "model-stage-numbers",
                Stage::Trees => "model-stage-trees",
                Stage::Network => "model-stage-network",
                Stage::Logistic => "model-stage-logistic",
                Stage::AllTrees => "model-stage-all-trees",
            }));
        }
        true
    }
}

/// A word beside the answer.
fn say(words: &str) {
    // Nobody to tell when stderr is closed.
    drop(writeln!(std::io::stderr().lock(), "autoagents: {words}"));
}
