use super::*;

fn clusters(lines: &[impl AsRef<str>]) -> Clusters {
    let mut file = File::new(Header::default(), Bounds::FILE);
    for line in lines {
        file.take(line.as_ref());
    }
    file.finish()
}

fn templates(lines: &[impl AsRef<str>]) -> Vec<String> {
    clusters(lines).all.into_iter().map(|cluster| cluster.template).collect()
}

#[test]
fn values_are_told_by_their_looks() {
    let cases: [(&[&str], &str); 17] = [
        (&["took 32 ms", "took 1.5 s"], "took <*>"),
        (&["from 10.0.0.7:4410 to /10.0.0.8:80", "from 10.1.0.7:1 to /10.0.2.8:80"], "from <*> to <*>"),
        (&["open /var/lib/a.db failed", "open C:\\tmp\\b.db failed"], "open <*> failed"),
        (&["see https://a.example/x?y=1, now", "see http://b.example, now"], "see <*>, now"),
        (&["id 550e8400-e29b-41d4-a716-446655440000 ok", "id deadbeef00 ok"], "id <*> ok"),
        (&["code=0x1f, name=ana", "code=0x2, name=\"b c\""], "code=<*>, name=<*>"),
        (&["at Fri Jun 17 07:07:00 2005 ended", "at Sat Jul 02 11:00:01 2005 ended"], "at <*> ended"),
        (&["mac FF:F2:9F:16:E2:23 up", "mac ab:cd:ef:01:02:03 up"], "mac <*> up"),
        (&["ready: true", "ready: false", "ready: null"], "ready: <*>"),
        (&["dump.17 written", "dump.4 written"], "dump.<*> written"),
        (&["of a () done", "of a (b.example.com) done"], "of a (<*>) done"),
        (&["user= host=a", "user=ana host=b"], "user=<*> host=<*>"),
        (&["life <1 sec", "life 00:31"], "life <*>"),
        (&["on [a, b] now", "on [c, d, e] now", "on [7] now"], "on [<*>] now"),
        (&["t=1 msg=\"disk full\" on=sda", "t=2 msg=\"disk full\" on=sdb"], "t=<*> msg=\"disk full\" on=<*>"),
        (
            &["{\"id\":\"a\",\"msg\":\"started\"}", "{\"id\":\"b\",\"msg\":\"started\"}"],
            "{\"id\":\"<*>\",\"msg\":\"started\"}",
        ),
        (&["ids 1 2 3", "ids 1 2 3 4 5", "ids 3 2 1 9"], "ids <*>"),
    ];
    for (lines, template) in cases {
        assert_eq!(templates(lines), [template], "{lines:?}");
    }
}

#[test]
fn values_that_look_like_words_are_told_by_the_other_messages() {
    let users = ["ana", "bob", "carol", "dave", "eve", "frank"];
    let logins: Vec<String> = users.iter().map(|user| format!("accepted key of {user} at gate")).collect();
    assert_eq!(templates(&logins), ["accepted key of <*> at gate"]);
    assert_eq!(
        templates(&["session of user ana opened", "session of user bob opened"]),
        ["session of user <*> opened"]
    );
    let states = ["NEW", "READY", "RUNNING", "DONE", "KILLED"];
    let moves: Vec<String> =
        states.windows(2).map(|to| format!("the task moved from {} to {} now", to[0], to[1])).collect();
    assert_eq!(templates(&moves), ["the task moved from <*> to <*> now"]);
    // A value that is a number once is one always.
    assert_eq!(
        templates(&["core files of program 0x17ab", "core files of program pwd"]),
        ["core files of program <*>"]
    );
}

