//! The console's state and what events do to it. No IO: what is asked of the world comes back as requests.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use super::event::{Event, Hit, Request, Target, Want};
use super::keymap::{Action, Chord, Keymap};
use super::popups::{FaultMenu, Help, Outcome, Palette, Popup, Search, quit};
use super::scene::{Scene, Zone};
use super::tabs::{Tab, Tabs};
use super::theme::{Glyphs, Theme, Tone};
use crate::i18n::{Texts, Value};
use crate::link::LinkState;
use crate::link::session::Place;
use crate::model::command::Done;
use crate::model::query::{Answer, Response};
use crate::model::refusal::Refusal;
use crate::model::snapshot::Snapshot;
use crate::model::time::Wall;

/// How the console looks and is spoken to; fixed for its life.
#[derive(Debug)]
pub(crate) struct Dress {
    /// Words.
    pub texts: Texts,
    /// Colours.
    pub theme: Theme,
    /// Marks.
    pub glyphs: &'static Glyphs,
    /// Keys.
    pub keys: Keymap,
    /// In which zone times are shown.
    pub zone: Zone,
}

/// What is known of the runtime.
#[derive(Debug)]
pub(crate) struct World {
    /// The newest picture; none before the first.
    pub snapshot: Option<Arc<Snapshot>>,
    /// One of the last few seconds, for what need not be newer.
    pub calm: Option<Arc<Snapshot>>,
    /// When the calm one came.
    calmed: Option<Wall>,
    /// When the newest came, by the viewer's clock.
    heard: Option<Wall>,
    /// Whether the runtime answers.
    pub link: LinkState,
    /// The viewer's clock.
    pub now: Wall,
    /// This session may only look.
    pub read_only: bool,
    /// Where the runtime is.
    pub place: Place,
}

/// Seconds between two pictures for sparklines and running counters.
const CALM: i64 = 5;
/// A picture older than this is stale: four are published a second.
const FRESH: i64 = 3;
/// How long a message stands; those of trouble stand until a key.
const TOAST: i64 = 6;

impl World {
    /// Nothing is known yet.
    pub(crate) fn new(now: Wall, place: Place, read_only: bool) -> Self {
        Self {
            snapshot: None,
            calm: None,
            calmed: None,
            heard: None,
            link: LinkState::Connected,
            now,
            read_only,
            place,
        }
    }

    fn picture(&mut self, snapshot: Arc<Snapshot>) {
        let due = self.calmed.is_none_or(|at| self.now - at >= TimeDelta::seconds(CALM) || self.now < at);
        // A runtime that begins knows more with every picture: waiting would show as unknown what is known.
        let grows = self.calm.as_ref().is_some_and(|calm| {
            let known = |of: &Snapshot| (of.series.len(), of.runtime.samples_per_second > 0.0);
            known(calm) != known(&snapshot)
        });
        if due || grows {
            self.calm = Some(Arc::clone(&snapshot));
            self.calmed = Some(self.now);
        }
        self.snapshot = Some(snapshot);
        self.heard = Some(self.now);
    }

    fn stale(&self) -> Option<Duration> {
        let age = (self.now - self.heard?).to_std().unwrap_or_default();
        let lost = matches!(self.link, LinkState::Lost { .. });
        (lost || age >= Duration::from_secs(FRESH.unsigned_abs())).then_some(age)
    }
}

/// A message in the footer.
#[derive(Debug, Clone)]
pub(crate) struct Toast {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    until: Option<Wall>,
}

/// The whole state.
#[derive(Debug)]
pub(crate) struct App {
    /// How it looks.
    pub dress: Dress,
    /// What is known.
    pub world: World,
    /// The tab on the screen.
    pub tab: Tab,
    /// The state of every tab.
    pub tabs: Tabs,
    /// What is asked over the tab.
    pub popup: Option<Popup>,
    /// What is said in the footer.
    pub toast: Option<Toast>,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Whether clicks come here instead of to the terminal.
    pub mouse: bool,
}

impl App {
    /// A console on its first tab.
    pub(crate) fn new(dress: Dress, world: World, size: (u16, u16)) -> Self {
        Self { dress, world, tab: Tab::Overview, tabs: Tabs::default(), popup: None, toast: None, size, mouse: true }
    }

