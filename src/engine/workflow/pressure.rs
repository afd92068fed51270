//! How many steps may go on at once while the host is under pressure: one fewer as long as it is, one more as long as it is
//! not, and in between as many as before.

use std::collections::BTreeMap;

/// From this pressure on there is too much of it, and below that little: the share of time, in percent, in which something
/// waits for it (PSI; Weiner 2018). Where the kernel does not tell: the load of a core.
const CPU: (f64, f64) = (80.0, 50.0);
const IO: (f64, f64) = (40.0, 20.0);
const MEMORY: (f64, f64) = (10.0, 5.0);
const LOAD: (f64, f64) = (1.5, 1.0);
/// Figures in a row that say the same before anything changes.
const IN_A_ROW: u32 = 3;

/// How many steps may go on at once.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    /// Fewer than there are slots, by so many.
    fewer: u32,
    high: u32,
    low: u32,
}

/// How the host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feel {
    /// No fewer than this would help.
    High {
        least: u32,
    },
    Between,
    Low,
}

impl Throttle {
    /// So many of these slots may be taken.
    pub(super) fn slots(&self, most: u32) -> u32 {
        most.saturating_sub(self.fewer).max(1)
    }

    /// The newest figures of the host.
    pub(super) fn felt(&mut self, host: &BTreeMap<String, f64>, most: u32) {
        // Nobody has to come back from more than there were.
        self.fewer = self.fewer.min(most.saturating_sub(1));
        let (high, low) = match feel(host) {
            Feel::High { least } if self.slots(most) > least => (self.high + 1, 0),
            Feel::High { .. } | Feel::Between => (0, 0),
            Feel::Low => (0, self.low + 1),
        };
        (self.high, self.low) = (high, low);
        if self.high >= IN_A_ROW {
            self.high = 0;
            self.fewer += 1;
        }
        if self.low >= IN_A_ROW {
            self.low = 0;
            self.fewer = self.fewer.saturating_sub(1);
        }
    }
}

fn feel(host: &BTreeMap<String, f64>) -> Feel {
    let figure = |name: &str| host.get(name).copied();
    // Fewer than one a core would leave cores idle; for memory and disks one alone may be too much.
    let cores = figure("cpu_cores").unwrap_or(1.0).max(1.0);
    let cpu = match figure("pressure_cpu_percent") {
        Some(pressure) => (pressure, CPU),
        None => (figure("load_1m").unwrap_or(0.0) / cores, LOAD),
    };
    let io = (figure("pressure_io_percent").unwrap_or(0.0), IO);
    let memory = (figure("pressure_memory_percent").unwrap_or(0.0), MEMORY);
    let is_high = |(value, (high, _)): (f64, (f64, f64))| value > high;
    if is_high(io) || is_high(memory) {
        Feel::High { least: 1 }
    } else if is_high(cpu) {
        Feel::High { least: whole(cores) }
    } else if [cpu, io, memory].into_iter().all(|(value, (_, low))| value < low) {
        Feel::Low
    } else {
        Feel::Between
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of cores, at least 1")]
fn whole(cores: f64) -> u32 {
    cores as u32
}

#[cfg(test)]
mod tests;
