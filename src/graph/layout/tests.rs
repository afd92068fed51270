use std::time::{Duration, Instant};

use super::*;

fn wish(width: &dyn Fn(&[usize]) -> usize) -> Wish<'_> {
    Wish { width, widest: 24, style: Style::Line, flow: Flow::Right, air: 0, fold: None, spine: &[] }
}

fn dag(nodes: usize, edges: &[(usize, usize)]) -> Dag {
    Dag::new(nodes, edges.iter().copied()).expect("there is no cycle")
}

fn random(nodes: usize, edges: usize) -> Dag {
    let mut random = fastrand::Rng::with_seed(11);
    let edges = (0..edges).map(|_| {
        let from = random.usize(0..nodes - 1);
        (from, (from + 1 + random.usize(0..8)).min(nodes - 1))
    });
    Dag::new(nodes, edges).expect("edges lead to larger numbers")
}

#[test]
fn nothing_is_nothing() {
    let layout = Layout::new(&dag(0, &[]), &wish(&|_| 5)).expect("it is small");
    assert_eq!((layout.width(), layout.height(), layout.spots()), (0, 0, &[][..]));
}

#[test]
fn keys_follow_edges_and_then_what_is_near() {
    // 0 ─┬─ 1 ─── 3
    //    ╰─ 2
    // 4
    let layout = Layout::new(&dag(5, &[(0, 1), (0, 2), (1, 3)]), &wish(&|_| 5)).expect("it is small");
    let cases = [
        (0, Side::Right, Some(1)),
        (1, Side::Down, Some(2)),
        (2, Side::Up, Some(1)),
        (2, Side::Left, Some(0)),
        (2, Side::Right, Some(3)),
        (3, Side::Right, None),
        (0, Side::Up, None),
        (0, Side::Down, Some(4)),
        (4, Side::Up, Some(0)),
        (4, Side::Right, Some(2)),
        (99, Side::Up, None),
    ];
    for (from, side, wanted) in cases {
        assert_eq!(layout.toward(from, side), wanted, "{side:?} of {from}");
    }
    let down =
        Layout::new(&dag(3, &[(0, 1), (0, 2)]), &Wish { flow: Flow::Down, ..wish(&|_| 5) }).expect("it is small");
    assert_eq!(down.toward(0, Side::Down), Some(1));
    assert_eq!(down.toward(1, Side::Right), Some(2));
    assert_eq!(down.toward(2, Side::Up), Some(0));
}

#[test]
fn what_is_linked_is_in_line_and_a_wished_spine_first() {
    let edges = [(0, 1), (0, 2), (1, 3), (2, 3), (2, 4), (4, 5), (3, 5)];
    let rows = |spine: &[usize]| {
        let layout = Layout::new(&dag(6, &edges), &Wish { spine, ..wish(&|_| 5) }).expect("it is small");
        spine.iter().map(|node| layout.spots()[*node].y).collect::<Vec<_>>()
    };
    for spine in [&[0, 2, 4, 5][..], &[0, 1, 3, 5], &[0, 2, 3, 5]] {
        let rows = rows(spine);
        assert!(rows.windows(2).all(|pair| pair[0] == pair[1]), "{spine:?} in {rows:?}");
    }
}

#[test]
fn what_does_not_fit_flows_down_or_is_written_shorter() {
    let chain: Vec<(usize, usize)> = (1..6).map(|node| (node - 1, node)).collect();
    let fit = |columns, lines| Layout::fit(&dag(6, &chain), &wish(&|_| 20), columns, lines).expect("it is small");
    let seen = |layout: &Layout| (layout.flow(), layout.width(), layout.height());
    assert_eq!(seen(&fit(200, 10)), (Flow::Right, 140, 1));
    assert_eq!(seen(&fit(120, 10)), (Flow::Right, 116, 1), "shorter");
    assert_eq!(seen(&fit(60, 20)), (Flow::Down, 20, 11));
    assert_eq!(fit(10, 3).flow(), Flow::Down, "nothing fits: up and down is moved more easily");
}

#[test]
fn what_is_too_large_is_refused_or_folded() {
    let fan: Vec<(usize, usize)> = (1..100_000).map(|node| (0, node)).collect();
    let fan = dag(100_000, &fan);
    let begin = Instant::now();
    assert!(matches!(Layout::new(&fan, &wish(&|_| 5)), Err(GraphError::TooLarge { things: 100_000, .. })));
    let fold = |layer, chain| Some(Fold { layer, chain, keep: vec![77_777] });
    let folded = Layout::new(&fan, &Wish { fold: fold(10, 10), ..wish(&|_| 5) }).expect("it is folded");
    assert_eq!(folded.spots().len(), 11);
    let sizes: Vec<usize> = folded.spots().iter().map(|spot| spot.nodes.len()).collect();
    assert_eq!((sizes.iter().sum::<usize>(), sizes.iter().filter(|size| **size == 1).count()), (100_000, 10));
    assert_eq!(folded.spot_of(77_777).map(|spot| folded.spots()[spot].nodes.len()), Some(1), "it is kept");
    let chain: Vec<(usize, usize)> = (1..100_000).map(|node| (node - 1, node)).collect();
    let folded = Layout::new(&dag(100_000, &chain), &Wish { fold: fold(10, 5), ..wish(&|_| 5) }).expect("it is folded");
    assert_eq!(folded.spots().len(), 2 + 5 + 1 + 5, "both ends, what is kept, and each side of it folded");
    // Without optimisation and beside other tests; with it a tenth of that.
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

/// The worst that is drawn takes a bounded time too, however its edges run.
#[test]
fn the_largest_that_is_drawn_takes_a_bounded_time() {
    let begin = Instant::now();
    for edges in [1_000, 3_000] {
        let drawn = Layout::new(&random(1_000, edges), &wish(&|_| 9));
        assert!(drawn.is_ok_and(|layout| layout.spots().len() == 1_000));
    }
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn sixty_nodes_are_laid_out_between_two_frames() {
    let dag = random(60, 90);
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let begin = Instant::now();
            assert!(Layout::new(&dag, &wish(&|_| 12)).is_ok());
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    // Without optimisation; with it less than a millisecond.
    assert!(times[0] < Duration::from_millis(60), "{times:?}");
}
