//! The whole console drawn: snapshots of every tab, themes, odd sizes, and a gallery to look at.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::app::App;
use super::event::Event;
use super::fixture::{State, answer_all, app, dressed, moment, snapshot};
use super::foresight::fixture::expecting;
use super::keymap::{Action, Chord};
use super::screen::Screen;
use super::tabs::Tab;
use super::view;
use crate::config::settings::ThemeName;
use crate::i18n::Language;
use crate::model::fault::FaultOffer;
use crate::model::managed::{ManagedView, ManagerError};
use crate::model::service::{Health, ServiceState};

fn press(app: &mut App, keys: &[&str]) {
    for key in keys {
        let chord: Chord = key.parse().unwrap();
        let requests = app.update(Event::Key(chord));
        answer_all(app, requests);
    }
}

fn draw(app: &App) -> Buffer {
    let mut buffer = Screen::blank(app.size.0, app.size.1);
    view::draw(app, &mut buffer);
    buffer
}

/// The picture as text; a wide character stands for both its cells.
pub(super) fn text(app: &App) -> String {
    let picture = draw(app);
    let mut out = String::new();
    for row in picture.content.chunks(usize::from(picture.area.width)) {
        let mut line = String::new();
        let mut skipped = 0;
        for cell in row {
            if skipped == 0 {
                line.push_str(cell.symbol());
                skipped = cell.symbol().width().saturating_sub(1);
            } else {
                skipped -= 1;
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn ansi(app: &App) -> String {
    String::from_utf8(Screen::new().show(draw(app))).unwrap()
}

fn on(tab: Tab, state: State, language: Language, size: (u16, u16)) -> App {
    let mut app = app(state, language, size);
    let key = app.dress.keys.key(tab.action());
    press(&mut app, &[&key]);
    app
}

#[test]
fn every_tab_in_every_state() {
    for tab in Tab::ALL {
        for state in State::ALL {
            for size in [(80, 24), (120, 40), (60, 15)] {
                // What differs only in banners is not worth a picture on each tab and size.
                if matches!(state, State::Error | State::Stale) && size != (120, 40) && tab != Tab::Overview {
                    continue;
                }
                let app = on(tab, state, Language::En, size);
                let name = format!("{}-{state:?}-{}x{}-en", tab.word(), size.0, size.1).to_lowercase();
                insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                    insta::assert_snapshot!(name, text(&app));
                });
            }
        }
        for size in [(80, 24), (120, 40)] {
            let app = on(tab, State::Normal, Language::Ko, size);
            let name = format!("{}-normal-{}x{}-ko", tab.word(), size.0, size.1);
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, text(&app));
            });
        }
    }
}

#[test]
fn what_is_foreseen_is_told_with_what_is_done_before_it_happens() {
    let sizes = [(120, 40), (80, 24), (60, 15)];
    let shown = sizes.into_iter().flat_map(|size| Language::ALL.map(|language| (size, language)));
    for ((size, language), tab) in
        shown.flat_map(|shown| [Tab::Recovery, Tab::Overview, Tab::Predictions].map(|tab| (shown, tab)))
    {
        let mut app = on(tab, State::Normal, language, size);
        app.update(Event::Pictured(Arc::new(expecting(snapshot(State::Normal)))));
        let name = format!("{}-foreseen-{}x{}-{language:?}", tab.word(), size.0, size.1).to_lowercase();
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text(&app));
        });
    }
}

