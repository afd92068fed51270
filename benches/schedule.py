#!/usr/bin/env python3
"""Compares `autoagents simulate schedule` with simple policies, over a directory of executed workflows.

    cargo build --release
    python3 benches/schedule.py DIR [--workers 4 8 16] [--runs 10]

DIR holds a folder for each application, with a run a file (`task,kind,seconds,after`); in a folder `nextflow` the application
is what the file's name begins with. Printed is the mean time over all runs, as a share of what no order can fall below
(the longer of the critical path and all work shared out): first in, first out; critical path first with the median time
of each kind in the application's other runs, and with the true times; and ours with both. The console's plans are verified
here. A run's own times are taken out of what ours learns from, and that it did not look ahead is proved on the way: what
has not ended by half time is made slower, and what had started by then must not move.

Needs Python 3.11. Everything happens in a temporary directory.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import mean, median

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
SLACK = 1e-3
SIMPLE = ("fifo", "path, learned", "path, true")
OURS = ("ours, learned", "ours, true")


class Run:
    """A workflow as it was carried out."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        number = {row["task"]: at for at, row in enumerate(rows)}
        self.path = path
        self.tasks = [row["task"] for row in rows]
        self.kinds = [row["kind"] for row in rows]
        self.seconds = [float(row["seconds"]) for row in rows]
        self.parents = [sorted({number[name] for name in row["after"].split()}) for row in rows]
        self.children: list[list[int]] = [[] for _ in rows]
        for task, parents in enumerate(self.parents):
            for parent in parents:
                self.children[parent].append(task)
        left = [len(parents) for parents in self.parents]
        self.order = [task for task, count in enumerate(left) if count == 0]
        for task in self.order:
            for child in self.children[task]:
                left[child] -= 1
                if left[child] == 0:
                    self.order.append(child)

    def ranks(self, seconds: list[float]) -> list[float]:
        """Of each task the longest way from its start to the end of all."""
        ranks = [0.0] * len(seconds)
        for task in reversed(self.order):
            ranks[task] = seconds[task] + max((ranks[child] for child in self.children[task]), default=0.0)
        return ranks

    def bound(self, workers: int) -> float:
        """What no order falls below."""
        return max(max(self.ranks(self.seconds)), sum(self.seconds) / workers)

    def listed(self, workers: int, priority: list[float] | None) -> float:
        """Time that it takes with the most urgent first, or in the order in which tasks can start."""
        left = [len(parents) for parents in self.parents]
        ready: list[tuple[float, int, int]] = []
        running: list[tuple[float, int]] = []
        came, free, now = 0, workers, 0.0

        def can_start(task: int) -> None:
            nonlocal came
            heapq.heappush(ready, (-priority[task] if priority else 0.0, came, task))
            came += 1

        for task, count in enumerate(left):
            if count == 0:
                can_start(task)
        while ready or running:
            while free and ready:
                task = heapq.heappop(ready)[2]
                heapq.heappush(running, (now + self.seconds[task], task))
                free -= 1
            now = running[0][0]
            while running and running[0][0] == now:
                task = heapq.heappop(running)[1]
                free += 1
                for child in self.children[task]:
                    left[child] -= 1
                    if left[child] == 0:
                        can_start(child)
        return now

    def write(self, path: Path, seconds: list[float]) -> None:
        """The same run with other times."""
        with path.open("w", encoding="utf-8", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(["task", "kind", "seconds", "after"])
            for task, name in enumerate(self.tasks):
                after = " ".join(self.tasks[parent] for parent in self.parents[task])
                sheet.writerow([name, self.kinds[task], f"{seconds[task]:.3f}", after])

    def verify(self, plan: dict[str, tuple[str, float]], workers: int) -> float:
        """Time that a plan takes; ends with a word about the first law that it breaks."""
        if set(plan) != set(self.tasks) or len({machine for machine, _ in plan.values()}) > workers:
            sys.exit(f"{self.path}: not every task, or too many machines")
        starts = [plan[name][1] for name in self.tasks]
        ends = [start + seconds for start, seconds in zip(starts, self.seconds)]
        for task, parents in enumerate(self.parents):
            if any(starts[task] + SLACK < ends[parent] for parent in parents):
                sys.exit(f"{self.path}: {self.tasks[task]} starts before what it comes after has ended")
        machines = defaultdict(list)
        for task, name in enumerate(self.tasks):
            machines[plan[name][0]].append((starts[task], ends[task]))
        for spans in machines.values():
            spans.sort()
            if any(b[0] + SLACK < a[1] for a, b in zip(spans, spans[1:])):
                sys.exit(f"{self.path}: two tasks at a time on one machine")
        return max(ends)


def application(path: Path, root: Path) -> str:
    """Runs of one application learn from each other."""
    folder = path.relative_to(root).parts[0]
    return folder if folder != "nextflow" else f"nextflow {path.name.split('-')[0]}"


def medians(run: Run, others: list[Run]) -> list[float]:
    """The median time of each task's kind in other runs."""
    kinds = defaultdict(list)
    for other in others:
        for kind, seconds in zip(other.kinds, other.seconds):
            kinds[kind].append(seconds)
    every = [seconds for times in kinds.values() for seconds in times]
    usual = median(every) if every else 1.0
    known = {kind: median(times) for kind, times in kinds.items()}
    return [known.get(kind, usual) for kind in run.kinds]


def console(dag: Path, workers: int, scratch: Path, learn: Path | None) -> tuple[dict[str, tuple[str, float]], float]:
    """The console's plan, and the seconds that it took to make it."""
    out = scratch / "plan.csv"
    command = [PROGRAM, "simulate", "schedule", "--dag", dag, "--workers", str(workers), "--out", out]
    command += ["--durations", "learned", "--learn", learn] if learn else []
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    if done.returncode:
        sys.exit(f"{dag}: {done.stderr.strip()}")
    with out.open(encoding="utf-8", newline="") as file:
        return {row["task"]: (row["machine"], float(row["start"])) for row in csv.DictReader(file)}, took


def looked_ahead(run: Run, plan: dict[str, tuple[str, float]], workers: int, scratch: Path, learn: Path) -> int:
    """How many tasks start otherwise by half time when what had not ended by then takes longer."""
    half = 0.5 * max(plan[name][1] + seconds for name, seconds in zip(run.tasks, run.seconds))
    chance = random.Random(1)
    slower = [
        seconds if plan[name][1] + seconds <= half else max(seconds, 1.0) * chance.uniform(1.5, 3.0)
        for name, seconds in zip(run.tasks, run.seconds)
    ]
    altered = scratch / "slower.csv"
    run.write(altered, slower)
    other, _ = console(altered, workers, scratch, learn)
    early = [name for name in run.tasks if plan[name][1] <= half or other[name][1] <= half]
    return sum(abs(plan[name][1] - other[name][1]) > SLACK for name in early)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path, help="executed workflows")
    parser.add_argument("--workers", type=int, nargs="+", default=[4, 8, 16], help="how many at once (4 8 16)")
    parser.add_argument("--runs", type=int, help="only so many runs of each application")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    if not PROGRAM.exists():
        sys.exit(f"no {PROGRAM}: run `cargo build --release` first")
    groups = defaultdict(list)
    for path in sorted(asked.dir.rglob("*.csv")):
        groups[application(path, asked.dir)].append(Run(path))
    shares: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    worst: dict[tuple[str, int], tuple[float, str]] = {}
    slowest, ahead, calls = 0.0, 0, 0
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        for name, runs in groups.items():
            for run in runs[: asked.runs]:
                learn = scratch / "others"
                shutil.rmtree(learn, ignore_errors=True)
                learn.mkdir()
                others = [other for other in runs if other is not run]
                for other in others:
                    shutil.copy(other.path, learn)
                known, true = run.ranks(medians(run, others)), run.ranks(run.seconds)
                for workers in asked.workers:
                    learned, first = console(run.path, workers, scratch, learn)
                    planned, second = console(run.path, workers, scratch, None)
                    slowest, calls = max(slowest, first, second), calls + 2
                    ahead += looked_ahead(run, learned, workers, scratch, learn)
                    times = [run.listed(workers, priority) for priority in (None, known, true)]
                    times += [run.verify(plan, workers) for plan in (learned, planned)]
                    for policy, took in zip(SIMPLE + OURS, times):
                        share = took / run.bound(workers)
                        for group in (name.split()[0], "all"):
                            shares[group, policy, workers].append(share)
                        worst[policy, workers] = max(worst.get((policy, workers), (0.0, "")), (share, run.path.stem))
    print("application".ljust(14), "workers".rjust(7), "runs".rjust(5), *(policy.rjust(14) for policy in SIMPLE + OURS))
    for group in sorted({group for group, _, _ in shares} - {"all"}) + ["all"]:
        for workers in asked.workers:
            row = [shares[group, policy, workers] for policy in SIMPLE + OURS]
            print(group.ljust(14), str(workers).rjust(7), str(len(row[0])).rjust(5), *(f"{mean(x):14.4f}" for x in row))
    for policy in OURS:
        for workers in asked.workers:
            share, name = worst[policy, workers]
            print(f"worst of {policy} on {workers}: {share:.4f} ({name})")
    print(f"{calls} plans, the slowest {slowest:.2f} s; tasks that moved when the future changed: {ahead}")
    sys.exit(1 if ahead else 0)


if __name__ == "__main__":
    main()
