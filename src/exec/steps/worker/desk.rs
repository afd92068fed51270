//! Orders in, reports out, and the table of steps between them. The table says what the book says.

use std::collections::HashMap;
use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use super::super::book::{Begun, Book, End, Entry};
use super::super::ending;
use super::super::place::{self, Place};
use super::alarms::{self, Alarm, Alarms};
use super::base::Base;
use super::blanks::Blanks;
use super::lent::Lent;
use crate::exec::cgroup::Cgroups;
use crate::model::id::RunId;
use crate::model::service::{Exit, Identity};
use crate::model::workflow::order::{Ending, Reported, StepReport, Ticket};
use crate::model::workflow::state::StepFailure;

/// That a step has begun is told together with its end, if that comes so soon.
const HELD_BACK: Duration = Duration::from_millis(5);

/// A step that runs.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) identity: Identity,
    pub(super) begun: Begun,
    /// Its end is seen through this, where it is not our child.
    pub(super) adopted: Option<OwnedFd>,
    /// It is not our child, has ended, and was not reaped by whoever has it.
    pub(super) is_ending: bool,
    /// What it prints has its name.
    pub(super) is_named: bool,
    /// When it is killed.
    pub(super) kill_at: Option<Duration>,
    /// It has ended, and what it left has not.
    pub(super) ended: Option<Lingering>,
    /// It is killed because it holds too much memory.
    pub(super) is_too_large: bool,
    /// Its file, when it was last touched.
    pub(super) beat: Option<(i64, i64)>,
}

/// A step whose process has ended before its group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lingering {
    pub(super) end: Option<End>,
    /// When its process had ended, in ticks since boot.
    pub(super) ticks: u64,
    /// What is not gone by then is left alone.
    pub(super) until: Duration,
}

/// A step that does not run.
#[derive(Debug, Clone)]
pub(super) enum Over {
    Ended(End),
    NotStarted(StepFailure),
    Lost,
}

#[derive(Debug)]
pub(super) enum State {
    Running(Box<Running>),
    Over(Over),
}

/// What the worker knows.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) place: Place,
    pub(super) data_id: String,
    pub(super) book: Book,
    pub(super) states: HashMap<Ticket, State>,
    /// Our children.
    pub(super) by_pid: HashMap<i32, Ticket>,
    /// So many that run.
    pub(super) running: usize,
    pub(super) alarms: Alarms,
    /// Of the console.
    pub(super) base: Base,
    pub(super) blanks: Blanks,
    /// Of steps with limits.
    pub(super) cgroups: Cgroups,
    /// Where steps of other users write.
    pub(super) lent: Lent,
    /// The run whose directory was made last.
    pub(super) made: Option<RunId>,
    /// What is to be told, and when.
    news: Vec<(Duration, StepReport)>,
}

impl Desk {
    /// Reads the book, which must be there where there has been a worker before, and adopts what runs.
    pub(super) fn open(place: Place, data_id: String, must_be: bool) -> io::Result<Self> {
        let (book, entries) = Book::open(&place.file(place::BOOK), must_be)?;
        let mut desk = Self {
            place,
            cgroups: Cgroups::new(&data_id),
            lent: Lent::of(&data_id),
            data_id,
            book,
            states: HashMap::new(),
            by_pid: HashMap::new(),
            running: 0,
            alarms: Alarms::default(),
            base: Base::default(),
            blanks: Blanks::default(),
            made: None,
            news: Vec::new(),
        };
        desk.recall_blanks(&entries);
        desk.recall(entries);
        Ok(desk)
    }

    /// A console attaches. Says what became of these.
    pub(super) fn attach(&mut self, environment: Vec<Vec<u8>>, tickets: &[Ticket]) -> Vec<StepReport> {
        self.base = Base::of(environment);
        // What was about to be told is asked for.
        for (_, report) in std::mem::take(&mut self.news) {
            self.name_log(report.ticket);
        }
        for ticket in tickets {
            if !self.states.contains_key(ticket) && (self.book.doubtful || self.has_traces(*ticket)) {
                self.book.add(*ticket, &Entry::Lost);
                self.states.insert(*ticket, State::Over(Over::Lost));
            }
        }
        let asked: std::collections::HashSet<&Ticket> = tickets.iter().collect();
        self.states.retain(|ticket, state| matches!(state, State::Running(_)) || asked.contains(ticket));
        self.tidy_lent();
        // Where that cannot be written, the next worker will doubt as this one does.
        let _ = if self.book.doubtful { self.book.rewrite(entries(&self.states)) } else { self.book.flush() };
        tickets.iter().map(|ticket| StepReport { ticket: *ticket, what: self.what_of(*ticket) }).collect()
    }

