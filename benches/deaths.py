#!/usr/bin/env python3
"""Kills the console at random moments of the demo's fault schedule, and prints what was lost, doubled or untrue.

    cargo build --release
    python3 benches/deaths.py --kills 200

Needs Python 3.11. Everything happens on loopback and in a temporary directory. What each figure means is at the top of
`rig/deaths.py`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from rig import table
from rig.deaths import Deaths, Mortal
from rig.procfs import Machine, load, machine


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="how many deaths (200)")
    parser.add_argument("--seed", type=int, default=1, help="decides the faults and the moments (1)")
    parser.add_argument("--program", type=Path, help="the console; target/release/autoagents unless said")
    parser.add_argument("--dir", type=Path, help="where data is kept meanwhile; a temporary directory unless said")
    parser.add_argument("--keep", action="store_true", help="leave the data there")
    return parser.parse_args()


def report(seen: Deaths) -> None:
    """The figures, each against nought."""
    back = sorted(seen.back)
    rows = [
        ["parts lost", len(seen.lost), seen.lost],
        ["parts restarted for nothing", len(seen.for_nothing), seen.for_nothing],
        ["parts that ran twice", len(seen.twice), sorted(seen.twice)],
        ["records that are not true", len(seen.false), seen.false],
        ["processes left behind at the end", len(seen.left), seen.left],
    ]
    shown = [[what, str(count), "; ".join(map(str, which[:4])) or "-"] for what, count, which in rows]
    table.show(f"{seen.kills} deaths of the console among {sum(seen.during.values())} faults", ["what", "n", "which"], shown)
    print(f"- faults: {', '.join(f'{count} {fault}' for fault, count in sorted(seen.during.items()))}")
    print(f"- faults that were still not healed 90 s after the third death, and were taken back: {seen.unsettled}")
    print(f"- attempts on record: {seen.attempts}, of which {seen.interrupted} were interrupted by a death")
    print(f"- from a death to the next runtime that knows its services: median {median(back):.2f} s, longest {back[-1]:.2f} s")


def main() -> None:
    """Does what was asked for."""
    asked = arguments()
    program = str((asked.program or Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents").absolute())
    listed = subprocess.run([program, "demo", "faults", "--json"], capture_output=True, text=True, check=True).stdout
    faults: dict[str, list[str]] = {one["name"]: one["targets"] for one in json.loads(listed)}
    place = Path(tempfile.mkdtemp(prefix="deaths-", dir=asked.dir))
    print(f"{machine()}; load before: {load()}; seed {asked.seed}", flush=True)
    busy = Machine()
    seen = Mortal(program, place / "demo", faults, asked.seed).live(asked.kills)
    if not asked.keep:
        shutil.rmtree(place, ignore_errors=True)
    report(seen)
    print(f"- machine meanwhile: {busy.busy()}")


if __name__ == "__main__":
    sys.exit(main())
