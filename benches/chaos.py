#!/usr/bin/env python3
"""Puts every fault of the demo's catalogue into its platform at random moments, and prints how it is healed.

    cargo build --release
    python3 benches/chaos.py --times 3
    python3 benches/chaos.py --faults kill,full-disk --times 5 --seed 7 --use autoagents=target/release/autoagents
    python3 benches/chaos.py --compare

Needs Python 3.11. Everything happens on loopback and in a temporary directory. `--compare` has a second platform
beside the first, at the same time and with the same schedule, whose layers of recovery are off: its services are started
again by their policies alone. `--real` has `redis-server` and `nginx` instead of the demo, as far as they are installed
(`apt-get install redis-server nginx`), with faults of such servers (`rig/real.py`). What is not healed within the window is taken back, as a person would do; who would need
longer than that is not asked. What each figure means is at the top of `rig/ordeal.py` and `rig/truth.py`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from rig import table
from rig.demo import Platform
from rig.ordeal import Outcome, Patient, schedule
from rig.procfs import Machine, load, machine
from rig.real import FAULTS, PROGRAMS, Real
from rig.tools import PRODUCT, SUPERVISORS, Toolbox

def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", default="", help="which, with commas between them (all)")
    parser.add_argument("--times", type=int, default=3, help="how often each (3)")
    parser.add_argument("--seed", type=int, default=1, help="decides the order and the moments (1)")
    parser.add_argument("--spread", action="store_true", help="into any part that can have it, not only the usual one")
    parser.add_argument("--mode", choices=["act", "off"], default="act", help="recovery beyond restart policies (act)")
    parser.add_argument("--compare", action="store_true", help="both modes side by side, and the ratio of their downtime")
    parser.add_argument("--real", action="store_true", help="real servers instead of the demo's parts")
    parser.add_argument("--window", type=float, default=120, help="seconds after which a person takes a fault back (120)")
    parser.add_argument("--use", action="append", default=[], metavar="NAME=PATH", help="where a program is")
    parser.add_argument("--dir", type=Path, help="where data is kept meanwhile; a temporary directory unless said")
    parser.add_argument("--keep", action="store_true", help="leave the data there")
    asked = parser.parse_args()
    if any("=" not in use for use in asked.use):
        parser.error("--use wants NAME=PATH")
    return asked


class Pass(threading.Thread):
    """The whole schedule on a platform of its own."""

    def __init__(
        self, begin: Callable[[], Platform | Real], mode: str, asked: argparse.Namespace, plan: list[tuple[str, str, float]]
    ) -> None:
        super().__init__()
        self.mode, self.outcomes, self.left, self.doubles = mode, list[Outcome](), list[int](), set[str]()
        self.lasted = 0.0
        self._begin = lambda: Patient(begin())
        self._plan, self._window = plan, asked.window

    def run(self) -> None:
        """All of it."""
        patient = self._begin()
        began = time.monotonic()
        try:
            for number, (fault, target, pause) in enumerate(self._plan, 1):
                outcome = patient.suffer(fault, target, pause, self._window)
                self.outcomes.append(outcome)
                healed = "not healed" if outcome.healed is None else f"healed after {outcome.healed:.1f} s"
                line = f"- {self.mode} {number}/{len(self._plan)} {fault} on {target}: {healed} by {outcome.by}, blamed {outcome.blamed}"
                print("; ".join([line, *outcome.wrong]), file=sys.stderr, flush=True)
        finally:
            self.lasted = time.monotonic() - began
            self.doubles = patient.doubles
            self.left = patient.end()


def report(done: Pass) -> None:
    """The tables of one pass."""
    rows = []
    for fault in dict.fromkeys(outcome.fault for outcome in sorted(done.outcomes, key=lambda one: one.fault)):
        rows.append(_row(fault, [outcome for outcome in done.outcomes if outcome.fault == fault]))
    head = ["fault", "n", "detected s", "cause 1st", "in 3", "healed", "after s", "worst s", "visitors down s", "parts down s", "person", "wrong", "by"]
    table.show(f"faults, recovery `{done.mode}` (medians; down: means)", head, rows)
    every = done.outcomes
    times = sorted(outcome.healed for outcome in every if outcome.healed is not None)
    ranked = [outcome for outcome in every if outcome.blamed != "-"]
    if not every or not times:
        print("nothing was healed")
        return
    down, visitors = sum(one.down for one in every), sum(one.visitors_down for one in every)
    wrong = [wrong for one in every for wrong in one.wrong]
    print(f"- healed without a person: {_share(sum(not one.person for one in every), len(every))}")
    print(f"- right cause first: {_share(sum(one.rank == 1 for one in ranked), len(ranked))}, in the first three: {_share(sum((one.rank or 9) <= 3 for one in ranked), len(ranked))}, without an incident: {len(every) - len(ranked)}")
    print(f"- time to recovery: p50 {median(times):.1f} s, p95 {times[-(-len(times) * 95 // 100) - 1]:.1f} s")
    print(f"- availability over {done.lasted:.0f} s: {100 * (1 - down / done.lasted):.2f} % all parts, {100 * (1 - visitors / done.lasted):.2f} % for visitors")
    print(f"- wrong actions: {len(wrong)} {wrong or ''}")
    print(f"- processes left behind: {len(done.left)}; started twice: {len(done.doubles)} {sorted(done.doubles) or ''}", flush=True)


def _row(fault: str, all_of: list[Outcome]) -> list[str]:
    healed = [one.healed for one in all_of if one.healed is not None]
    seen = [one.detected for one in all_of if one.detected is not None]
    ways = [one.by for one in all_of]
    by = ", ".join(f"{ways.count(way)} {way}" for way in dict.fromkeys(ways))
    n = len(all_of)
    return [
        fault,
        str(n),
        f"{median(seen):.2f}" if seen else "-",
        f"{sum(one.rank == 1 for one in all_of)}",
        f"{sum((one.rank or 9) <= 3 for one in all_of)}",
        f"{len(healed)}",
        f"{median(healed):.1f}" if healed else "-",
        f"{max(healed):.1f}" if healed else "-",
        f"{sum(one.visitors_down for one in all_of) / n:.1f}",
        f"{sum(one.down for one in all_of) / n:.1f}",
        f"{sum(one.person for one in all_of)}",
        f"{sum(len(one.wrong) for one in all_of)}",
        by,
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none of none"


def demo_faults(program: str) -> dict[str, list[str]]:
    """The demo's catalogue: where each fault can be put in, the usual place first."""
    listed = subprocess.run([program, "demo", "faults", "--json"], capture_output=True, text=True, check=True).stdout
    return {one["name"]: one["targets"] for one in json.loads(listed)}


