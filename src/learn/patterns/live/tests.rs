use super::super::ChangeKind;
use super::*;

#[test]
fn a_log_that_is_followed_tells_what_is_new_and_what_comes_more_often() {
    let mut live = Live::new(Bounds::LIVE);
    let mut changes = Vec::new();
    let mut last = None;
    for minute in 0..300_u32 {
        let begin = 1_709_000_000.0 + 60.0 * f64::from(minute);
        let often = if minute < 240 { 3 } else { 60 };
        for at in 0..often {
            let line =
                format!("2024-03-01 10:12:{:02},1 INFO [main] shop.Cart: order {at} of ana-{minute} placed", at % 60);
            changes.extend(live.take(&line, begin + f64::from(at) * 0.9).1);
        }
        if minute == 200 {
            let line = "2024-03-01 10:12:00,1 WARN [main] shop.Db: the disk is nearly full";
            let (seen, change) = live.take(line, begin + 59.0);
            last = Some(seen.pattern);
            changes.extend(change);
        }
        changes.extend(live.tick(begin + 59.9));
    }
    let [new, more] = changes[..] else { panic!("{changes:?}") };
    assert_eq!((new.kind, Some(new.pattern)), (ChangeKind::New, last));
    assert_eq!(live.template(new.pattern).as_deref(), Some("the disk is nearly full"));
    assert!(matches!(more.kind, ChangeKind::More { usual, now } if usual < 4.0 && now > 20.0), "{more:?}");
    assert_eq!(live.template(more.pattern).as_deref(), Some("order <*> of <*> placed"));
    assert_eq!((live.learning(), live.miner().forgotten()), (0.0, 0));
}

#[test]
fn what_comes_before_failures_is_told_by_its_pattern() {
    let mut live = Live::new(Bounds::LIVE);
    for hour in 0..200_u32 {
        let begin = 3_600.0 * f64::from(hour);
        for minute in 0..60_u32 {
            live.take(&format!("tick {minute} of {hour}"), begin + 60.0 * f64::from(minute));
            if hour % 20 == 19 && minute == 55 {
                live.take(&format!("pool {hour} is exhausted"), begin + 3_599.0 - 240.0);
            }
        }
        if hour % 20 == 19 {
            live.failure(begin + 3_599.0);
        }
    }
    let Signs::Known(signs) = live.signs() else { panic!() };
    let [sign] = signs[..] else { panic!("{signs:?}") };
    assert_eq!((sign.before, sign.failures), (10, 10));
    assert_eq!(live.template(sign.pattern).as_deref(), Some("pool <*> is exhausted"));
    assert!((200.0..=300.0).contains(&sign.lead), "{sign:?}");
}

/// The first lines do not show yet what lines begin with. What was found in them is nothing once they do.
#[test]
fn patterns_that_were_found_in_headers_are_forgotten() {
    let mut live = Live::new(Bounds::LIVE);
    let banner = ["==========", "shop", "all rights are reserved by us", "(c) shop"];
    for (at, line) in (0..).zip(banner) {
        live.take(line, f64::from(at));
    }
    for failure in 0..6 {
        live.failure(100.0 + 700.0 * f64::from(failure));
    }
    assert!(live.miner().patterns().count() == 4 && matches!(live.signs(), Signs::Known(_)));
    for at in 0..60_u32 {
        let line = format!("2024-03-01 10:12:{at:02},1 INFO [main] shop.Cart: order {at} placed");
        live.take(&line, 5_000.0 + f64::from(at));
    }
    // The sixty-fourth line has shown it, and is the first that counts: what is new is told an hour after it.
    let patterns: Vec<u32> = live.miner().patterns().map(|(pattern, _)| pattern).collect();
    let [only] = patterns[..] else { panic!("{patterns:?}") };
    assert_eq!(live.template(only).as_deref(), Some("order <*> placed"));
    assert_eq!((live.signs(), live.known_since()), (Signs::Cold { failures: 0, of: 5 }, Some(5_059.0 + 3_600.0)));
}