#[test]
fn few_different_words_are_different_messages() {
    for lines in [
        &["session opened here", "session closed here"][..],
        &["disk limit reached", "memory limit reached", "cpu limit reached"],
        &["load failed: no such file or directory", "load failed: block device required now"],
        &["started", "stopped", "paused", "failed", "done", "gone"],
        &["Created session", "Closed session", "Opened session", "Lost session", "Saved session"],
        &["msg=\"disk full\"", "msg=\"disk gone\""],
        &["init() done", "init(4) done"],
    ] {
        assert_eq!(templates(lines), lines.iter().map(|line| line.replace('4', "<*>")).collect::<Vec<_>>());
    }
}

#[test]
fn each_line_has_a_cluster_and_clusters_know_their_lines() {
    let found = clusters(&["a 1", "b", "a 2", "", "a 3"]);
    assert_eq!(found.lines, [0, 1, 0, 2, 0]);
    let first = &found.all[0];
    assert_eq!((first.template.as_str(), first.lines, first.first, first.last), ("a <*>", 3, 1, 5));
    assert_eq!(clusters(&[""; 0]), Clusters::default());
}

#[test]
fn patterns_that_turn_out_to_be_one_keep_the_oldest_number() {
    let mut miner = Miner::new(Bounds::LIVE);
    let users = ["ana", "bob", "carol", "dave", "eve"];
    let seen: Vec<Seen> =
        users.iter().zip(0..).map(|(user, at)| miner.take(&format!("key of {user} taken"), f64::from(at))).collect();
    assert!(seen[..4].iter().all(|seen| seen.new) && !seen[4].new, "{seen:?}");
    assert!(seen.iter().all(|seen| miner.now(seen.pattern) == 0));
    assert_eq!(miner.merges(), [(1, 0), (2, 0), (3, 0), (4, 0)]);
    let pattern = miner.pattern(0).unwrap();
    assert_eq!((pattern.count, pattern.first, pattern.last), (5, 0.0, 4.0));
    assert_eq!(miner.take("key of mallory taken", 5.0), Seen { pattern: 0, new: false });
    assert_eq!(miner.template(3).as_deref(), Some("key of <*> taken"));
}

#[test]
fn memory_is_bounded_and_what_is_used_stays() {
    let bounds = Bounds { forms: 100, words: 2_000, bytes: usize::MAX };
    let mut miner = Miner::new(bounds);
    let mut random = fastrand::Rng::with_seed(7);
    let mut word = || (0..12).map(|_| random.alphabetic()).collect::<String>();
    for at in 0..4_000_u32 {
        // Built differently, so that nothing can be one.
        let noise: String = (0..=at % 40).map(|place| word() + if place % 3 == 0 { ": " } else { " " }).collect();
        miner.take(&noise, f64::from(at));
        assert_eq!(miner.take("the clock ticks", f64::from(at)).new, at == 0, "{at}");
        let (forms, words, _) = miner.size();
        assert!(forms <= bounds.forms + 1 && words <= bounds.words + 256, "{forms} forms, {words} words");
    }
    assert!(miner.forgotten() > 3_000, "{}", miner.forgotten());
    assert_eq!(miner.patterns().map(|(_, pattern)| pattern.count).max(), Some(4_000));
}

#[test]
fn of_messages_that_are_built_alike_few_are_looked_at_for_each_other() {
    let mut miner = Miner::new(Bounds::FILE);
    let mut random = fastrand::Rng::with_seed(17);
    let mut word = || (0..6).map(|_| random.lowercase()).collect::<String>();
    let mut lines: Vec<String> = (0..900).map(|_| (0..60).map(|_| word() + " ").collect()).collect();
    for line in &lines {
        miner.take(line, 0.0);
    }
    assert_eq!((miner.patterns().count(), miner.most_asked()), (900, 1));
    // The same messages, and one like one of them: as before.
    let ending = lines[7].replacen(' ', " 42 ", 1);
    lines.truncate(20);
    assert!(lines.iter().all(|line| !miner.take(line, 1.0).new));
    assert!(miner.take(&ending, 1.0).new, "it has a word more");
}

/// Makes the line of a number out of random words of a length.
type Line = dyn FnMut(usize, &mut dyn FnMut(usize) -> String) -> String;

