mod reading;

use proptest::prelude::*;

use super::*;
use crate::graph::{Dag, Flow, Fold, Style, Wish};

/// A graph by its labels, with a picture of it.
struct Drawn {
    dag: Dag,
    layout: Layout,
    picture: Picture,
}

#[derive(Debug, Clone)]
struct How {
    style: Style,
    flow: Flow,
    air: usize,
    widest: usize,
    charset: Charset,
    fold: Option<Fold>,
}

impl Default for How {
    fn default() -> Self {
        let (style, flow, charset) = (Style::Line, Flow::Right, Charset::Unicode);
        Self { style, flow, air: 0, widest: 24, charset, fold: None }
    }
}

fn name(labels: &[String], nodes: &[usize]) -> String {
    match nodes {
        [node] => labels[*node].clone(),
        nodes => format!("+{} more", nodes.len()),
    }
}

fn draw(labels: &[String], edges: &[(usize, usize)], how: &How) -> Drawn {
    let dag = Dag::new(labels.len(), edges.iter().copied()).expect("there is no cycle");
    let width = |nodes: &[usize]| 2 + unicode_width::UnicodeWidthStr::width(name(labels, nodes).as_str());
    let How { style, flow, air, widest, charset, fold } = how.clone();
    let wish = Wish { width: &width, widest, style, flow, air, fold, spine: &[] };
    let layout = Layout::new(&dag, &wish).expect("it is small enough");
    let face = |spot: &Spot| Face { glyph: "●".to_owned(), text: name(labels, &spot.nodes) };
    let path = dag.longest_path(|_| 1).nodes;
    let is_critical = |edge: usize| path.windows(2).any(|pair| (pair[0], pair[1]) == dag.edges()[edge]);
    let stroke = |edge: usize| Stroke { rank: 0, heavy: is_critical(edge) };
    let picture = layout.paint(&Look { face: &face, stroke: &stroke, charset });
    Drawn { dag, layout, picture }
}

fn labels(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// All ways to draw it, one below the other.
fn album(names: &[&str], edges: &[(usize, usize)]) -> String {
    let ways = [
        ("right", How::default()),
        ("right, with air", How { air: 1, ..How::default() }),
        ("right, boxed", How { style: Style::Boxed, ..How::default() }),
        ("right, ASCII", How { charset: Charset::Ascii, ..How::default() }),
        ("down", How { flow: Flow::Down, ..How::default() }),
        ("down, boxed", How { flow: Flow::Down, style: Style::Boxed, ..How::default() }),
    ];
    let pictures = ways.map(|(title, how)| format!("{title}\n{}\n", draw(&labels(names), edges, &how).picture.text()));
    pictures.join("\n")
}

#[test]
fn pictures_of_what_workflows_are_like() {
    insta::assert_snapshot!("chain", album(&["build", "test", "ship"], &[(0, 1), (1, 2)]));
    let names = ["build", "unit tests", "lint", "ship"];
    insta::assert_snapshot!("diamond", album(&names, &[(0, 1), (0, 2), (1, 3), (2, 3)]));
    let names = ["plan", "shard 1", "shard 2", "shard 3", "shard 4", "shard 5", "merge"];
    let out = (1..6).map(|shard| (0, shard));
    let fan: Vec<(usize, usize)> = out.chain((1..6).map(|shard| (shard, 6))).collect();
    insta::assert_snapshot!("fan", album(&names, &fan));
    let names = ["fetch", "unpack", "check", "install", "report"];
    insta::assert_snapshot!("long_edges", album(&names, &[(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (0, 3), (1, 4)]));
    let names = ["build", "unit tests", "lint", "migrate db", "canary", "warm cache", "verify", "release", "traffic?"];
    let deploy = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (3, 5), (8, 5), (4, 6), (6, 7), (5, 7)];
    insta::assert_snapshot!("deploy", album(&names, &deploy));
    let names = ["fetch", "size?", "fast path", "slow path", "wait for disk", "join", "report", "notify", "archive"];
    let switch = [(0, 1), (1, 2), (1, 3), (3, 4), (2, 5), (4, 5), (5, 6), (5, 7), (0, 8), (6, 8)];
    insta::assert_snapshot!("switch", album(&names, &switch));
    let names = ["빌드", "단위 테스트", "코드 검사", "데이터베이스 이전", "배포"];
    insta::assert_snapshot!("korean", album(&names, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (2, 4)]));
    // All that come before lead to all that come after; then nobody's lead to the same.
    let names = ["a", "b", "c", "d", "e", "f"];
    insta::assert_snapshot!("barrier", album(&names, &[(0, 3), (0, 4), (1, 3), (1, 4), (2, 3), (2, 4), (2, 5)]));
    insta::assert_snapshot!("ring", album(&names, &[(0, 3), (0, 4), (1, 4), (1, 5), (2, 5), (2, 3)]));
}

