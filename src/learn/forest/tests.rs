//! Forests on rows whose rule is known, and as text.

use super::*;

const GROWTH: Growth = Growth {
    trees: 40,
    leaves: 4,
    depth: 2,
    rate: 0.3,
    hold: 1.0,
    largest: 3.0,
    least: 1.0,
    fewest: 1.0,
    rows: 0.8,
    columns: 1.0,
    seed: 1,
};

/// Rows of two numbers, of which the first decides.
fn rows() -> (Matrix, Vec<bool>) {
    let mut random = fastrand::Rng::with_seed(7);
    let mut matrix = Matrix { width: 2, values: Vec::new() };
    let mut came = Vec::new();
    for _ in 0..2_000 {
        let (first, second) = (random.f32(), random.f32());
        matrix.values.extend([first, second]);
        came.push(first > 0.7);
    }
    (matrix, came)
}

fn grown(matrix: &Matrix, came: &[bool], before: Option<f32>, growth: &Growth) -> (Forest, Vec<f64>) {
    let before = before.map(|odds| vec![odds; came.len()]);
    boost(&Cases { matrix, came, before: before.as_deref(), weights: None }, growth, |_| true)
}

#[test]
fn the_number_that_decides_is_found() {
    let (matrix, came) = rows();
    let (forest, gains) = grown(&matrix, &came, None, &GROWTH);
    assert!(forest.margin(&[0.9, 0.1]) > 2.0 && forest.margin(&[0.4, 0.9]) < -2.0);
    assert!(gains[0] > 100.0 * gains[1], "{gains:?}");
    let mut moved = [0.0; 2];
    forest.attribute(&[0.9, 0.1], 1.0, &mut moved);
    assert!(moved[0] > 2.0 && moved[1].abs() < 0.5, "{moved:?}");
}

#[test]
fn what_is_believed_before_need_not_be_learned() {
    let (matrix, came) = rows();
    let sum = |before| grown(&matrix, &came, Some(before), &GROWTH).0.margin(&[0.4, 0.5]) + f64::from(before);
    assert!((-10.0..-5.0).contains(&sum(-6.0)), "{}", sum(-6.0));
    assert!(sum(6.0) < -1.0, "{}", sum(6.0));
}

#[test]
fn rows_count_what_they_weigh() {
    let matrix = Matrix { width: 1, values: vec![0.0; 400] };
    let came: Vec<bool> = (0..400).map(|at| at % 2 == 0).collect();
    let weights: Vec<f32> = came.iter().map(|came| if *came { 3.0 } else { 1.0 }).collect();
    let cases = Cases { matrix: &matrix, came: &came, before: None, weights: Some(&weights) };
    let (forest, _) = boost(&cases, &GROWTH, |_| true);
    assert!((forest.margin(&[0.0]) - 3.0_f64.ln()).abs() < 0.01, "{}", forest.base);
}

/// The unknown is a side of its own, wherever the known ones are, and also where these are all the same.
#[test]
fn that_a_number_is_unknown_can_be_what_decides() {
    let mut random = fastrand::Rng::with_seed(3);
    for same in [false, true] {
        let came: Vec<bool> = (0..1_000).map(|_| random.f32() < 0.3).collect();
        let known = |random: &mut fastrand::Rng| if same { 4.0 } else { random.f32() };
        let values = came.iter().map(|came| if *came { f32::NAN } else { known(&mut random) }).collect();
        let (forest, _) = grown(&Matrix { width: 1, values }, &came, None, &GROWTH);
        let (unknown, high, low) = (forest.margin(&[f32::NAN]), forest.margin(&[4.0]), forest.margin(&[0.1]));
        assert!(unknown > 2.0 && high < -2.0 && low < -2.0, "{same}: {unknown} {high} {low}");
        // A row that is too short does not know its last numbers.
        assert!((forest.margin(&[]) - unknown).abs() < 1e-9);
    }
}

