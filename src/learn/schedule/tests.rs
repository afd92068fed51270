use proptest::prelude::*;

use super::rank::heads;
use super::simulate::slots;
use super::*;

fn graph(after: &[&[usize]]) -> Graph {
    Graph::new(&after.iter().map(|parents| parents.to_vec()).collect::<Vec<_>>()).unwrap()
}

fn kinds(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The first law that a plan breaks: parents first, one task at a time in a slot, not more slots than there are.
fn broken(graph: &Graph, seconds: &[f64], floor: &Floor, placements: &[Placement]) -> Option<String> {
    const SLACK: f64 = 1e-6;
    let end = |task: usize| placements[task].start + seconds[task];
    for (task, placement) in placements.iter().enumerate() {
        if placement.start < 0.0 || placement.slot >= floor.slots {
            return Some(format!("{task} is at {placement:?}"));
        }
        if let Some(parent) = graph.parents(task).iter().find(|parent| end(**parent) > placement.start + SLACK) {
            return Some(format!("{task} starts before {parent} ends"));
        }
    }
    let mut order: Vec<usize> = (0..graph.len()).collect();
    order.sort_by(|a, b| {
        let key = |task: usize| (placements[task].slot, placements[task].start, end(task));
        key(*a).partial_cmp(&key(*b)).unwrap()
    });
    for pair in order.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if placements[a].slot == placements[b].slot && end(a) > placements[b].start + SLACK {
            return Some(format!("{a} and {b} share slot {}", placements[a].slot));
        }
    }
    over_use(graph.len(), floor, |task| (placements[task].start, end(task)))
}

/// The first resource of which more is in use than there is.
fn over_use(tasks: usize, floor: &Floor, span: impl Fn(usize) -> (f64, f64)) -> Option<String> {
    const SLACK: f64 = 1e-6;
    for resource in 0..floor.resources.len() {
        let need = |task: usize| -> u64 {
            let needs = floor.needs.get(task).into_iter().flatten();
            needs.filter(|need| need.0 == resource).map(|need| need.1).sum::<u64>().min(floor.resources[resource])
        };
        for moment in (0..tasks).map(|task| span(task).0) {
            let at_work = |task: &usize| span(*task).0 <= moment && moment + SLACK < span(*task).1;
            let used: u64 = (0..tasks).filter(at_work).map(need).sum();
            if used > floor.resources[resource] {
                return Some(format!("{used} of resource {resource} in use at {moment}"));
            }
        }
    }
    None
}

prop_compose! {
    /// A graph in which tasks come after ones of smaller number; with times, kinds and needs.
    fn works()(count in 1_usize..40)(
        after in prop::collection::vec(prop::collection::vec(0_usize..1000, 0..4), count),
        seconds in prop::collection::vec(prop_oneof![Just(0.0), 0.01_f64..100.0, (1_u8..5).prop_map(f64::from)], count),
        kinds in prop::collection::vec(0_u8..4, count),
        needs in prop::collection::vec(prop::collection::vec((0_usize..2, 0_u64..6), 0..3), count),
        slots in 1_usize..6,
    ) -> (Graph, Vec<f64>, Vec<String>, Floor) {
        let parents = |(task, list): (usize, Vec<usize>)| -> Vec<usize> {
            if task == 0 { Vec::new() } else { list.into_iter().map(|parent| parent % task).collect() }
        };
        let after: Vec<Vec<usize>> = after.into_iter().enumerate().map(parents).collect();
        let kinds = kinds.into_iter().map(|kind| format!("kind_{kind}")).collect();
        (Graph::new(&after).unwrap(), seconds, kinds, Floor { slots, resources: vec![4, 5], needs })
    }
}

