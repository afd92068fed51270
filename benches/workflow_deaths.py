#!/usr/bin/env python3
"""Kills the console at random moments while mixed workflows run, and prints what was lost, doubled or untrue.

    cargo build --release
    python3 benches/workflow_deaths.py --kills 500

Needs Python 3.11. Everything happens in a temporary directory. What each figure means is at the top of `rig/runs.py`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

from rig import table
from rig.runs import WORKFLOWS, Evidence, Journal, Judgement, Try, judge, processes, write

LONGEST = 2.5
IN_FLIGHT = 6
TRUE_WITHIN = 3.0
"""What counts as running and has no process must be put right within this many seconds."""
ENDS_WITHIN = 120.0


class Mortal:
    """A runtime that dies."""

    def __init__(self, program: str, place: Path, seed: int, workers: float) -> None:
        self.program, self.dir, self.dice, self.workers = program, place, random.Random(seed), workers
        write(place)
        (place / "config.toml").write_text('[store]\ndir = "data"\n[workflows]\nmax_parallel = 6\nfollow_pressure = false\n')
        self.told: set[int] = set()
        self.refused: Counter[str] = Counter()
        self.back: list[float] = []
        self.wrong: list[str] = []
        self.cancelled, self.adopted, self.worker_deaths, self.answered = 0, 0, 0, 0
        self.begin()
        faults = self.ask("workflow", "validate")
        if faults.returncode != 0:
            raise SystemExit(faults.stderr)
        self.data_id = (place / "data" / "data-id").read_text().strip()

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        asked = [self.program, "--config", str(self.dir / "config.toml"), *words]
        return subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)

    def begin(self) -> None:
        """Starts the runtime and waits until it answers."""
        began = time.monotonic()
        log = (self.dir / "run.log").open("a")
        environment = {**os.environ, "EVIDENCE": str(self.dir / "evidence")}
        asked = [self.program, "--config", str(self.dir / "config.toml"), "run"]
        self.runtime = subprocess.Popen(asked, stdout=log, stderr=log, cwd=self.dir, env=environment)
        while self.ask("status").returncode not in (0, 1):
            if self.runtime.poll() is not None or time.monotonic() - began > 30:
                raise SystemExit(f"the runtime did not start: {(self.dir / 'run.log').read_text()[-2000:]}")
            time.sleep(0.02)
        self.back.append(time.monotonic() - began)

    def journal(self) -> Journal:
        return Journal.read(self.dir / "data" / "state.db")

    def live(self, kills: int) -> Judgement:
        """So many deaths, and the judgement."""
        for number in range(1, kills + 1):
            until = time.monotonic() + self.dice.uniform(0.0, LONGEST) ** 2 / LONGEST
            self._order()
            while time.monotonic() < until:
                time.sleep(min(0.2, max(0.0, until - time.monotonic())))
                self._order()
            before = processes(self.data_id)
            self.runtime.send_signal(signal.SIGKILL)
            self.runtime.wait()
            if self.dice.random() < self.workers:
                self._kill_worker()
            self.begin()
            self.adopted += len(before.keys() & processes(self.data_id).keys())
            self._true(number)
            if number % 10 == 0:
                print(f"- death {number}/{kills}: {len(self.told)} runs so far; {'; '.join(self.wrong[-2:]) or 'all true'}", file=sys.stderr, flush=True)
        self._settle()
        found = judge(self.journal(), Evidence.read(self.dir / "evidence"), self.told)
        found.untrue += self.wrong
        found.untrue += [f"a process of {one} is there at the end" for one in processes(self.data_id)]
        return found

    def _kill_worker(self) -> None:
        for entry in os.listdir("/proc"):
            try:
                words = Path(f"/proc/{entry}/cmdline").read_bytes().split(b"\0") if entry.isdigit() else []
            except OSError:
                continue
            if b"__steps" in words and any(word.startswith(str(self.dir / "data").encode()) for word in words):
                os.kill(int(entry), signal.SIGKILL)
                self.worker_deaths += 1

    def _answer(self) -> None:
        """Answers what nobody knows, by what the steps have written down."""
        unknown = self.journal().unknown()
        alive, seen = processes(self.data_id), Evidence.read(self.dir / "evidence")
        for one, name in unknown:
            if one in alive:
                continue
            verdict = "yes" if seen.ended.get(one) == 0 else "no"
            self.answered += self.ask("workflow", "answer", str(one.run), name, verdict).returncode == 0

    def _order(self) -> None:
        """Keeps some runs going, and ends some."""
        self._answer()
        open_ones = [number for number, run in self.journal().runs.items() if run["state"]["state"] != "ended"]
        if len(open_ones) < IN_FLIGHT:
            done = self.ask("workflow", "run", self.dice.choice(list(WORKFLOWS)))
            if done.returncode == 0:
                self.told.add(int(done.stdout.split()[0]))
            else:
                self.refused[done.stderr.strip()] += 1
        elif self.dice.random() < 0.15:
            own = [number for number in open_ones if number in self.told]
            if own:
                done = self.ask("workflow", "cancel", str(self.dice.choice(own)), self.dice.choice(["--roll-back", "--stop"]))
                self.cancelled += done.returncode == 0

    def _true(self, number: int) -> None:
        """Whether what the journal says of processes comes true soon, and what they are is what it says."""
        until = time.monotonic() + TRUE_WITHIN
        doubtful: set[Try] | None = None
        while doubtful is None or doubtful:
            there = processes(self.data_id)
            running = self.journal().running()
            seen, after = Evidence.read(self.dir / "evidence"), processes(self.data_id)
            for one, pids in after.items():
                if len(pids) > 1:
                    self.wrong.append(f"death {number}: {one} has the processes {pids}")
            # There before and after the journal was read, and not said to be.
            unsaid = {one for one in there.keys() & after.keys() if one not in running and not _ends(one, seen)}
            gone = {one for one in running if one not in after and one not in there and one not in seen.ended and one in seen.begun}
            doubtful = unsaid | gone if doubtful is None else doubtful & (unsaid | gone)
            if doubtful and time.monotonic() > until:
                self.wrong += [f"death {number}: {one} {'runs, and is not said to' if one in unsaid else 'is said to run'}" for one in sorted(doubtful, key=str)]
                return

    def _settle(self) -> None:
        until = time.monotonic() + ENDS_WITHIN
        while any(run["state"]["state"] != "ended" for run in self.journal().runs.values()) and time.monotonic() < until:
            self._answer()
            time.sleep(0.3)
        self.ask("shutdown")
        self.runtime.wait(60)


def _ends(one: Try, seen: Evidence) -> bool:
    """It has said that it ends, and is about to."""
    return one in seen.ended


def main() -> None:
    """Does what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=500, help="how many deaths (500)")
    parser.add_argument("--workers", type=float, default=0.0, help="the share of deaths in which the worker dies, too (0)")
    parser.add_argument("--seed", type=int, default=1, help="decides the runs and the moments (1)")
    parser.add_argument("--program", type=Path, help="the console; target/release/autoagents unless said")
    parser.add_argument("--dir", type=Path, help="where data is kept; a temporary directory unless said")
    asked = parser.parse_args()
    program = str((asked.program or Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents").absolute())
    place = asked.dir or Path(tempfile.mkdtemp(prefix="workflow-deaths-"))
    place.mkdir(parents=True, exist_ok=True)
    mortal = Mortal(program, place.absolute(), asked.seed, asked.workers)
    try:
        found = mortal.live(asked.kills)
    finally:
        mortal.runtime.kill()
    journal, seen = mortal.journal(), Evidence.read(place / "evidence")
    rows = [
        ["runs or steps lost", found.lost],
        ["steps that ran twice", found.twice],
        ["states that are not true", found.untrue],
        ["undone wrongly, or not", found.undone],
    ]
    shown = [[what, str(len(which)), "; ".join(which[:4]) or "-"] for what, which in rows]
    table.show(f"{asked.kills} deaths of the console, seed {asked.seed}", ["what", "n", "which"], shown)
    ends = Counter(f"{run['workflow']} {(run['forward'] or {}).get('forward', '-')}/{run['rollback']['rollback']}" for run in journal.runs.values())
    print(f"- runs: {len(journal.runs)} ({', '.join(f'{count} {what}' for what, count in sorted(ends.items()))}); cancelled: {mortal.cancelled}")
    print(f"- tries of programs: {sum(seen.begun.values())}, of them undos: {sum(n for one, n in seen.begun.items() if one.undo)}; alive at a death: {mortal.adopted}")
    print(f"- from a start to the first answer: median {median(mortal.back):.2f} s, longest {max(mortal.back):.2f} s")
    if asked.workers:
        print(f"- deaths of the worker: {mortal.worker_deaths}; steps whose end nobody saw, answered: {mortal.answered}")
    if mortal.refused:
        print(f"- refused: {dict(mortal.refused)}")
    if not asked.dir:
        shutil.rmtree(place, ignore_errors=True)
    sys.exit(bool(found.all()))


if __name__ == "__main__":
    main()
