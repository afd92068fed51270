//! What happens to the console, and what it asks for.

use std::sync::Arc;

use super::keymap::{Action, Chord};
use super::popups::Popup;
use super::tabs::Tab;
use super::tabs::workflows::{Arrangement, Drawing};
use super::theme::Tone;
use crate::link::LinkState;
use crate::model::command::{Command, ServicesFate};
use crate::model::id::{AlertId, IncidentId, RunId};
use crate::model::query::{LogLine, Query, Response};
use crate::model::snapshot::Snapshot;
use crate::model::time::Wall;

/// Anything that may change the picture.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// A key.
    Key(Chord),
    /// Text was pasted.
    Pasted(String),
    /// A place that means something was clicked.
    Clicked(Hit),
    /// The wheel was turned by rows; negative is up.
    Wheeled(isize),
    /// The terminal has another size.
    Resized(u16, u16),
    /// Time has passed.
    Ticked(Wall),
    /// A newer picture of the runtime.
    Pictured(Arc<Snapshot>),
    /// The runtime was lost or found.
    Linked(LinkState),
    /// What became of orders.
    Ordered {
        /// What was ordered, in words.
        label: String,
        /// An answer for each.
        answers: Vec<Response>,
    },
    /// What an order would do.
    Rehearsed {
        /// Which order.
        command: Command,
        /// The answer.
        answer: Response,
    },
    /// A graph was laid out.
    Arranged(Arc<Drawing>),
    /// What became of a file that was to be written.
    Saved {
        /// Where, in full.
        path: String,
        /// The system's words where it was not.
        error: Option<String>,
    },
    /// What a look-up found.
    Found {
        /// Who asked.
        ticket: Ticket,
        /// The answer.
        answer: Response,
    },
}

/// A place on the screen that can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    /// A tab's name.
    Tab(Tab),
    /// A key in the footer.
    Key(Action),
    /// A row of the list.
    Row(usize),
}

/// Who asked a question. An answer to an older question than the last is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ticket {
    /// The list of series.
    SeriesList,
    /// The chart.
    Chart(u64),
    /// Something else on the Trends tab.
    Trends(TrendsAsk, u64),
    /// Predictions and anomalies of the past.
    Predictions,
    /// The chart of a prediction.
    Foreseen(u64),
    /// Incidents like the one on the Recovery tab.
    LikeIncidents,
    /// Alerts of the past.
    AlertHistory(u64),
    /// A service's log on the Logs tab.
    Log(u64),
    /// The last lines of a service's log in its detail.
    LogTail(u64),
    /// The runtime's own log.
    RuntimeLog,
    /// Something on the Workflows tab.
    Workflows(u64),
}

/// What is asked on the Trends tab besides the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrendsAsk {
    /// The chart of the time that it is compared with.
    Behind,
    /// What there is to say about the series.
    Facts,
    /// What happened meanwhile.
    Marks,
    /// What is new.
    News,
    /// The goals.
    Goals,
    /// The hours like this one.
    Like,
    /// What comes.
    Ahead,
}

/// What the console asks of the world around it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Request {
    /// Change something.
    Order {
        /// In words, for the answer.
        label: String,
        /// In this order.
        commands: Vec<Command>,
    },
    /// Ask what an order would do; nothing is changed by it.
    Rehearse {
        /// The order, as one that is not carried out.
        command: Command,
    },
    /// Look something up.
    LookUp {
        /// Who asks.
        ticket: Ticket,
        /// What.
        query: Query,
    },
    /// Lay a graph out.
    Arrange(Box<Arrangement>),
    /// Give these lines to the logger's widget.
    Feed {
        /// Which.
        lines: Vec<LogLine>,
        /// They are the first of this console.
        anew: bool,
    },
    /// Write a new file; one that is there is left alone.
    Save {
        /// Where, as it was typed.
        path: String,
        /// What is in it.
        text: String,
    },
    /// Leave the console.
    Leave(Exit),
    /// Draw everything again.
    Redraw,
    /// To the shell until resumed.
    Suspend,
    /// Take the mouse, or release it.
    Mouse(bool),
}

/// How the operator wants to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The runtime is somewhere else and goes on.
    Detach,
    /// The runtime goes on without a screen.
    Background,
    /// The runtime ends.
    Stop(ServicesFate),
}

/// What a tab or a popup wants of the console.
#[derive(Debug, Clone)]
pub(crate) enum Want {
    /// Ask the world.
    Ask(Request),
    /// Show a popup.
    Show(Box<Popup>),
    /// Go to a thing on its own tab.
    Go(Target),
    /// Say something in the footer.
    Say(Tone, String),
    /// Do what a key would do.
    Do(Action),
}

/// A thing that has a place on some tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// An alert.
    Alert(AlertId),
    /// An incident.
    Incident(IncidentId),
    /// A service.
    Service(String),
    /// A service's log.
    Log(String),
    /// A run of a workflow.
    Run(RunId),
}