#[test]
fn a_prediction_in_full_and_what_is_unusual() {
    let cases = [
        ("detail", "enter", (80, 24), Language::En, false),
        ("detail", "enter", (80, 24), Language::Ko, false),
        ("ascii", "j", (120, 40), Language::En, true),
        ("learned", "j j j", (120, 40), Language::En, false),
        ("learned", "j j j", (120, 40), Language::Ko, false),
        ("ahead", "j j j j", (120, 40), Language::En, false),
        ("ahead", "j j j j", (120, 40), Language::Ko, false),
        ("unusual", "v", (120, 40), Language::En, false),
        ("unusual", "v", (120, 40), Language::Ko, false),
        ("unusual", "v", (60, 15), Language::En, false),
    ];
    for (name, keys, size, language, ascii) in cases {
        let mut app = dressed(State::Normal, language, size, ThemeName::Default, ascii);
        app.update(Event::Pictured(Arc::new(expecting(snapshot(State::Normal)))));
        press(&mut app, &["8"]);
        keys.split(' ').for_each(|key| press(&mut app, &[key]));
        let name = format!("predictions-{name}-{}x{}-{language:?}", size.0, size.1).to_lowercase();
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text(&app));
        });
    }
}

#[test]
fn what_services_log_is_told_in_the_detail_and_among_what_is_unusual() {
    let cases: [(&str, &[&str]); 3] = [
        ("known", &["3", "/", "a", "p", "i", "enter"]),
        ("learning", &["3", "/", "c", "a", "c", "enter"]),
        ("unusual", &["8", "v", "j", "j", "j"]),
    ];
    for (name, keys) in cases {
        for (size, language) in [((120, 40), Language::En), ((120, 40), Language::Ko), ((80, 24), Language::En)] {
            let mut app = dressed(State::Normal, language, size, ThemeName::Default, false);
            app.update(Event::Pictured(Arc::new(expecting(snapshot(State::Normal)))));
            press(&mut app, keys);
            let name = format!("logged-{name}-{}x{}-{language:?}", size.0, size.1).to_lowercase();
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, text(&app));
            });
        }
    }
}

#[test]
fn units_and_containers_in_the_words_of_their_managers() {
    for (size, language) in [((120, 40), Language::En), ((120, 40), Language::Ko)] {
        for (name, row) in [("running", 0), ("unclear", 1)] {
            let mut app = on(Tab::Services, State::Normal, language, size);
            let mut picture = snapshot(State::Normal);
            picture.services.truncate(2);
            for view in &mut picture.services {
                (view.program, view.probes, view.limits) = (None, Vec::new(), None);
            }
            let [unit, container] = picture.services.as_mut_slice() else { panic!("two services") };
            unit.kind = "unit".to_owned();
            let words = "active (running)".to_owned();
            unit.managed = Some(ManagedView { target: "postgresql.service".to_owned(), words, unclear: None });
            container.kind = "container".to_owned();
            (container.state, container.health, container.usage) = (ServiceState::Unknown, Health::Unknown, None);
            let why = ManagerError::ContainerMissing { container: "shop-cache".to_owned() };
            let words = String::new();
            container.managed = Some(ManagedView { target: "shop-cache".to_owned(), words, unclear: Some(why) });
            app.update(Event::Pictured(Arc::new(picture)));
            press(&mut app, if row == 0 { &["g"] } else { &["G"] });
            let name = format!("services-managed-{name}-{}x{}-{language:?}", size.0, size.1).to_lowercase();
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, text(&app));
            });
        }
    }
}

#[test]
fn trends_in_every_way() {
    let cases: [(&str, &[&str]); 7] = [
        ("marks", &["o", "N"]),
        ("ahead", &["f"]),
        ("compared", &["c", "c"]),
        ("news", &["v"]),
        ("goals", &["v", "v"]),
        ("alone", &["o", "enter"]),
        ("save", &["x"]),
    ];
    let dresses =
        [((120, 40), Language::En), ((80, 24), Language::Ko), ((60, 15), Language::En), ((200, 60), Language::En)];
    for (name, keys) in cases {
        for (size, language) in dresses {
            if size.0 == 200 && name != "marks" {
                continue;
            }
            let mut app = on(Tab::Trends, State::Normal, language, size);
            press(&mut app, keys);
            let name = format!("trends-{name}-{}x{}-{language:?}", size.0, size.1).to_lowercase();
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, text(&app));
            });
        }
    }
}

