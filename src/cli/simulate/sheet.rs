//! The plan as CSV or JSON.

use std::fmt::Display;

use serde_json::json;

use super::super::exit::Failure;
use super::intake::Dag;
use crate::learn::schedule::Placement;

/// `task,machine,start`, in the order of the file.
pub(super) fn csv(dag: &Dag, placements: &[Placement]) -> Result<Vec<u8>, Failure> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn Display| Failure::File { text: error.to_string() };
    sheet.write_record(["task", "machine", "start"]).map_err(|error| failed(&error))?;
    for (name, placement) in dag.names.iter().zip(placements) {
        let (machine, start) = (machine(placement), format!("{:.6}", placement.start));
        sheet.write_record([name, &machine, &start]).map_err(|error| failed(&error))?;
    }
    sheet.into_inner().map_err(|error| failed(&error))
}

/// The same as an array of objects.
pub(super) fn json(dag: &Dag, placements: &[Placement]) -> Result<Vec<u8>, Failure> {
    let object = |(name, placement): (&String, &Placement)| json!({ "task": name, "machine": machine(placement), "start": placement.start });
    let objects: Vec<_> = dag.names.iter().zip(placements).map(object).collect();
    let mut written = serde_json::to_vec_pretty(&objects).map_err(|error| Failure::File { text: error.to_string() })?;
    written.push(b'\n');
    Ok(written)
}

fn machine(placement: &Placement) -> String {
    format!("m{}", placement.slot + 1)
}
