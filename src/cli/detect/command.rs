//! The command itself.

use super::super::answer::refuse_same;
use super::super::args::{Args, DetectOptions};
use super::super::context;
use super::super::exit::Failure;
use super::intake::Samples;
use super::sheet::Sheet;
use crate::learn::anomaly::Detector;

pub(in crate::cli) fn run(args: &Args, options: &DetectOptions) -> Result<(), Failure> {
    let texts = context::spoken(args);
    refuse_same(options.out.as_deref(), &[options.csv.as_path()], &texts)?;
    let mut samples = Samples::open(&options.csv, &texts)?;
    let mut sheet = Sheet::begin(options.out.as_deref(), args.json, &texts)?;
    let mut detector = Detector::new();
    while let Some(sample) = samples.next()? {
        let verdict = detector.score(sample.at, sample.value);
        sheet.put(samples.timestamp(), &verdict)?;
    }
    sheet.end()?;
    samples.note_unknown();
    Ok(())
}