    /// The moment to draw.
    pub(crate) fn scene(&self) -> Scene<'_> {
        scene(&self.dress, &self.world, self.size)
    }

    /// Lets an event change the state; answers what is asked of the world.
    pub(crate) fn update(&mut self, event: Event) -> Vec<Request> {
        let wants = match event {
            Event::Key(chord) => self.key(chord),
            Event::Pasted(text) => {
                let outcome = self.popup.as_mut().map(|popup| popup.paste(&text));
                outcome.map_or_else(Vec::new, |outcome| self.settle(outcome))
            }
            Event::Clicked(hit) => self.click(hit),
            Event::Wheeled(rows) => self.wheel(rows),
            Event::Resized(columns, rows) => {
                self.size = (columns, rows);
                Vec::new()
            }
            Event::Ticked(now) => {
                self.world.now = now;
                if self.toast.as_ref().is_some_and(|toast| toast.until.is_some_and(|until| until <= now)) {
                    self.toast = None;
                }
                self.on_page(|page, scene| page.tick(scene))
            }
            Event::Pictured(snapshot) => {
                self.world.picture(snapshot);
                self.on_page(|page, scene| page.pictured(scene))
            }
            Event::Linked(link) => {
                self.world.link = link;
                Vec::new()
            }
            Event::Ordered { label, answers } => self.answered(&label, &answers),
            Event::Rehearsed { command, answer } => {
                match &mut self.popup {
                    Some(Popup::Recover(dialog)) => dialog.rehearsed(&command, &answer),
                    Some(Popup::Run(form)) => {
                        form.rehearsed(&command, &answer, &scene(&self.dress, &self.world, self.size));
                    }
                    _ => {}
                }
                Vec::new()
            }
            Event::Arranged(drawing) => {
                let scene = scene(&self.dress, &self.world, self.size);
                self.tabs.page_mut(Tab::Workflows).arranged(&drawing, &scene)
            }
            Event::Saved { path, error } => {
                let path = Value::from(path);
                match error {
                    None => self.say(Tone::Good, self.dress.texts.with("save-done", &[("path", path)])),
                    Some(why) => {
                        let text = self.dress.texts.with("save-failed", &[("path", path), ("why", Value::from(why))]);
                        self.say(Tone::Bad, text);
                    }
                }
                Vec::new()
            }
            Event::Found { ticket, answer } => {
                let mut wants = Vec::new();
                for tab in Tab::ALL {
                    let scene = scene(&self.dress, &self.world, self.size);
                    wants.extend(self.tabs.page_mut(tab).found(ticket, &answer, &scene));
                }
                wants
            }
        };
        self.satisfy(wants)
    }

    fn on_page(&mut self, act: impl FnOnce(&mut dyn super::tabs::Page, &Scene<'_>) -> Vec<Want>) -> Vec<Want> {
        let scene = scene(&self.dress, &self.world, self.size);
        act(self.tabs.page_mut(self.tab), &scene)
    }

    fn key(&mut self, chord: Chord) -> Vec<Want> {
        if self.toast.as_ref().is_some_and(|toast| toast.until.is_none()) {
            self.toast = None;
        }
        if let Some(popup) = &mut self.popup {
            let outcome = popup.key(chord, &scene(&self.dress, &self.world, self.size));
            return self.settle(outcome);
        }
        self.dress.keys.action(self.tab, chord).map_or_else(Vec::new, |action| self.act(action))
    }

    fn settle(&mut self, outcome: Outcome) -> Vec<Want> {
        match outcome {
            Outcome::Stay => Vec::new(),
            Outcome::Close(wants) => {
                self.popup = None;
                wants
            }
            Outcome::Ask(wants) => wants,
            Outcome::Filter(text) => {
                self.tabs.page_mut(self.tab).set_filter(&text);
                Vec::new()
            }
            Outcome::Filtered(text) => {
                self.popup = None;
                self.tabs.page_mut(self.tab).set_filter(&text);
                Vec::new()
            }
        }
    }

    fn act(&mut self, action: Action) -> Vec<Want> {
        if action.changes()
            && let Some(why) = self.barrier()
        {
            return vec![Want::Say(Tone::Warn, why)];
        }
        if let Some(tab) = Tab::ALL.into_iter().find(|tab| tab.action() == action) {
            return self.go(tab);
        }
        match action {
            Action::Help => self.popup = Some(Popup::Help(Help::new(self.tab))),
            Action::Command => self.popup = Some(Popup::Palette(Palette::new(self.tab))),
            Action::Quit => self.popup = Some(quit(&self.scene())),
            Action::Filter => match self.tabs.page(self.tab).filter() {
                Some(text) => self.popup = Some(Popup::Search(Search::new(text))),
                None => return vec![Want::Say(Tone::Plain, self.dress.texts.get("said-no-filter").to_owned())],
            },
            Action::Mouse => {
                self.mouse = !self.mouse;
                let text = if self.mouse { "said-mouse-taken" } else { "said-mouse-released" };
                let said = Want::Say(Tone::Plain, self.dress.texts.get(text).to_owned());
                return vec![Want::Ask(Request::Mouse(self.mouse)), said];
            }
            Action::Faults if self.scene().is_demo() => self.popup = Some(Popup::Faults(FaultMenu::default())),
            Action::Faults => return vec![Want::Say(Tone::Plain, self.dress.texts.get("said-no-demo").to_owned())],
            Action::Redraw => return vec![Want::Ask(Request::Redraw)],
            // Stopping this process would stop the runtime in it, and with it all healing.
            Action::Suspend if self.world.place == Place::InProcess => {
                return vec![Want::Say(Tone::Warn, self.dress.texts.get("said-no-suspend").to_owned())];
            }
            Action::Suspend => return vec![Want::Ask(Request::Suspend)],
            action => return self.on_page(|page, scene| page.act(action, scene)),
        }
        Vec::new()
    }

    /// Why nothing can be changed now.
    fn barrier(&self) -> Option<String> {
        let texts = &self.dress.texts;
        if self.world.read_only {
            return Some(texts.get("said-read-only").to_owned());
        }
        matches!(self.world.link, LinkState::Lost { .. }).then(|| texts.get("said-lost").to_owned())
    }

    fn go(&mut self, tab: Tab) -> Vec<Want> {
        self.tab = tab;
        self.on_page(|page, scene| page.tick(scene))
    }

    fn seek(&mut self, target: &Target) -> Vec<Want> {
        self.tab = match target {
            Target::Alert(_) => Tab::Alerts,
            Target::Incident(_) => Tab::Recovery,
            Target::Service(_) => Tab::Services,
            Target::Log(_) => Tab::Logs,
            Target::Run(_) => Tab::Workflows,
        };
        self.on_page(|page, scene| {
            page.seek(target, scene);
            page.tick(scene)
        })
    }

    fn click(&mut self, hit: Hit) -> Vec<Want> {
        if self.popup.is_some() {
            return Vec::new();
        }
        match hit {
            Hit::Tab(tab) => self.go(tab),
            Hit::Key(action) => self.act(action),
            Hit::Row(row) => self.on_page(|page, scene| page.click(row, scene)),
        }
    }

    fn wheel(&mut self, rows: isize) -> Vec<Want> {
        let action = if rows < 0 { Action::Up } else { Action::Down };
        let mut wants = Vec::new();
        for _ in 0..rows.unsigned_abs().min(9) {
            if let Some(chord) = self.dress.keys.keys(action).first().copied() {
                wants.extend(self.key(chord));
            }
        }
        wants
    }

    fn answered(&mut self, label: &str, answers: &[Response]) -> Vec<Want> {
        let failed: Vec<&Refusal> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
        let silenced = answers.iter().any(|answer| matches!(answer, Ok(Answer::Done { .. })));
        let texts = &self.dress.texts;
        let label = Value::from(label.to_owned());
        if let Some(why) = failed.first() {
            let args = [("what", label), ("why", Value::from(texts.say(*why))), ("n", Value::from(failed.len()))];
            let text =
                if failed.len() > 1 { texts.with("said-failed-many", &args) } else { texts.with("said-failed", &args) };
            self.toast = Some(Toast { tone: Tone::Bad, text, until: None });
        } else if silenced {
            let text = texts.with("said-done", &[("what", label)]);
            self.say(Tone::Good, text);
        }
        let run = answers.iter().find_map(|answer| match answer {
            Ok(Answer::Done { done: Done::Run { run } }) => Some(*run),
            _ => None,
        });
        // A run that was just begun is what is looked at next; whoever has gone elsewhere meanwhile is left there.
        let goes = run.filter(|_| self.tab == Tab::Workflows && self.popup.is_none());
        goes.map(|run| Want::Go(Target::Run(run))).into_iter().collect()
    }

    fn say(&mut self, tone: Tone, text: String) {
        let until = (tone != Tone::Bad).then(|| self.world.now + TimeDelta::seconds(TOAST));
        self.toast = Some(Toast { tone, text, until });
    }

    /// Does what was wanted, and what that wants, as far as it is the console's to do.
    fn satisfy(&mut self, wants: Vec<Want>) -> Vec<Request> {
        let mut requests = Vec::new();
        let mut waiting = std::collections::VecDeque::from(wants);
        // A bound, so that two wants that cause each other cannot hold the console.
        for _ in 0..64 {
            let Some(want) = waiting.pop_front() else { break };
            match want {
                Want::Ask(request) => requests.push(request),
                Want::Show(popup) => self.popup = Some(*popup),
                Want::Go(target) => waiting.extend(self.seek(&target)),
                Want::Say(tone, text) => self.say(tone, text),
                Want::Do(action) => waiting.extend(self.act(action)),
            }
        }
        requests
    }
}