#[test]
fn popups() {
    let cases: [(&str, Tab, &[&str]); 10] = [
        ("help", Tab::Services, &["?"]),
        ("palette", Tab::Services, &[":", "r", "e", "s"]),
        ("quit", Tab::Overview, &["q"]),
        ("restart", Tab::Services, &["r"]),
        ("bulk-stop", Tab::Services, &["space", "space", "/", "a", "p", "i", "enter", "x"]),
        ("acknowledge", Tab::Alerts, &["a", "o", "k"]),
        ("silence", Tab::Alerts, &["s", "ctrl-u", "x", "enter", "enter"]),
        ("recover", Tab::Services, &["j", "j", "R"]),
        ("recover-other", Tab::Services, &["j", "j", "R", "j", "right"]),
        ("search", Tab::Services, &["/", "!", "d", "b"]),
    ];
    for (name, tab, keys) in cases {
        for (size, language) in [((120, 40), Language::En), ((80, 24), Language::Ko)] {
            let mut app = on(tab, State::Normal, language, size);
            press(&mut app, keys);
            let name = format!("popup-{name}-{}x{}-{language:?}", size.0, size.1).to_lowercase();
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, text(&app));
            });
        }
    }
}

#[test]
fn the_faults_of_a_demo() {
    let offer = |name: &str, targets: &[&str], restart_heals| FaultOffer {
        name: name.to_owned(),
        targets: targets.iter().map(|name| (*name).into()).collect(),
        restart_heals,
    };
    let cases = [
        ("faults", "F down right", (120, 40), Language::En),
        ("faults", "F down down down", (80, 24), Language::Ko),
        ("faults", "F", (40, 9), Language::En),
        ("faults-help", "?", (120, 40), Language::En),
        ("faults-quit", "q", (80, 24), Language::Ko),
    ];
    for (name, keys, size, language) in cases {
        let keys: Vec<&str> = keys.split(' ').collect();
        let mut app = on(Tab::Services, State::Normal, language, size);
        let mut demo = snapshot(State::Normal);
        demo.runtime.faults = vec![
            offer("kill", &["api", "web", "db"], true),
            offer("full-disk", &["mailer", "db"], false),
            offer("bad-deploy", &["api"], false),
        ];
        app.update(Event::Pictured(Arc::new(demo)));
        press(&mut app, &keys);
        let name = format!("popup-{name}-{}x{}-{language:?}", size.0, size.1).to_lowercase();
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text(&app));
        });
    }
}

#[test]
fn ascii_draws_ascii_only() {
    for tab in Tab::ALL {
        let mut app = dressed(State::Normal, Language::En, (120, 40), ThemeName::Mono, true);
        let key = app.dress.keys.key(tab.action());
        press(&mut app, &[&key]);
        for cell in &draw(&app).content {
            let texts = ['…', '·', '“', '”', '°', '–'];
            assert!(
                cell.symbol().is_ascii() || texts.iter().any(|c| cell.symbol().contains(*c)),
                "{tab:?}: {}",
                cell.symbol()
            );
        }
    }
}

/// A second of an idle host: every running figure moves.
fn second(app: &mut App, number: u32) {
    let mut next = snapshot(State::Normal);
    let step = TimeDelta::seconds(number.into());
    next.now.wall += step;
    next.now.mono = next.now.mono + step.to_std().unwrap();
    let wave = f64::from(number % 7) - 3.0;
    for view in &mut next.series {
        view.value *= 1.0 + wave / 30.0;
        let turn = usize::try_from(number).unwrap() % view.recent.len().max(1);
        view.recent.rotate_left(turn);
    }
    for view in &mut next.services {
        if let Some(usage) = &mut view.usage {
            usage.cpu_percent *= 1.0 + wave / 10.0;
            usage.memory_bytes += u64::from(number) * 500_000;
        }
    }
    for view in &mut next.agents {
        view.handled += u64::from(number) * 220;
    }
    app.update(Event::Ticked(next.now.wall));
    app.update(Event::Pictured(Arc::new(next)));
}

