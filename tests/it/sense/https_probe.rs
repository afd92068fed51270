//! HTTPS probes of a real runtime, against servers that show certificates of every kind.

use std::fs;
use std::time::{Duration, SystemTime};

use rcgen::{BasicConstraints, IsCa, date_time_ymd};
use rustls::version::{TLS12, TLS13};
use serde_json::Value;

use super::server::Server;
use super::tls::{Authority, self_signed, serve};
use crate::harness::{Site, until};

/// A service that is only probed.
fn probed(name: &str, host: &str, server: &Server) -> String {
    format!(
        r#"
        [[service]]
        name = "{name}"
        kind = "external"
          [[service.probe]]
          kind = "http"
          url = "https://{host}:{}/health"
          interval = "100ms"
          timeout = "10s"
          fail_after = 1
          recover_after = 1
        "#,
        server.address.port()
    )
}

/// A site whose runtime trusts the certificates in this file.
fn site(config: &str, trusted: &str) -> Site {
    let site = Site::new(config);
    let file = site.root().join("trusted.pem");
    fs::write(&file, trusted).unwrap();
    site.with_variable("SSL_CERT_FILE", file.to_string_lossy())
}

fn probe(site: &Site, name: &str) -> Value {
    site.service(name)["probes"][0].clone()
}

fn passes(site: &Site, name: &str) {
    until(&format!("the probe of {name} passes"), || (probe(site, name)["passing"] == true).then_some(()));
}

/// Why it fails.
fn failure(site: &Site, name: &str) -> String {
    let failing = || Some(probe(site, name)).filter(|probe| probe["passing"] == false);
    let probe = until(&format!("the probe of {name} fails"), failing);
    let why = probe["last_failure"].as_str().unwrap().to_owned();
    assert!(why.chars().count() < 200, "cut off: {why}");
    why
}

#[test]
fn a_certificate_that_the_host_trusts_passes() {
    let authority = Authority::named("ours");
    let newer = serve(authority.sign("localhost", |_| {}), &[&TLS13]);
    let older = serve(authority.sign("localhost", |_| {}), &[&TLS12]);
    let numbered = serve(authority.sign("127.0.0.1", |_| {}), &[&TLS13]);
    let config = probed("newer", "localhost", &newer)
        + &probed("older", "localhost", &older)
        + &probed("numbered", "127.0.0.1", &numbered);
    let site = site(&config, &authority.pem());
    let _runtime = site.run();
    for name in ["newer", "older", "numbered"] {
        passes(&site, name);
        assert_eq!(site.service(name)["health"], "healthy");
    }
}

#[test]
fn a_certificate_that_ends_soon_is_foreseen_with_its_date() {
    let authority = Authority::named("ours");
    let ends = SystemTime::now() + Duration::from_secs(5 * 86_400 + 3_600);
    let soon = serve(authority.sign("localhost", |params| params.not_after = ends.into()), &[&TLS13]);
    let late = serve(authority.sign("localhost", |_| {}), &[&TLS13]);
    let config = probed("soon", "localhost", &soon) + &probed("late", "localhost", &late);
    let site = site(&config, &authority.pem());
    let _runtime = site.run();
    let foreseen = || {
        let all = site.json(&["predict"]);
        all["predictions"].as_array().and_then(|all| all.first().cloned())
    };
    let one = until("the end is foreseen", foreseen);
    assert_eq!(
        (&one["subject"], &one["measure"], &one["model"]),
        (&"soon".into(), &"certificate".into(), &"date".into())
    );
    assert_eq!((&one["bound"], &one["limit"], &one["probability"]), (&"expiry".into(), &0.0.into(), &1.0.into()));
    assert_eq!((&one["earliest_at"], &one["incident"]), (&one["latest_at"], &Value::Null));
    let told: chrono::DateTime<chrono::Utc> = one["ends_at"].as_str().unwrap().parse().unwrap();
    assert!((told - chrono::DateTime::<chrono::Utc>::from(ends)).num_seconds().abs() <= 1, "{one}");
    let all = site.json(&["predict"]);
    assert_eq!(all["predictions"].as_array().unwrap().len(), 1, "{all}");
}

#[test]
fn each_fault_of_a_certificate_is_said_in_plain_words() {
    let authority = Authority::named("ours");
    let old = serve(authority.sign("localhost", |params| params.not_after = date_time_ymd(2020, 1, 31)), &[&TLS13]);
    let early = serve(authority.sign("localhost", |params| params.not_before = date_time_ymd(4000, 1, 1)), &[&TLS13]);
    let other = serve(authority.sign("shop.example", |_| {}), &[&TLS13]);
    let unknown = serve(Authority::named("theirs").sign("localhost", |_| {}), &[&TLS13]);
    let renewed = serve(Authority::named("ours").sign("localhost", |_| {}), &[&TLS13]);
    let alone = serve(self_signed("localhost", IsCa::NoCa), &[&TLS13]);
    // As `openssl req -x509` makes them.
    let itself = self_signed("localhost", IsCa::Ca(BasicConstraints::Unconstrained));
    let itself = serve(itself, &[&TLS13]);
    let config = probed("old", "localhost", &old)
        + &probed("early", "localhost", &early)
        + &probed("other", "localhost", &other)
        + &probed("unknown", "localhost", &unknown)
        + &probed("renewed", "localhost", &renewed)
        + &probed("alone", "localhost", &alone)
        + &probed("itself", "localhost", &itself);
    let site = site(&config, &authority.pem());
    let _runtime = site.run();
    let said = failure(&site, "old");
    assert!(said.starts_with("tls: the certificate expired ") && said.ends_with(" ago"), "{said}");
    assert!(said.contains(" d ago") && !said.contains("UNIX"), "{said}");
    let said = failure(&site, "early");
    assert!(
        said.starts_with("tls: the certificate is valid only in ") && said.contains("hint: is the clock"),
        "{said}"
    );
    assert_eq!(failure(&site, "other"), "tls: the certificate is not for `localhost`, but for shop.example");
    for name in ["unknown", "renewed", "alone"] {
        let said = failure(&site, name);
        assert!(said.starts_with("tls: nobody whom this host trusts has signed the certificate; hint: "), "{said}");
    }
    let said = failure(&site, "itself");
    assert!(said.starts_with("tls: the certificate is that of a CA; hint: "), "{said}");
    // As a person sees it, too.
    let shown = site.done(&["service", "show", "other"]);
    assert!(shown.contains("failing tls: the certificate is not for `localhost`"), "{shown}");
}

#[test]
fn an_authority_that_is_added_meanwhile_is_trusted_without_a_new_start() {
    let authority = Authority::named("ours");
    let server = serve(authority.sign("localhost", |_| {}), &[&TLS13]);
    let site = site(&probed("api", "localhost", &server), &Authority::named("theirs").pem());
    let _runtime = site.run();
    assert!(failure(&site, "api").contains("nobody whom this host trusts"));
    fs::write(site.root().join("trusted.pem"), authority.pem()).unwrap();
    passes(&site, "api");
}

#[test]
fn a_host_that_trusts_nobody_says_what_is_missing() {
    let server = serve(Authority::named("ours").sign("localhost", |_| {}), &[&TLS13]);
    let site = site(&probed("api", "localhost", &server), "");
    let _runtime = site.run();
    let said = failure(&site, "api");
    assert!(said.starts_with("tls is not possible: ") && said.contains("ca-certificates"), "{said}");
    fs::write(site.root().join("trusted.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n").unwrap();
    assert!(failure(&site, "api").starts_with("tls is not possible: "));
}
