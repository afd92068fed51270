//! Colours and marks. A state is a mark, a word and a tone; the tone alone never says anything.
//!
//! Only the terminal's own palette is used and never a background of our own, so that any colour scheme stays in force.

use ratatui::style::{Color, Modifier, Style};

use crate::config::settings::ThemeName;

/// What a piece of the picture means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Text that is read.
    Plain,
    /// What is normal, old or of little weight.
    Dim,
    /// Headings and names.
    Strong,
    /// As it should be.
    Good,
    /// Odd.
    Warn,
    /// Broken.
    Bad,
    /// Something is under way.
    Busy,
    /// Selection and keys.
    Accent,
}

/// A mapping of tones to styles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    good: Style,
    warn: Style,
    bad: Style,
    busy: Style,
    accent: Style,
    dim: Style,
    selected: Style,
}

impl Theme {
    /// The theme of that name; without colour when the environment asks for none.
    pub(crate) fn of(name: ThemeName, no_color: bool) -> Self {
        let colours = |good, warn, bad, busy, accent, dim| {
            let fg = |c: Color| Style::new().fg(c);
            Self {
                good: fg(good),
                warn: fg(warn),
                bad: fg(bad).add_modifier(Modifier::BOLD),
                busy: fg(busy),
                accent: fg(accent),
                dim: fg(dim),
                selected: fg(accent).add_modifier(Modifier::REVERSED),
            }
        };
        match name {
            _ if no_color => Self::mono(),
            ThemeName::Mono => Self::mono(),
            ThemeName::Default => {
                colours(Color::Green, Color::Yellow, Color::LightRed, Color::Cyan, Color::Cyan, Color::DarkGray)
            }
            ThemeName::Light => {
                colours(Color::Green, Color::Indexed(130), Color::Red, Color::Blue, Color::Blue, Color::DarkGray)
            }
            ThemeName::HighContrast => {
                let mut theme = colours(
                    Color::LightGreen,
                    Color::LightYellow,
                    Color::LightRed,
                    Color::LightCyan,
                    Color::LightCyan,
                    Color::Gray,
                );
                theme.good = theme.good.add_modifier(Modifier::BOLD);
                theme.warn = theme.warn.add_modifier(Modifier::BOLD);
                theme.dim = Style::new();
                theme
            }
            // Red and green look alike: blue stands for good, orange and a bold vermilion for trouble.
            ThemeName::Deuteranopia => colours(
                Color::Indexed(39),
                Color::Indexed(220),
                Color::Indexed(208),
                Color::Indexed(117),
                Color::Indexed(39),
                Color::DarkGray,
            ),
            // Blue and yellow look alike: teal stands for good, pink and red for trouble.
            ThemeName::Tritanopia => colours(
                Color::Indexed(37),
                Color::Indexed(211),
                Color::Indexed(196),
                Color::Indexed(80),
                Color::Indexed(37),
                Color::DarkGray,
            ),
        }
    }

    fn mono() -> Self {
        let plain = Style::new();
        Self {
            good: plain,
            warn: plain.add_modifier(Modifier::BOLD),
            // Reverse is the selection's, so that the two cannot be mistaken for each other.
            bad: plain.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            busy: plain,
            accent: plain.add_modifier(Modifier::BOLD),
            dim: plain,
            selected: plain.add_modifier(Modifier::REVERSED),
        }
    }

    /// The style of a tone.
    pub(crate) fn style(&self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => Style::new(),
            Tone::Dim => self.dim,
            Tone::Strong => Style::new().add_modifier(Modifier::BOLD),
            Tone::Good => self.good,
            Tone::Warn => self.warn,
            Tone::Bad => self.bad,
            Tone::Busy => self.busy,
            Tone::Accent => self.accent,
        }
    }

    /// The row that the keys act on.
    pub(crate) fn selected(&self) -> Style {
        self.selected
    }

    /// The row that the keys would act on if its pane had the focus.
    pub(crate) fn remembered(&self) -> Style {
        self.accent.add_modifier(Modifier::BOLD)
    }
}

