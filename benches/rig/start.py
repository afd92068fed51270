"""From exec to the first full frame.

The same rule for all: the terminal (120x40) is read as fast as it is written to. A frame is complete when nothing has
been written for 50 ms; the pause is not counted, so its time is that of the last byte before it, from just before
exec(2). It is full when something is in the last line of the screen, and nine tenths of the cells that are drawn three
seconds after the start are drawn in it: a program may show an empty frame first and its figures later. When the first
frame with a last line came, full or not, is in a column of its own, with its share of those cells. What the writing
made of the screen is worked out afterwards.
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
FULL = 0.9
FRESH, AGAIN = f"{PRODUCT}, new data directory", PRODUCT


class Start:
    """What one start looked like: in milliseconds, and as a share of the cells."""

    def __init__(self, executed: int, pieces: list[tuple[int, bytes]]) -> None:
        self.picture = Picture()
        self.full: float | None = None
        self.first: float | None = None
        self.share = 0.0
        frames: list[tuple[float, set[tuple[int, int]]]] = []
        followed = [at for at, _ in pieces[1:]] + [pieces[-1][0] + PAUSE] if pieces else []
        for (at, piece), next_at in zip(pieces, followed, strict=True):
            self.picture.take(piece)
            if next_at - at >= PAUSE and self.picture.has_bottom_line():
                frames.append(((at - executed) / 1e6, self.picture.drawn()))
        if frames:
            drawn = frames[-1][1]
            shares = [len(cells & drawn) / len(drawn) for _, cells in frames]
            self.first, self.share = frames[0][0], 100 * shares[0]
            self.full = next(at for (at, _), share in zip(frames, shares, strict=True) if share >= FULL)


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
        first = table.spread([start.first for start in of if start.first is not None], 1)[0]
        shares = [start.share for start in of]
        share = f"{median(shares):.0f} % ({min(shares):.0f} %)"
        rows.append([name, *table.spread(full[name], 1), first, share, f"{len(full[name])}/{len(of)}"])
    head = ["console", "full ms median", "min", "max", "first ms median", "drawn in it (least)", "runs"]
    table.show(f"start to first full frame, 120x40 ({runs} runs each, in turn; {machine.busy()})", head, rows)
    table.goal("start, against bottom", table.ratio(full, AGAIN, "bottom"), 1)
    table.goal("start with a new data directory, against bottom", table.ratio(full, FRESH, "bottom"), 1)
    if pictures:
        for name, of in starts.items():
            print(f"\n--- {name}, {WATCHED:.0f} s after its start\n{of[-1].picture.text()}")
