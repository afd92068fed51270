use serde_json::json;

use super::*;

/// `b` after `a`, `c` with an output of `a` and after it, `d` after either of two.
fn definition() -> Definition {
    let step = |name: &str, needs: serde_json::Value, settings: serde_json::Value| json!({ "name": name, "work": { "command": ["true"] }, "needs": needs, "settings": settings });
    let after = |step: u32| json!({ "step": step, "why": "after" });
    serde_json::from_value(json!({
        "name": "w",
        "working_dir": "/",
        "max_parallel": 2,
        "steps": [
            step("a", json!([]), json!({ "idempotent": true })),
            step("b", json!([after(0)]), json!({ "retry": { "limit": 1 } })),
            step("c", json!([{ "step": 0, "why": { "output": "x" } }, after(0)]), json!({ "timeout": { "secs": 9, "nanos": 0 } })),
            step("d", json!([after(0), after(1)]), json!({ "join": "any" })),
        ],
    }))
    .unwrap()
}

#[test]
fn each_change_is_made_where_it_fits_and_is_marked() {
    let name = |name: &str| name.to_owned();
    let drop_after = |step: &str| Change::DropAfter { step: name(step), after: name("a") };
    let changed = |change: Change| {
        let changed = with(&definition(), &change)?;
        assert_eq!(changed.adapted, [change]);
        Ok::<_, Unfit>(changed)
    };
    assert!(changed(drop_after("b")).unwrap().steps[1].needs.is_empty());
    assert_eq!(changed(Change::MaxParallel { from: 2, to: 4 }).unwrap().max_parallel, Some(4));
    let retries = |from| Change::Retries { step: name("b"), from, to: 3 };
    assert_eq!(changed(retries(1)).unwrap().steps[1].settings.retry.limit, 3);
    let timeout = |step: &str| Change::Timeout { step: name(step), to: Duration::from_secs(30) };
    assert_eq!(changed(timeout("a")).unwrap().steps[0].settings.timeout, Some(Duration::from_secs(30)));
    let cache = |step: &str| Change::Cache { step: name(step) };
    assert!(changed(cache("a")).unwrap().steps[0].settings.cache.is_some());

    let unfit = [
        (drop_after("c"), "it uses an output"),
        (drop_after("d"), "any of two is enough"),
        (drop_after("a"), "it does not wait for itself"),
        (Change::DropAfter { step: name("b"), after: name("gone") }, "there is no such step"),
        (Change::MaxParallel { from: 3, to: 4 }, "it is another now"),
        (retries(0), "they are others now"),
        (timeout("c"), "it has one"),
        (cache("b"), "it may not be left out"),
    ];
    for (change, why) in unfit {
        assert_eq!(changed(change), Err(Unfit::Other), "{why}");
    }
    assert_eq!(changed(Change::Split { step: name("a") }), Err(Unfit::ByHand));
    assert_eq!(changed(Change::MoreOf { resource: name("db"), from: 1, to: 2 }), Err(Unfit::ByHand));
}
