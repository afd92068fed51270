"""Resident memory of a console that runs for long, with about fifty series a second to keep.

The host itself has some twenty to thirty series; services that sleep make up the rest (seven figures each). How many
samples were kept is counted in what the product exports. All consoles run side by
side. What is read: VmRSS, the proportional set size (shared pages divided by those who share them), and the
anonymous part of VmRSS, which the process has filled itself.
"""

from __future__ import annotations

import subprocess
import time
from datetime import datetime
from pathlib import Path
from statistics import median

from . import table
from .procfs import Machine, Memory, memory
from .terminal import Terminal
from .tools import PRODUCT, SCREENS, Toolbox, home, screen

MB = 1e6
# Growth that is called flat, from the second quarter to the last: what an hour may add by chance.
FLAT = 0.5
SERVICE = '[[service]]\nname = "sleeper-{}"\nkind = "process"\ncommand = ["sleep", "86400"]\n'


def measure(tools: Toolbox, place: Path, minutes: float, services: int) -> None:
    """Prints the table."""
    paths = tools.present(SCREENS)
    config = '[runtime]\non_exit = "stop"\n' + "".join(SERVICE.format(at) for at in range(services))
    machine, seen = Machine(), {name: [] for name in paths}
    terminals: dict[str, Terminal] = {}
    try:
        for name, path in paths.items():
            terminals[name] = Terminal(*screen(name, path, place / name, config))
        began = time.monotonic()
        every = min(30.0, minutes * 60 / 40)
        while time.monotonic() - began < minutes * 60:
            next_at = time.monotonic() + every
            while time.monotonic() < next_at:
                for terminal in terminals.values():
                    terminal.watch(0.05)
            for name, terminal in terminals.items():
                if terminal.ended:
                    raise SystemExit(f"{name} ended by itself")
                seen[name].append((time.monotonic() - began, own(terminal.pid)))
        rate = series(paths[PRODUCT], place / PRODUCT)
    finally:
        for terminal in terminals.values():
            terminal.end()
    report(seen, minutes, rate, machine)


def own(pid: int) -> Memory:
    """Of the console without the services that it runs."""
    return memory(pid, children=False)


def series(path: str, place: Path) -> float:
    """Samples a second that the product has stored in the last minute, as it exports them itself."""
    asked = [path, "export", "--since", "1m", "--data-dir", str(place / "data")]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=20, env=home(place), check=False).stdout
    times = sorted(line.partition(",")[0] for line in said.splitlines()[1:])
    if not times:
        return 0.0
    first, last = (datetime.fromisoformat(at) for at in (times[0], times[-1]))
    return len(times) / max(1.0, (last - first).total_seconds() + 1)


def report(seen: dict[str, list[tuple[float, Memory]]], minutes: float, rate: float, machine: Machine) -> None:
    """The table, and how the product's memory went."""
    rows, growth, last = [], {}, {}
    for name, values in seen.items():
        resident = [each.resident / MB for _, each in values]
        quarter = max(1, len(values) // 4)
        growth[name] = median(resident[-quarter:]) - median(resident[quarter : 2 * quarter] or resident)
        last[name] = values[-1][1]
        figures = [resident[0], resident[-1], max(resident), last[name].proportional / MB, last[name].anonymous / MB]
        rows.append([name, *(f"{figure:.1f}" for figure in figures), f"{growth[name]:+.2f}", str(last[name].threads)])
    head = ["console", "RSS MB first", "last", "most", "PSS", "anonymous", "growth", "threads"]
    what = f"memory over {minutes:g} min, {rate:.0f} series a second stored; {machine.busy()}"
    table.show(what, head, rows)
    print("growth: median of the last quarter less that of the second, RSS in MB\n")
    step = max(1, len(seen[PRODUCT]) // 12)
    course = ", ".join(f"{at / 60:.1f} min {each.resident / MB:.1f}" for at, each in seen[PRODUCT][::step])
    print(f"{PRODUCT}, RSS in MB: {course}\n")
    table.goal("resident memory", last[PRODUCT].resident / MB, 25, "MB")
    table.goal("growth", growth[PRODUCT], FLAT, "MB")
