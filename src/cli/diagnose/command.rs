//! The command itself.

use super::super::answer::{refuse_same, write};
use super::super::args::{Args, DiagnoseOptions};
use super::super::context;
use super::super::exit::Failure;
use super::{intake, sheet};
use crate::learn::cause::rank;

pub(in crate::cli) fn run(args: &Args, options: &DiagnoseOptions) -> Result<(), Failure> {
    let texts = context::spoken(args);
    let inputs: Vec<_> = [Some(options.csv.as_path()), options.graph.as_deref()].into_iter().flatten().collect();
    refuse_same(options.out.as_deref(), &inputs, &texts)?;
    let case = intake::case(options, &texts)?;
    let ranking = rank(&case);
    let written = if args.json { sheet::json(&case, &ranking, &texts) } else { sheet::csv(&case, &ranking, &texts) };
    write(options.out.as_deref(), &written?, &texts)
}
