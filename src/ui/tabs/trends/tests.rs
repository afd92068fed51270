use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;

use super::desk::Behind;
use super::save::path;
use crate::i18n::Language;
use crate::model::ahead::Ahead;
use crate::model::query::{Answer, Query};
use crate::ui::app::App;
use crate::ui::event::{Event, Request, Ticket};
use crate::ui::fixture::{self, State, answer_all};
use crate::ui::pictures::text;

/// Presses keys and answers what is asked; what is left is for others.
fn press(app: &mut App, keys: &str) -> Vec<Request> {
    let mut left = Vec::new();
    for key in keys.split(' ') {
        let requests = app.update(Event::Key(key.parse().unwrap()));
        left.extend(requests.iter().filter(|request| matches!(request, Request::Save { .. })).cloned());
        answer_all(app, requests);
    }
    left
}

#[test]
fn what_is_shown_is_saved_by_how_the_name_ends() {
    let mut app = fixture::app(State::Normal, Language::En, (120, 40));
    let saved = press(&mut app, "9 o x enter");
    let [Request::Save { path, text }] = saved.as_slice() else { panic!("{saved:?}") };
    assert!(path.starts_with("host.cpu.used_percent-") && path.contains(".svg"), "{path}");
    assert!(text.starts_with("<svg ") && text.contains("class=\"bad\""), "with its marks");
    let saved = press(&mut app, "x ctrl-u a . c s v enter");
    let [Request::Save { path, text }] = saved.as_slice() else { panic!("{saved:?}") };
    assert!(path == "a.csv" && text.starts_with("time,series,"), "{path}");
    assert!(press(&mut app, "x ctrl-u a enter").is_empty(), "a name that tells no form");
    assert!(app.popup.is_some(), "and the prompt stays");
    press(&mut app, "esc");
    app.update(Event::Saved { path: "/tmp/a.csv".to_owned(), error: Some("File exists (os error 17)".to_owned()) });
    assert_eq!(app.toast.unwrap().text, "cannot write /tmp/a.csv: File exists (os error 17)");
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a.csv");
    let name = path.display().to_string();
    let Event::Saved { path: told, error: None } = crate::ui::run::save(&name, "one") else { panic!() };
    assert_eq!(told, name);
    let Event::Saved { error: Some(_), .. } = crate::ui::run::save(&name, "two") else { panic!() };
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
}

#[test]
fn a_period_is_compared_with_whole_cycles_before_it() {
    let hours = TimeDelta::hours;
    assert_eq!(Behind::None.shift(hours(1)), None);
    assert_eq!(Behind::Day.shift(hours(1)), Some(hours(24)));
    assert_eq!(Behind::Day.shift(hours(24)), Some(hours(24)));
    assert_eq!(Behind::Day.shift(hours(7 * 24)), Some(hours(7 * 24)), "a week beside the day before would overlap");
    assert_eq!(Behind::Week.shift(hours(24)), Some(hours(7 * 24)));
    assert_eq!(Behind::Week.shift(TimeDelta::days(30)), Some(TimeDelta::days(35)));
}

#[test]
fn a_file_is_where_it_was_said() {
    let home = Path::new("/home/mina");
    assert_eq!(path("~/cpu.svg", Some(home)), PathBuf::from("/home/mina/cpu.svg"));
    assert_eq!(path("~/cpu.svg", None), PathBuf::from("~/cpu.svg"));
    assert_eq!(path("charts/cpu.csv", Some(home)), PathBuf::from("charts/cpu.csv"));
}

/// What is asked about what comes.
fn asked(requests: Vec<Request>) -> Option<(Ticket, Query)> {
    requests.into_iter().find_map(|request| match request {
        Request::LookUp { ticket, query } if matches!(query, Query::Ahead { .. }) => Some((ticket, query)),
        _ => None,
    })
}

#[test]
fn what_comes_is_shown_right_of_the_present_and_what_nobody_knows_is_said() {
    let mut app = fixture::app(State::Normal, Language::En, (120, 40));
    press(&mut app, "9");
    assert!(asked(app.update(Event::Key("[".parse().unwrap()))).is_none(), "nobody wants to see it");
    press(&mut app, "]");
    let (ticket, query) = asked(app.update(Event::Key("f".parse().unwrap()))).unwrap();
    let Query::Ahead { series, until, horizon } = query else { panic!() };
    assert_eq!(horizon, Duration::from_mins(30), "half of what is shown of the past");
    let mut ahead = crate::ui::foresight::fixture::ahead(&series, until, horizon);
    let found = |app: &mut App, ahead: &Ahead| {
        let answer = Ok(Answer::Ahead { ahead: Box::new(ahead.clone()) });
        app.update(Event::Found { ticket, answer });
        text(app)
    };
    let whole = found(&mut app, &ahead);
    assert!(["░", "▒", "▓", "in the past it was off by 1.2 %"].iter().all(|part| whole.contains(part)), "{whole}");
    (ahead.steps, ahead.errors, ahead.known) = (Vec::new(), None, 7);
    let none = found(&mut app, &ahead);
    assert!(none.contains("too little is known to tell what comes: 7 values") && !none.contains('▓'), "{none}");
    // Of the past nothing is told to come.
    press(&mut app, "left");
    assert!(!text(&app).contains("expected: 50, 80, 95 %"));
    press(&mut app, "f");
    assert!(text(&app).contains("expected: 50, 80, 95 %"), "the present comes back with it");
    press(&mut app, "f");
    assert!(!text(&app).contains("expected: 50, 80, 95 %"));
}