#[test]
fn a_tree_is_as_small_as_it_has_to_be() {
    let (matrix, came) = rows();
    let deepest = |forest: &Forest, root: u32| {
        let mut most = 0;
        let mut open = vec![(root as usize, 0)];
        while let Some((at, depth)) = open.pop() {
            most = depth.max(most);
            let children = forest.nodes[at].children;
            open.extend(children.iter().filter(|child| **child != 0).map(|child| (*child as usize, depth + 1)));
        }
        most
    };
    for (leaves, depth) in [(2, 9), (5, 2), (100, 3), (6, 100)] {
        let noisy: Vec<bool> = came.iter().enumerate().map(|(at, came)| *came ^ (at % 3 == 0)).collect();
        let (forest, _) = grown(&matrix, &noisy, None, &Growth { leaves, depth, least: 0.0, ..GROWTH });
        assert!(forest.nodes.len() <= forest.roots.len() * (2 * leaves - 1));
        assert!(forest.roots.iter().all(|root| deepest(&forest, *root) <= depth));
        assert!(forest.is_sound(2) && !forest.is_sound(0));
    }
}

#[test]
fn the_same_rows_and_seed_grow_the_same() {
    let (matrix, came) = rows();
    let of = |seed| grown(&matrix, &came, None, &Growth { seed, ..GROWTH }).0;
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn nothing_and_the_same_again_and_again_teach_little() {
    let (forest, _) = grown(&Matrix { width: 2, values: Vec::new() }, &[], None, &GROWTH);
    assert!(forest.roots.is_empty() && forest.margin(&[1.0, 1.0]).abs() < 1e-9);
    let matrix = Matrix { width: 2, values: [1.0, f32::MAX].repeat(500) };
    let came: Vec<bool> = (0..500).map(|at| at % 2 == 0).collect();
    assert!(grown(&matrix, &came, None, &GROWTH).0.margin(&[1.0, f32::MAX]).abs() < 0.1);
    for odd in [f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MIN] {
        let values: Vec<f32> =
            (0..500_u16).flat_map(|at| [f32::from(at), if at % 5 == 0 { odd } else { 1.0 }]).collect();
        let (forest, _) = grown(&Matrix { width: 2, values }, &came, None, &GROWTH);
        assert!(forest.margin(&[f32::INFINITY, odd]).is_finite());
    }
}

#[test]
fn forests_are_joined_cut_and_scaled() {
    let (matrix, came) = rows();
    let (one, other) = (grown(&matrix, &came, None, &GROWTH).0, grown(&matrix, &came, Some(0.5), &GROWTH).0);
    let row = [0.8, 0.2];
    let mut both = one.clone();
    both.join(&other);
    both.scale(0.5);
    assert!((both.margin(&row) - f64::midpoint(one.margin(&row), other.margin(&row))).abs() < 1e-4);
    let mut cut = one.clone();
    cut.keep(3);
    assert!(cut.roots.len() == 3 && cut.is_sound(2) && cut.nodes.len() < one.nodes.len());
}

fn leaf(answer: f32) -> Node {
    Node { column: 0, bound: 0.0, children: [0, 0], unknown_left: false, answer }
}

#[test]
fn what_is_written_is_read() {
    let one = Node { column: 1, bound: 0.5, children: [1, 2], unknown_left: true, answer: 0.0 };
    let nodes = vec![one, leaf(-1.25), leaf(2.0), leaf(0.25)];
    let forest = Forest { base: -0.5, nodes, roots: vec![0, 3] };
    let text = forest.write();
    assert_eq!(text, "= -0.5\n1? 0.5 1 - -1.25 - 2\n- 0.25\n");
    assert_eq!(Forest::read(&format!("# grown of nothing\n{text}"), 2).unwrap(), forest);
    let (matrix, came) = rows();
    let (forest, _) = grown(&matrix, &came, None, &GROWTH);
    let again = Forest::read(&forest.write(), 2).unwrap();
    assert!((0..50).all(|at| (forest.margin(matrix.row(at)) - again.margin(matrix.row(at))).abs() < 1e-9));
    assert_eq!(Forest::read("", 0).unwrap(), Forest::default());
}

#[test]
fn what_is_no_forest_is_refused_with_its_line() {
    for text in ["x", "- ", "- NaN", "1 0.5 1 - 1", "0 0.5 0 - 1 - 2", "3 0.5 1 - 1 - 2", "1 0.5", "", "= NaN", "? 1 1"]
    {
        let found = Forest::read(&format!("# head\n{text}\n"), 3).unwrap_err();
        assert_eq!(found.to_string(), "line 2 of the forest is no tree", "{text}");
    }
    assert!(Forest::read("0 0.5 4294967295 - 1 - 2", 3).is_err());
}
