//! Everything that can be done with a key, once: its name, its keys unless overridden, where it holds.

use super::super::tabs::Tab;

/// Where help lists an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Tabs and leaving.
    Console,
    /// Moving about.
    Move,
    /// What only some tabs have.
    Tab,
}

impl Group {
    /// The word in text ids.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Move => "move",
            Self::Tab => "tab",
        }
    }
}

/// Defines the actions: name, default keys, group, tabs (empty: all), whether it changes anything.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, [$($key:literal),*], $group:ident, [$($tab:ident),*], $changes:literal;)*) => {
        /// Something that can be done with a key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Action {
            $($(#[$doc])* $variant,)*
        }

        impl Action {
            /// All of them, in the order of help.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the configuration, on the command line, and after `action-` in text ids.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The keys unless overridden.
            pub(crate) fn default_keys(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($key),*],)* }
            }

            /// Where help lists it.
            pub(crate) fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group,)* }
            }

            /// The tabs that have it; empty means all.
            pub(crate) fn tabs(self) -> &'static [Tab] {
                match self { $(Self::$variant => &[$(Tab::$tab),*],)* }
            }

            /// Whether it asks the runtime to change something; a read-only session may not.
            pub(crate) fn changes(self) -> bool {
                match self { $(Self::$variant => $changes,)* }
            }
        }
    };
}