    /// Whether something was begun of which the book says nothing: it was meddled with, or a web server was asked.
    fn has_traces(&self, ticket: Ticket) -> bool {
        [place::LOG, place::OUTPUT, place::REQUEST].iter().any(|ending| self.place.of_ticket(ticket, ending).exists())
    }

    fn what_of(&self, ticket: Ticket) -> Reported {
        match self.states.get(&ticket) {
            None => Reported::NeverStarted,
            Some(State::Running(running)) => Reported::Started { identity: running.identity, at: running.begun.at },
            Some(State::Over(Over::NotStarted(why))) => Reported::NotStarted { why: why.clone() },
            Some(State::Over(Over::Lost)) => Reported::Lost,
            Some(State::Over(Over::Ended(end))) => Reported::Ended(self.ending(ticket, *end)),
        }
    }

    fn ending(&self, ticket: Ticket, end: End) -> Ending {
        let End { exit, at, took, left, cpu } = end;
        let tail = match exit {
            Exit::Code(0) => String::new(),
            _ => ending::tail(&self.place.of_ticket(ticket, place::LOG)),
        };
        let outputs = ending::outputs(&self.file_of(ticket, place::OUTPUT));
        Ending { exit, at, took, outputs, tail, left, cpu }
    }

    /// Its end is known where it counts.
    pub(super) fn forget(&mut self, ticket: Ticket) {
        if let Some(State::Over(_)) = self.states.get(&ticket) {
            self.states.remove(&ticket);
            self.take_away(ticket);
            let (left, states) = (self.states.len(), &self.states);
            // A book that cannot be shortened is long, and not wrong.
            let _ = self.book.tidy(left, entries(states));
        }
    }

    /// A step is over.
    pub(super) fn over(&mut self, ticket: Ticket, over: Over) {
        if let Some(State::Running(_)) = self.states.insert(ticket, State::Over(over)) {
            self.running -= 1;
        }
        self.report(ticket, self.what_of(ticket));
    }

    /// Something is to be told. That a step has begun is held back for a moment: of most short ones it is enough to tell the
    /// end.
    pub(super) fn report(&mut self, ticket: Ticket, what: Reported) {
        let now = alarms::now();
        let is_end = !matches!(what, Reported::Started { .. } | Reported::Beat);
        if is_end {
            self.news.retain(|(_, report)| report.ticket != ticket);
        }
        let at = if matches!(what, Reported::Started { .. }) { now + HELD_BACK } else { now };
        self.news.push((at, StepReport { ticket, what }));
    }

    /// What is to be told now. All of it is in the book.
    pub(super) fn news(&mut self, now: Duration) -> Vec<StepReport> {
        let due: Vec<StepReport> = self.news.extract_if(.., |(at, _)| *at <= now).map(|(_, report)| report).collect();
        if due.is_empty() {
            return due;
        }
        // What a full disk does not take now is written as soon as it does; until then it is known here.
        let _ = self.book.flush();
        for report in due.iter().filter(|report| matches!(report.what, Reported::Started { .. })) {
            self.name_log(report.ticket);
        }
        due
    }

    /// When there is something to do, even if nothing happens.
    pub(super) fn next_due(&self) -> Option<Duration> {
        match (self.news.iter().map(|(at, _)| *at).min(), self.alarms.next()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Does what is due.
    pub(super) fn see_to_alarms(&mut self, now: Duration) {
        while let Some((ticket, alarm)) = self.alarms.due(now) {
            match alarm {
                Alarm::Kill => self.kill(ticket, now),
                Alarm::Beat => self.listen(ticket, now),
                Alarm::Look => self.look_at_group(ticket, now),
                Alarm::Weigh => self.weigh(ticket, now),
            }
        }
    }

    /// Whether nothing runs.
    pub(super) fn is_idle(&self) -> bool {
        self.running == 0
    }

    /// Leaves everything as it is.
    pub(super) fn close(mut self) -> io::Result<()> {
        self.remove_blanks();
        self.remove_lent();
        self.book.flush()
    }

    /// The step, if it runs.
    pub(super) fn running(&mut self, ticket: Ticket) -> Option<&mut Running> {
        match self.states.get_mut(&ticket) {
            Some(State::Running(running)) => Some(running),
            _ => None,
        }
    }
}

/// What the book has to say of them.
fn entries(states: &HashMap<Ticket, State>) -> impl Iterator<Item = (Ticket, Entry)> {
    states.iter().flat_map(|(ticket, state)| {
        let (first, second) = match state {
            State::Running(running) => (Entry::Begins(running.begun), Some(Entry::Runs(running.identity))),
            State::Over(Over::Ended(end)) => (Entry::Ended(*end), None),
            State::Over(Over::NotStarted(why)) => (Entry::NotStarted(why.clone()), None),
            State::Over(Over::Lost) => (Entry::Lost, None),
        };
        [Some(first), second].into_iter().flatten().map(|entry| (*ticket, entry))
    })
}
