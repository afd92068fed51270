use std::sync::Arc;

use super::arrange::{Arrangement, Key};
use crate::i18n::Language;
use crate::model::command::Command;
use crate::model::id::RunId;
use crate::model::workflow::view::Verdict;
use crate::ui::app::App;
use crate::ui::event::{Event, Request};
use crate::ui::fixture::{self, State, answer_all};
use crate::ui::screen::Screen;
use crate::ui::view;
use crate::ui::workflow::fixture as workflows;

/// Presses keys as a person would; answers what was ordered.
fn press(app: &mut App, keys: &str) -> Vec<Command> {
    let mut ordered = Vec::new();
    for key in keys.split(' ') {
        let requests = app.update(Event::Key(key.parse().unwrap()));
        for request in &requests {
            if let Request::Order { commands, .. } = request {
                ordered.extend(commands.iter().cloned());
            }
        }
        answer_all(app, requests);
    }
    ordered
}

fn console() -> App {
    let mut app = fixture::app(State::Normal, Language::En, (120, 40));
    press(&mut app, "4");
    app
}

fn text(app: &App) -> String {
    let mut buffer = Screen::blank(app.size.0, app.size.1);
    view::draw(app, &mut buffer);
    let rows = buffer.content.chunks(usize::from(buffer.area.width));
    rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>() + "\n").collect()
}

#[test]
fn verbs_ask_first_and_enter_alone_does_nothing() {
    let run = RunId(312);
    let mut app = console();
    assert_eq!(press(&mut app, "j c enter"), []);
    assert_eq!(press(&mut app, "c down enter"), [Command::CancelRun { run, roll_back: false }]);
    assert_eq!(press(&mut app, "c down down enter"), [Command::CancelRun { run, roll_back: true }]);
    assert_eq!(press(&mut app, "t b"), [], "it goes on");
    assert_eq!(press(&mut app, "j t enter"), []);
    assert_eq!(press(&mut app, "t down enter"), [Command::RetryRun { run: RunId(311) }]);
    assert_eq!(press(&mut app, "b down enter"), [Command::RollBackRun { run: RunId(311) }]);
}

#[test]
fn what_is_asked_is_answered_here_and_on_the_overview() {
    let answer = |verdict, note: &str| Command::AnswerStep {
        run: RunId(309),
        step: "tape".to_owned(),
        verdict,
        note: note.to_owned(),
    };
    let mut app = console();
    assert_eq!(press(&mut app, "G y enter"), []);
    assert_eq!(press(&mut app, "y down enter"), [answer(Verdict::Yes, "")]);
    assert_eq!(press(&mut app, "y down down enter n o enter"), [answer(Verdict::No, "no")]);
    let app = fixture::app(State::Normal, Language::En, (120, 40));
    assert!(text(&app).contains("tape: to be done"), "{}", text(&app));
    assert!(text(&app).contains("4 Workflows 1"), "{}", text(&app));
    let mut keys =
        (0..8).map(|rows| vec!["j"; rows].into_iter().chain(["y", "down", "enter"]).collect::<Vec<_>>().join(" "));
    let answered = |keys: String| {
        let mut app = fixture::app(State::Normal, Language::En, (120, 40));
        press(&mut app, &keys) == [answer(Verdict::Yes, "")]
    };
    assert!(keys.any(answered), "it cannot be answered on the overview");
}

#[test]
fn a_run_begins_when_its_parameters_are_right() {
    let mut app = console();
    assert_eq!(press(&mut app, "r enter"), []);
    assert!(text(&app).contains("must be given"), "{}", text(&app));
    assert_eq!(press(&mut app, "1 tab x enter"), []);
    assert!(text(&app).contains("must be: a whole number"), "{}", text(&app));
    let ordered = press(&mut app, "backspace tab right tab tab tab tab enter");
    let [Command::RunWorkflow { name, params, dry_run: false }] = &ordered[..] else { panic!("{ordered:?}") };
    assert_eq!(*name, workflows::name());
    let given = ["version", "traffic", "way"].map(|name| params[name].as_str());
    assert_eq!(given, [Some("1"), Some("120"), Some("fast")]);
}

