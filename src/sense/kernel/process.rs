//! Texts about one process: `/proc/PID/stat`, `/proc/PID/io` and `/proc/PID/limits`.

/// What `/proc/PID/stat` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sense) struct Stat {
    /// It has ended and waits for its parent to notice.
    pub ended: bool,
    pub parent: i32,
    pub group: i32,
    pub session: i32,
    /// Clock ticks it has run.
    pub own_ticks: u64,
    /// Clock ticks that those of its children had run whose end it has noticed, theirs included.
    pub reaped_ticks: u64,
    pub threads: u64,
    /// Clock ticks since boot.
    pub start_ticks: u64,
    /// Pages.
    pub resident: u64,
}

/// `/proc/PID/stat`; none when it is damaged.
pub(in crate::sense) fn stat(text: &str) -> Option<Stat> {
    // The name stands in parentheses and may itself hold blanks and parentheses.
    let rest = text.get(text.rfind(')')? + 1..)?;
    let mut fields = rest.split_ascii_whitespace();
    let ended = matches!(fields.next()?, "Z" | "X" | "x");
    let parent = fields.next()?.parse().ok()?;
    let group = fields.next()?.parse().ok()?;
    let session = fields.next()?.parse().ok()?;
    // Field 14 of proc(5) is the user time; six fields stand between the session and it.
    let mut times = fields.by_ref().skip(7).take(4).map(|field| field.parse::<i64>().map(|ticks| ticks.max(0)));
    let mut ticks = || Some(times.next()?.ok()?.unsigned_abs());
    let own_ticks = ticks()?.saturating_add(ticks()?);
    let reaped_ticks = ticks()?.saturating_add(ticks()?);
    let threads = fields.nth(2)?.parse().ok()?;
    let start_ticks = fields.nth(1)?.parse().ok()?;
    let resident = fields.nth(1)?.parse::<i64>().ok()?.max(0).unsigned_abs();
    Some(Stat { ended, parent, group, session, own_ticks, reaped_ticks, threads, start_ticks, resident })
}

/// Bytes that really went to or came from storage, those of ended children included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::sense) struct Io {
    pub read: u64,
    pub written: u64,
}

/// `/proc/PID/io`; none when it is damaged.
pub(in crate::sense) fn io(text: &str) -> Option<Io> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.trim_ascii().parse().ok());
    Some(Io { read: field("read_bytes:")?, written: field("write_bytes:")? })
}

/// How many files it may open, from `/proc/PID/limits`; none when that is without bound, or not told.
pub(in crate::sense) fn files_limit(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "4242 (a (b) c) S 1 4200 4100 34816 4200 4194304 1000 0 3 0 120 34 5 6 20 0 7 0 987654 12345678 321 \
                        18446744073709551615 1 1 0 0 0 0 0 0 65536\n";

    #[test]
    fn stat_is_read_whatever_the_name_holds() {
        let wanted = Stat {
            ended: false,
            parent: 1,
            group: 4200,
            session: 4100,
            own_ticks: 154,
            reaped_ticks: 11,
            threads: 7,
            start_ticks: 987_654,
            resident: 321,
        };
        assert_eq!(stat(STAT), Some(wanted));
        assert_eq!(stat(&STAT.replace("(a (b) c)", "(\u{1b}[2J) x)")), Some(wanted));
        assert_eq!(stat(&STAT.replace(" S ", " Z ")).map(|stat| stat.ended), Some(true));
    }

    #[test]
    fn a_cut_stat_is_none_wherever_it_is_cut() {
        let resident = STAT.find(" 321").unwrap_or_default() + 1;
        for cut in 0..resident {
            assert_eq!(stat(&STAT[..cut]), None, "{:?}", &STAT[..cut]);
        }
    }

    #[test]
    fn the_soft_limit_on_files_is_the_one_that_counts() {
        let text = |soft: &str| {
            format!(
                "Limit                     Soft Limit           Hard Limit           Units     \n\
                 Max cpu time              unlimited            unlimited            seconds   \n\
                 Max open files            {soft:<20} 524288               files     \n"
            )
        };
        assert_eq!(files_limit(&text("256")), Some(256));
        assert_eq!(files_limit(&text("unlimited")), None);
        assert_eq!(files_limit("Limit\n"), None);
    }

    #[test]
    fn io_counts_storage_not_calls() {
        let text =
            "rchar: 9\nwchar: 8\nsyscr: 7\nsyscw: 6\nread_bytes: 4096\nwrite_bytes: 512\ncancelled_write_bytes: 1\n";
        assert_eq!(io(text), Some(Io { read: 4096, written: 512 }));
        assert_eq!(io("rchar: 9\n"), None);
    }
}
