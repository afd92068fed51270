//! The thread that asks drives how they are. One that does not answer holds up no other source.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::config::settings::{Disks, Smart};
use crate::model::drive::DriveError;
use crate::model::series::{Sample, Series};
use crate::sense::pace::{Pace, Stop};
use crate::sense::sources::{Outlet, Wiring};

use super::errors::counted;
use super::program::{Program, Silent};
use super::smart::{Drive, Heard, heard, listed};

/// The name of the source.
const SOURCE: &str = "disks";
/// One question to one drive; a sick one may think for long about each of its sectors.
const WITHIN: Duration = Duration::from_secs(30);

/// Looks until told to stop. The source is on the board from when there was something to say. Why there is not is said
/// once, and again when the reason is another.
pub(in crate::sense) fn run(config: &Disks, sys: &Path, wiring: &Wiring, stop: &Stop) {
    if config.smart == Smart::Off {
        return;
    }
    let pace = Pace::new(Instant::now(), config.every);
    let mut drives = Drives::new(config);
    let (mut outlet, mut said): (Option<Outlet>, Option<DriveError>) = (None, None);
    loop {
        let mut emit = |samples: Vec<Sample>| {
            if !samples.is_empty() {
                outlet.get_or_insert_with(|| wiring.outlet(SOURCE, pace.interval(), stop)).emit(samples);
            }
        };
        emit(counted(sys));
        let trouble = drives.look(stop, &mut emit).err();
        if stop.is_set() {
            return;
        }
        if said != trouble {
            match &trouble {
                Some(error) if error.is_harmless() => tracing::info!("drives are not asked how they are: {error}"),
                Some(error) => tracing::warn!("drives are not asked how they are: {error}"),
                None => tracing::info!("drives are asked how they are"),
            }
            said = trouble;
        }
        if !stop.wait_until(pace.after(Instant::now())) {
            return;
        }
    }
}

/// Asks every drive once: how many have answered.
///
/// # Errors
/// Why none has.
pub fn ask(config: &Disks) -> Result<usize, DriveError> {
    let mut answered = 0;
    let mut count = |batch: Vec<Sample>| answered += usize::from(!batch.is_empty());
    Drives::new(config).look(&Stop::default(), &mut count)?;
    // The first says which drives are there.
    Ok(answered.saturating_sub(1))
}

/// The drives of a host.
struct Drives {
    program: Program,
    name: String,
    /// All that were ever there.
    met: BTreeSet<String>,
    /// Those that have said that they fail: these are asked even when they sleep, for what they said goes on.
    failing: BTreeSet<String>,
}

impl Drives {
    /// None is asked yet.
    fn new(config: &Disks) -> Self {
        Self {
            program: Program::new(&config.smartctl, WITHIN),
            name: config.smartctl.display().to_string(),
            met: BTreeSet::new(),
            failing: BTreeSet::new(),
        }
    }

    /// Asks each drive, and gives what it says at once: first which are there, then a batch a drive.
    fn look(&mut self, stop: &Stop, each: &mut dyn FnMut(Vec<Sample>)) -> Result<(), DriveError> {
        let scan = self.program.run(&["--scan-open", "--json"], stop).map_err(|silent| self.silent(silent))?;
        let drives = listed(&scan).ok_or_else(|| self.foreign())?;
        self.met.extend(drives.iter().map(|drive| drive.name.clone()));
        if self.met.is_empty() {
            return Err(DriveError::NoDrives);
        }
        let is_there = |name: &String| drives.iter().any(|drive| drive.name == *name);
        let there = |name: &String| Sample {
            series: Series::at("disk.present", name),
            value: f64::from(u8::from(is_there(name))),
        };
        each(self.met.iter().map(there).collect());
        let (mut trouble, mut has_answered) = (None, false);
        for drive in &drives {
            match self.hear(drive, stop) {
                Ok(Heard::Figures(figures)) => {
                    has_answered = true;
                    let of =
                        |(metric, value): (String, f64)| Sample { series: Series::at(&metric, &drive.name), value };
                    each(figures.into_iter().map(of).collect());
                }
                Ok(Heard::Asleep) => has_answered = true,
                Ok(Heard::Closed(said)) => {
                    trouble.get_or_insert(DriveError::DrivesClosed { drive: drive.path.clone(), said });
                }
                Err(error) => {
                    trouble.get_or_insert(error);
                }
            }
        }
        trouble.filter(|_| !has_answered).map_or(Ok(()), Err)
    }

    fn hear(&mut self, drive: &Drive, stop: &Stop) -> Result<Heard, DriveError> {
        let kind = drive.kind.as_ref().map(|kind| format!("--device={kind}"));
        let asleep = (!self.failing.contains(&drive.name)).then_some("--nocheck=standby");
        let plain = ["--json", "-i", "-A", "-H"];
        let arguments: Vec<&str> =
            plain.into_iter().chain(asleep).chain(kind.as_deref()).chain([drive.path.as_str()]).collect();
        let said = self.program.run(&arguments, stop).map_err(|silent| self.silent(silent))?;
        let heard = heard(&said).ok_or_else(|| self.foreign())?;
        if let Heard::Figures(figures) = &heard {
            match figures.iter().find(|(metric, _)| metric == "disk.failing") {
                Some((_, value)) if *value > 0.0 => self.failing.insert(drive.name.clone()),
                Some(_) => self.failing.remove(&drive.name),
                None => false,
            };
        }
        Ok(heard)
    }

    fn foreign(&self) -> DriveError {
        DriveError::ProgramForeign { program: self.name.clone() }
    }

    fn silent(&self, silent: Silent) -> DriveError {
        let program = self.name.clone();
        match silent {
            Silent::NoProgram => DriveError::NoProgram { program },
            Silent::NotRun(error) => DriveError::ProgramNotRun { program, error },
            Silent::TooLate => DriveError::ProgramSilent { program, seconds: self.program.within().as_secs() },
            Silent::TooLong => DriveError::ProgramForeign { program },
        }
    }
}

#[cfg(test)]
mod tests;
