#!/usr/bin/env python3
"""Compares `autoagents detect` with simple detectors on labelled series, by the score of the Numenta Anomaly Benchmark.

    cargo build --release
    python3 benches/anomaly.py NAB [--files 31]

NAB has `data/<category>/<file>.csv` (`timestamp,value`) and `labels/combined_windows.json`, as the benchmark's
repository does (Lavin & Ahmad 2015; version 1.1). The score is made here anew from its description: the first 15 % of a
file (at most 750 rows) do not count; in a window that is labelled the best placed alarm counts, the earlier the more;
each alarm outside costs; 100 = each window met at its beginning without a false alarm, 0 = silence. Ours and the others
have ONE level for all files and all three profiles; that of the others is the best one for these files, ours is the one
that it ships with. Beside it: that a shortened file has the same scores, the time of a sample, and the memory of a call.

The published scores of HTM (Ahmad et al. 2017; 70.1 / 63.1 / 74.3) and of CAD OSE (69.9 / 67.0 / 73.2) are for the whole
benchmark with the best level for each profile; printed with ours they would pretend to be of the same files.

Needs Python 3.11 and nothing else. Everything happens in a temporary directory.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
# A hit, a missed window, a false alarm.
PROFILES = {"standard": (1.0, 1.0, 0.11), "low FP": (1.0, 1.0, 0.22), "low FN": (1.0, 2.0, 0.11)}
MILLION = 1_000_000


def sigmoid(place: float) -> float:
    """What an alarm is worth, by its place from a window's beginning (-1) to its end (0) and beyond."""
    return -1.0 if place > 3.0 else 2.0 / (1.0 + math.exp(5.0 * place)) - 1.0


class Labelled:
    """A series with its windows: for each row the window that it is in, and what an alarm there is worth."""

    def __init__(self, path: Path, windows: list[list[str]]) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.path = path
        self.values = [float(row["value"]) for row in rows]
        first: dict[str, int] = {}
        for at, row in enumerate(rows):
            first.setdefault(row["timestamp"].split(".")[0][:19], at)
        spans = [tuple(first[moment.split(".")[0][:19]] for moment in window) for window in windows]
        self.window, self.worth = [-1] * len(rows), [-1.0] * len(rows)
        for number, (left, right) in enumerate(spans):
            width = right - left + 1
            for at in range(left, len(rows)):
                if at <= right:
                    self.window[at] = number
                    self.worth[at] = sigmoid((at - right - 1) / width) / sigmoid(-1.0)
                else:
                    self.worth[at] = sigmoid((at - right) / (width - 1))
        self.windows = len(spans)
        self.from_row = min(math.floor(0.15 * len(rows)), 750)

    def judge(self, scores: list[float], level: float) -> tuple[list[float], float, int, int]:
        """Of the windows that count the best hits; the cost of false alarms, their number, and the windows missed."""
        best: dict[int, float] = {}
        cost, false = 0.0, 0
        for at in range(self.from_row, len(scores)):
            if scores[at] < level:
                continue
            if self.window[at] < 0:
                cost, false = cost + self.worth[at], false + 1
            else:
                best[self.window[at]] = max(best.get(self.window[at], -1.0), self.worth[at])
        counted = len({window for window in self.window[self.from_row :] if window >= 0})
        return list(best.values()), cost, false, counted - len(best)


def total(files: list[Labelled], scores: list[list[float]], level: float) -> tuple[dict[str, float], int, int]:
    """The score of each profile, the windows that were met, and the false alarms."""
    judged = [file.judge(score, level) for file, score in zip(files, scores)]
    hits = [hit for file in judged for hit in file[0]]
    cost, false, missed = (sum(file[part] for file in judged) for part in (1, 2, 3))
    result = {}
    for name, (hit, miss, alarm) in PROFILES.items():
        silence = -miss * (len(hits) + missed)
        perfect = hit * sum(file.windows for file in files)
        reached = hit * sum(hits) - miss * missed + alarm * cost
        result[name] = 100.0 * (reached - silence) / (perfect - silence)
    return result, len(hits), false


