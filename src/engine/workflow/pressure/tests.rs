use super::*;

fn feel_often(throttle: &mut Throttle, times: u32, figures: &[(&str, f64)]) -> u32 {
    let host = figures.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    (0..times).for_each(|_| throttle.felt(&host, 4));
    throttle.slots(4)
}

#[test]
fn under_pressure_fewer_begin_never_none_and_they_come_back_when_it_is_gone() {
    let mut throttle = Throttle::default();
    let high = [("pressure_memory_percent", 30.0)];
    assert_eq!(feel_often(&mut throttle, 2, &high), 4, "a moment is no pressure");
    assert_eq!(feel_often(&mut throttle, 1, &high), 3);
    assert_eq!(feel_often(&mut throttle, 100, &high), 1);
    // Neither much nor little: as before.
    assert_eq!(feel_often(&mut throttle, 100, &[("pressure_memory_percent", 7.0)]), 1);
    assert_eq!(feel_often(&mut throttle, 3, &[("pressure_memory_percent", 1.0)]), 2);
    assert_eq!(feel_often(&mut throttle, 100, &[("pressure_memory_percent", 1.0)]), 4);
}

#[test]
fn pressure_of_the_cpu_leaves_one_a_core_and_is_told_by_the_load_where_the_kernel_does_not() {
    let mut throttle = Throttle::default();
    assert_eq!(feel_often(&mut throttle, 100, &[("pressure_cpu_percent", 99.0), ("cpu_cores", 2.0)]), 2);
    assert_eq!(feel_often(&mut throttle, 100, &[("pressure_cpu_percent", 1.0), ("cpu_cores", 2.0)]), 4);
    assert_eq!(feel_often(&mut throttle, 100, &[("load_1m", 9.0), ("cpu_cores", 2.0)]), 2);
    assert_eq!(feel_often(&mut throttle, 100, &[("load_1m", 2.5), ("cpu_cores", 2.0)]), 2, "between");
    assert_eq!(feel_often(&mut throttle, 100, &[("load_1m", 0.5), ("cpu_cores", 2.0)]), 4);
}
