//! The runtime is killed again and again, whatever it is doing, while services crash and operators ask.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::disk::integrity;
use crate::harness::{Site, kill};

const KILLS: u32 = 20;

#[test]
fn killed_at_any_moment_nothing_is_lost_and_nothing_runs_twice() {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut rng = fastrand::Rng::with_seed(seed);
    let site = Site::new(
        r#"
        [[service]]
        name = "steady"
        command = ["/bin/sleep", "1000"]
        [[service]]
        name = "crashing"
        command = ["/bin/sh", "-c", "sleep 0.03; exit 1"]
        restart = { first_delay = "0s", max_delay = "50ms", max_in_window = 100000 }
        [[service]]
        name = "second"
        command = ["/bin/sleep", "1000"]
        depends_on = ["steady"]
        "#,
    );
    let mut confirmed = BTreeSet::new();
    for round in 0..KILLS {
        let runtime = site.launch(&[]);
        let lived = Duration::from_millis(rng.u64(0..300));
        let end = Instant::now() + lived;
        while Instant::now() < end {
            assert_single(&site);
            let said = site.say(&["alert", "silence", "--rule", "none", "--for", "1h", "-m", &round.to_string()]);
            if said.code == Some(0) {
                confirmed.insert(said.out.trim().to_owned());
            }
            if rng.u8(..) < 64 {
                hit(&site, &mut rng);
            }
        }
        runtime.kill();
    }
    let _runtime = site.run();
    for name in ["steady", "second"] {
        site.pid(name);
    }
    assert_single(&site);
    let silences = site.json(&["alert", "silences"]);
    let kept: BTreeSet<String> = silences.as_array().unwrap().iter().map(|silence| silence["id"].to_string()).collect();
    assert!(!confirmed.is_empty(), "the runtimes never lived long enough to confirm anything");
    assert!(confirmed.is_subset(&kept), "lost: {:?}", confirmed.difference(&kept));
    assert_eq!(integrity(&site), "ok");
    site.alert("service-crash", "crashing");
}

/// Kills one of the services' processes.
fn hit(site: &Site, rng: &mut fastrand::Rng) {
    if let Some(victim) = rng.choice(site.marked()) {
        kill(victim.pid, Signal::KILL);
    }
}

/// No service has two processes of its own.
fn assert_single(site: &Site) {
    let mut leaders: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    for marked in site.marked().into_iter().filter(|marked| marked.leader) {
        leaders.entry(marked.service).or_default().push(marked.pid);
    }
    for (service, pids) in leaders.into_iter().filter(|(_, pids)| pids.len() > 1) {
        // Reading the process table takes a while: one that was seen may have ended before the other began.
        let alive = pids.iter().filter(|pid| crate::harness::lives(**pid)).count();
        assert!(alive < 2, "{service} runs as {pids:?}");
    }
}
