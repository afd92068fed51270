//! The answer as CSV or JSON.

use std::io::{self, Write};

use serde_json::json;

use crate::learn::patterns::Clusters;

/// `line_id,cluster_id,template`.
pub(super) fn csv(found: &Clusters, to: &mut dyn Write) -> io::Result<()> {
    let mut sheet = csv::Writer::from_writer(to);
    sheet.write_record(["line_id", "cluster_id", "template"])?;
    let names: Vec<String> = (1..=found.all.len()).map(|name| name.to_string()).collect();
    for (at, place) in found.lines.iter().enumerate() {
        let place = *place as usize;
        let (Some(name), Some(cluster)) = (names.get(place), found.all.get(place)) else { continue };
        sheet.write_record([(at + 1).to_string().as_str(), name, &cluster.template])?;
    }
    sheet.flush()
}

/// The clusters as an array of objects.
pub(super) fn json(found: &Clusters, to: &mut dyn Write) -> io::Result<()> {
    let objects: Vec<_> = (1..)
        .zip(&found.all)
        .map(|(name, cluster): (u32, _)| {
            json!({
                "cluster_id": name,
                "lines": cluster.lines,
                "first_line": cluster.first,
                "last_line": cluster.last,
                "template": cluster.template,
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *to, &objects)?;
    to.write_all(b"\n")
}
