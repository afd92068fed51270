//! Passes when a name can be resolved, to what is expected.

use std::net::{IpAddr, ToSocketAddrs as _};
use std::time::Instant;

use super::message::Answer;
use super::query::ask;
use crate::model::check::{DnsCheck, Record};
use crate::model::complaint::Complaint;
use crate::model::text::clean;
use crate::sense::probe::causes::{in_time, not_connected, not_read};
use crate::sense::probe::runner::Round;

/// Where the host keeps its name servers.
const RESOLV_CONF: &str = "/etc/resolv.conf";
/// The port of DNS.
const PORT: u16 = 53;
/// So many answers are told.
const TOLD: usize = 8;

/// Resolves once. The caller bounds the time by dropping this.
pub(in crate::sense::probe) async fn check(round: &Round, check: &DnsCheck) -> Result<(), Complaint> {
    let began = Instant::now();
    let DnsCheck { host, record, server, expect, max_latency } = check;
    let got = match (server, record) {
        (Some(server), _) => read(ask(server, host, *record).await?, host)?,
        (None, Record::A | Record::Aaaa) => by_the_host(round, host, *record).await?,
        (None, _) => read(ask_any(host, *record).await?, host)?,
    };
    if got.is_empty() {
        return Err(Complaint::NoRecord { name: host.clone(), record: record.word().to_owned() });
    }
    if let Some(missing) = expect.iter().find(|wanted| !got.iter().any(|got| is_same(got, wanted))) {
        let (name, wanted, record) = (host.clone(), missing.clone(), record.word().to_owned());
        let got = got.iter().take(TOLD).map(|got| clean(got, 80)).collect();
        return Err(Complaint::OtherRecord { name, record, got, wanted });
    }
    in_time(began.elapsed(), *max_latency)
}

fn read(answer: Answer, host: &str) -> Result<Vec<String>, Complaint> {
    match answer {
        Answer::Records(records) => Ok(records),
        Answer::NoName => Err(Complaint::NoName { name: host.to_owned() }),
        Answer::Refused(code) => Err(Complaint::Declined { code }),
        Answer::Cut => Err(Complaint::NoDns),
    }
}

/// As every program on this host would, its own table of hosts first. That cannot be given up half way, so it is done
/// elsewhere, once a probe at a time.
async fn by_the_host(round: &Round, host: &str, record: Record) -> Result<Vec<String>, Complaint> {
    let begun = round.starting.begin(&round.id).ok_or(Complaint::StillResolving)?;
    let name = host.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        let _begun = begun;
        (name.as_str(), 0).to_socket_addrs().map(Iterator::collect::<Vec<_>>)
    });
    let found = looked.await.map_err(|error| not_connected(error.into()))?;
    let found = found.map_err(|_| Complaint::NoName { name: host.to_owned() })?;
    let mut addresses: Vec<String> = found
        .into_iter()
        .map(|address| address.ip())
        .filter(|address| address.is_ipv4() == (record == Record::A))
        .map(|address| address.to_string())
        .collect();
    addresses.sort();
    addresses.dedup();
    Ok(addresses)
}

/// Asks the host's name servers in turn, until one answers.
async fn ask_any(host: &str, record: Record) -> Result<Answer, Complaint> {
    let text = tokio::fs::read_to_string(RESOLV_CONF).await.map_err(not_read)?;
    let mut last = Complaint::NoServer;
    for server in servers(&text) {
        match ask(&server, host, record).await {
            Ok(answer) => return Ok(answer),
            Err(why) => last = why,
        }
    }
    Err(last)
}

/// The name servers in a `resolv.conf`, with their port.
fn servers(text: &str) -> Vec<String> {
    let address = |line: &str| {
        let mut words = line.split_whitespace();
        let address: IpAddr = (words.next()? == "nameserver").then(|| words.next())??.parse().ok()?;
        Some(std::net::SocketAddr::from((address, PORT)).to_string())
    };
    text.lines().filter_map(address).collect()
}

/// Addresses are the same however they are written, names whatever their case and with or without the last dot.
fn is_same(got: &str, wanted: &str) -> bool {
    match (got.parse::<IpAddr>(), wanted.parse::<IpAddr>()) {
        (Ok(got), Ok(wanted)) => got == wanted,
        _ => got.trim_end_matches('.').eq_ignore_ascii_case(wanted.trim_end_matches('.')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_servers_are_read() {
        let text = "# x\nsearch example\nnameserver 10.0.0.1\nnameserver\t::1 \nnameserver nonsense\noptions edns0\n";
        assert_eq!(servers(text), ["10.0.0.1:53", "[::1]:53"]);
    }

    #[test]
    fn the_same_is_the_same_in_any_spelling() {
        assert!(is_same("::1", "0:0:0:0:0:0:0:1"));
        assert!(is_same("10 Mail.Example", "10 mail.example."));
        assert!(!is_same("10.0.0.1", "10.0.0.2"));
    }
}
