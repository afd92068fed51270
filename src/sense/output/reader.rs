//! Reading on in the logs of all services that run.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Instant;

use super::level::complains;
use crate::data::{Marks, log};
use crate::model::event::Line;
use crate::model::id::ServiceName;
use crate::model::query::LogPosition;
use crate::model::series::{Sample, Series};

/// So many lines of a service are handed on of one reading; the others are counted.
const MOST: usize = 500;
/// So many bytes of a line are handed on.
const LONGEST: usize = 1_000;
/// After so many readings a service that no longer runs is let go: its last words come before that.
const LINGER: u32 = 10;

/// Where the reading of every log stands.
pub(super) struct OutputReader {
    marks: Marks,
    places: BTreeMap<ServiceName, Place>,
}

/// Where the reading of one log stands.
struct Place {
    at: LogPosition,
    /// When it was read last.
    read: Instant,
    /// As it was then: what has not changed is not opened.
    size: Option<(u64, u64, i64, i64)>,
    /// Readings since it ran last.
    away: u32,
}

/// What one reading has found.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Output {
    pub(super) samples: Vec<Sample>,
    pub(super) lines: Vec<Line>,
}

impl OutputReader {
    /// Of the logs of this data directory.
    pub(super) fn new(data_dir: &Path) -> Self {
        Self { marks: Marks::of(data_dir), places: BTreeMap::new() }
    }

    /// Reads what was written since the last time. A log begins to be read at its end; a service that has none (a unit
    /// or a container, whose manager keeps it) is passed over.
    pub(super) fn read(&mut self, running: &[ServiceName], now: Instant) -> Output {
        self.follow(running, now);
        let mut out = Output::default();
        for (service, place) in &mut self.places {
            let path = self.marks.log(service, None);
            let Ok(found) = fs::metadata(&path) else { continue };
            let seconds = now.saturating_duration_since(place.read).as_secs_f64();
            if seconds <= 0.0 {
                continue;
            }
            let size = Some((found.ino(), found.size(), found.mtime(), found.mtime_nsec()));
            let page = if place.size == size { None } else { log::news(&path, place.at).ok() };
            // The last line may have no end yet, and is taken once nothing was added to it for a while.
            let is_whole = page.as_ref().is_none_or(|page| !page.lines.is_empty());
            place.read = now;
            let mut lines = Vec::new();
            if let Some(page) = page {
                place.at = page.next;
                lines = page.lines;
            }
            if is_whole {
                place.size = size;
            }
            take(&mut out, service, lines, seconds);
        }
        out
    }

    fn follow(&mut self, running: &[ServiceName], now: Instant) {
        for place in self.places.values_mut() {
            place.away += 1;
        }
        for service in running {
            let marks = &self.marks;
            let begin = || {
                let at = log::end(&marks.log(service, None)).unwrap_or_default();
                Place { at, read: now, size: None, away: 0 }
            };
            self.places.entry(service.clone()).or_insert_with(begin).away = 0;
        }
        self.places.retain(|_, place| place.away <= LINGER);
    }
}

#[expect(clippy::cast_precision_loss, reason = "lines of a second fit 52 bits")]
fn take(out: &mut Output, service: &ServiceName, lines: Vec<String>, seconds: f64) {
    let bad = lines.iter().filter(|line| complains(line)).count();
    let rate = |count: usize| count as f64 / seconds;
    for (metric, value) in
        [("service.log_lines_per_second", rate(lines.len())), ("service.log_errors_per_second", rate(bad))]
    {
        out.samples.push(Sample { series: Series::at(metric, service.as_str()), value });
    }
    out.lines.extend(lines.into_iter().take(MOST).map(|mut text| {
        text.truncate(text.floor_char_boundary(LONGEST));
        Line { service: service.clone(), text }
    }));
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::time::Duration;

    use super::*;

    struct Scene {
        dir: tempfile::TempDir,
        reader: OutputReader,
        now: Instant,
    }

    impl Scene {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("logs")).unwrap();
            Self { reader: OutputReader::new(dir.path()), dir, now: Instant::now() }
        }

        fn write(&self, text: &str) {
            let path = self.dir.path().join("logs/api.log");
            let mut file = fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }

        fn read(&mut self, running: &[&str]) -> (Vec<f64>, Vec<String>) {
            self.now += Duration::from_secs(1);
            let running: Vec<ServiceName> = running.iter().map(|name| (*name).into()).collect();
            let out = self.reader.read(&running, self.now);
            let values = out.samples.iter().map(|sample| sample.value).collect();
            (values, out.lines.into_iter().map(|line| line.text).collect())
        }
    }

    fn nothing() -> (Vec<f64>, Vec<String>) {
        (Vec::new(), Vec::new())
    }

    #[test]
    fn what_is_written_while_it_runs_is_counted_and_handed_on_once() {
        let mut scene = Scene::new();
        assert_eq!(scene.read(&["api"]), nothing(), "there is no log yet");
        scene.write("before\n");
        scene.read(&["api"]);
        scene.write("INFO one\nERROR two\n");
        let (values, lines) = scene.read(&["api"]);
        assert_eq!((values, lines), (vec![2.0, 1.0], vec!["INFO one".to_owned(), "ERROR two".to_owned()]));
        assert_eq!(scene.read(&["api"]), (vec![0.0, 0.0], Vec::new()), "nothing was written");
        scene.write(&"x".repeat(LONGEST * 2));
        scene.write("\n");
        assert_eq!(scene.read(&["api"]).1[0].len(), LONGEST);
        scene.write(&"line\n".repeat(MOST + 7));
        let (values, lines) = scene.read(&["api"]);
        assert_eq!((values[0], lines.len()), (507.0, MOST), "all are counted, so many are handed on");
    }

    #[test]
    fn older_lines_do_not_count_and_last_words_do() {
        let mut scene = Scene::new();
        scene.write("ERROR of yesterday\n");
        assert_eq!(scene.read(&["api"]), nothing());
        scene.write("FATAL I am gone\n");
        assert_eq!(scene.read(&[]).1, ["FATAL I am gone"]);
        for _ in 0..=LINGER {
            scene.read(&[]);
        }
        scene.write("INFO nobody runs this\n");
        assert_eq!(scene.read(&[]), nothing());
    }
}
