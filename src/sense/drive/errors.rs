//! Errors that the kernel counts of drives that speak SCSI or SATA: `block/NAME/device/ioerr_cnt` (kernel source
//! `drivers/scsi/scsi_sysfs.c`), a number in hexadecimal. It begins anew with a reboot.

use std::fs;
use std::path::Path;

use crate::model::series::{Sample, Series};
use crate::sense::kernel::read_small;

/// More drives than this are not read.
const MOST: usize = 1_024;

/// A sample for each drive below this directory, which is `/sys`, that has the count.
pub(super) fn counted(sys: &Path) -> Vec<Sample> {
    let mut buffer = Vec::new();
    let blocks = fs::read_dir(sys.join("block")).into_iter().flatten().flatten().take(MOST);
    let one = |name: &str, path: &Path| {
        let text = read_small(&path.join("device/ioerr_cnt"), &mut buffer)?;
        let count = u32::from_str_radix(text.trim().strip_prefix("0x")?, 16).ok()?;
        Some(Sample { series: Series::at("disk.io_errors_count", name), value: f64::from(count) })
    };
    let mut one = one;
    blocks.filter_map(|block| one(block.file_name().to_str()?, &block.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_counts_in_hexadecimal_and_not_for_every_drive() {
        let sys = tempfile::tempdir().unwrap();
        for (name, text) in [("sda", "0x1f\n"), ("sdb", "many\n"), ("vda", "")] {
            let device = sys.path().join("block").join(name).join("device");
            fs::create_dir_all(&device).unwrap();
            if !text.is_empty() {
                fs::write(device.join("ioerr_cnt"), text).unwrap();
            }
        }
        let told: Vec<_> = counted(sys.path()).iter().map(|one| (one.series.to_string(), one.value)).collect();
        assert_eq!(told, [("disk.io_errors_count{sda}".to_owned(), 31.0)]);
        assert!(counted(&sys.path().join("nowhere")).is_empty());
    }
}
