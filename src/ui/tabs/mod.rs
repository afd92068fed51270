//! One file a tab: its state, what keys do to it, its picture.

pub(crate) mod agents;
pub(crate) mod alerts;
mod attention;
mod changes;
mod detail;
mod layout;
mod limits;
pub(crate) mod logged;
mod logs;
pub(crate) mod overview;
mod pager;
pub(crate) mod predictions;
pub(crate) mod recovery;
pub(crate) mod runtime_log;
pub(crate) mod services;
mod tab;
pub(crate) mod trends;
mod vitals;
pub(crate) mod workflows;

pub(crate) use tab::{Page, Places, Tab, Tabs};
