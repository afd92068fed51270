//! Free ports on loopback.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};

use serde::{Deserialize, Serialize};

use super::role::Role;

/// Ports from here on are ordinary.
const LOWEST: u16 = 12_000;
/// From here on the kernel gives ports to outgoing connections, unless it says otherwise. A service whose port such a
/// connection has taken while it was restarted could not come back.
const OUTGOING: u16 = 32_768;

/// Where each part answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Ports(BTreeMap<String, u16>);

impl Ports {
    /// A free port for everything; none when there are not enough.
    pub(super) fn choose() -> Option<Self> {
        let highest = outgoing().max(LOWEST + 1_000);
        let span = highest - LOWEST;
        let begin = fastrand::u16(..span);
        let mut free = (0..span).map(|step| LOWEST + (begin + step % span) % span).filter(|port| is_free(*port));
        let chosen: Option<_> = names().map(|name| Some((name, free.next()?))).collect();
        chosen.map(Self)
    }

    /// Whether nobody answers on any of them.
    pub(super) fn are_free(&self) -> bool {
        self.0.values().all(|port| is_free(*port))
    }

    /// Where it tells how it does: `/health`, `/live`, `/metrics`; what speaks HTTP answers everything there.
    pub(super) fn status(&self, role: Role) -> u16 {
        self.0.get(role.name()).copied().unwrap_or_default()
    }

    /// Where it does its work.
    pub(super) fn work(&self, role: Role) -> u16 {
        let data = || self.0.get(&data_name(role)).copied().unwrap_or_default();
        if role.has_data_port() { data() } else { self.status(role) }
    }
}

fn names() -> impl Iterator<Item = String> {
    let data = Role::ALL.into_iter().filter(|role| role.has_data_port()).map(data_name);
    Role::ALL.into_iter().map(|role| role.name().to_owned()).chain(data)
}

fn data_name(role: Role) -> String {
    format!("{}-data", role.name())
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// The first port that the kernel gives to outgoing connections.
fn outgoing() -> u16 {
    let text = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(OUTGOING)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_part_has_ports_of_its_own_below_those_of_outgoing_connections() {
        let ports = Ports::choose().unwrap();
        let all: BTreeSet<u16> =
            Role::ALL.into_iter().flat_map(|role| [ports.status(role), ports.work(role)]).collect();
        assert_eq!(all.len(), Role::ALL.len() + 2);
        assert!(all.iter().all(|port| (LOWEST..outgoing().max(LOWEST + 1_000)).contains(port)), "{all:?}");
    }

    #[test]
    fn one_that_is_taken_is_seen() {
        let ports = Ports::choose().unwrap();
        assert!(ports.are_free());
        let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, ports.work(Role::Db))).unwrap();
        assert!(!ports.are_free());
    }
}