#[test]
fn pictures_of_random_graphs() {
    for seed in 1..4 {
        let mut random = fastrand::Rng::with_seed(seed);
        let edges: Vec<(usize, usize)> = (0..50)
            .map(|_| {
                let from = random.usize(0..39);
                (from, (from + 1 + random.usize(0..6)).min(39))
            })
            .collect();
        let names: Vec<String> = (0..40).map(|node| format!("step {node}")).collect();
        let right = draw(&names, &edges, &How::default()).picture.text();
        let down = draw(&names, &edges, &How { flow: Flow::Down, ..How::default() }).picture.text();
        insta::assert_snapshot!(format!("random_{seed}"), format!("{right}\n\n{down}\n"));
    }
}

#[test]
fn pictures_of_what_is_folded() {
    let names: Vec<String> = (0..1_002).map(|node| format!("file {node}")).collect();
    let fan: Vec<(usize, usize)> = (1..1_001).flat_map(|node| [(0, node), (node, 1_001)]).collect();
    let fold = |layer: usize, chain: usize, keep: &[usize]| How {
        fold: Some(Fold { layer, chain, keep: keep.to_vec() }),
        ..How::default()
    };
    insta::assert_snapshot!("folded_fan", draw(&names, &fan, &fold(4, 9, &[500])).picture.text());
    let chain: Vec<(usize, usize)> = (1..1_002).map(|node| (node - 1, node)).collect();
    insta::assert_snapshot!("folded_chain", draw(&names, &chain, &fold(4, 3, &[])).picture.text());
}

#[test]
fn what_is_written_may_be_shorter_than_its_box_and_is_cut_when_longer() {
    let dag = Dag::new(3, [(0, 1), (1, 2)]).expect("there is no cycle");
    let wish =
        Wish { width: &|_| 12, widest: 12, style: Style::Line, flow: Flow::Right, air: 0, fold: None, spine: &[] };
    let layout = Layout::new(&dag, &wish).expect("it is small");
    let texts = ["ok", "데이터베이스 이전", ""];
    let face = |spot: &Spot| Face { glyph: "●".to_owned(), text: texts[spot.nodes[0]].to_owned() };
    let look = Look { face: &face, stroke: &|_| Stroke::default(), charset: Charset::Unicode };
    assert_eq!(layout.paint(&look).text(), "● ok ────────── ● 데이터베… ─── ●");
    let plain = Look { charset: Charset::Ascii, ..look };
    assert_eq!(layout.paint(&plain).text(), "● ok ---------- ● 데이터베.. -- ●");
}

#[test]
fn a_cell_that_edges_share_belongs_to_the_one_of_the_highest_rank() {
    let dag = Dag::new(3, [(0, 1), (0, 2)]).expect("there is no cycle");
    let wish = Wish { width: &|_| 3, widest: 9, style: Style::Line, flow: Flow::Right, air: 0, fold: None, spine: &[] };
    let layout = Layout::new(&dag, &wish).expect("it is small");
    let face = |_: &Spot| Face { glyph: "●".to_owned(), text: "x".to_owned() };
    let stroke = |edge: usize| Stroke { rank: u8::from(edge == 1), heavy: edge == 0 };
    let picture = layout.paint(&Look { face: &face, stroke: &stroke, charset: Charset::Unicode });
    assert_eq!(picture.text(), "● x ━┯━ ● x\n     ╰─ ● x");
    assert_eq!(picture.at(4, 0), ("━", Role::Edge { edge: 1, heavy: true }));
    assert_eq!(picture.at(6, 0), ("━", Role::Edge { edge: 0, heavy: true }));
    assert_eq!(picture.at(6, 1), ("─", Role::Edge { edge: 1, heavy: false }));
    assert_eq!(picture.at(0, 0), ("●", Role::Node(0, Part::Glyph)));
    assert_eq!(picture.at(2, 0), ("x", Role::Node(0, Part::Text)));
    assert_eq!(picture.at(99, 0), (" ", Role::Blank));
}

/// Stages of which each waits for all of the one before, or nearly, and what else there is.
fn any_barriers() -> impl Strategy<Value = (Vec<String>, Vec<(usize, usize)>)> {
    let more = prop::collection::vec((0usize..16, 0usize..16), 0..8);
    (prop::collection::vec(1usize..5, 2..5), more, prop::collection::vec(0usize..40, 0..3)).prop_map(
        |(stages, more, without)| {
            let count: usize = stages.iter().sum();
            let start = |stage: usize| stages[..stage].iter().sum::<usize>();
            let mut edges: Vec<(usize, usize)> = Vec::new();
            for stage in 1..stages.len() {
                let before = start(stage - 1)..start(stage);
                edges.extend(before.flat_map(|a| (start(stage)..start(stage + 1)).map(move |b| (a, b))));
            }
            for out in without.into_iter().take(edges.len()) {
                edges.remove(out % edges.len().max(1));
            }
            let more = more.into_iter().map(|(a, b)| (a % count, b % count)).filter(|(a, b)| a < b);
            edges.extend(more);
            ((0..count).map(|node| format!("s{node}")).collect(), edges)
        },
    )
}

