"""What an idle console costs: processor time, bytes to the terminal, wake-ups.

Each console runs by itself in a terminal of 120x40 that reads everything, sampling once a second and otherwise as it is
delivered; nobody touches it. Ten seconds go by first. Processor time is user and system time of the whole process tree.
"""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

from . import table
from .procfs import Machine, cpu_seconds, wakeups
from .terminal import Terminal
from .tools import PRODUCT, SCREENS, Toolbox, screen

WARM_UP = 10.0


def measure(tools: Toolbox, place: Path, runs: int, seconds: float, together: bool) -> None:
    """Prints the table. `together` runs the consoles side by side: quicker, and the same noise for all."""
    paths = tools.present(SCREENS)
    cpu: dict[str, list[float]] = {name: [] for name in paths}
    written: dict[str, list[float]] = {name: [] for name in paths}
    woken: dict[str, list[float]] = {name: [] for name in paths}

    def one(name: str) -> None:
        argv, environment = screen(name, paths[name], place / name)
        with Terminal(argv, environment) as terminal:
            terminal.watch(WARM_UP)
            began, before, slept = time.monotonic(), cpu_seconds(terminal.pid), wakeups(terminal.pid)
            pieces = terminal.watch(seconds)
            spent, slept = cpu_seconds(terminal.pid) - before, wakeups(terminal.pid) - slept
            took = time.monotonic() - began
            if terminal.ended:
                raise SystemExit(f"{name} ended by itself")
        cpu[name].append(100 * spent / took)
        written[name].append(sum(len(piece) for _, piece in pieces) / took / 1000)
        woken[name].append(slept / took)

    machine = Machine()
    for _ in range(runs):
        turn = random.sample(list(paths), len(paths))
        if together:
            threads = [threading.Thread(target=one, args=(name,)) for name in turn]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        else:
            for name in turn:
                one(name)
    rows = [
        [name, *table.spread(cpu[name], 3), *table.spread(written[name], 3), *table.spread(woken[name], 0)[:1]]
        for name in paths
    ]
    head = ["console", "CPU % median", "min", "max", "kB/s median", "min", "max", "wake-ups/s"]
    how = "side by side" if together else "in turn"
    table.show(f"idle console, 120x40, a sample a second ({runs} runs of {seconds:.0f} s each, {how}; {machine.busy()})", head, rows)
    table.goal("CPU, against bottom", table.ratio(cpu, PRODUCT, "bottom"), 1)
    table.goal("bytes to the terminal, against bottom", table.ratio(written, PRODUCT, "bottom"), 1)
