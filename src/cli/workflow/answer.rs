//! `autoagents workflow approve`, `reject`, `answer`: what a step asks of a person.

use super::super::args::{Args, AskOptions, VerdictWord};
use super::super::context::{self, Online};
use super::super::exit::Failure;
use super::history::History;
use crate::model::command::Command;
use crate::model::id::RunId;
use crate::model::workflow::view::{Ask, AskKind, Verdict};

impl From<VerdictWord> for Verdict {
    fn from(word: VerdictWord) -> Self {
        match word {
            VerdictWord::Yes => Self::Yes,
            VerdictWord::No => Self::No,
            VerdictWord::Again => Self::Again,
        }
    }
}

/// Approves or rejects.
pub(super) fn asked(args: &Args, options: &AskOptions, verdict: Verdict) -> Result<(), Failure> {
    let id = RunId(options.run);
    context::online(args, async |online| {
        let history = History::ask(&online, id).await?;
        let step = which(id, &history.asks(), options.step.as_deref())?;
        order(&online, (id, step), verdict, &options.note).await
    })
}

/// Answers whatever is asked.
pub(super) fn run(args: &Args, (run, step): (RunId, &str), verdict: Verdict, note: &str) -> Result<(), Failure> {
    context::online(args, async |online| order(&online, (run, step.to_owned()), verdict, note).await)
}

async fn order(online: &Online, (run, step): (RunId, String), verdict: Verdict, note: &str) -> Result<(), Failure> {
    let command = Command::AnswerStep { run, step, verdict, note: note.to_owned() };
    online.order(command).await.map(drop)
}

/// Which step is meant. One that asks something else is not approved by accident: that nobody knows whether it has happened
/// wants another thought.
fn which(run: RunId, asks: &[Ask], named: Option<&str>) -> Result<String, Failure> {
    if let Some(name) = named {
        return match asks.iter().find(|ask| ask.step == name) {
            Some(ask) if ask.what != AskKind::Approve => Err(Failure::AsksElse { run, step: ask.step.clone() }),
            // Where it asks nothing, the runtime says so.
            _ => Ok(name.to_owned()),
        };
    }
    let steps: Vec<String> =
        asks.iter().filter(|ask| ask.what == AskKind::Approve).map(|ask| ask.step.clone()).collect();
    match (&steps[..], asks.first()) {
        ([only], _) => Ok(only.clone()),
        ([], Some(other)) => Err(Failure::AsksElse { run, step: other.step.clone() }),
        ([], None) => Err(Failure::NothingAsked { run }),
        _ => Err(Failure::SeveralAsk { run, steps }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_step_that_asks_for_approval_is_meant_and_no_other_is_approved_by_accident() {
        let ask = |step: &str, what| Ask {
            node: 0,
            step: step.to_owned(),
            what,
            prompt: String::new(),
            detail: String::new(),
        };
        let run = RunId(1);
        let (a, b) = (ask("a", AskKind::Approve), ask("b", AskKind::Approve));
        let unknown = ask("u", AskKind::Unknown);
        assert_eq!(which(run, &[a.clone(), unknown.clone()], None), Ok("a".to_owned()));
        assert_eq!(which(run, &[], None), Err(Failure::NothingAsked { run }));
        let steps = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(which(run, &[a.clone(), b], None), Err(Failure::SeveralAsk { run, steps }));
        let other = Err(Failure::AsksElse { run, step: "u".to_owned() });
        assert_eq!(which(run, std::slice::from_ref(&unknown), None), other);
        assert_eq!(which(run, &[a.clone(), unknown], Some("u")), other);
        assert_eq!(which(run, &[a], Some("z")), Ok("z".to_owned()));
    }
}