#[test]
fn an_idle_screen_sends_less_than_half_a_kilobyte_a_second() {
    for tab in Tab::ALL {
        let mut app = on(tab, State::Normal, Language::En, (120, 40));
        let mut screen = Screen::new();
        screen.show(draw(&app));
        let mut sent = 0;
        let seconds = 60;
        for number in 1..=seconds {
            second(&mut app, number);
            sent += screen.show(draw(&app)).len();
        }
        let rate = sent / usize::try_from(seconds).unwrap();
        println!("{tab:?} sends {rate} bytes a second");
        assert!(rate <= 500, "{tab:?} sends {rate} bytes a second");
    }
}

#[test]
fn state_is_never_colour_alone() {
    let plain = dressed(State::Overload, Language::En, (120, 40), ThemeName::Mono, false);
    let picture = text(&plain);
    for word in ["critical", "warning", "restarting", "silent"] {
        assert!(picture.contains(word), "{word} is missing:\n{picture}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_keys_and_no_size_break_it(
        steps in proptest::collection::vec((0usize..Action::ALL.len() + 12, 0u16..200, 0u16..70), 1..40),
        state in 0usize..5,
        korean in any::<bool>(),
    ) {
        let language = if korean { Language::Ko } else { Language::En };
        let mut app = app(State::ALL[state], language, (80, 24));
        for (what, columns, rows) in steps {
            let keys: Vec<Chord> = match Action::ALL.get(what) {
                Some(action) => app.dress.keys.keys(*action).to_vec(),
                None => vec![["x", "한", "enter", "esc", "tab", "backspace", "ctrl-w", "left", "space", "*", "!", "|"][what - Action::ALL.len()].parse().unwrap()],
            };
            for chord in keys {
                let requests = app.update(Event::Key(chord));
                answer_all(&mut app, requests);
            }
            let requests = app.update(Event::Ticked(moment() + TimeDelta::seconds(i64::from(rows))));
            answer_all(&mut app, requests);
            app.update(Event::Resized(columns, rows));
            draw(&app);
        }
    }
}

/// Writes pictures to look at: `cargo test gallery` with `GALLERY=/some/folder` set.
#[test]
fn gallery() {
    let Ok(folder) = std::env::var("GALLERY") else { return };
    for size in [(80, 24), (120, 40), (200, 60), (60, 15), (110, 30)] {
        for state in State::ALL {
            for tab in Tab::ALL {
                for language in Language::ALL {
                    let app = on(tab, state, language, size);
                    let mut name = folder.clone();
                    let _ = write!(name, "/{}-{state:?}-{}x{}-{language:?}.ansi", tab.word(), size.0, size.1);
                    std::fs::write(name.to_lowercase(), ansi(&app)).unwrap();
                }
            }
        }
    }
    let popups: [(&str, Tab, &[&str]); 6] = [
        ("help", Tab::Services, &["?"]),
        ("palette", Tab::Services, &[":", "r", "e"]),
        ("quit", Tab::Overview, &["q"]),
        ("restart", Tab::Services, &["r"]),
        ("silence", Tab::Alerts, &["s"]),
        ("recover", Tab::Services, &["j", "j", "R", "j"]),
    ];
    for (name, tab, keys) in popups {
        let mut app = on(tab, State::Normal, Language::En, (120, 40));
        press(&mut app, keys);
        std::fs::write(format!("{folder}/popup-{name}.ansi"), ansi(&app)).unwrap();
    }
    let theme = |theme| dressed(State::Overload, Language::En, (120, 40), theme, false);
    for name in
        [ThemeName::Light, ThemeName::HighContrast, ThemeName::Deuteranopia, ThemeName::Tritanopia, ThemeName::Mono]
    {
        std::fs::write(format!("{folder}/theme-{name:?}.ansi").to_lowercase(), ansi(&theme(name))).unwrap();
    }
}