#[test]
fn what_a_run_would_do_is_shown_and_what_the_runtime_refuses_stands_at_its_field() {
    let mut app = console();
    assert_eq!(press(&mut app, "r b a d tab tab tab tab tab enter"), []);
    assert!(text(&app).contains("the parameter `version` cannot be `bad`"), "{}", text(&app));
    press(&mut app, "ctrl-u 1 tab tab tab tab tab enter");
    assert!(text(&app).contains("Would run 5 steps"), "{}", text(&app));
}

#[test]
fn a_session_that_may_only_look_orders_nothing() {
    let mut app = console();
    app.world.read_only = true;
    for keys in ["j c", "r", "j t", "b", "G y"] {
        press(&mut app, "esc");
        assert_eq!(press(&mut app, keys), [], "{keys}");
        assert!(app.popup.is_none(), "{keys}");
    }
}

#[test]
fn into_a_step_into_its_log_and_back() {
    let mut app = console();
    press(&mut app, "j enter");
    assert!(text(&app).contains("migrate-db 0:12/0:20"), "{}", text(&app));
    press(&mut app, "enter");
    assert!(text(&app).contains("./migrate down"), "{}", text(&app));
    press(&mut app, "l");
    assert!(text(&app).contains("migrate-db, try 1"), "{}", text(&app));
    press(&mut app, "/ i n d e x enter n");
    assert!(text(&app).contains("“index”"), "{}", text(&app));
    press(&mut app, "esc esc esc");
    assert!(text(&app).contains("migrate-db 0:12/0:20"), "{}", text(&app));
    press(&mut app, "esc");
    assert!(text(&app).contains("workflow, run"), "{}", text(&app));
}

#[test]
fn arrows_follow_the_edges() {
    let mut app = console();
    press(&mut app, "j enter up enter");
    assert!(text(&app).contains("unit-tests ─"), "{}", text(&app));
}

#[test]
fn the_items_of_a_step_are_a_list_that_begins_where_it_failed() {
    let mut app = console();
    press(&mut app, "/ b a c k u p enter j enter right enter");
    assert!(text(&app).contains("copy[2]"), "{}", text(&app));
    press(&mut app, "enter");
    assert!(text(&app).contains("exit 28"), "{}", text(&app));
}

#[test]
fn runs_of_the_past_are_asked_for() {
    let mut app = console();
    press(&mut app, "h");
    assert!(text(&app).contains("305"), "{}", text(&app));
    press(&mut app, "h");
    assert!(!text(&app).contains("305"), "{}", text(&app));
}

/// A workflow of so many steps: chains beside each other that meet now and then.
fn large(steps: u32, wide: u32) -> Arrangement {
    let specs = (0..steps).map(|at| {
        let needs: Vec<u32> =
            [at.checked_sub(wide), at.checked_sub(wide + 1).filter(|_| at % 7 == 0)].into_iter().flatten().collect();
        workflows::spec(&format!("step-{at}"), &needs)
    });
    let definition = Arc::new(workflows::definition("large", specs.collect()));
    let key = Key { digest: "large".into(), handlers: false, room: (118, 30), after: 11, known: 0, keep: vec![5, 77] };
    Arrangement { key, definition, usual: std::collections::BTreeMap::new() }
}

#[test]
fn a_workflow_of_a_hundred_thousand_steps_is_folded_until_it_can_be_moved_about_in() {
    for (steps, wide) in [(1_000, 20), (100_000, 1_000), (100_000, 10)] {
        let drawing = large(steps, wide).make();
        if let Some(layout) = &drawing.layout {
            let cells = layout.width() * layout.height();
            assert!(cells <= super::arrange::MOST_CELLS, "{steps} steps, {wide} beside each other: {cells} cells");
        }
    }
}
