//! The command line: type a few letters of what is wanted; every action is listed with its key.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::event::{Target, Want};
use super::super::flow::{self, Verb};
use super::super::keymap::{Action, Chord, Key};
use super::super::scene::Scene;
use super::super::tabs::Tab;
use super::super::theme::Tone;
use super::super::widgets::input::Input;
use super::super::widgets::table::{Column, Table};
use super::super::widgets::{frame, paint};
use super::Outcome;
use crate::model::id::ServiceName;
use crate::model::snapshot::ServiceView;

/// What is typed, and which suggestion is chosen.
#[derive(Debug, Clone)]
pub(crate) struct Palette {
    tab: Tab,
    input: Input,
    selected: usize,
}

/// Something that can be run.
#[derive(Debug, Clone)]
struct Entry {
    text: String,
    meaning: String,
    keys: String,
    run: Run,
}

#[derive(Debug, Clone)]
enum Run {
    Action(Action),
    Service(Verb, String),
    Recover(ServiceName),
    Go(Target),
}

impl Palette {
    /// An empty command line over this tab.
    pub(crate) fn new(tab: Tab) -> Self {
        Self { tab, input: Input::default(), selected: 0 }
    }

    /// Takes pasted text.
    pub(crate) fn paste(&mut self, text: &str) {
        self.input.insert(text);
        self.selected = 0;
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, chord: Chord, scene: &Scene<'_>) -> Outcome {
        let entries = self.entries(scene);
        let last = entries.len().saturating_sub(1);
        match chord.key {
            Key::Esc => return Outcome::Close(Vec::new()),
            Key::Char('c') if chord.ctrl => return Outcome::Close(Vec::new()),
            Key::Backspace if self.input.text().is_empty() => return Outcome::Close(Vec::new()),
            Key::Up => self.selected = self.selected.saturating_sub(1),
            Key::Down => self.selected = (self.selected + 1).min(last),
            Key::Tab => {
                if let Some(entry) = entries.get(self.selected) {
                    self.input = Input::new(&entry.text);
                    self.selected = 0;
                }
            }
            Key::Enter => {
                let Some(entry) = entries.get(self.selected) else { return Outcome::Stay };
                return Outcome::Close(run(&entry.run, scene));
            }
            _ => {
                self.input.key(chord);
                self.selected = 0;
            }
        }
        Outcome::Stay
    }

    /// What fits what is typed, best first.
    fn entries(&self, scene: &Scene<'_>) -> Vec<Entry> {
        let typed = self.input.text().trim().to_lowercase();
        let mut all: Vec<Entry> = Vec::new();
        let here = |action: &&Action| action.holds_on(self.tab) && scene.offers(**action);
        for action in Action::ALL.iter().filter(here).filter(|action| **action != Action::Command) {
            let keys: Vec<String> = scene.keys.keys_on(self.tab, *action).iter().map(ToString::to_string).collect();
            all.push(Entry {
                text: action.name().to_owned(),
                meaning: scene.tr_made(&format!("action-{}", action.name())),
                keys: keys.join(" "),
                run: Run::Action(*action),
            });
        }
        let services = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.services);
        if !typed.is_empty() {
            all.extend(services.iter().flat_map(|view| of_service(view, scene)));
        }
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |entry: &Entry| {
            let row = format!("{} {}", entry.text, entry.meaning).to_lowercase();
            words.iter().all(|word| row.contains(word))
        };
        let mut fitting: Vec<Entry> = all.into_iter().filter(|entry| fits(entry)).collect();
        // `:q` is in everyone's fingers.
        fitting.sort_by_key(|entry| {
            let exact = entry.text == typed || (typed == "q" && entry.text == "quit");
            (!exact, !entry.text.starts_with(&typed))
        });
        fitting
    }

    /// Draws it.
    pub(crate) fn draw(&self, buf: &mut Buffer, screen: Rect, scene: &Scene<'_>) {
        let entries = self.entries(scene);
        let wide = 84.min(screen.width);
        let high = 22.min(screen.height);
        let inner = frame::popup(buf, screen, scene, scene.tr("palette-title"), wide, high);
        let prompt = Line::from(vec![Span::raw(" "), scene.ink(Tone::Accent, ":")]);
        let used = paint::put(buf, paint::row(inner, 0), &prompt, "");
        self.input.draw(buf, paint::indent(paint::row(inner, 0), used), scene);
        let rows = entries.iter().map(|entry| {
            vec![
                Line::from(scene.ink(Tone::Plain, entry.text.clone())),
                Line::from(scene.ink(Tone::Dim, entry.meaning.clone())),
                Line::from(scene.ink(Tone::Accent, entry.keys.clone())),
            ]
        });
        let table = Table {
            columns: vec![
                Column::new("", 8, 28, 0),
                Column::new("", 10, 60, 1).grow(),
                Column::new("", 3, 14, 2).right(),
            ],
            rows: rows.collect(),
            selected: (!entries.is_empty()).then_some(self.selected.min(entries.len().saturating_sub(1))),
            focused: true,
            titles: false,
        };
        let list = paint::below(inner, if inner.height > 6 { 2 } else { 1 });
        table.draw(buf, list, scene);
        if entries.is_empty() {
            let line = Line::from(vec![Span::raw(" "), scene.ink(Tone::Dim, scene.tr("palette-nothing"))]);
            paint::put(buf, paint::row(list, 0), &line, scene.glyphs.cut);
        }
    }
}

/// What can be done to a service from anywhere.
fn of_service(view: &ServiceView, scene: &Scene<'_>) -> Vec<Entry> {
    let name = view.name.as_str().to_owned();
    let entry = |word: &str, meaning: &str, run: Run| Entry {
        text: format!("{word} {name}"),
        meaning: meaning.to_owned(),
        keys: String::new(),
        run,
    };
    let mut all = vec![
        entry("service", scene.tr("tab-services"), Run::Go(Target::Service(name.clone()))),
        entry("log", scene.tr("action-open-log"), Run::Go(Target::Log(name.clone()))),
    ];
    if !scene.read_only {
        all.push(entry("start", scene.tr("action-start"), Run::Service(Verb::Start, name.clone())));
        all.push(entry("stop", scene.tr("action-stop"), Run::Service(Verb::Stop, name.clone())));
        all.push(entry("restart", scene.tr("action-restart"), Run::Service(Verb::Restart, name.clone())));
        all.push(entry("recover", scene.tr("action-recover"), Run::Recover(view.name.clone())));
    }
    all
}

fn run(run: &Run, scene: &Scene<'_>) -> Vec<Want> {
    match run {
        Run::Action(action) => vec![Want::Do(*action)],
        Run::Go(target) => vec![Want::Go(target.clone())],
        Run::Recover(name) => flow::recover(name.clone()),
        Run::Service(verb, name) => {
            let view = scene.snapshot.and_then(|snapshot| snapshot.service(name));
            view.map_or_else(Vec::new, |view| flow::services(scene, *verb, &[view], 0))
        }
    }
}
