//! `autoagents export`: history to stdout, streamed; needs no runtime.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;

use serde_json::json;

use super::args::{Args, ExportOptions, Format};
use super::context;
use super::exit::Failure;
use crate::config;
use crate::model::series::{Resolution, Series};
use crate::model::time::rfc3339;
use crate::store::{self, ExportRow};

pub(super) fn run(args: &Args, options: &ExportOptions) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let wanted = options.series.iter().map(|text| text.parse::<Series>()).collect::<Result<Vec<_>, _>>();
    let wanted = wanted.map_err(|error| Failure::NotASeries { text: error.text })?;
    let span = (context::since(&options.since)?, chrono::Utc::now());
    let mut reader = store::open_offline(&config::data_dir(&config))?;
    let mut sheet = Sheet::new(BufWriter::new(io::stdout().lock()), options.format)?;
    let mut written = Ok(());
    reader.export(&wanted, span, &mut |row| {
        written = sheet.row(&row);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    Ok(sheet.end()?)
}

/// The output in one of the forms.
struct Sheet<W> {
    out: W,
    format: Format,
    rows: u64,
}

impl<W: Write> Sheet<W> {
    fn new(mut out: W, format: Format) -> io::Result<Self> {
        match format {
            Format::Csv => writeln!(out, "time,series,resolution,min,max,mean,last,count")?,
            Format::Json => write!(out, "[")?,
        }
        Ok(Self { out, format, rows: 0 })
    }

    fn row(&mut self, row: &ExportRow<'_>) -> io::Result<()> {
        let point = &row.point;
        let resolution = match row.resolution {
            Resolution::Raw => "raw",
            Resolution::Minute => "minute",
            Resolution::Hour => "hour",
        };
        let at = rfc3339(point.at);
        let (min, max, mean, last, count) = (point.min, point.max, point.mean, point.last, point.count);
        match self.format {
            Format::Csv => {
                let series = quoted(&row.series.to_string());
                writeln!(self.out, "{at},{series},{resolution},{min},{max},{mean},{last},{count}")?;
            }
            Format::Json => {
                let comma = if self.rows == 0 { "\n" } else { ",\n" };
                let value = json!({
                    "time": at, "series": row.series, "resolution": resolution,
                    "min": min, "max": max, "mean": mean, "last": last, "count": count,
                });
                write!(self.out, "{comma}{value}")?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    fn end(mut self) -> io::Result<()> {
        if self.format == Format::Json {
            writeln!(self.out, "\n]")?;
        }
        self.out.flush()
    }
}

/// A field of a CSV file (RFC 4180).
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_need_quotes_get_them() {
        assert_eq!(quoted("host.load.1m"), "host.load.1m");
        assert_eq!(quoted("host.disk.used_percent{/a,b\"c}"), "\"host.disk.used_percent{/a,b\"\"c}\"");
    }
}
