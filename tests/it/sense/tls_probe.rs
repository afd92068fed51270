//! TLS probes against servers that show certificates of every kind.

use std::fs;
use std::io::Write as _;
use std::time::{Duration, SystemTime};

use autoagents_console::model::check::{Check, TlsCheck};
use rcgen::{CertificateParams, IsCa, date_time_ymd};
use rustls::version::{TLS12, TLS13};

use super::PATIENCE;
use super::probing::Probing;
use super::server::{Server, nobody, until_closed};
use super::tls::{Authority, Shown, self_signed, serve};

struct Scene {
    probing: Probing,
    authority: Authority,
    dir: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene =
            Self { probing: Probing::new(), authority: Authority::named("ours"), dir: tempfile::tempdir().unwrap() };
        fs::write(scene.dir.path().join("ca.pem"), scene.authority.pem()).unwrap();
        scene
    }

    fn shown(&self, change: impl FnOnce(&mut CertificateParams)) -> Shown {
        self.authority.sign("localhost", change)
    }

    fn check(&self, server: &Server) -> TlsCheck {
        TlsCheck {
            address: format!("localhost:{}", server.address.port()),
            server_name: None,
            ca_file: Some(self.dir.path().join("ca.pem")),
            min_days: 14,
            max_latency: None,
        }
    }

    /// What it says of a server; none when it passes.
    fn says(&self, server: &Server, change: impl FnOnce(&mut TlsCheck)) -> Option<String> {
        let mut check = self.check(server);
        change(&mut check);
        self.probing.failure(Check::Tls(check), PATIENCE)
    }
}

/// Valid for so many days and a bit.
fn lasting(days: u64) -> impl FnOnce(&mut CertificateParams) {
    move |params| params.not_after = (SystemTime::now() + Duration::from_secs(days * 86_400 + 3_600)).into()
}

#[test]
fn a_certificate_that_lasts_passes_whatever_the_version() {
    let scene = Scene::new();
    for version in [&TLS12, &TLS13] {
        assert_eq!(scene.says(&serve(scene.shown(|_| {}), &[version]), |_| {}), None);
    }
    // Another name than that of the address.
    let other = serve(scene.authority.sign("shop.example", |_| {}), &[&TLS13]);
    assert_eq!(scene.says(&other, |check| check.server_name = Some("shop.example".to_owned())), None);
    let numbered = serve(scene.authority.sign("127.0.0.1", |_| {}), &[&TLS13]);
    assert_eq!(scene.says(&numbered, |check| check.address = numbered.address.to_string()), None);
}

#[test]
fn one_that_expires_soon_fails_by_days() {
    let scene = Scene::new();
    let server = serve(scene.shown(lasting(9)), &[&TLS13]);
    assert_eq!(
        scene.says(&server, |_| {}).as_deref(),
        Some("tls: the certificate expires in 9 d, at least 14 days are wanted")
    );
    assert_eq!(scene.says(&server, |check| check.min_days = 9), None);
    assert!(scene.says(&server, |check| check.min_days = 10).is_some());
    let today = serve(scene.shown(lasting(0)), &[&TLS13]);
    let why = scene.says(&today, |check| check.min_days = 1).unwrap();
    assert!(
        why.starts_with("tls: the certificate expires in ") && why.contains(" m, at least 1 day is wanted"),
        "{why}"
    );
    assert_eq!(scene.says(&today, |check| check.min_days = 0), None);
}

#[test]
fn until_when_it_is_valid_is_told_whether_the_probe_passes_or_not() {
    let scene = Scene::new();
    let server = serve(scene.shown(lasting(9)), &[&TLS13]);
    for min_days in [1, 14] {
        let check = TlsCheck { min_days, ..scene.check(&server) };
        scene.probing.order(Check::Tls(check), PATIENCE);
        let end = scene.probing.answer().certificate.unwrap();
        let left = (end - chrono::Utc::now()).num_hours();
        assert!((9 * 24..=9 * 24 + 1).contains(&left), "{left}");
    }
    let over = serve(scene.shown(|params| params.not_after = date_time_ymd(2020, 1, 31)), &[&TLS13]);
    scene.probing.order(Check::Tls(scene.check(&over)), PATIENCE);
    assert_eq!(scene.probing.answer().certificate, None, "what is not accepted is not looked at");
}

#[test]
fn each_fault_is_said_in_plain_words() {
    let scene = Scene::new();
    let says = |shown: Shown| scene.says(&serve(shown, &[&TLS13]), |_| {}).unwrap();
    let old = says(scene.shown(|params| params.not_after = date_time_ymd(2020, 1, 31)));
    assert!(old.starts_with("tls: the certificate expired ") && old.ends_with(" ago"), "{old}");
    let early = says(scene.shown(|params| params.not_before = date_time_ymd(4000, 1, 1)));
    assert!(early.starts_with("tls: the certificate is valid only in "), "{early}");
    assert_eq!(
        says(scene.authority.sign("shop.example", |_| {})),
        "tls: the certificate is not for `localhost`, but for shop.example"
    );
    for untrusted in [Authority::named("theirs").sign("localhost", |_| {}), self_signed("localhost", IsCa::NoCa)] {
        let why = says(untrusted);
        assert!(why.starts_with("tls: nobody whom this host trusts has signed the certificate"), "{why}");
    }
}

#[test]
fn what_does_not_speak_tls_is_said() {
    let scene = Scene::new();
    let plain = Server::start(|mut stream| {
        let _ = stream.write_all(b"220 mail.example ESMTP\r\n");
        until_closed(&mut stream);
    });
    assert_eq!(scene.says(&plain, |_| {}).as_deref(), Some("tls: the other side does not speak tls"));
    let closing = Server::start(drop);
    let why = scene.says(&closing, |_| {}).unwrap();
    assert!(["connection closed without an answer", "connection reset"].contains(&why.as_str()), "{why}");
    let check = scene.check(&plain);
    let gone = Check::Tls(TlsCheck { address: nobody().to_string(), ..check.clone() });
    assert_eq!(scene.probing.failure(gone, PATIENCE).as_deref(), Some("connection refused"));
    let mute = Server::start(|mut stream| until_closed(&mut stream));
    let mute = Check::Tls(TlsCheck { address: mute.address.to_string(), ..check });
    assert_eq!(scene.probing.failure(mute, Duration::from_millis(300)).as_deref(), Some("no answer within 300 ms"));
}

#[test]
fn a_file_of_the_trusted_that_is_none_is_said() {
    let scene = Scene::new();
    let server = serve(scene.shown(|_| {}), &[&TLS13]);
    for (name, content) in [
        ("missing.pem", None),
        ("empty.pem", Some("")),
        ("broken.pem", Some("-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n")),
    ] {
        let file = scene.dir.path().join(name);
        if let Some(content) = content {
            fs::write(&file, content).unwrap();
        }
        let why = scene.says(&server, |check| check.ca_file = Some(file.clone())).unwrap();
        assert!(why.contains(name) && why.contains("cannot be used: "), "{why}");
    }
}