def real_faults() -> dict[str, list[str]]:
    """The faults of the servers that are installed."""
    there = {name for name in PROGRAMS if shutil.which(name)}
    if not there:
        raise SystemExit("neither redis-server nor nginx is installed; hint: apt-get install redis-server nginx")
    found = {fault: [target for target in targets if target in there] for fault, targets in FAULTS.items()}
    return {fault: targets for fault, targets in found.items() if targets}


def main() -> None:
    """Does what was asked for."""
    asked = arguments()
    built = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
    program = Toolbox({PRODUCT: str(built), **dict(use.split("=", 1) for use in asked.use)}).present(SUPERVISORS[:1])[PRODUCT]
    catalogue = real_faults() if asked.real else demo_faults(program)
    wanted = [name for name in asked.faults.split(",") if name] or list(catalogue)
    if unknown := [name for name in wanted if name not in catalogue]:
        raise SystemExit(f"there is no fault `{unknown[0]}`; there are {', '.join(catalogue)}")
    plan = schedule({name: catalogue[name] for name in wanted}, asked.times, asked.seed, asked.spread or asked.real)
    place = Path(tempfile.mkdtemp(prefix="chaos-", dir=asked.dir))
    print(f"{machine()}; load before: {load()}; seed {asked.seed}, window {asked.window:.0f} s", flush=True)
    busy = Machine()
    modes = ["act", "off"] if asked.compare else [asked.mode]
    passes = [Pass(partial(Real if asked.real else Platform, program, place / mode, mode), mode, asked, plan) for mode in modes]
    for one in passes:
        one.start()
    for one in passes:
        one.join()
    if not asked.keep:
        shutil.rmtree(place, ignore_errors=True)
    for one in passes:
        report(one)
    if asked.compare:
        act, off = passes
        for what, of in (("downtime of parts", lambda one: one.down), ("downtime for visitors", lambda one: one.visitors_down)):
            mine, theirs = sum(map(of, act.outcomes)), sum(map(of, off.outcomes))
            print(f"- {what}: {mine:.1f} s against {theirs:.1f} s with restarts alone")
            table.goal(what, 100 * mine / theirs if theirs else None, 30, "%")
    print(f"- machine meanwhile: {busy.busy()}")
    for name in PROGRAMS if asked.real else ():
        if not shutil.which(name):
            print(f"- not measured: {name}, not installed; hint: apt-get install {name}")


if __name__ == "__main__":
    sys.exit(main())
