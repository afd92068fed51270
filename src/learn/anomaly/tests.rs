use super::*;

#[test]
fn a_detector_is_small() {
    assert!(size_of::<Detector>() <= 4_096, "{} bytes", size_of::<Detector>());
}
