//! What `smartctl --json` prints (smartmontools 7.0 and newer, `json_format_version` 1) to drives and figures. Pure. All of
//! it may be hostile: names come from firmware, and the program from the operator.

use serde::Deserialize;
use serde_json::Value;

use crate::model::text::clean;

/// More drives than this are not asked.
const MOST: usize = 256;
/// Longest name of a drive, and longest remark that is told, in characters.
const LONGEST: usize = 64;
const REMARK: usize = 160;
/// Attributes whose raw value has more than the number in it: hours with minutes, a temperature with its extremes. Of these the
/// text begins with the number.
const PACKED: [u64; 4] = [9, 190, 194, 240];
/// Of the log of an `NVMe` drive (NVM Express base specification, SMART / health information).
const NVME: [&str; 12] = [
    "available_spare",
    "controller_busy_time",
    "critical_warning",
    "data_units_read",
    "data_units_written",
    "media_errors",
    "num_err_log_entries",
    "percentage_used",
    "power_cycles",
    "power_on_hours",
    "temperature",
    "unsafe_shutdowns",
];

/// A drive that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drive {
    /// The device, below `/dev/`.
    pub(super) path: String,
    /// How it is spoken to, in the program's words.
    pub(super) kind: Option<String>,
    /// As its series are called.
    pub(super) name: String,
}

/// What a drive has answered.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// Its figures, by metric; none where it has nothing to say.
    Figures(Vec<(String, f64)>),
    /// It sleeps, and was left asleep.
    Asleep,
    /// It cannot be asked; in the program's words.
    Closed(String),
}

#[derive(Deserialize)]
struct Listed {
    smartctl: Value,
    #[serde(default)]
    devices: Vec<Value>,
}

/// The drives that a scan names; none when this is no scan.
pub(super) fn listed(said: &[u8]) -> Option<Vec<Drive>> {
    let scan: Listed = serde_json::from_slice(said).ok()?;
    scan.smartctl.as_object()?;
    let mut drives: Vec<Drive> = Vec::new();
    for drive in scan.devices.iter().filter_map(drive) {
        if drives.len() < MOST && drives.iter().all(|known| known.name != drive.name) {
            drives.push(drive);
        }
    }
    Some(drives)
}

fn drive(device: &Value) -> Option<Drive> {
    let path = device["name"].as_str()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | ':' | '+' | ',');
    let name = path.strip_prefix("/dev/")?;
    // It becomes an argument of a program that root runs.
    if name.is_empty() || name.len() > LONGEST || !name.chars().all(plain) || name.contains("..") {
        return None;
    }
    let kind = device["type"].as_str().filter(|kind| !kind.is_empty() && kind.len() <= LONGEST);
    let kind = kind.filter(|kind| kind.chars().all(plain)).map(str::to_owned);
    // Behind one controller there are several, told apart by their number.
    let number = kind.as_deref().filter(|kind| kind.contains(','));
    let name = number.map_or_else(|| name.to_owned(), |number| format!("{name} {number}"));
    Some(Drive { path: path.to_owned(), kind, name })
}

/// What a drive has answered; none when this is no answer.
pub(super) fn heard(said: &[u8]) -> Option<Heard> {
    let answer: Value = serde_json::from_slice(said).ok()?;
    let about = answer["smartctl"].as_object()?;
    let remarks: Vec<&str> = about
        .get("messages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|remark| remark["string"].as_str())
        .collect();
    let figures = figures(&answer);
    if !figures.is_empty() {
        return Some(Heard::Figures(figures));
    }
    // Bit 1: it could not be opened, did not say what it is, or sleeps (smartctl(8), exit status).
    let is_closed = about.get("exit_status").and_then(Value::as_u64).is_some_and(|status| status & 2 != 0);
    if remarks.iter().any(|remark| remark.contains("STANDBY") || remark.contains("SLEEP")) {
        return Some(Heard::Asleep);
    }
    Some(if is_closed {
        Heard::Closed(clean(remarks.first().copied().unwrap_or("?"), REMARK))
    } else {
        Heard::Figures(figures)
    })
}

fn figures(answer: &Value) -> Vec<(String, f64)> {
    let mut out: Vec<(String, f64)> = Vec::new();
    let mut note = |metric: String, value: Option<f64>| {
        if let Some(value) = value.filter(|value| value.is_finite() && *value >= 0.0)
            && out.iter().all(|(known, _)| *known != metric)
        {
            out.push((metric, value));
        }
    };
    let passed = answer["smart_status"]["passed"].as_bool();
    note("disk.failing".to_owned(), passed.map(|passed| f64::from(u8::from(!passed))));
    let log = &answer["nvme_smart_health_information_log"];
    let table = answer["ata_smart_attributes"]["table"].as_array();
    let attribute = |wanted: u64| table?.iter().find(|row| row["id"].as_u64() == Some(wanted)).and_then(raw);
    let hours = answer["power_on_time"]["hours"].as_f64().or(log["power_on_hours"].as_f64()).or_else(|| attribute(9));
    note("disk.age_hours".to_owned(), hours);
    note("disk.temperature_celsius".to_owned(), answer["temperature"]["current"].as_f64());
    note("disk.scsi_grown_defects".to_owned(), answer["scsi_grown_defect_list"].as_f64());
    for row in table.into_iter().flatten() {
        if let Some(id) = row["id"].as_u64().filter(|id| (1..=255).contains(id)) {
            note(format!("disk.smart_{id}"), raw(row));
        }
    }
    for name in NVME {
        note(format!("disk.nvme_{name}"), log[name].as_f64());
    }
    out
}

fn raw(row: &Value) -> Option<f64> {
    let raw = &row["raw"];
    let text = raw["string"].as_str().filter(|_| row["id"].as_u64().is_some_and(|id| PACKED.contains(&id)));
    let number = text.and_then(|text| text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
    number.or_else(|| raw["value"].as_f64())
}

#[cfg(test)]
mod tests;
