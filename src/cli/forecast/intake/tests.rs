use super::*;

fn spread(samples: &[(f64, f64)]) -> Vec<String> {
    let mut samples = samples.to_vec();
    arrange(&mut samples);
    evenly(&samples).iter().map(ToString::to_string).collect()
}

#[test]
fn steps_without_a_value_are_gaps() {
    assert_eq!(spread(&[(10.0, 1.0), (20.0, 2.0), (30.0, 3.0), (60.0, 6.0)]), ["1", "2", "3", "NaN", "NaN", "6"]);
    assert_eq!(spread(&[(30.0, 3.0), (10.0, 1.0), (20.0, 2.0)]), ["1", "2", "3"], "unordered");
    assert_eq!(spread(&[(1.0, 1.0), (2.1, 2.0), (3.0, 3.0), (3.9, 4.0)]), ["1", "2", "3", "4"], "a little off");
    assert_eq!(spread(&[(5.0, 1.0)]), ["1"]);
    assert_eq!(spread(&[]), [""; 0]);
}

#[test]
fn of_several_values_at_one_time_the_last_counts() {
    let mut samples = vec![(1.0, 1.0), (0.0, 0.0), (1.0, 7.0), (1.0, f64::NAN), (-0.0, 5.0)];
    assert_eq!(arrange(&mut samples), 3);
    assert_eq!(samples, [(0.0, 5.0), (1.0, 7.0)]);
}

#[test]
fn times_far_apart_take_no_memory() {
    let far = [(-1e300, 1.0), (0.0, 2.0), (1.0, 3.0), (2.0, 4.0), (3.0, 5.0)];
    assert_eq!(spread(&far), ["2", "3", "4", "5"]);
    assert_eq!(spread(&[(-1e308, 1.0), (1e308, 2.0)]), ["2"], "the distance is beyond all numbers");
    let long: Vec<(f64, f64)> = (0..200_000).map(|at| (f64::from(at), f64::from(at))).collect();
    let values = evenly(&long);
    assert_eq!((values.len(), values.last()), (MOST_VALUES, Some(&199_999.0)), "the last ones are kept");
}