fn scene<'a>(dress: &'a Dress, world: &'a World, size: (u16, u16)) -> Scene<'a> {
    Scene {
        texts: &dress.texts,
        theme: &dress.theme,
        glyphs: dress.glyphs,
        keys: &dress.keys,
        snapshot: world.snapshot.as_deref(),
        calm: world.calm.as_deref().or(world.snapshot.as_deref()),
        link: &world.link,
        stale: world.stale(),
        now: world.now,
        zone: dress.zone,
        read_only: world.read_only,
        place: world.place,
        size,
        page: size.1.saturating_sub(6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::model::command::Command;
    use crate::model::id::{AlertId, ServiceName};
    use crate::ui::event::Exit;
    use crate::ui::fixture::{self, State};

    fn press(app: &mut App, keys: &str) -> Vec<Request> {
        keys.split(' ').flat_map(|key| app.update(Event::Key(key.parse().unwrap()))).collect()
    }

    fn orders(requests: Vec<Request>) -> Vec<Command> {
        let commands = requests.into_iter().filter_map(|request| match request {
            Request::Order { commands, .. } => Some(commands),
            _ => None,
        });
        commands.flatten().collect()
    }

    fn console() -> App {
        fixture::app(State::Normal, Language::En, (120, 40))
    }

    #[test]
    fn an_alert_is_acknowledged_with_a_note() {
        let asked = orders(press(&mut console(), "a o n space i t enter"));
        assert_eq!(asked, [Command::AcknowledgeAlert { id: AlertId(43), note: "on it".to_owned() }]);
    }

    #[test]
    fn what_interrupts_asks_and_enter_alone_does_nothing() {
        let mut app = console();
        assert_eq!(orders(press(&mut app, "3 r enter")), []);
        assert!(app.popup.is_none());
        let name = ServiceName::from("db");
        assert_eq!(orders(press(&mut app, "r down enter")), [Command::RestartService { name: name.clone() }]);
        assert_eq!(orders(press(&mut app, "s")), [Command::StartService { name }]);
    }

    #[test]
    fn marked_rows_are_meant_even_when_a_filter_hides_them_and_that_is_said() {
        let mut app = console();
        press(&mut app, "3 space space / w e b enter x");
        let asked = orders(press(&mut app, "down enter"));
        let stop = |name: &str| Command::StopService { name: ServiceName::from(name) };
        assert_eq!(asked, [stop("db"), stop("cache")]);
    }

    #[test]
    fn a_session_that_may_only_look_changes_nothing_and_says_why() {
        let mut app = console();
        app.world.read_only = true;
        for keys in ["a", "s", "3 s", "3 x", "3 r", "2 p", "6 a"] {
            assert_eq!(orders(press(&mut app, keys)), [], "{keys}");
            assert!(app.popup.is_none(), "{keys}");
            assert!(app.toast.as_ref().is_some_and(|toast| toast.text.contains("read-only")), "{keys}");
        }
        press(&mut app, "q");
        assert_eq!(press(&mut app, "down down down enter"), [Request::Leave(Exit::Background)]);
    }

    #[test]
    fn nothing_is_ordered_of_a_runtime_that_is_lost() {
        let mut app = fixture::app(State::Error, Language::En, (120, 40));
        assert_eq!(orders(press(&mut app, "3 r down enter")), []);
        assert!(app.toast.is_some_and(|toast| toast.text.contains("lost")));
    }

    #[test]
    fn escape_goes_back_and_never_leaves() {
        for tab in ["1", "2", "3", "6", "9", "0"] {
            let mut app = console();
            let asked = press(&mut app, &format!("{tab} enter esc esc esc q esc esc : esc ? esc"));
            assert!(!asked.iter().any(|request| matches!(request, Request::Leave(_))), "{tab}");
            assert!(app.popup.is_none());
        }
    }

    #[test]
    fn refusals_stand_until_a_key_and_successes_go_by_themselves() {
        let mut app = console();
        let why = Refusal::Ending;
        app.update(Event::Ordered { label: "stop db".to_owned(), answers: vec![Err(why)] });
        app.update(Event::Ticked(fixture::moment() + TimeDelta::hours(1)));
        assert_eq!(app.toast.as_ref().unwrap().text, "stop db: the runtime is ending; hint: start it again first");
        press(&mut app, "j");
        assert!(app.toast.is_none());
    }

    #[test]
    fn only_the_answer_to_the_last_question_is_drawn() {
        let mut app = console();
        let tickets = |requests: Vec<Request>| -> Vec<_> {
            let all = requests.into_iter().filter_map(|request| match request {
                Request::LookUp { ticket, query } => Some((ticket, fixture::answer(&query))),
                _ => None,
            });
            all.collect()
        };
        let first = tickets(press(&mut app, "9")).pop().unwrap();
        let second = tickets(press(&mut app, "j")).pop().unwrap();
        app.update(Event::Found { ticket: first.0, answer: Ok(first.1) });
        assert!(!format!("{:?}", app.tabs.trends).contains("Points {"), "an older answer was taken");
        app.update(Event::Found { ticket: second.0, answer: Ok(second.1) });
        assert!(format!("{:?}", app.tabs.trends).contains("Points {"));
    }
}