#[test]
fn what_is_kept_is_bounded_in_bytes_whatever_the_lines_are() {
    let bounds = Bounds { forms: usize::MAX, words: usize::MAX, bytes: 60_000 };
    let mut random = fastrand::Rng::with_seed(11);
    let mut word = |length: usize| (0..length).map(|_| random.alphabetic()).collect::<String>();
    // Words that are long; messages of many words; few words in ever other builds.
    let mut lines: Vec<Box<Line>> = vec![
        Box::new(|_, word| word(900)),
        Box::new(|_, word| (0..100).map(|_| word(3) + " ").collect()),
        Box::new(|at, _| (0..12).map(|place| if at >> place & 1 == 0 { "a " } else { "b: " }).collect()),
    ];
    for line in &mut lines {
        let mut miner = Miner::new(bounds);
        let mut most = 0;
        for at in 0..400_usize {
            miner.take(&line(at, &mut word), 0.0);
            most = most.max(miner.bytes());
            assert!(miner.bytes() <= bounds.bytes, "{} bytes", miner.bytes());
            if at % 50 == 0 {
                assert_eq!(miner.bytes(), miner.size().2, "what is reckoned is what is there");
            }
        }
        assert!(most > bounds.bytes / 2, "{most} bytes");
    }
}

#[test]
fn what_a_followed_log_may_take_is_bounded_in_all_its_parts() {
    let bounds = Bounds { forms: 64, words: 10_000, bytes: 1 << 20 };
    let mut live = Live::new(bounds);
    let mut random = fastrand::Rng::with_seed(13);
    let mut word = || (0..9).map(|_| random.alphabetic()).collect::<String>();
    for at in 0..3_000_u32 {
        let noise: String = (0..=at % 30).map(|place| word() + if place % 2 == 0 { ": " } else { " = " }).collect();
        live.take(&noise, f64::from(at));
        let (paces, trails) = (live.watch.len(), live.precede.len());
        assert!(paces <= bounds.forms && trails <= bounds.forms, "{paces} paces, {trails} trails");
        assert!(live.miner().patterns().count() <= bounds.forms + 1);
    }
    assert!(live.miner().forgotten() > 1_000);
    let kept = serde_json::to_string(&live.keep().unwrap()).unwrap();
    assert!(kept.len() < 100_000, "{} bytes", kept.len());
}

#[test]
fn nothing_that_can_be_in_a_line_does_harm() {
    let mut random = fastrand::Rng::with_seed(3);
    let pool: Vec<char> = "ab01 \t=,:;()[]{}<>\"'|@#./\\-_*%~+\u{1b}\u{0}\u{7f}é한\u{202e}🦀".chars().collect();
    let mut lines: Vec<String> = vec![
        String::new(),
        " ".repeat(10_000),
        "\u{1b}[31mred\u{1b}[0m".into(),
        "x".repeat(1 << 20),
        "a ".repeat(1 << 19),
        "=".repeat(5_000),
        "(".repeat(5_000),
        "\"".repeat(999),
        "한".repeat(9_000),
        "1:".repeat(5_000),
        "://".into(),
        "a=".into(),
        "ff:".into(),
        "\\\\".into(),
        "<".into(),
        "....".into(),
        "1e300 -1e999 NaN inf".into(),
    ];
    lines.extend(
        (0..3_000).map(|_| (0..random.usize(0..40)).map(|_| pool[random.usize(0..pool.len())]).collect::<String>()),
    );
    let found = clusters(&lines);
    assert_eq!(found.lines.len(), lines.len());
    for cluster in &found.all {
        assert!(!cluster.template.chars().any(char::is_control), "{:?}", cluster.template);
        assert!(cluster.template.chars().count() <= 2_000);
    }
    assert_eq!(clusters(&lines), found, "the same lines, the same clusters");
    let header = Header::learn(lines.iter().map(String::as_str));
    for line in &lines {
        assert!(header.message(line).len() <= line.len());
    }
}
