//! The command itself.

use std::path::Path;

use super::super::args::{Args, DiagnoseOptions};
use super::super::context;
use super::super::exit::Failure;
use super::super::rows::text;
use super::{intake, sheet};
use crate::i18n::Texts;
use crate::learn::cause::rank;
use crate::model::text::clean;

pub(in crate::cli) fn run(args: &Args, options: &DiagnoseOptions) -> Result<(), Failure> {
    let texts = context::spoken(args);
    refuse_same(options, &texts)?;
    let case = intake::case(options, &texts)?;
    let ranking = rank(&case);
    let written = if args.json { sheet::json(&case, &ranking, &texts) } else { sheet::csv(&case, &ranking, &texts) };
    sheet::write(options.out.as_deref(), &written?, &texts)
}

/// The output must not take the place of what it is made from.
fn refuse_same(options: &DiagnoseOptions, texts: &Texts) -> Result<(), Failure> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let Some(out) = options.out.as_deref().and_then(real) else { return Ok(()) };
    let inputs = [Some(options.csv.as_path()), options.graph.as_deref()];
    if inputs.into_iter().flatten().any(|input| real(input).is_some_and(|input| input == out)) {
        let file = clean(&out.display().to_string(), 400);
        return Err(Failure::Question { text: texts.with("rows-same-file", &[("file", text(&file))]) });
    }
    Ok(())
}
