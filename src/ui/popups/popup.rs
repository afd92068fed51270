//! The popups there are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::event::Want;
use super::super::keymap::Chord;
use super::super::scene::Scene;
use super::{Choice, FaultMenu, Help, Palette, Prompt, Recover, RunForm, Search};

/// A popup over a tab.
#[derive(Debug, Clone)]
pub(crate) enum Popup {
    /// One of several; the first is to do nothing.
    Choice(Choice),
    /// Fields to fill in.
    Prompt(Prompt),
    /// The keys.
    Help(Help),
    /// Healing by hand.
    Recover(Recover),
    /// A run before it begins.
    Run(RunForm),
    /// The command line.
    Palette(Palette),
    /// The filter or search text of a tab.
    Search(Search),
    /// The faults of a demo.
    Faults(FaultMenu),
}

/// What a key did to a popup.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// It stays.
    Stay,
    /// It is gone, and wants this.
    Close(Vec<Want>),
    /// It stays, and wants this.
    Ask(Vec<Want>),
    /// It stays, and the tab's filter is to be this.
    Filter(String),
    /// It is gone, and the tab's filter is to be this.
    Filtered(String),
}

impl Popup {
    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord, scene: &Scene<'_>) -> Outcome {
        match self {
            Self::Choice(choice) => choice.key(chord),
            Self::Prompt(prompt) => prompt.key(chord, scene),
            Self::Help(help) => help.key(chord, scene),
            Self::Recover(recover) => recover.key(chord, scene),
            Self::Run(form) => form.key(chord, scene),
            Self::Palette(palette) => palette.key(chord, scene),
            Self::Search(search) => search.key(chord),
            Self::Faults(menu) => menu.key(chord, scene),
        }
    }

    /// Takes pasted text.
    pub(crate) fn paste(&mut self, text: &str) -> Outcome {
        match self {
            Self::Prompt(prompt) => prompt.paste(text),
            Self::Run(form) => form.paste(text),
            Self::Palette(palette) => palette.paste(text),
            Self::Search(search) => return search.paste(text),
            Self::Choice(_) | Self::Help(_) | Self::Faults(_) | Self::Recover(_) => {}
        }
        Outcome::Stay
    }

    /// Draws it over the screen; the search line draws itself in the footer.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        match self {
            Self::Choice(choice) => choice.draw(buf, screen, scene),
            Self::Prompt(prompt) => prompt.draw(buf, screen, scene),
            Self::Help(help) => help.draw(buf, screen, scene),
            Self::Recover(recover) => recover.draw(buf, screen, scene),
            Self::Run(form) => form.draw(buf, screen, scene),
            Self::Palette(palette) => palette.draw(buf, screen, scene),
            Self::Search(search) => search.draw(buf, screen, scene),
            Self::Faults(menu) => menu.draw(buf, screen, scene),
        }
    }
}
