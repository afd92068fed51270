use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn dag(nodes: usize, edges: &[(usize, usize)]) -> Dag {
    Dag::new(nodes, edges.iter().copied()).expect("it has no cycle")
}

/// Whether there is a way, by trying all.
fn leads(dag: &Dag, from: usize, to: usize) -> bool {
    dag.successors(from).any(|next| next == to || leads(dag, next, to))
}

#[test]
fn a_cycle_is_told_from_its_smallest_node_in_order() {
    let cases = [
        (1, &[(0, 0)][..], &[0][..]),
        (4, &[(0, 1), (1, 2), (2, 3), (3, 1)], &[1, 2, 3]),
        (5, &[(4, 2), (2, 4), (0, 1)], &[2, 4]),
        // Nodes 0 and 4 are before and after the cycle, and not told.
        (5, &[(0, 3), (3, 1), (1, 2), (2, 3), (2, 4)], &[1, 2, 3]),
    ];
    for (nodes, edges, wanted) in cases {
        let found = Dag::new(nodes, edges.iter().copied()).map(|_| ());
        assert_eq!(found, Err(GraphError::Cycle { nodes: wanted.to_vec() }), "{edges:?}");
    }
}

#[test]
fn an_edge_to_nowhere_is_refused() {
    let found = Dag::new(2, [(0, 1), (1, 2)]).map(|_| ());
    assert_eq!(found, Err(GraphError::NodeMissing { node: 2, nodes: 2 }));
}

#[test]
fn the_same_edge_twice_is_one() {
    let dag = dag(3, &[(0, 1), (1, 2), (0, 1)]);
    assert_eq!(dag.edges(), [(0, 1), (1, 2)]);
    assert_eq!((dag.out_edges(0), dag.in_edges(2)), (&[0][..], &[1][..]));
}

#[test]
fn the_longest_path_is_by_weight_and_not_by_count() {
    let dag = dag(5, &[(0, 1), (1, 2), (2, 4), (0, 3), (3, 4)]);
    let by_weight = dag.longest_path(|node| [1, 1, 1, 10, 1][node]);
    assert_eq!(by_weight, LongestPath { nodes: vec![0, 3, 4], length: 12 });
    assert_eq!(dag.longest_path(|_| 1).nodes, [0, 1, 2, 4]);
    assert_eq!(dag.longest_path(|_| u64::MAX).length, u64::MAX);
    assert_eq!(Dag::new(0, []).map(|dag| dag.longest_path(|_| 1)), Ok(LongestPath::default()));
}

#[test]
fn an_edge_that_others_say_is_found() {
    let dag = dag(4, &[(0, 1), (1, 2), (0, 2), (2, 3), (0, 3)]);
    assert_eq!(dag.implied(1_000), Implied { edges: vec![2, 4], complete: true });
    assert!(!dag.implied(1).complete, "the bound is told");
}

fn large() -> Dag {
    let nodes: usize = 100_000;
    let edges = (1..nodes).flat_map(|node| [(node / 2, node), (node.saturating_sub(7), node)]);
    Dag::new(nodes, edges.filter(|(a, b)| a < b)).expect("edges lead to larger numbers")
}

#[test]
fn a_hundred_thousand_nodes_take_no_time_worth_speaking_of() {
    let begin = Instant::now();
    let dag = large();
    let path = dag.longest_path(|node| node as u64 % 13);
    let implied = dag.implied(2_000_000);
    let took = begin.elapsed();
    assert!(dag.edges().len() > 190_000 && path.nodes.len() > 10_000 && !implied.edges.is_empty());
    // Without optimisation and beside other tests; with it a tenth of that.
    assert!(took < Duration::from_secs(3), "{took:?}");
}

proptest! {
    #[test]
    fn order_levels_and_paths_hold_in_any_graph(edges in prop::collection::vec((0usize..12, 0usize..12), 0..30)) {
        match Dag::new(12, edges.clone()) {
            Ok(dag) => {
                let mut place = [0; 12];
                for (at, node) in dag.order().iter().enumerate() {
                    place[*node] = at;
                }
                let mut all = dag.order().to_vec();
                all.sort_unstable();
                prop_assert_eq!(all, (0..12).collect::<Vec<_>>());
                for (a, b) in dag.edges() {
                    prop_assert!(place[*a] < place[*b] && dag.levels()[*a] < dag.levels()[*b]);
                }
                let path = dag.longest_path(|_| 1);
                prop_assert_eq!(path.nodes.len(), dag.levels().iter().max().unwrap() + 1);
                prop_assert!(path.nodes.windows(2).all(|pair| dag.edges().contains(&(pair[0], pair[1]))));
            }
            Err(GraphError::Cycle { nodes }) => {
                let next = nodes.iter().cycle().skip(1);
                for edge in nodes.iter().copied().zip(next.copied()) {
                    prop_assert!(edges.contains(&edge), "{:?} in {:?}", edge, nodes);
                }
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn an_edge_is_implied_when_there_is_another_way(edges in prop::collection::vec((0usize..9, 0usize..9), 0..24)) {
        let dag = dag(9, &edges.into_iter().filter(|(a, b)| a < b).collect::<Vec<_>>());
        let found = dag.implied(usize::MAX);
        for (number, (a, b)) in dag.edges().iter().enumerate() {
            let around = dag.successors(*a).any(|next| next != *b && leads(&dag, next, *b));
            prop_assert_eq!(found.edges.contains(&number), around, "{} to {}", a, b);
        }
    }
}