proptest! {
    #[test]
    fn every_plan_keeps_the_laws_and_the_bound((graph, seconds, kinds, floor) in works()) {
        let bound = bound(&graph, &seconds, &floor);
        let best = plan(&graph, &seconds, &floor, 3_000);
        let history = History::learn(&[Run { kinds: &kinds, seconds: &seconds }]);
        let by_rank = simulate(&graph, &seconds, &floor, &ranks(&graph, &seconds));
        let learned = online(&graph, &kinds, &seconds, &floor, &history);
        for placements in [&best.placements, &by_rank, &learned] {
            prop_assert_eq!(broken(&graph, &seconds, &floor, placements), None);
            prop_assert!(makespan(placements, &seconds) >= bound * (1.0 - 1e-9));
        }
        prop_assert!(best.makespan <= makespan(&by_rank, &seconds) * (1.0 + 1e-9), "never longer than by rank");
        prop_assert!((makespan(&best.placements, &seconds) - best.makespan).abs() < 1e-6);
        prop_assert_eq!(best.bound.to_bits(), bound.to_bits());
        prop_assert_eq!(plan(&graph, &seconds, &floor, 3_000), best, "the same again");
    }

    #[test]
    fn a_rank_is_its_own_time_and_the_longest_behind((graph, seconds, ..) in works()) {
        let (ranks, heads) = (ranks(&graph, &seconds), heads(&graph, &seconds));
        let longest = ranks.iter().fold(0.0, |most: f64, rank| most.max(*rank));
        for task in 0..graph.len() {
            let behind = graph.children(task).iter().map(|child| ranks[*child]).fold(0.0, f64::max);
            prop_assert!((ranks[task] - seconds[task] - behind).abs() < 1e-9);
            prop_assert!(heads[task] + ranks[task] <= longest + 1e-9);
            prop_assert!(graph.children(task).iter().all(|child| graph.parents(*child).contains(&task)));
        }
        // With a place for everybody it takes as long as its longest way.
        let all = simulate(&graph, &seconds, &Floor::new(graph.len()), &ranks);
        prop_assert!((makespan(&all, &seconds) - longest).abs() < 1e-9);
    }

    #[test]
    fn what_has_not_ended_changes_nothing_before(
        (graph, seconds, kinds, floor) in works(),
        longer in prop::collection::vec(1.0_f64..5.0, 40),
        share in 0.0_f64..1.0,
    ) {
        let history = History::learn(&[Run { kinds: &kinds[..1], seconds: &[7.0] }]);
        let before = online(&graph, &kinds, &seconds, &floor, &history);
        let until = share * makespan(&before, &seconds);
        let ended = |task: usize| before[task].start + seconds[task] <= until;
        let later = |task: usize| if ended(task) { seconds[task] } else { seconds[task] * longer[task] + 0.5 };
        let altered: Vec<f64> = (0..graph.len()).map(later).collect();
        let after = online(&graph, &kinds, &altered, &floor, &history);
        for task in (0..graph.len()).filter(|task| before[*task].start <= until || after[*task].start <= until) {
            prop_assert_eq!(before[task].start.to_bits(), after[task].start.to_bits(), "task {} at {}", task, until);
        }
    }
}

#[test]
fn a_circle_is_named_from_its_smallest_task() {
    let circle = Graph::new(&[vec![], vec![3], vec![1], vec![2, 0], vec![3]]).unwrap_err();
    assert_eq!(circle, GraphFault::Cycle { tasks: vec![1, 3, 2] }, "1 comes after 3, 3 after 2, 2 after 1");
    assert_eq!(Graph::new(&[vec![0]]).unwrap_err(), GraphFault::Cycle { tasks: vec![0] });
    assert_eq!(Graph::new(&[vec![], vec![7]]).unwrap_err(), GraphFault::NoSuchTask { task: 1, after: 7 });
    let twice = graph(&[&[], &[0, 0], &[1, 0, 1]]);
    assert_eq!((twice.parents(2), twice.children(0), twice.waits_for(1)), (&[0, 1][..], &[1, 2][..], 1));
    assert_eq!(twice.reversed().parents(0), &[1, 2]);
    assert!(graph(&[]).is_empty());
    assert_eq!(plan(&graph(&[]), &[], &Floor::new(2), EFFORT).placements, []);
}

#[test]
fn the_search_finds_what_a_list_by_rank_does_not() {
    // Three of 3 and two of 2 s each: by rank 7 s on two slots, and 3 + 3 beside 2 + 2 + 2 takes 6.
    let free = graph(&[&[], &[], &[], &[], &[]]);
    let seconds = [3.0, 3.0, 2.0, 2.0, 2.0];
    let floor = Floor::new(2);
    let by_rank = simulate(&free, &seconds, &floor, &ranks(&free, &seconds));
    assert!((makespan(&by_rank, &seconds) - 7.0).abs() < 1e-9);
    assert!((plan(&free, &seconds, &floor, 10_000).makespan - 6.0).abs() < 1e-9);
}

