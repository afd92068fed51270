//! Files to graphs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::super::exit::Failure;
use super::super::rows::{Rows, count};
use super::wrong::ScheduleError;
use crate::i18n::Texts;
use crate::learn::schedule::{Graph, GraphFault, History, Run};
use crate::model::text::clean;

/// Most tasks of a file: more would not be planned in the time there is.
const MOST_TASKS: usize = 2_000_000;
/// Most tasks of a circle that a message names.
const NAMED: usize = 8;

/// A file of tasks.
pub(super) struct Dag {
    pub(super) names: Vec<String>,
    pub(super) kinds: Vec<String>,
    pub(super) seconds: Vec<f64>,
    pub(super) graph: Graph,
}

/// Tasks of a file, whose order is not looked at yet.
#[derive(Default)]
struct Table {
    names: Vec<String>,
    kinds: Vec<String>,
    seconds: Vec<f64>,
    after: Vec<String>,
    lines: Vec<u64>,
}

/// The tasks of a file and their order.
pub(super) fn dag(path: &Path, texts: &Texts) -> Result<Dag, Failure> {
    let table = table(path, texts)?;
    let file = shown(path);
    if table.names.is_empty() {
        return Err(ScheduleError::NoTasks { file }.into());
    }
    let after = parents(&table, &file)?;
    let graph = Graph::new(&after).map_err(|fault| cyclic(&fault, &table, file))?;
    Ok(Dag { names: table.names, kinds: table.kinds, seconds: table.seconds, graph })
}

/// What the runs in a directory teach, but for the run itself.
pub(super) fn history(dir: &Path, but: &Path, texts: &Texts) -> Result<History, Failure> {
    let unreadable = |error: std::io::Error| ScheduleError::NoRuns { dir: shown(dir), error: error.to_string() };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.retain(|file| is_table(file));
    // The order in which a directory is listed has no say.
    files.sort();
    // Its own times are not to be known.
    let own = std::fs::canonicalize(but).ok();
    files.retain(|file| own.is_none() || std::fs::canonicalize(file).ok() != own);
    let tables = files.iter().map(|file| table(file, texts)).collect::<Result<Vec<_>, _>>()?;
    let runs: Vec<Run<'_>> = tables.iter().map(|table| Run { kinds: &table.kinds, seconds: &table.seconds }).collect();
    Ok(History::learn(&runs))
}

fn is_table(path: &Path) -> bool {
    let is = |path: &Path, ending: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
    is(path, "csv") || is(path, "gz") && path.file_stem().is_some_and(|stem| is(Path::new(stem), "csv"))
}

fn table(path: &Path, texts: &Texts) -> Result<Table, Failure> {
    let mut rows = Rows::open(path, &["task", "kind", "seconds", "after"], texts)?;
    let mut table = Table::default();
    while rows.next()? {
        if table.names.len() == MOST_TASKS {
            return Err(rows.failed("simulate-too-many", &[("most", count(MOST_TASKS))]));
        }
        let line = rows.line();
        let Some(seconds) = rows.number("seconds")? else { return Err(rows.wrong("rows-no-number", "seconds")) };
        if seconds < 0.0 {
            let seconds = clean(rows.text("seconds"), 60);
            return Err(ScheduleError::Negative { file: shown(path), line: line.to_string(), seconds }.into());
        }
        table.names.push(rows.name("task")?.to_owned());
        table.kinds.push(rows.text("kind").to_owned());
        table.seconds.push(seconds);
        table.after.push(rows.text("after").to_owned());
        table.lines.push(line);
    }
    Ok(table)
}

/// The numbers of the tasks that each comes after.
fn parents(table: &Table, file: &str) -> Result<Vec<Vec<usize>>, ScheduleError> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(table.names.len());
    for (task, name) in table.names.iter().enumerate() {
        if places.insert(name, task).is_some() {
            return Err(ScheduleError::Repeated {
                file: file.to_owned(),
                line: table.lines[task].to_string(),
                task: clean(name, 120),
            });
        }
    }
    let unknown = |task: usize, after: &str| ScheduleError::NoSuchTask {
        file: file.to_owned(),
        line: table.lines[task].to_string(),
        task: clean(&table.names[task], 120),
        after: clean(after, 120),
        near: near(after, &table.names),
    };
    let each = table.after.iter().enumerate().map(|(task, after)| {
        let place = |name| places.get(name).copied().ok_or_else(|| unknown(task, name));
        after.split_whitespace().map(place).collect()
    });
    each.collect()
}

fn near(name: &str, names: &[String]) -> String {
    let likeness = |other| (strsim::jaro_winkler(other, name), other);
    let near = names.iter().map(|other| likeness(other.as_str())).max_by(|a, b| a.0.total_cmp(&b.0));
    near.map(|(_, name)| clean(name, 120)).unwrap_or_default()
}

fn cyclic(fault: &GraphFault, table: &Table, file: String) -> ScheduleError {
    let tasks = match fault {
        GraphFault::Cycle { tasks } => tasks.as_slice(),
        GraphFault::NoSuchTask { .. } => &[],
    };
    let mut circle: Vec<&str> = tasks.iter().take(NAMED).map(|task| table.names[*task].as_str()).collect();
    match tasks.first() {
        Some(first) if tasks.len() <= NAMED => circle.push(&table.names[*first]),
        _ => circle.push("…"),
    }
    ScheduleError::Cycle { file, circle: clean(&circle.join(" ← "), 400) }
}

fn shown(path: &Path) -> String {
    clean(&path.display().to_string(), 400)
}
