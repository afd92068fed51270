//! Sensors of made-up hosts.

use std::os::unix::fs::symlink;

use super::*;

/// A `/sys` with these files in it.
fn sys(files: &[(&str, &str)]) -> tempfile::TempDir {
    let sys = tempfile::tempdir().unwrap();
    write(&sys, files);
    sys
}

fn write(sys: &tempfile::TempDir, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = sys.path().join("class").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn seen(thermometers: &mut Thermometers) -> Vec<(String, f64)> {
    let label = |sample: &Sample| {
        let series = sample.series.to_string();
        series.strip_prefix("host.temperature.celsius{").unwrap().trim_end_matches('}').to_owned()
    };
    thermometers.read().iter().map(|sample| (label(sample), sample.value)).collect()
}

fn pairs(wanted: &[(&str, f64)]) -> Vec<(String, f64)> {
    wanted.iter().map(|(label, value)| ((*label).to_owned(), *value)).collect()
}

#[test]
fn sensors_are_named_by_chip_place_and_model_and_those_of_one_name_are_told_apart() {
    let sys = sys(&[
        ("hwmon/hwmon10/name", "last\n"),
        ("hwmon/hwmon10/temp1_input", "-5250\n"),
        ("hwmon/hwmon1/name", "coretemp\n"),
        ("hwmon/hwmon1/temp2_label", "Core 0\n"),
        ("hwmon/hwmon1/temp2_input", "43000\n"),
        ("hwmon/hwmon2/name", "nvme\n"),
        ("hwmon/hwmon2/device/model", "Fast 1TB   \n"),
        ("hwmon/hwmon2/temp1_label", "Composite\n"),
        ("hwmon/hwmon2/temp1_input", "35850\n"),
        ("hwmon/hwmon2/temp1_crit", "84850\n"),
        ("hwmon/hwmon2/fan1_input", "900\n"),
        ("hwmon/hwmon3/temp1_input", "20000\n"),
        ("hwmon/hwmon4/name", "\u{1b}[31m\n"),
        ("hwmon/hwmon4/temp1_label", "\u{7}\n"),
        ("hwmon/hwmon4/device/model", "\u{202e}\n"),
        ("hwmon/hwmon4/temp1_input", "21000\n"),
        ("thermal/thermal_zone0/type", "acpitz\n"),
        ("thermal/thermal_zone0/temp", "27800\n"),
    ]);
    // The kernel's own entries are links into the tree of devices.
    write(&sys, &[("../devices/cpu/name", "coretemp\n"), ("../devices/cpu/temp2_label", "Core 0\n")]);
    write(&sys, &[("../devices/cpu/temp2_input", "41500\n")]);
    symlink("../../devices/cpu", sys.path().join("class/hwmon/hwmon0")).unwrap();
    let mut thermometers = Thermometers::new(sys.path());
    let wanted = [
        ("coretemp Core 0", 41.5),
        ("coretemp Core 0 2", 43.0),
        ("nvme Composite Fast 1TB", 35.85),
        ("temp1", 20.0),
        ("sensor", 21.0),
        ("last temp1", -5.25),
    ];
    assert_eq!(seen(&mut thermometers), pairs(&wanted));
}

#[test]
fn a_sensor_that_vanishes_is_left_out_and_the_others_keep_their_names() {
    let chip = |number: u8| format!("hwmon/hwmon{number}/temp1_input");
    let sys = sys(&[(&chip(0), "30000\n"), (&chip(1), "31000\n"), (&chip(2), "32000\n")]);
    let mut thermometers = Thermometers::new(sys.path());
    assert_eq!(seen(&mut thermometers), pairs(&[("temp1", 30.0), ("temp1 2", 31.0), ("temp1 3", 32.0)]));
    fs::remove_dir_all(sys.path().join("class/hwmon/hwmon1")).unwrap();
    assert_eq!(seen(&mut thermometers), pairs(&[("temp1", 30.0), ("temp1 3", 32.0)]));
    // There, but unreadable: what it said before is not said again.
    let input = sys.path().join("class").join(chip(0));
    fs::remove_file(&input).unwrap();
    fs::create_dir(&input).unwrap();
    assert_eq!(seen(&mut thermometers), pairs(&[("temp1 3", 32.0)]));
    fs::remove_dir(&input).unwrap();
    write(&sys, &[(&chip(0), "33000\n"), (&chip(1), "34000\n"), (&chip(3), "35000\n")]);
    let wanted = [("temp1", 33.0), ("temp1 2", 34.0), ("temp1 3", 32.0), ("temp1 4", 35.0)];
    assert_eq!(seen(&mut thermometers), pairs(&wanted));
    fs::remove_dir_all(sys.path().join("class")).unwrap();
    assert_eq!(seen(&mut thermometers), []);
    assert!(thermometers.is_empty());
}

#[test]
fn garbage_is_no_temperature() {
    let sys = sys(&[("hwmon/hwmon0/name", "odd\n"), ("hwmon/hwmon0/temp99_input", "40000\n")]);
    let garbage = [
        "",
        "\n",
        "warm\n",
        "4e4\n",
        "65535000\n",
        "-128000\n",
        "99999999999999999999\n",
        "\u{0}\u{1}\n",
        "40000 41000\n",
    ];
    for (number, text) in garbage.iter().enumerate() {
        write(&sys, &[(&format!("hwmon/hwmon0/temp{number}_input"), text)]);
    }
    fs::write(sys.path().join("class/hwmon/hwmon0/temp50_input"), [0xff, 0xfe, b'4']).unwrap();
    write(&sys, &[("hwmon/hwmon0/temp60_input", "20000\n"), ("hwmon/hwmon0/temp60_fault", "1\n")]);
    write(&sys, &[("hwmon/hwmon0/temp61_input", "21000\n"), ("hwmon/hwmon0/temp61_fault", "0\n")]);
    // Not sensors at all.
    write(&sys, &[("hwmon/hwmon0/temp_input", "1\n"), ("hwmon/hwmonx/temp1_input", "1\n"), ("hwmon/hwmon7", "a file")]);
    let mut thermometers = Thermometers::new(sys.path());
    assert_eq!(seen(&mut thermometers), pairs(&[("odd temp61", 21.0), ("odd temp99", 40.0)]));
}

#[test]
fn zones_stand_in_where_there_is_no_chip() {
    let sys = sys(&[
        ("thermal/thermal_zone0/type", "cpu-thermal\n"),
        ("thermal/thermal_zone0/temp", "48312\n"),
        ("thermal/thermal_zone1/temp", "cold\n"),
        ("thermal/cooling_device0/type", "fan\n"),
    ]);
    let mut thermometers = Thermometers::new(sys.path());
    assert!(!thermometers.is_empty());
    assert_eq!(seen(&mut thermometers), pairs(&[("cpu-thermal", 48.312)]));
}
