//! Staying with a run until it is over: what becomes of its steps, and what a person is asked meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::time::{Duration, Instant};

use super::super::args::Watch;
use super::super::context::Online;
use super::super::exit::Failure;
use super::super::output;
use super::history::History;
use super::{sheet, show};
use crate::i18n::{healing, runs};
use crate::model::id::RunId;
use crate::model::snapshot::Snapshot;
use crate::model::time::{Wall, rfc3339};
use crate::model::workflow::run::{Forward, Rollback, Run};
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::view::Ask;

/// Longer than anybody waits.
const FOR_EVER: Duration = Duration::from_hours(24 * 365);

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// That it ends, and has succeeded.
    Success,
    /// That it ends once more, and is undone.
    Undone {
        /// When it ended before.
        since: Option<Wall>,
    },
}

impl Wanted {
    fn is_over(self, run: &Run) -> bool {
        match self {
            Self::Success => run.is_over(),
            Self::Undone { since } => run.is_over() && sheet::ended_at(run) != since,
        }
    }

    fn has_come(self, run: &Run) -> bool {
        match self {
            Self::Success => run.forward == Some(Forward::Succeeded),
            Self::Undone { .. } => matches!(run.rollback, Rollback::Done { .. }),
        }
    }
}

/// Waits for it, and fails when it fails. The run does not end with the wait.
pub(super) async fn stay(online: &Online, id: RunId, watch: &Watch, wanted: Wanted) -> Result<(), Failure> {
    let began = Instant::now();
    let span = watch.timeout.unwrap_or(FOR_EVER);
    let mut teller = Teller::new(online, id);
    let mut number = 0;
    loop {
        let left = span.saturating_sub(began.elapsed());
        let Some(snapshot) = online.until(left, |snapshot| snapshot.number > number).await? else {
            return Err(Failure::RunLasts { run: id, waited: healing::span(&online.texts, span) });
        };
        number = snapshot.number;
        let run = look(online, id, &snapshot, watch.follow, &mut teller).await?;
        if wanted.is_over(&run) {
            return ended(online, &run, watch.follow, wanted);
        }
    }
}

/// How it is, and says what is new. A run that is one of too many for a snapshot is looked up.
async fn look(
    online: &Online,
    id: RunId,
    snapshot: &Snapshot,
    follow: bool,
    teller: &mut Teller<'_>,
) -> Result<Run, Failure> {
    match snapshot.runs.iter().find(|view| view.run.id == id) {
        Some(view) if !follow => {
            teller.asks(&view.asks)?;
            Ok(view.run.clone())
        }
        _ => {
            let history = History::ask(online, id).await?;
            if follow {
                teller.steps(&history, snapshot.now.wall)?;
            }
            teller.asks(&history.asks())?;
            Ok(history.run)
        }
    }
}

fn ended(online: &Online, run: &Run, follow: bool, wanted: Wanted) -> Result<(), Failure> {
    let texts = &online.texts;
    match online.json {
        true if follow => output::line(&sheet::flat(run).to_string())?,
        true => output::json(&sheet::flat(run))?,
        false if follow => {
            let at = sheet::ended_at(run).map(rfc3339).unwrap_or_default();
            let parts = [at, format!("{} {}", texts.get("cli-run"), run.id), runs::outcome(texts, run)];
            let undone = Some(sheet::undone(texts, &run.rollback)).filter(|undone| !undone.is_empty());
            output::line(&parts.into_iter().chain(undone).collect::<Vec<_>>().join("  "))?;
        }
        false => {}
    }
    if wanted.has_come(run) {
        return Ok(());
    }
    let (outcome, undone) = (runs::forward(texts, run), texts.say(&run.rollback));
    Err(match wanted {
        Wanted::Success => Failure::RunFailed { run: run.id, outcome, undone },
        Wanted::Undone { .. } => Failure::NotUndone { run: run.id, undone },
    })
}

/// Says each thing once.
struct Teller<'o> {
    online: &'o Online,
    id: RunId,
    /// What was said of each node.
    told: BTreeMap<u32, (String, String)>,
    asked: BTreeSet<(u32, String)>,
}

impl<'o> Teller<'o> {
    fn new(online: &'o Online, id: RunId) -> Self {
        Self { online, id, told: BTreeMap::new(), asked: BTreeSet::new() }
    }

    /// What has become of steps.
    fn steps(&mut self, history: &History, now: Wall) -> Result<(), Failure> {
        let texts = &self.online.texts;
        for (number, node) in history.lines() {
            let Some(node) = node else { continue };
            let state = (node.state.word().to_owned(), node.undo.word().to_owned());
            let is_new = node.state != StepState::Waiting || node.undo != UndoState::None;
            if self.told.get(&number) == Some(&state) || !(is_new || self.told.contains_key(&number)) {
                continue;
            }
            self.told.insert(number, state);
            if self.online.json {
                let mut line = show::step(history, number, Some(node));
                line["at"] = rfc3339(now).into();
                output::line(&line.to_string())?;
                continue;
            }
            let parts = [
                history.name(number),
                runs::step(texts, &node.state),
                runs::undo(texts, &node.undo),
                runs::why(texts, node),
            ];
            let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            output::line(&format!("{}  {}", rfc3339(now), told.join("  ")))?;
        }
        Ok(())
    }

    /// What a person is asked: a word to whoever waits, beside what is printed.
    fn asks(&mut self, asks: &[Ask]) -> Result<(), Failure> {
        for ask in asks {
            if self.asked.insert((ask.node, format!("{:?}", ask.what))) {
                let line = show::asked(&self.online.texts, self.id, ask);
                writeln!(std::io::stderr().lock(), "{line}")?;
            }
        }
        Ok(())
    }
}
