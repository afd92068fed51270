//! DNS probes against small name servers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use autoagents_console::model::check::{Check, DnsCheck, Record};

use super::PATIENCE;
use super::probing::Probing;

/// What a server makes of a question: the datagrams that it sends back.
type Manner = fn(&[u8]) -> Vec<Vec<u8>>;

/// A name server over UDP, and with the same port over TCP.
struct NameServer {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl NameServer {
    fn start(manner: Manner) -> Self {
        let (udp, tcp) = std::iter::repeat_with(|| {
            let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
            TcpListener::bind(udp.local_addr().unwrap()).ok().map(|tcp| (udp, tcp))
        })
        .flatten()
        .next()
        .unwrap();
        let server = Self { address: udp.local_addr().unwrap(), asked: Arc::default() };
        let asked = Arc::clone(&server.asked);
        std::thread::spawn(move || {
            let mut question = [0; 600];
            while let Ok((read, from)) = udp.recv_from(&mut question) {
                asked.fetch_add(1, Ordering::SeqCst);
                for answer in manner(&question[..read]) {
                    let _ = udp.send_to(&answer, from);
                }
            }
        });
        std::thread::spawn(move || {
            for mut stream in tcp.incoming().flatten() {
                let mut question = [0; 600];
                let Ok(read @ 3..) = stream.read(&mut question) else { continue };
                let answer = addresses(&question[2..read], &[[10, 0, 0, 9]]);
                let length = u16::try_from(answer.len()).unwrap();
                let _ = stream.write_all(&[&length.to_be_bytes(), answer.as_slice()].concat());
            }
        });
        server
    }
}

/// The question turned into an answer with these flags.
fn flagged(question: &[u8], flags: u16) -> Vec<u8> {
    let mut answer = question.to_vec();
    answer[2..4].copy_from_slice(&(0x8180 | flags).to_be_bytes());
    answer
}

/// An answer with these addresses.
fn addresses(question: &[u8], addresses: &[[u8; 4]]) -> Vec<u8> {
    let mut answer = flagged(question, 0);
    answer[6..8].copy_from_slice(&u16::try_from(addresses.len()).unwrap().to_be_bytes());
    for address in addresses {
        answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        answer.extend(address);
    }
    answer
}

fn check(server: &NameServer, expect: &[&str]) -> DnsCheck {
    DnsCheck {
        host: "db.internal".to_owned(),
        record: Record::A,
        server: Some(server.address.to_string()),
        expect: expect.iter().map(|text| (*text).to_owned()).collect(),
        max_latency: None,
    }
}

#[test]
fn a_name_that_is_resolved_as_expected_passes() {
    let probing = Probing::new();
    let server = NameServer::start(|question| vec![addresses(question, &[[10, 0, 0, 5], [10, 0, 0, 6]])]);
    let says = |expect: &[&str]| probing.failure(Check::Dns(check(&server, expect)), PATIENCE);
    assert_eq!(says(&[]), None);
    assert_eq!(says(&["10.0.0.6"]), None);
    assert_eq!(
        says(&["10.0.0.6", "10.0.0.7"]).as_deref(),
        Some("`db.internal` A is 10.0.0.5, 10.0.0.6, without 10.0.0.7")
    );
}

#[test]
fn an_answer_that_does_not_fit_is_asked_for_over_tcp() {
    let probing = Probing::new();
    let server = NameServer::start(|question| vec![flagged(question, 0x0200)]);
    assert_eq!(probing.failure(Check::Dns(check(&server, &["10.0.0.9"])), PATIENCE), None);
}

#[test]
fn a_datagram_that_is_lost_is_sent_again_and_a_forged_one_is_passed_over() {
    let probing = Probing::new();
    let server = NameServer::start(|question| {
        static LOST: AtomicUsize = AtomicUsize::new(0);
        if LOST.fetch_add(1, Ordering::SeqCst) == 0 {
            return Vec::new();
        }
        let mut forged = addresses(question, &[[6, 6, 6, 6]]);
        forged[0] ^= 1;
        vec![forged, b"nonsense".to_vec(), addresses(question, &[[10, 0, 0, 5]])]
    });
    assert_eq!(probing.failure(Check::Dns(check(&server, &["10.0.0.5"])), PATIENCE), None);
    assert_eq!(server.asked.load(Ordering::SeqCst), 2);
}

#[test]
fn what_a_server_will_not_say_is_told_apart() {
    let probing = Probing::new();
    let says = |manner: Manner| probing.failure(Check::Dns(check(&NameServer::start(manner), &[])), PATIENCE);
    assert_eq!(says(|question| vec![flagged(question, 3)]).as_deref(), Some("there is no name `db.internal`"));
    assert_eq!(says(|question| vec![flagged(question, 2)]).as_deref(), Some("the name server answers SERVFAIL"));
    assert_eq!(says(|question| vec![flagged(question, 5)]).as_deref(), Some("the name server answers REFUSED"));
    assert_eq!(says(|question| vec![flagged(question, 0)]).as_deref(), Some("`db.internal` has no A record"));
}

#[test]
fn the_timeout_holds_whatever_the_server_does() {
    let probing = Probing::new();
    let mute = NameServer::start(|_| Vec::new());
    let short = Duration::from_millis(300);
    assert_eq!(probing.failure(Check::Dns(check(&mute, &[])), short).as_deref(), Some("no answer within 300 ms"));
    let babbling = NameServer::start(|_| vec![b"nonsense".to_vec(); 50]);
    assert_eq!(probing.failure(Check::Dns(check(&babbling, &[])), short).as_deref(), Some("no answer within 300 ms"));
    let nobody = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = DnsCheck { server: Some(nobody.to_string()), ..check(&mute, &[]) };
    assert_eq!(probing.failure(Check::Dns(gone), PATIENCE).as_deref(), Some("connection refused"));
}

#[test]
fn without_a_server_the_host_resolves_as_it_always_does() {
    let probing = Probing::new();
    let local = |host: &str, expect: &[&str]| {
        let expect = expect.iter().map(|text| (*text).to_owned()).collect();
        DnsCheck { host: host.to_owned(), record: Record::A, server: None, expect, max_latency: None }
    };
    assert_eq!(probing.failure(Check::Dns(local("localhost", &["127.0.0.1"])), PATIENCE), None);
    let why = probing.failure(Check::Dns(local("nowhere.invalid", &[])), Duration::from_secs(3)).unwrap();
    assert!(why == "there is no name `nowhere.invalid`" || why == "no answer within 3 s", "{why}");
}