fn any_graph() -> impl Strategy<Value = (Vec<String>, Vec<(usize, usize)>)> {
    prop_oneof![any_links(), any_barriers()]
}

fn any_links() -> impl Strategy<Value = (Vec<String>, Vec<(usize, usize)>)> {
    let label = prop_oneof!["[a-z]{1,9}", "[가-힣]{1,6}", "[a-z가-힣 ]{0,5}"];
    (prop::collection::vec(label, 1..18), prop::collection::vec((0usize..18, 0usize..18), 0..34), any::<bool>())
        .prop_map(|(labels, pairs, reversed)| {
            let count = labels.len();
            let pairs = pairs.into_iter().map(|(a, b)| (a % count, b % count)).filter(|(a, b)| a != b);
            let edges = pairs.map(|(a, b)| if reversed { (a.max(b), a.min(b)) } else { (a.min(b), a.max(b)) });
            (labels, edges.collect())
        })
}

fn any_way() -> impl Strategy<Value = How> {
    let style = prop_oneof![Just(Style::Line), Just(Style::Boxed)];
    let flow = prop_oneof![Just(Flow::Right), Just(Flow::Down)];
    let fold = prop::option::of((2usize..6, 1usize..5).prop_map(|(layer, chain)| Fold { layer, chain, keep: vec![1] }));
    (style, flow, 0usize..3, 1usize..30, fold).prop_map(|(style, flow, air, widest, fold)| How {
        style,
        flow,
        air,
        widest,
        charset: Charset::Unicode,
        fold,
    })
}

/// What the shown boxes should be followed by: edges of the graph, between boxes.
fn wanted(drawn: &Drawn) -> Vec<(usize, usize)> {
    let spot = |node: usize| drawn.layout.spot_of(node).expect("every node is shown");
    let edges = drawn.dag.edges().iter().map(|(a, b)| (spot(*a), spot(*b)));
    let mut edges: Vec<(usize, usize)> = edges.filter(|(a, b)| a != b).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(700))]

    #[test]
    fn following_the_lines_finds_the_edges_and_no_others((labels, edges) in any_graph(), how in any_way()) {
        let drawn = draw(&labels, &edges, &how);
        let read = reading::read(&drawn.layout, &drawn.picture);
        prop_assert_eq!(read, Ok(wanted(&drawn)), "\n{}", drawn.picture.text());
    }

    #[test]
    fn boxes_stand_apart_and_no_line_runs_through_one((labels, edges) in any_graph(), how in any_way()) {
        let drawn = draw(&labels, &edges, &how);
        let (layout, spots) = (&drawn.layout, drawn.layout.spots());
        for (number, a) in spots.iter().enumerate() {
            prop_assert!(a.x + a.width <= layout.width() && a.y + a.height <= layout.height());
            for b in &spots[number + 1..] {
                let apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
                prop_assert!(apart, "{:?} {:?}\n{}", a, b, drawn.picture.text());
            }
        }
        for (edge, shown) in layout.shown.iter().enumerate() {
            let (from, to) = drawn.dag.edges()[edge];
            let (from, to) = (layout.spot_of(from).unwrap(), layout.spot_of(to).unwrap());
            let Some(shown) = shown else {
                prop_assert_eq!(from, to);
                continue;
            };
            prop_assert!(spots[from].layer < spots[to].layer);
            let way = &layout.ways[*shown];
            let ends = (layout.spot_at(way[0].0, way[0].1), way.last().and_then(|(x, y)| layout.spot_at(*x, *y)));
            prop_assert_eq!(ends, (Some(from), Some(to)));
            for (x, y) in cells(way) {
                let covered = layout.spot_at(x, y);
                prop_assert!(covered.is_none_or(|spot| spot == from || spot == to), "\n{}", drawn.picture.text());
            }
        }
    }

    #[test]
    fn every_line_has_its_columns((labels, edges) in any_graph(), how in any_way()) {
        let drawn = draw(&labels, &edges, &how);
        let again = draw(&labels, &edges, &how);
        prop_assert_eq!(drawn.picture.text(), again.picture.text());
        for y in 0..drawn.picture.height() {
            let line: String = (0..drawn.picture.width()).map(|x| drawn.picture.at(x, y).0).collect();
            prop_assert_eq!(unicode_width::UnicodeWidthStr::width(line.as_str()), drawn.picture.width(), "{:?}", line);
        }
    }
}

/// All cells of a way.
fn cells(way: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let run = |pair: &[(usize, usize)]| {
        let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
        let xs = x.min(to_x)..=x.max(to_x);
        xs.flat_map(move |at| (y.min(to_y)..=y.max(to_y)).map(move |y| (at, y))).collect::<Vec<_>>()
    };
    way.windows(2).flat_map(run).collect()
}
