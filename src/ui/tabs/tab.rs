//! The tabs there are, and what each can do.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::event::{Target, Ticket, Want};
use super::super::keymap::Action;
use super::super::scene::Scene;
use super::agents::Agents;
use super::alerts::Alerts;
use super::logs::Logs;
use super::overview::Overview;
use super::predictions::Predictions;
use super::recovery::Recovery;
use super::services::Services;
use super::trends::Trends;
use super::workflows::{Drawing, Workflows};
use crate::model::query::Response;

/// A tab. Its variant, file, title, section of help and configuration word are one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Tab {
    /// What needs you, what is done for you, vitals.
    Overview,
    /// The agents and their work.
    Agents,
    /// The services.
    Services,
    /// Workflows and their runs.
    Workflows,
    /// Firing alerts and those of the past.
    Alerts,
    /// Incidents, and what is done about them.
    Recovery,
    /// What is expected, and what that was worth.
    Predictions,
    /// History as a chart.
    Trends,
    /// Logs of the runtime and of services.
    Logs,
}

impl Tab {
    /// In the order of the screen.
    pub(crate) const ALL: [Self; 9] = [
        Self::Overview,
        Self::Agents,
        Self::Services,
        Self::Workflows,
        Self::Alerts,
        Self::Recovery,
        Self::Predictions,
        Self::Trends,
        Self::Logs,
    ];

    /// Its one word; also the name of the action that goes there.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Agents => "agents",
            Self::Services => "services",
            Self::Workflows => "workflows",
            Self::Alerts => "alerts",
            Self::Recovery => "recovery",
            Self::Predictions => "predictions",
            Self::Trends => "trends",
            Self::Logs => "logs",
        }
    }

    /// The id of its title.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Overview => "tab-overview",
            Self::Agents => "tab-agents",
            Self::Services => "tab-services",
            Self::Workflows => "tab-workflows",
            Self::Alerts => "tab-alerts",
            Self::Recovery => "tab-recovery",
            Self::Predictions => "tab-predictions",
            Self::Trends => "tab-trends",
            Self::Logs => "tab-logs",
        }
    }

    /// The action that goes there.
    pub(crate) fn action(self) -> Action {
        match self {
            Self::Overview => Action::Overview,
            Self::Agents => Action::Agents,
            Self::Services => Action::Services,
            Self::Workflows => Action::Workflows,
            Self::Alerts => Action::Alerts,
            Self::Recovery => Action::Recovery,
            Self::Predictions => Action::Predictions,
            Self::Trends => Action::Trends,
            Self::Logs => Action::Logs,
        }
    }
}

/// Rows that were drawn and can be clicked.
pub(crate) type Places = Vec<(Rect, usize)>;

/// What every tab can do.
pub(crate) trait Page {
    /// Does what a key means here.
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want>;

    /// Draws itself; answers which rows can be clicked.
    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places;

    /// A row was clicked.
    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want>;

    /// The keys that the footer names, most useful first.
    fn hints(&self, scene: &Scene<'_>) -> Vec<Action>;

    /// What is filtered or searched for, when this tab can do that.
    fn filter(&self) -> Option<&str> {
        None
    }

    /// Filters or searches for a text.
    fn set_filter(&mut self, _text: &str) {}

    /// Time has passed, or something was done, while this tab is on the screen.
    fn tick(&mut self, _scene: &Scene<'_>) -> Vec<Want> {
        Vec::new()
    }

    /// A newer picture of the runtime came while this tab is on the screen.
    fn pictured(&mut self, _scene: &Scene<'_>) -> Vec<Want> {
        Vec::new()
    }

    /// A graph was laid out.
    fn arranged(&mut self, _drawing: &Arc<Drawing>, _scene: &Scene<'_>) -> Vec<Want> {
        Vec::new()
    }

    /// An answer came.
    fn found(&mut self, _ticket: Ticket, _answer: &Response, _scene: &Scene<'_>) -> Vec<Want> {
        Vec::new()
    }

    /// Something of this tab is to be shown.
    fn seek(&mut self, _target: &Target, _scene: &Scene<'_>) {}
}

/// The state of every tab.
#[derive(Debug, Default)]
pub(crate) struct Tabs {
    /// Its tab.
    pub overview: Overview,
    /// Its tab.
    pub agents: Agents,
    /// Its tab.
    pub services: Services,
    /// Its tab.
    pub workflows: Workflows,
    /// Its tab.
    pub alerts: Alerts,
    /// Its tab.
    pub recovery: Recovery,
    /// Its tab.
    pub predictions: Predictions,
    /// Its tab.
    pub trends: Trends,
    /// Its tab.
    pub logs: Logs,
}

impl Tabs {
    /// A tab's page.
    pub(crate) fn page(&self, tab: Tab) -> &dyn Page {
        match tab {
            Tab::Overview => &self.overview,
            Tab::Agents => &self.agents,
            Tab::Services => &self.services,
            Tab::Workflows => &self.workflows,
            Tab::Alerts => &self.alerts,
            Tab::Recovery => &self.recovery,
            Tab::Predictions => &self.predictions,
            Tab::Trends => &self.trends,
            Tab::Logs => &self.logs,
        }
    }

    /// A tab's page, to change it.
    pub(crate) fn page_mut(&mut self, tab: Tab) -> &mut dyn Page {
        match tab {
            Tab::Overview => &mut self.overview,
            Tab::Agents => &mut self.agents,
            Tab::Services => &mut self.services,
            Tab::Workflows => &mut self.workflows,
            Tab::Alerts => &mut self.alerts,
            Tab::Recovery => &mut self.recovery,
            Tab::Predictions => &mut self.predictions,
            Tab::Trends => &mut self.trends,
            Tab::Logs => &mut self.logs,
        }
    }
}
