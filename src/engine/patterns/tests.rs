use chrono::TimeDelta;

use super::*;
use crate::model::pattern::LogShift;

fn wall(second: i64) -> Wall {
    Wall::from_timestamp_millis(1_800_000_000_000).unwrap() + TimeDelta::seconds(second)
}

fn change(service: &str, at: i64) -> LogChange {
    LogChange {
        service: service.into(),
        template: "the disk is <*> full".to_owned(),
        at: wall(at),
        first_at: wall(at),
        count: 1,
        shift: LogShift::New,
    }
}

fn numbers(effects: &[Effect]) -> Vec<u64> {
    let told = |effect: &Effect| match effect {
        Effect::Record(Record::LogNews(news)) => Some(news.id.0),
        _ => None,
    };
    effects.iter().filter_map(told).collect()
}

#[test]
fn changes_are_written_down_under_numbers_that_go_on_and_shown_newest_first() {
    let news = vec![LogNews { id: LogNewsId(7), change: change("api", 5) }];
    let journal = Journal { log_news: news, last_log_news: LogNewsId(9), ..Journal::default() };
    let (mut all, mut out) = (Patterns::remembered(&journal), Vec::new());
    for at in [20, 30] {
        all.take(change("db", at), &mut out);
    }
    assert_eq!(numbers(&out), [10, 11]);
    let view = |since, most| all.view(wall(since), most).iter().map(|news| news.id.0).collect::<Vec<_>>();
    assert_eq!((view(0, 9), view(10, 9), view(0, 1)), (vec![11, 10, 7], vec![11, 10], vec![11]));
}

#[test]
fn what_is_kept_at_hand_is_bounded() {
    let (mut all, mut out) = (Patterns::default(), Vec::new());
    for at in 0..1_000 {
        all.take(change("db", at), &mut out);
    }
    assert_eq!((all.view(wall(0), 9_999).len(), out.len()), (MOST, 1_000));
}

#[test]
fn a_log_that_is_known_is_written_down_and_shown_while_its_service_is_configured() {
    let (mut all, mut out) = (Patterns::default(), Vec::new());
    let standing = LogStanding { patterns: 3, ..LogStanding::default() };
    let book = LogBook { service: "db".into(), at: wall(1), standing: standing.clone(), patterns: Vec::new() };
    all.known(book.clone(), Some("{}".to_owned()), &mut out);
    assert!(matches!(&out[..], [Effect::Record(Record::LogBook { memory: Some(_), .. })]), "{out:?}");
    assert_eq!(all.standings(), [LogView { service: "db".into(), standing }]);
    all.known(LogBook { at: wall(2), ..book.clone() }, None, &mut out);
    assert_eq!(all.books(), [(LogBook { at: wall(2), ..book }, Some("{}".to_owned()))], "the memory stays");
    all.retain(|_| false);
    assert_eq!((all.standings(), all.books()), (Vec::new(), Vec::new()));
}
