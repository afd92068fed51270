"""From exec to the first full frame.

The same rule for all: the terminal (120x40) is read as fast as it is written to; a frame is complete when nothing has
been written for 50 ms, and it is full when something is in the last line of the screen; the pause is not counted, so
the time is that of the last byte before it, from just before exec(2). Which screen that made is worked out afterwards.

A program may draw an empty frame first and its figures later. So there are two more columns: how much of what is drawn
three seconds after the start was there in the first full frame, and when nine tenths of it were.
"""

from __future__ import annotations

import random
from pathlib import Path
from statistics import median

from . import table
from .picture import Picture
from .procfs import Machine
from .terminal import Terminal
from .tools import PRODUCT, SCREENS, Toolbox, screen

PAUSE = 50_000_000
WATCHED = 3.0
FRESH, AGAIN = f"{PRODUCT}, new data directory", PRODUCT


class Start:
    """What one start looked like: in milliseconds, and as a share."""

    def __init__(self, executed: int, pieces: list[tuple[int, bytes]]) -> None:
        picture, self.full, self.share, self.most = Picture(), None, 0.0, None
        frames: list[tuple[float, set[tuple[int, int]]]] = []
        ends = [at for at, _ in pieces[1:]] + [pieces[-1][0] + PAUSE] if pieces else []
        for (at, piece), following in zip(pieces, ends, strict=True):
            picture.take(piece)
            if following - at >= PAUSE and picture.has_bottom_line():
                frames.append(((at - executed) / 1e6, picture.drawn()))
        self.picture = picture
        if frames:
            drawn = frames[-1][1]
            shares = [len(cells & drawn) / len(drawn) for _, cells in frames]
            self.full, self.share = frames[0][0], 100 * shares[0]
            self.most = next(at for (at, _), share in zip(frames, shares, strict=True) if share >= 0.9)


def measure(tools: Toolbox, place: Path, runs: int, pictures: bool) -> None:
    """Prints the table."""
    paths = tools.present(SCREENS)
    # The product also with what it must make first; for the others there is no difference.
    names = [FRESH, *paths]
    starts: dict[str, list[Start]] = {name: [] for name in names}
    machine = Machine()
    # The first start of each only fills the caches, and makes the files that the program wants to have.
    for run in range(runs + 1):
        for name in random.sample(names, len(names)):
            tool = PRODUCT if name == FRESH else name
            argv, environment = screen(tool, paths[tool], place / (f"fresh-{run}" if name == FRESH else tool))
            with Terminal(argv, environment) as terminal:
                pieces = terminal.watch(WATCHED)
            if run > 0:
                starts[name].append(Start(terminal.executed, pieces))
    full = {name: [start.full for start in of if start.full is not None] for name, of in starts.items()}
    rows = []
    for name, of in starts.items():
        most = [start.most for start in of if start.most is not None]
        share = f"{median(start.share for start in of):.0f} %"
        rows.append([name, *table.spread(full[name], 1), share, *table.spread(most, 1)[:1], f"{len(full[name])}/{len(of)}"])
    head = ["console", "median ms", "min", "max", "of it drawn", "9/10 drawn ms", "runs"]
    table.show(f"start to first full frame, 120x40 ({runs} runs each, in turn; {machine.busy()})", head, rows)
    table.goal("start, against bottom", table.ratio(full, AGAIN, "bottom"), 1)
    table.goal("start with a new data directory, against bottom", table.ratio(full, FRESH, "bottom"), 1)
    if pictures:
        for name, of in starts.items():
            print(f"\n--- {name}, {WATCHED:.0f} s after its start\n{of[-1].picture.text()}")