/// The characters that carry states and lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyphs {
    /// As it should be.
    pub good: &'static str,
    /// Odd.
    pub warn: &'static str,
    /// Broken.
    pub bad: &'static str,
    /// Not known.
    pub unknown: &'static str,
    /// Under way.
    pub busy: &'static str,
    /// Off, on purpose.
    pub off: &'static str,
    /// Could go on, and waits for its turn.
    pub ready: &'static str,
    /// Waits for its next try.
    pub delayed: &'static str,
    /// Not done, because it was done before.
    pub cached: &'static str,
    /// Left out.
    pub skipped: &'static str,
    /// Ended before its time.
    pub cancelled: &'static str,
    /// Put back as it was.
    pub undone: &'static str,
    /// Horizontal line.
    pub line: &'static str,
    /// Horizontal line of what matters.
    pub heavy: &'static str,
    /// Vertical line.
    pub bar: &'static str,
    /// Marked row.
    pub mark: &'static str,
    /// There is more above, and below.
    pub more: [&'static str; 2],
    /// There is more to the left, and to the right.
    pub sides: [&'static str; 2],
    /// Cut text ends so.
    pub cut: &'static str,
    /// Yes and no.
    pub check: [&'static str; 2],
    /// At least, at most.
    pub bounds: [&'static str; 2],
    /// Between parts of a line.
    pub dot: &'static str,
    /// Corners of a popup: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// Bars over time: what waits, what is planned, what went on, where it began again.
    pub bars: [&'static str; 4],
    /// Heights of a sparkline, lowest first.
    pub heights: &'static [&'static str],
    /// Braille may be drawn.
    pub braille: bool,
}

impl Glyphs {
    /// Unicode, or what any terminal has.
    pub(crate) fn of(ascii: bool) -> &'static Self {
        if ascii { &ASCII } else { &UNICODE }
    }
}

static UNICODE: Glyphs = Glyphs {
    good: "●",
    warn: "▲",
    bad: "■",
    unknown: "?",
    busy: "◐",
    off: "○",
    ready: "◌",
    delayed: "◔",
    cached: "◎",
    skipped: "⊘",
    cancelled: "⊗",
    undone: "↶",
    line: "─",
    heavy: "━",
    bar: "│",
    mark: "✓",
    more: ["↑", "↓"],
    sides: ["←", "→"],
    cut: "…",
    check: ["✓", "✗"],
    bounds: ["≥", "≤"],
    dot: "·",
    corners: ["╭", "╮", "╰", "╯"],
    bars: ["░", "┄", "█", "┃"],
    heights: &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    braille: true,
};

static ASCII: Glyphs = Glyphs {
    good: "*",
    warn: "!",
    bad: "#",
    unknown: "?",
    busy: "~",
    off: "o",
    ready: ".",
    delayed: ":",
    cached: "=",
    skipped: "/",
    cancelled: "x",
    undone: "<",
    line: "-",
    heavy: "=",
    bar: "|",
    mark: "+",
    more: ["^", "v"],
    sides: ["<", ">"],
    cut: "~",
    check: ["v", "x"],
    bounds: [">=", "<="],
    dot: "-",
    corners: ["+", "+", "+", "+"],
    bars: [":", ".", "=", "+"],
    heights: &["_", ".", "-", "=", "+", "*", "%", "#"],
    braille: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [ThemeName; 6] = [
        ThemeName::Default,
        ThemeName::Light,
        ThemeName::HighContrast,
        ThemeName::Deuteranopia,
        ThemeName::Tritanopia,
        ThemeName::Mono,
    ];
    const TONES: [Tone; 8] =
        [Tone::Plain, Tone::Dim, Tone::Strong, Tone::Good, Tone::Warn, Tone::Bad, Tone::Busy, Tone::Accent];

    #[test]
    fn no_theme_paints_a_background() {
        for name in ALL {
            let theme = Theme::of(name, false);
            for tone in TONES {
                assert_eq!(theme.style(tone).bg, None, "{name:?} {tone:?}");
            }
            assert_eq!(theme.selected().bg, None);
        }
    }

    #[test]
    fn no_color_means_no_colour_and_trouble_still_stands_out() {
        for name in ALL {
            let theme = Theme::of(name, true);
            for tone in TONES {
                assert_eq!(theme.style(tone).fg, None, "{name:?} {tone:?}");
            }
            assert_ne!(theme.style(Tone::Bad), theme.style(Tone::Good));
            assert_ne!(theme.style(Tone::Warn), theme.style(Tone::Bad));
        }
    }

    #[test]
    fn ascii_is_ascii_and_every_mark_is_one_cell() {
        let all = |g: &Glyphs| {
            let mut out = vec![g.good, g.warn, g.bad, g.unknown, g.busy, g.off, g.line, g.bar, g.mark];
            out.extend([g.ready, g.delayed, g.cached, g.skipped, g.cancelled, g.undone]);
            out.extend(g.heights);
            out
        };
        for glyph in all(&ASCII) {
            assert!(glyph.is_ascii(), "{glyph}");
        }
        for glyph in all(&UNICODE).into_iter().chain(all(&ASCII)) {
            assert_eq!(unicode_width::UnicodeWidthStr::width(glyph), 1, "{glyph}");
        }
    }
}