#[test]
fn the_bound_counts_what_must_come_before_and_after_and_what_must_share_a_slot() {
    // 2 s first, then 40 tasks of 10 s on 16 slots in three rounds, then 5 s.
    let mut after = vec![vec![]];
    after.extend((0..40).map(|_| vec![0]));
    after.push((1..=40).collect());
    let mut seconds = vec![10.0; 42];
    (seconds[0], seconds[41]) = (2.0, 5.0);
    let fan = Graph::new(&after).unwrap();
    assert!((bound(&fan, &seconds, &Floor::new(16)) - 37.0).abs() < 1e-9);
    assert!((plan(&fan, &seconds, &Floor::new(16), EFFORT).makespan - 37.0).abs() < 1e-9);
    // On 39 slots it is the work between head and tail that counts less than two rounds.
    assert!((bound(&fan, &seconds, &Floor::new(39)) - 27.0).abs() < 1e-9);
    let scarce = Floor { slots: 50, resources: vec![2], needs: vec![vec![(0, 1)]; 42] };
    assert!((bound(&fan, &seconds, &scarce) - 407.0 / 2.0).abs() < 1e-9);
}

#[test]
fn a_task_that_does_not_fit_lets_others_by_and_one_that_asks_for_too_much_gets_all() {
    let free = graph(&[&[], &[], &[]]);
    let needs = vec![vec![(0, 3)], vec![(0, 99)], vec![(0, 1)]];
    let floor = Floor { slots: 3, resources: vec![4], needs };
    let placed = simulate(&free, &[5.0, 5.0, 5.0], &floor, &[3.0, 2.0, 1.0]);
    assert_eq!(placed.iter().map(|placement| placement.start).collect::<Vec<_>>(), [0.0, 5.0, 0.0]);
}

#[test]
fn tasks_that_take_no_time_share_a_slot_with_what_begins_then() {
    let placed = slots(&[0.0, 0.0, 0.0, 1.0], &[1.0, 0.0, 0.0, 1.0], 1);
    assert!(placed.iter().all(|placement| placement.slot == 0));
    assert_eq!(broken(&graph(&[&[], &[], &[], &[0]]), &[1.0, 0.0, 0.0, 1.0], &Floor::new(1), &placed), None);
}

#[test]
fn a_kind_is_known_by_its_own_runs_then_by_its_family() {
    let run = |names: &[&str], seconds: &[f64]| (kinds(names), seconds.to_vec());
    let (a, a_seconds) = run(&["map_a_1", "map_a_1", "merge_a"], &[30.0, 34.0, 2.0]);
    let (b, b_seconds) = run(&["map_a_1", "map_a_2", "merge_a"], &[90.0, 40.0, 2.0]);
    let history = History::learn(&[Run { kinds: &a, seconds: &a_seconds }, Run { kinds: &b, seconds: &b_seconds }]);
    let asked = kinds(&["map_a_1", "map_a_77", "map_b", "merge_a", "other"]);
    let free = graph(&[&[], &[], &[], &[], &[]]);
    let estimates = Estimates::new(&history, &free, &asked);
    let seconds = estimates.seconds();
    let [known, sibling, cousin, merge, other] = [seconds[0], seconds[1], seconds[2], seconds[3], seconds[4]];
    assert!((30.0..60.0).contains(&known), "{known}");
    assert!((25.0..60.0).contains(&sibling) && (20.0..60.0).contains(&cousin), "{sibling} {cousin}");
    assert!(merge < 6.0 && merge < other && other < known, "{merge} {other} {known}");
    assert!(estimates.of(4).spread > estimates.of(3).spread, "what is known less spreads more");
    let nothing = Estimates::new(&History::default(), &free, &asked);
    assert!(nothing.seconds().iter().all(|seconds| (seconds - 1.0).abs() < 1e-9));
}

#[test]
fn the_place_among_the_tasks_of_a_kind_tells_what_it_told_in_earlier_runs_and_nothing_where_it_told_nothing() {
    let names = kinds(&["part_1"; 12]);
    let mut random = fastrand::Rng::with_seed(5);
    // The last three take four times as long, in a run that is slow or fast as a whole.
    let of = |random: &mut fastrand::Rng, long: f64| -> Vec<f64> {
        let speed = 10.0 * (1.0 + random.f64());
        (0..12).map(|at| speed * if at < 9 { 1.0 } else { long } * (0.9 + 0.2 * random.f64())).collect()
    };
    let learned = |runs: &[Vec<f64>]| {
        let runs: Vec<Run<'_>> = runs.iter().map(|seconds| Run { kinds: &names, seconds }).collect();
        let free = Graph::new(&vec![vec![]; 12]).unwrap();
        Estimates::new(&History::learn(&runs), &free, &names).seconds()
    };
    let alike: Vec<Vec<f64>> = (0..6).map(|_| of(&mut random, 4.0)).collect();
    let seconds = learned(&alike);
    let (first, last) = (seconds[..9].iter().fold(0.0, |a: f64, b| a.max(*b)), seconds[9]);
    assert!(last > 2.0 * first, "{seconds:?}");
    let unlike: Vec<Vec<f64>> = (0..6).map(|_| of(&mut random, 1.0)).collect();
    let seconds = learned(&unlike);
    let (least, most) = seconds.iter().fold((f64::MAX, 0.0), |(a, b): (f64, f64), s| (a.min(*s), b.max(*s)));
    assert!(most < 1.1 * least, "{seconds:?}");
}