def best_level(files: list[Labelled], scores: list[list[float]]) -> float:
    """The one level that is best for these files."""
    every = sorted({round(score, 3) for file in scores for score in file})
    levels = every[:: max(1, len(every) // 200)]
    return max(levels, key=lambda level: sum(total(files, scores, level)[0].values()))


def rolling(values: list[float], width: int = 500, rest: int | None = None) -> list[float]:
    """The distance from the mean of the last `width` values in their deviations; with `rest`, 0 where an equal one was
    within so many rows."""
    last: deque[float] = deque()
    sums = squares = 0.0
    found: list[float] = []
    for value in values:
        count = len(last)
        mean = sums / count if count else 0.0
        deviation = math.sqrt(max(squares / count - mean * mean, 0.0)) if count else 0.0
        off = abs(value - mean)
        far = 0.0 if count < 50 else off / deviation if deviation > 1e-6 else 10.0 if off > 1e-9 else 0.0
        found.append(1.0 - 1.0 / (1.0 + far))
        last.append(value)
        sums, squares = sums + value, squares + value * value
        if len(last) > width:
            gone = last.popleft()
            sums, squares = sums - gone, squares - gone * gone
    if rest is None:
        return found
    return [0.0 if at and max(found[max(0, at - rest) : at]) >= score else score for at, score in enumerate(found)]


def weighted(values: list[float], share: float = 0.02) -> list[float]:
    """The distance from an exponentially weighted mean in deviations of the same kind."""
    mean, variance, found = values[0] if values else 0.0, 0.0, []
    for at, value in enumerate(values):
        off = value - mean
        far = abs(off) / math.sqrt(variance) if at >= 50 and variance > 1e-12 else 0.0
        found.append(1.0 - 1.0 / (1.0 + far))
        mean += share * off
        variance = (1.0 - share) * (variance + share * off * off)
    return found


def chance(values: list[float]) -> list[float]:
    """Numbers that know nothing."""
    dice = random.Random(len(values))
    return [dice.random() for _ in values]


def console(source: Path, out: Path) -> tuple[list[float], float]:
    """Our scores of a file, and the seconds that they took."""
    began = time.monotonic()
    command = [PROGRAM, "detect", "--csv", source, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    if done.returncode:
        sys.exit(f"{source}: {done.stderr.strip()}")
    with out.open(encoding="utf-8", newline="") as file:
        return [float(row["anomaly_score"]) for row in csv.DictReader(file)], took


def shipped_level() -> float:
    """The level that the help names."""
    said = subprocess.run([PROGRAM, "detect", "--help", "--lang", "en"], capture_output=True, text=True, check=True)
    found = re.search(r"alarm level: ([01]\.\d+)", said.stdout)
    return float(found.group(1)) if found else sys.exit("the help names no alarm level")


def looked_ahead(file: Labelled, scores: list[float], scratch: Path) -> int:
    """How many scores are others when the file ends earlier."""
    lines = file.path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = 0
    for share in (0.3, 0.7):
        keep = 1 + int(len(scores) * share)
        short = scratch / "short.csv"
        short.write_text("".join(lines[:keep]), encoding="utf-8")
        part, _ = console(short, scratch / "part.csv")
        changed += sum(abs(a - b) > 1e-6 for a, b in zip(part, scores)) + abs(len(part) - keep + 1)
    return changed


def cost(scratch: Path) -> tuple[float, float]:
    """Microseconds of a sample, reading and writing included, and megabytes at most of a million samples."""
    dice = random.Random(1)
    path = scratch / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("timestamp,value\n")
        file.writelines(f"{at},{dice.gauss(50.0, 5.0):.4f}\n" for at in range(MILLION))
    _, took = console(path, scratch / "long-out.csv")
    timed = f"/usr/bin/time -f %M {PROGRAM} detect --csv {path} --out {scratch / 'long-out.csv'}"
    said = subprocess.run(timed, shell=True, capture_output=True, text=True, check=False).stderr.split()
    megabytes = float(said[-1]) / 1024.0 if said and said[-1].isdigit() else math.nan
    return took / MILLION * 1e6, megabytes


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nab", type=Path, help="labelled series")
    parser.add_argument("--files", type=int, help="only so many files")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    if not PROGRAM.exists():
        sys.exit(f"no {PROGRAM}: run `cargo build --release` first")
    labels = json.loads((asked.nab / "labels" / "combined_windows.json").read_text(encoding="utf-8"))
    names = sorted(name for name in labels if (asked.nab / "data" / name).exists())[: asked.files]
    files = [Labelled(asked.nab / "data" / name, labels[name]) for name in names]
    rows: list[tuple[str, list[list[float]], float]] = []
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        ours = [console(file.path, scratch / "out.csv")[0] for file in files]
        rows.append(("ours, as shipped", ours, shipped_level()))
        ahead = sum(looked_ahead(file, score, scratch) for file, score in zip(files[::5], ours[::5]))
        microseconds, megabytes = cost(scratch)
    others = {
        "rolling z of 500, rest of 100": lambda values: rolling(values, rest=100),
        "rolling z of 500": rolling,
        "weighted z": weighted,
        "chance": chance,
    }
    for name, detector in others.items():
        scores = [detector(file.values) for file in files]
        rows.append((name, scores, best_level(files, scores)))
    profiles = (profile.rjust(9) for profile in PROFILES)
    print("detector".ljust(30), *profiles, "level".rjust(7), "met".rjust(7), "false".rjust(6))
    for name, scores, level in rows:
        result, met, false = total(files, scores, level)
        windows = sum(file.windows for file in files)
        scored = (f"{score:9.1f}" for score in result.values())
        print(name.ljust(30), *scored, f"{level:7.3f} {met:3}/{windows:<3} {false:6}")
    print(f"scores that were others in a shortened file: {ahead}")
    print(f"{microseconds:.2f} us a sample, with reading and writing; {megabytes:.0f} MB at most for a million of them")


if __name__ == "__main__":
    main()
