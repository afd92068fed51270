//! TCP probes.

use std::net::TcpListener;
use std::time::Duration;

use autoagents_console::model::check::{Check, TcpCheck};

use super::PATIENCE;
use super::probing::Probing;
use super::server::{Server, nobody, until_closed};
use super::until;

fn tcp(address: impl Into<String>) -> Check {
    Check::Tcp(TcpCheck { address: address.into(), ..TcpCheck::default() })
}

#[test]
fn an_accepted_connection_passes_and_is_hung_up() {
    let probing = Probing::new();
    let server = Server::start(|mut stream| until_closed(&mut stream));
    assert_eq!(probing.failure(tcp(server.address.to_string()), PATIENCE), None);
    until("the server sees the end", || server.accepted() == 1 && server.open() == 0);
    assert_eq!(probing.failure(tcp(format!("localhost:{}", server.address.port())), PATIENCE), None);
    let six = TcpListener::bind("[::1]:0");
    if let Ok(six) = six {
        assert_eq!(probing.failure(tcp(six.local_addr().unwrap().to_string()), PATIENCE), None);
    }
}

#[test]
fn nobody_there_fails() {
    let probing = Probing::new();
    assert_eq!(probing.failure(tcp(nobody().to_string()), PATIENCE).as_deref(), Some("connection refused"));
    assert!(probing.failure(tcp("no port"), PATIENCE).is_some());
    // However long the name server takes.
    assert!(probing.failure(tcp("nowhere.invalid:80"), Duration::from_millis(300)).is_some());
}