actions! {
    /// Overview tab.
    Overview = "overview", ["1"], Console, [], false;
    /// Agents tab.
    Agents = "agents", ["2"], Console, [], false;
    /// Services tab.
    Services = "services", ["3"], Console, [], false;
    /// Workflows tab.
    Workflows = "workflows", ["4"], Console, [], false;
    /// Alerts tab.
    Alerts = "alerts", ["6"], Console, [], false;
    /// Recovery tab.
    Recovery = "recovery", ["7"], Console, [], false;
    /// Predictions tab.
    Predictions = "predictions", ["8"], Console, [], false;
    /// Trends tab.
    Trends = "trends", ["9"], Console, [], false;
    /// Logs tab.
    Logs = "logs", ["0"], Console, [], false;
    /// Command line.
    Command = "command", [":"], Console, [], false;
    /// Help.
    Help = "help", ["?", "f1"], Console, [], false;
    /// Filter of this tab.
    Filter = "filter", ["/"], Console, [], false;
    /// Faults to put into a demo.
    Faults = "faults", ["F"], Console, [], true;
    /// Release or take the mouse.
    Mouse = "mouse", ["m"], Console, [], false;
    /// Draw everything again.
    Redraw = "redraw", ["ctrl-l"], Console, [], false;
    /// To the shell and back.
    Suspend = "suspend", ["ctrl-z"], Console, [], false;
    /// Ask how to leave.
    Quit = "quit", ["q", "Q", "ctrl-c"], Console, [], false;
    /// Up one row.
    Up = "up", ["k", "up"], Move, [], false;
    /// Down one row.
    Down = "down", ["j", "down"], Move, [], false;
    /// First row.
    Top = "top", ["g", "home"], Move, [], false;
    /// Last row.
    Bottom = "bottom", ["G", "end"], Move, [], false;
    /// A page up.
    PageUp = "page-up", ["pageup", "ctrl-b"], Move, [], false;
    /// A page down.
    PageDown = "page-down", ["pagedown", "ctrl-f"], Move, [], false;
    /// Half a page up.
    HalfUp = "half-page-up", ["ctrl-u"], Move, [], false;
    /// Half a page down.
    HalfDown = "half-page-down", ["ctrl-d"], Move, [], false;
    /// Next pane.
    NextPane = "next-pane", ["tab"], Move, [], false;
    /// Previous pane.
    PreviousPane = "previous-pane", ["shift-tab"], Move, [], false;
    /// Go in.
    Open = "open", ["enter"], Move, [], false;
    /// One level back.
    Back = "back", ["esc"], Move, [], false;
    /// To the left.
    Left = "left", ["left"], Move, [Workflows], false;
    /// To the right.
    Right = "right", ["right"], Move, [Workflows], false;
    /// Mark the row.
    Mark = "mark", ["space"], Move, [Services, Alerts], false;
    /// Take an alert.
    Acknowledge = "acknowledge", ["a"], Tab, [Overview, Alerts], true;
    /// Give an alert back.
    Unacknowledge = "unacknowledge", ["u"], Tab, [Overview, Alerts], true;
    /// Keep an alert quiet.
    Silence = "silence", ["s"], Tab, [Overview, Alerts], true;
    /// End the silence over an alert.
    Unsilence = "unsilence", ["S"], Tab, [Overview, Alerts], true;
    /// Firing alerts or those of the past week.
    History = "history", ["h"], Tab, [Alerts, Workflows], false;
    /// Pause or resume an agent.
    Pause = "pause", ["p"], Tab, [Agents], true;
    /// Start a service.
    Start = "start", ["s"], Tab, [Services], true;
    /// Stop a service.
    Stop = "stop", ["x"], Tab, [Services], true;
    /// Restart a service.
    Restart = "restart", ["r"], Tab, [Services], true;
    /// Let a service read its configuration again.
    Reload = "reload", ["e"], Tab, [Services], true;
    /// Heal it by hand.
    Recover = "recover", ["R"], Tab, [Overview, Services, Alerts, Recovery, Predictions], true;
    /// Let a proposed attempt be made.
    Approve = "approve", ["y"], Tab, [Recovery, Predictions], true;
    /// Refuse a proposed attempt.
    Reject = "reject", ["n"], Tab, [Recovery, Predictions], true;
    /// Predictions, or what is unusual.
    Unusual = "unusual", ["v"], Tab, [Predictions], false;
    /// Begin a run.
    Run = "run", ["r"], Tab, [Workflows], true;
    /// End a run.
    Cancel = "cancel", ["c"], Tab, [Workflows], true;
    /// Run again what failed.
    Retry = "retry", ["t"], Tab, [Workflows], true;
    /// Undo a run that is over.
    RollBack = "roll-back", ["b"], Tab, [Workflows], true;
    /// Answer what a step asks.
    Answer = "answer", ["y"], Tab, [Overview, Workflows], true;
    /// Bars over time, or the graph.
    Gantt = "gantt", ["g"], Tab, [Workflows], false;
    /// Its log.
    OpenLog = "open-log", ["l"], Tab, [Services, Workflows], false;
    /// A shorter period.
    Shorter = "shorter-period", ["["], Tab, [Trends], false;
    /// A longer period.
    Longer = "longer-period", ["]"], Tab, [Trends], false;
    /// Closer.
    ZoomIn = "zoom-in", ["+", "="], Tab, [Trends], false;
    /// Farther.
    ZoomOut = "zoom-out", ["-"], Tab, [Trends], false;
    /// Earlier.
    Earlier = "earlier", ["left"], Tab, [Trends], false;
    /// Later.
    Later = "later", ["right"], Tab, [Trends], false;
    /// What happened over the chart.
    Overlay = "overlay", ["o"], Tab, [Trends], false;
    /// The mark after the chosen one.
    NextMark = "next-mark", ["n"], Tab, [Trends], false;
    /// The mark before it.
    PreviousMark = "previous-mark", ["N"], Tab, [Trends], false;
    /// The chart beside that of the day or the week before.
    Compare = "compare", ["c"], Tab, [Trends], false;
    /// What is expected right of the present.
    Ahead = "ahead", ["f"], Tab, [Trends], false;
    /// Series, what is new, goals.
    NextList = "next-list", ["v"], Tab, [Trends], false;
    /// The chart as a file.
    SaveChart = "save-chart", ["x"], Tab, [Trends], false;
    /// Follow the end.
    Follow = "follow", ["f"], Tab, [Logs, Workflows], false;
    /// Wrap long lines.
    Wrap = "wrap", ["w"], Tab, [Logs, Workflows], false;
    /// Next source.
    NextSource = "next-source", ["s", "right"], Tab, [Logs], false;
    /// Previous source.
    PreviousSource = "previous-source", ["S", "left"], Tab, [Logs], false;
    /// Next match.
    NextMatch = "next-match", ["n"], Tab, [Logs, Workflows], false;
    /// Previous match.
    PreviousMatch = "previous-match", ["N"], Tab, [Logs, Workflows], false;
}

impl Action {
    /// The action of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// Whether it means something on that tab.
    pub(crate) fn holds_on(self, tab: Tab) -> bool {
        self.tabs().is_empty() || self.tabs().contains(&tab)
    }
}
