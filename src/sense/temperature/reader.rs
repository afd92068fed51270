//! Sensors as the kernel shows them: `class/hwmon/hwmonN/tempM_*` (kernel documentation `hwmon/sysfs-interface`), or
//! where no chip is known, as on small boards, `class/thermal/thermal_zoneN`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::series::{Sample, Series};
use crate::model::text::clean;
use crate::sense::kernel::read_small;

/// Longest label kept, in characters.
const LONGEST_LABEL: usize = 64;
/// What a working sensor can say, in degrees Celsius; others answer with the ends of their registers.
const PLAUSIBLE: std::ops::Range<f64> = -100.0..250.0;

/// The sensors of a host, which may come and go.
pub(super) struct Thermometers {
    class: PathBuf,
    /// For each label the sensors that have had it. The place of one in the list is its number, for good: the number of
    /// one must not depend on whether another is there.
    met: HashMap<String, Vec<PathBuf>>,
    buffer: Vec<u8>,
}

/// One sensor.
struct Sensor {
    /// The file that tells its temperature, in thousandths of a degree.
    input: PathBuf,
    label: String,
}

impl Thermometers {
    /// Those below this directory, which is `/sys`.
    pub(super) fn new(sys: &Path) -> Self {
        Self { class: sys.join("class"), met: HashMap::new(), buffer: Vec::new() }
    }

    /// Whether there is none now.
    pub(super) fn is_empty(&mut self) -> bool {
        self.sensors().is_empty()
    }

    /// One sample for each that answers, and answers what can be.
    pub(super) fn read(&mut self) -> Vec<Sample> {
        let mut out = Vec::new();
        for Sensor { input, label } in self.sensors() {
            let label = self.numbered(label, &input);
            let fault = self.line(&PathBuf::from(input.to_string_lossy().replace("_input", "_fault")));
            let thousandths = self.line(&input).and_then(|text| text.parse::<i32>().ok());
            let Some(value) = thousandths.map(|thousandths| f64::from(thousandths) / 1000.0) else { continue };
            if fault.as_deref() != Some("1") && PLAUSIBLE.contains(&value) {
                out.push(Sample { series: Series::at("host.temperature.celsius", label), value });
            }
        }
        out
    }

    /// Sensors of the same label are told apart by a number, from the second on.
    fn numbered(&mut self, label: String, input: &Path) -> String {
        let met = self.met.entry(label.clone()).or_default();
        let place = met.iter().position(|known| known == input).unwrap_or_else(|| {
            met.push(input.to_owned());
            met.len() - 1
        });
        if place == 0 { label } else { format!("{label} {}", place + 1) }
    }

    /// Every sensor that is there now, in the order of the kernel's numbers.
    fn sensors(&mut self) -> Vec<Sensor> {
        let mut found = Vec::new();
        for chip in listed(&self.class.join("hwmon"), "hwmon", "") {
            for input in listed(&chip, "temp", "_input") {
                let label = self.label(&chip, &input);
                found.push(Sensor { input, label });
            }
        }
        if found.is_empty() {
            for zone in listed(&self.class.join("thermal"), "thermal_zone", "") {
                let label = named(self.line(&zone.join("type")).as_deref().unwrap_or_default());
                found.push(Sensor { input: zone.join("temp"), label });
            }
        }
        found
    }

    /// Chip, what the sensor is at, model: as far as they are known, as `lm_sensors` and others name them.
    fn label(&mut self, chip: &Path, input: &Path) -> String {
        let file = input.file_name().unwrap_or_default().to_string_lossy();
        let sensor = file.trim_end_matches("_input");
        let [name, at, model] = [chip.join("name"), chip.join(format!("{sensor}_label")), chip.join("device/model")]
            .map(|path| {
                let line = self.line(&path);
                line.filter(|line| !line.is_empty())
            });
        let name = name.unwrap_or_default();
        let at = if at.is_none() && model.is_none() { Some(sensor.to_owned()) } else { at };
        let words = [Some(name), at, model].into_iter().flatten().collect::<Vec<_>>();
        named(&words.join(" "))
    }

    fn line(&mut self, path: &Path) -> Option<String> {
        read_small(path, &mut self.buffer).map(|text| text.trim().to_owned())
    }
}

/// What carries a number between these, in the order of the numbers.
fn listed(directory: &Path, before: &str, after: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(before)?.strip_suffix(after)?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// A label that can be shown.
fn named(label: &str) -> String {
    match clean(label, LONGEST_LABEL).trim() {
        "" => "sensor".to_owned(),
        label => label.to_owned(),
    }
}

#[cfg(test)]
mod tests;