#[test]
fn what_has_ended_tells_about_the_run_the_kind_and_the_part_of_the_graph() {
    // Two files in pieces: 0 to 2 and 3 to 5 are put together by 6 and 7.
    let two = graph(&[&[], &[], &[], &[], &[], &[], &[0, 1, 2], &[3, 4, 5]]);
    let names = kinds(&["part", "part", "part", "part", "part", "part", "whole", "whole"]);
    let history = History::learn(&[Run { kinds: &names, seconds: &[10.0; 8] }]);
    let mut estimates = Estimates::new(&history, &two, &names);
    let before = estimates.seconds();
    assert!(before.iter().all(|seconds| (seconds - 10.0).abs() < 1e-9));
    estimates.ended(0, 40.0);
    estimates.ended(1, 40.0);
    let after = estimates.seconds();
    assert_eq!(after[0].to_bits(), 40.0_f64.to_bits(), "what has ended is known");
    assert!(after[2] > 30.0 && after[2] < 40.0 && after[2] > after[3], "the same file most: {after:?}");
    assert!(after[3] > after[6] && after[6] > 10.0, "then the kind, then the run: {after:?}");
    assert!(estimates.of(0).spread == 0.0 && estimates.of(2).spread > 0.0);
}

#[test]
fn urgency_follows_what_has_ended() {
    // Two chains of the same kinds; that of 0 turns out to belong to a slow file.
    let chains = graph(&[&[], &[0], &[1], &[], &[3], &[4]]);
    let names = kinds(&["read_a", "work_a", "store_a", "read_b", "work_b", "store_b"]);
    let history = History::learn(&[Run { kinds: &names, seconds: &[5.0; 6] }]);
    let mut urgency = Urgency::new(&chains, &names, &history);
    let before = urgency.ranks().to_vec();
    assert!((before[1] - before[4]).abs() < 1e-9);
    assert!(urgency.ended(3, 100.0));
    assert!(urgency.ranks()[4] > before[4], "a slow run shows");
    assert!(urgency.estimates().of(4).seconds > 5.0);
}

#[test]
fn an_outlook_widens_with_what_is_not_known_and_is_the_same_again() {
    let chain = graph(&[&[], &[0], &[1]]);
    let of = |spread: f64| outlook(&chain, &[Estimate { seconds: 10.0, spread }; 3], &Floor::new(2), 400, 7);
    assert_eq!(of(0.0), Outlook { low: 30.0, middle: 30.0, high: 30.0 });
    let (narrow, wide) = (of(0.1), of(0.6));
    assert!(narrow.low < narrow.middle && narrow.middle < narrow.high, "{narrow:?}");
    assert!(wide.high - wide.low > 3.0 * (narrow.high - narrow.low), "{wide:?} {narrow:?}");
    assert!((narrow.middle - 30.0).abs() < 1.0 && (27.0..29.5).contains(&narrow.low), "{narrow:?}");
    assert_eq!(of(0.6), wide);
}

#[test]
fn a_large_graph_is_planned() {
    // 20 files of 250 pieces with four steps each, put together.
    let mut after: Vec<Vec<usize>> = Vec::new();
    let mut last = Vec::new();
    for _ in 0..20 {
        let pieces: Vec<usize> = (0..250)
            .map(|_| {
                let first = after.len();
                after.extend([vec![], vec![first], vec![first + 1], vec![first + 2]]);
                first + 3
            })
            .collect();
        after.push(pieces);
        last.push(after.len() - 1);
    }
    after.push(last);
    let large = Graph::new(&after).unwrap();
    let mut random = fastrand::Rng::with_seed(3);
    let seconds: Vec<f64> = after.iter().map(|_| 1.0 + 9.0 * random.f64()).collect();
    let floor = Floor::new(32);
    let best = plan(&large, &seconds, &floor, 100_000);
    assert_eq!(broken(&large, &seconds, &floor, &best.placements), None);
    assert!(best.makespan < 1.01 * best.bound, "{} {}", best.makespan, best.bound);
}
