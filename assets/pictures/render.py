#!/usr/bin/env python3
"""Makes an SVG of a terminal's picture: `tmux capture-pane -e -p | python3 render.py COLUMNS > picture.svg`."""

import html
import re
import sys
import unicodedata

CELL_W, CELL_H, MARGIN = 8.4, 17, 14
PALETTE = ["#45475a", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5", "#bac2de",
           "#6c7086", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#f5c2e7", "#94e2d5", "#ffffff"]
FOREGROUND, BACKGROUND = "#cdd6f4", "#1e1e2e"


def indexed(n):
    if n < 16:
        return PALETTE[n]
    if n < 232:
        steps = [0, 95, 135, 175, 215, 255]
        n -= 16
        return "#%02x%02x%02x" % (steps[n // 36], steps[n // 6 % 6], steps[n % 6])
    return "#%02x%02x%02x" % ((8 + (n - 232) * 10,) * 3)


def apply(style, codes):
    codes = [int(code or 0) for code in codes.split(";")] if codes else [0]
    while codes:
        code = codes.pop(0)
        if code == 0:
            style.clear()
        elif code in (1, 2, 3, 4, 7):
            style[code] = True
        elif code == 22:
            style.pop(1, None), style.pop(2, None)
        elif code in (23, 24, 27):
            style.pop(code - 20, None)
        elif 30 <= code <= 37:
            style["fg"] = PALETTE[code - 30]
        elif 90 <= code <= 97:
            style["fg"] = PALETTE[code - 82]
        elif 40 <= code <= 47:
            style["bg"] = PALETTE[code - 40]
        elif 100 <= code <= 107:
            style["bg"] = PALETTE[code - 92]
        elif code in (38, 48) and codes:
            kind = codes.pop(0)
            color = indexed(codes.pop(0)) if kind == 5 else "#%02x%02x%02x" % tuple(codes.pop(0) for _ in range(3))
            style["fg" if code == 38 else "bg"] = color
        elif code == 39:
            style.pop("fg", None)
        elif code == 49:
            style.pop("bg", None)


def width(char):
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def main():
    columns = int(sys.argv[1])
    lines = sys.stdin.read().rstrip("\n").split("\n")
    out = []
    style = {}
    for row, line in enumerate(lines):
        x = 0
        for part in re.split(r"(\x1b\[[0-9;]*m|\x1b[()][A-Z0-9]|[\x0e\x0f])", line):
            sgr = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
            if sgr:
                apply(style, sgr.group(1))
                continue
            if not part or part[0] in "\x1b\x0e\x0f":
                continue
            fg, bg = style.get("fg", FOREGROUND), style.get("bg")
            if style.get(7):
                fg, bg = bg or BACKGROUND, fg
            left, top = MARGIN + x * CELL_W, MARGIN + row * CELL_H
            cells = sum(width(char) for char in part)
            if bg:
                out.append(f'<rect x="{left:.1f}" y="{top}" width="{cells * CELL_W:.1f}" height="{CELL_H}" fill="{bg}"/>')
            if part.strip():
                more = ' font-weight="bold"' if style.get(1) else ""
                more += ' opacity=".6"' if style.get(2) else ""
                more += ' text-decoration="underline"' if style.get(4) else ""
                text = html.escape(part)
                out.append(f'<text x="{left:.1f}" y="{top + 13}" fill="{fg}" textLength="{cells * CELL_W:.1f}"'
                           f' xml:space="preserve"{more}>{text}</text>')
            x += cells
    w, h = columns * CELL_W + 2 * MARGIN, len(lines) * CELL_H + 2 * MARGIN
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{w:.0f}" height="{h:.0f}" font-size="14"'
          f' font-family="DejaVu Sans Mono, Menlo, Consolas, monospace">')
    print(f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>')
    print("\n".join(out))
    print("</svg>")


main()
