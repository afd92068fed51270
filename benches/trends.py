#!/usr/bin/env python3
"""Measures what `autoagents trends` finds new in series whose truth is known, beside two other ways.

    cargo build --release
    python3 benches/trends.py [--series 3000] [--seed 1]

Made-up hourly series of ten days: noise, noise that depends on what was before, random walks, loads that come and go,
sparse counts, heavy tails, days that are alike, slopes. Some have a step of so many standard deviations in the last day, and
the others are as they always were. Beside it, on the same values: PELT of the Python package `ruptures` (squares, BIC
penalty, noise from differences), and the plain rule "the last six hours are three deviations from the week". Printed are,
for each kind, how many steps were found within two hours (and how many series without one were reported), and the cost.

The series are written into the `history.db` of a fresh data directory, so the figures of the program hold reading them. Needs
Python 3.11; `ruptures` is installed into an environment in the temporary directory when it is not there.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import venv
from datetime import datetime
from pathlib import Path
from statistics import mean, median, stdev

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
HOUR = 3_600_000
DAYS = 10
COUNT = DAYS * 24
STEP = COUNT - 9
"""The hour of the step, in the last day."""
SIZES = (0.0, 4.0, 8.0)
PEER = """
import json, sys, time
import numpy, ruptures
series = json.load(sys.stdin)
began, found = time.process_time(), []
for values in series:
    values = numpy.asarray(values)
    noise = numpy.median(numpy.abs(numpy.diff(values))) / 0.9539 + 0.01 * values.std()
    ends = ruptures.KernelCPD(kernel="linear", min_size=4).fit(values).predict(pen=3 * noise**2 * numpy.log(len(values)))
    late = [end for end in ends[:-1] if end >= len(values) - 24]
    jump = lambda end: abs(values[end:end + 6].mean() - values[end - 6:end].mean())
    found.append(int(max(late, key=jump)) if late else None)
json.dump([found, time.process_time() - began], sys.stdout)
"""


def walk(random_: random.Random, keep: float) -> list[float]:
    value, out = 0.0, []
    for _ in range(COUNT):
        value = keep * value + random_.gauss(0, 1)
        out.append(value)
    return out


def kinds(draw: random.Random) -> dict[str, list[float]]:
    """A series of each kind, with about one as its standard deviation from hour to hour."""
    noise = [draw.gauss(0, 1) for _ in range(COUNT)]
    day = [6 * math.sin(2 * math.pi * hour / 24) for hour in range(COUNT)]
    return {
        "noise": noise,
        "dependent .7": walk(draw, 0.7),
        "random walk": walk(draw, 1.0),
        "load on and off": [value + (10 if hour // 5 % 3 == 0 else 0) for hour, value in enumerate(noise)],
        "sparse": [3 + 3 * draw.random() if draw.random() < 0.03 else 0.0 for _ in range(COUNT)],
        "heavy tails": [value / (abs(draw.gauss(0, 1)) + 0.3) for value in noise],
        "daily": [value + wave for value, wave in zip(noise, day)],
        "slope": [value + 0.05 * hour for hour, value in enumerate(noise)],
        "whole numbers": [float(round(value * 0.7)) for value in noise],
    }


def store(directory: Path, series: list[list[float]], now: int) -> None:
    """Writes hours into the history of a data directory."""
    subprocess.run([PROGRAM, "run", "--data-dir", directory, "--for", "2s"], check=True, capture_output=True)
    with sqlite3.connect(directory / "history.db") as database:
        for table in ("raw", "minute", "hour", "series"):
            database.execute(f"DELETE FROM {table}")
        for number, values in enumerate(series, 1):
            database.execute("INSERT INTO series VALUES (?, 'bench.value', ?, ?)", (number, f"s{number}", now))
            rows = ((now - (COUNT - hour) * HOUR, value + 100) for hour, value in enumerate(values))
            database.executemany(
                "INSERT INTO hour VALUES (?, ?, ?, ?, ?, ?, ?, 3600)",
                ((at // (30 * 24 * HOUR), number, at, value, value, value, value) for at, value in rows),
            )
        database.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", [("rolled_minute", now), ("rolled_hour", now)]
        )


def ours(series: list[list[float]]) -> tuple[list[int | None], float]:
    now = int(time.time() * 1000) // HOUR * HOUR
    with tempfile.TemporaryDirectory() as root:
        store(Path(root), series, now)
        began = time.perf_counter()
        command = [PROGRAM, "trends", "--data-dir", root, "--since", "24h", "-n", str(len(series)), "--json"]
        answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        took = time.perf_counter() - began
    if answer["series_looked_at"] != len(series):
        sys.exit(f"only {answer['series_looked_at']} of {len(series)} series were looked at: give fewer with --series")
    found: list[int | None] = [None] * len(series)
    for change in answer["changes"]:
        at = datetime.fromisoformat(change["at"]).timestamp() * 1000
        if change["what"] in ("level", "episode"):
            found[int(change["series"].split("{s")[1][:-1]) - 1] = round((at - now) / HOUR) + COUNT
    return found, took


def plain(series: list[list[float]]) -> tuple[list[int | None], float]:
    began = time.process_time()
    far = lambda values: abs(mean(values[-6:]) - median(values[:-24])) > 3 * stdev(values[:-24])
    return [STEP if far(values) else None for values in series], time.process_time() - began


def peer(series: list[list[float]]) -> tuple[list[int | None], float]:
    with tempfile.TemporaryDirectory() as root:
        venv.create(root, with_pip=True)
        python = Path(root) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", "ruptures"], check=True)
        answer = subprocess.run(
            [python, "-c", PEER], input=json.dumps(series), text=True, stdout=subprocess.PIPE, check=True
        )
        found, took = json.loads(answer.stdout)
    return found, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    labels, series = [], []
    while len(series) < options.series:
        for size in SIZES:
            for kind, values in kinds(draw).items():
                labels.append((kind, size))
                series.append([value + (size if hour >= STEP else 0) for hour, value in enumerate(values)])
    results = {"ours": ours(series), "plain rule": plain(series), "ruptures": peer(series)}
    print(f"{'':18}" + "".join(f"{name + ' ' + part:>28}" for name in results for part in ("false, 4, 8",)))
    for kind in dict(labels):
        cells = []
        for found, _ in results.values():
            shares = []
            for size in SIZES:
                places = [place for place, label in zip(found, labels) if label == (kind, size)]
                hit = [place is not None and (size == 0 or abs(place - STEP) <= 2) for place in places]
                shares.append(f"{mean(hit):.2f}")
            cells.append(f"{', '.join(shares):>28}")
        print(f"{kind:18}" + "".join(cells))
    print(f"{'a series':18}" + "".join(f"{took / len(series) * 1e6:>25.0f} µs" for _, took in results.values()))


if __name__ == "__main__":
    main()
