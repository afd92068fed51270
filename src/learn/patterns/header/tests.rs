use super::Header;

/// Messages that do not look alike.
const MESSAGES: [&str; 10] = [
    "connection from 10.0.0.7 closed",
    "started",
    "cannot open /var/lib/shop/orders.db: permission denied",
    "worker 4 took 32 ms",
    "Queue is empty, going to sleep",
    "user ana: wrong password (3 tries)",
    "cache miss for key cart:991",
    "GET /index.html 200",
    "retrying - attempt 2 of 5",
    "shutting down [signal 15]",
];

/// Lines with a beginning made from a number, each with a message behind it.
fn lines(begin: impl Fn(usize) -> String) -> Vec<String> {
    (0..200).map(|at| format!("{}{}", begin(at), MESSAGES[at * 7 % MESSAGES.len()])).collect()
}

fn stripped(lines: &[String]) -> Vec<&str> {
    let header = Header::learn(lines.iter().map(String::as_str));
    lines.iter().map(|line| header.message(line)).collect()
}

/// The beginning of a line by its number.
type Begin<'a> = Box<dyn Fn(usize) -> String + 'a>;

fn two(at: usize) -> String {
    format!("{:02}", at % 60)
}

#[test]
fn headers_of_many_formats_are_found() {
    let level = |at: usize| ["INFO", "WARN", "ERROR", "DEBUG"][at * at % 4];
    let name = |at: usize| ["shop.cart", "shop.db", "shop.web.front"][at % 3];
    let formats: Vec<(&str, Begin<'_>)> = vec![
        (
            "syslog",
            Box::new(|at| format!("Mar {:2} 10:12:{} box{} shop[{}]: ", at % 28 + 1, two(at), at % 2, 100 + at)),
        ),
        ("iso syslog", Box::new(|at| format!("2024-03-01T10:12:{}.123456+09:00 box shop-{}[7]: ", two(at), at % 3))),
        ("log4j", Box::new(|at| format!("2024-03-01 10:12:{},123 {} [main] org.{}: ", two(at), level(at), name(at)))),
        ("log4j, dashes", Box::new(|at| format!("2024-03-01 10:12:{},1 - {:5} [pool-{}] - ", two(at), level(at), at))),
        ("logback", Box::new(|at| format!("10:12:{}.001 [http-{}] {:5} {} - ", two(at), at % 9, level(at), name(at)))),
        ("python", Box::new(|at| format!("2024-03-01 10:12:{},1 - {} - {} - ", two(at), name(at), level(at)))),
        ("klog", Box::new(|at| format!("I0301 10:12:{}.123456   17 server.go:{}] ", two(at), at + 10))),
        ("nginx", Box::new(|at| format!("2024/03/01 10:12:{} [error] 12#{}: ", two(at), at))),
        ("brackets", Box::new(|at| format!("[Fri Mar 01 10:12:{} 2024] [{}] ", two(at), level(at).to_lowercase()))),
        ("pipes", Box::new(|at| format!("20240301-10:12:{}:{}|Shop_{}|4711|", two(at), at, at % 3))),
        ("mobile", Box::new(|at| format!("03-01 10:12:{}.1  1702  {} D ShopService: ", two(at), at + 9))),
        ("epoch", Box::new(|at| format!("- {} 2024.03.01 node-{} INFO ", 1_709_000_000 + at, at % 50))),
        ("compact", Box::new(|at| format!("240301 1012{} {} {} shop.Cart$Item: ", two(at), at + 1, level(at)))),
        ("padded", Box::new(|at| format!("2024-03-01 10:12:{}, Info       {:8}", two(at), ["CBS", "CSI"][at % 2]))),
        ("postgres", Box::new(|at| format!("2024-03-01 10:12:{}.123 UTC [{}] LOG:  ", two(at), at))),
        ("program", Box::new(|at| format!("[03.01 10:12:{}] {} - ", two(at), ["a.exe", "b.exe *64"][at % 2]))),
        ("tracing", Box::new(|at| format!("2024-03-01T10:12:{}.1Z  {} shop::cart: ", two(at), level(at)))),
        ("request", Box::new(|at| format!("2024-03-01 10:12:{}.1 17 INFO a.b.server [req-{} - -] ", two(at), at))),
        ("cluster", Box::new(|at| format!("{} node-{} unix.hw net.state {} 1 ", 9_000 + at, at, 1_709_000_000 + at))),
        (
            "collected",
            Box::new(|at| {
                let (epoch, host, second) = (1_709_000_000 + at, at % 30, two(at));
                format!("- {epoch} 2024.03.01 d{host} Mar 1 10:12:{second} d{host}/d{host} shop(auth)[{at}]: ")
            }),
        ),
        ("host with dashes", Box::new(|at| format!("Mar  1 10:12:{} box-10-0-0-7 kernel[0]: ", two(at)))),
        ("level alone", Box::new(|at| format!("{} ", level(at)))),
    ];
    for (format, begin) in formats {
        let lines = lines(begin);
        let found = stripped(&lines);
        let right = found.iter().enumerate().filter(|(at, found)| **found == MESSAGES[at * 7 % MESSAGES.len()]);
        assert_eq!(right.count(), 200, "{format}: `{}` of `{}`", found[0], lines[0]);
    }
}

#[test]
fn messages_without_a_header_stay_whole() {
    let messages: Vec<String> = MESSAGES.iter().map(|message| (*message).to_owned()).collect();
    assert_eq!(stripped(&messages), MESSAGES);
    let alike: Vec<String> = (0..50).map(|at| format!("worker {at} took {} ms", at * 3)).collect();
    assert_eq!(stripped(&alike), alike);
    assert!(Header::learn(std::iter::empty()).is_empty());
    assert!(Header::learn(["one line"].into_iter()).is_empty());
}

#[test]
fn a_line_that_does_not_begin_like_the_others_is_kept() {
    let mut lines = lines(|at| format!("2024-03-01 10:12:{},123 ERROR [main] shop.Cart: ", two(at)));
    lines.extend((0..20).map(|at| format!("\tat shop.Cart.add(Cart.java:{at})")));
    let header = Header::learn(lines.iter().map(String::as_str));
    assert_eq!(header.message("\tat shop.Cart.add(Cart.java:42)"), "at shop.Cart.add(Cart.java:42)");
    assert_eq!(header.message("2024-03-01 10:12:01,123 ERROR [main] shop.Cart: started"), "started");
    for line in ["", " ", "2024-03-01", "2024-03-01 10:12:01,123 ERROR", "[", "한국어 로그"] {
        assert!(line.contains(header.message(line)), "{line}");
    }
}

#[test]
fn syslog_is_known_without_looking() {
    let header = Header::syslog();
    assert_eq!(header.message("Mar  1 10:12:13 box sshd[17]: session opened"), "session opened");
    assert_eq!(header.message("Mar  1 10:12:13 box kernel: eth0: link up"), "eth0: link up");
    assert_eq!(header.message("Mar  1 10:12:13 box -- MARK --"), "-- MARK --");
    assert_eq!(header.message("no header"), "no header");
}
