//! How to leave: each way says what becomes of the services.

use super::super::event::{Exit, Request, Want};
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::{Choice, Popup};
use crate::link::session::Place;
use crate::model::command::ServicesFate;

/// The question.
pub(crate) fn quit(scene: &Scene<'_>) -> Popup {
    let leave = |exit| vec![Want::Ask(Request::Leave(exit))];
    let question = if scene.is_demo() { Vec::new() } else { vec![(Tone::Plain, scene.tr("quit-question").to_owned())] };
    let mut choice = Choice::new(scene.tr("quit-title").to_owned(), question).option(
        scene.tr("cancel"),
        scene.tr("quit-cancel"),
        Vec::new(),
    );
    choice = match scene.place {
        Place::Remote => choice.option(scene.tr("quit-detach"), scene.tr("quit-detach-effect"), leave(Exit::Detach)),
        // The platform is there for this console, and ends with it.
        Place::InProcess if scene.is_demo() => {
            let end = leave(Exit::Stop(ServicesFate::Stop));
            return Popup::Choice(choice.option(scene.tr("quit-demo"), scene.tr("quit-demo-effect"), end));
        }
        Place::InProcess => {
            choice.option(scene.tr("quit-background"), scene.tr("quit-background-effect"), leave(Exit::Background))
        }
    };
    if !scene.read_only && !scene.is_demo() {
        let end = leave(Exit::Stop(ServicesFate::Leave));
        choice = choice.option(scene.tr("quit-leave"), scene.tr("quit-leave-effect"), end);
    }
    if !scene.read_only {
        choice =
            choice.option(scene.tr("quit-stop"), scene.tr("quit-stop-effect"), leave(Exit::Stop(ServicesFate::Stop)));
    }
    Popup::Choice(choice)
}
