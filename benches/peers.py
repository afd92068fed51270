#!/usr/bin/env python3
"""Measures the product beside its peers, in the same run, and prints tables.

    cargo build --release
    python3 benches/peers.py all
    python3 benches/peers.py idle --seconds 30 --runs 5 --use autoagents=target/release/autoagents --use bottom=/opt/btm

Needs Python 3.11, a C compiler for `restart`, and the peers that are to be compared: Debian's packages runit,
supervisor, s6, htop and btop, and `cargo install bottom`. What is missing is left out, and said. How each thing is
measured is at the top of its file in `rig/`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from rig import idle, memory, restart, start
from rig.procfs import load, machine
from rig.tools import PRODUCT, SCREENS, SUPERVISORS, Toolbox

SECTIONS = ("restart", "start", "idle", "memory")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", nargs="+", choices=[*SECTIONS, "all"], help="what to measure")
    parser.add_argument("--use", action="append", default=[], metavar="NAME=PATH", help="where a program is")
    parser.add_argument("--dir", type=Path, help="where data is kept meanwhile; a temporary directory unless said")
    parser.add_argument("--kills", type=int, default=20, help="restart: kills of each service (20)")
    parser.add_argument("--starts", type=int, default=11, help="start: runs of each console (11)")
    parser.add_argument("--pictures", action="store_true", help="start: show what was on the screens")
    parser.add_argument("--runs", type=int, default=5, help="idle: runs of each console (5)")
    parser.add_argument("--seconds", type=float, default=60, help="idle: length of a run (60)")
    parser.add_argument("--together", action="store_true", help="idle: the consoles side by side instead of in turn")
    parser.add_argument("--minutes", type=float, default=10, help="memory: how long (10)")
    parser.add_argument("--services", type=int, default=3, help="memory: services that make up the series (3)")
    asked = parser.parse_args()
    if any("=" not in use for use in asked.use):
        parser.error("--use wants NAME=PATH")
    return asked


def main() -> None:
    """Measures what was asked for."""
    asked = arguments()
    built = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
    tools = Toolbox({PRODUCT: str(built), **dict(use.split("=", 1) for use in asked.use)})
    sections = SECTIONS if "all" in asked.section else asked.section
    place = Path(tempfile.mkdtemp(prefix="peers-", dir=asked.dir))
    print(f"{machine()}; load before: {load()}; {'root' if os.geteuid() == 0 else 'not root'}\n")
    wanted = {tool.name: tool for tool in (*SUPERVISORS, *SCREENS)}
    for tool in wanted.values():
        print(f"- {tool.name}: {tools.version(tool)}", flush=True)
    try:
        if "restart" in sections:
            restart.measure(tools, place / "restart", asked.kills)
        if "start" in sections:
            start.measure(tools, place / "start", asked.starts, asked.pictures)
        if "idle" in sections:
            idle.measure(tools, place / "idle", asked.runs, asked.seconds, asked.together)
        if "memory" in sections:
            memory.measure(tools, place / "memory", asked.minutes, asked.services)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"\nload after: {load()}")
    for name, tool in tools.missing.items():
        print(f"not measured: {name}; hint: {tool.install}")


if __name__ == "__main__":
    sys.exit(main())
