#!/usr/bin/env python3
"""Compares `autoagents forecast` with seasonal naive and with statsforecast, over the series of a file.

    cargo build --release
    python3 benches/forecast.py SERIES.csv [--horizon 48] [--seasons 24 168] [--test TEST.csv] [--alone]

SERIES has the columns series,time,value. The last values of each series are what is to be forecast; with TEST
(series,step,value) all of SERIES is known and TEST comes. Printed are sMAPE, MASE and OWA (the mean of both relative to
Naive2, Makridakis et al. 2020), the share of values inside the intervals of 80 and 95 %, the scaled interval score at
95 %, milliseconds a series, and the largest memory; `--alone` asks for each of the first twenty series by itself too.

The seasons are told to the peers; ours has to find them. Needs Python 3.11 and network the first time: numpy and
statsforecast (MSTL with ETS and with Theta) are put into a virtual environment in the temporary directory; `--simple`
does without the latter. The files that are asked about are in a temporary directory.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
PLACE = Path(tempfile.gettempdir()) / "autoagents-bench-forecast"
ALONE = 20
# Megabytes that ours took, by call.
MEMORY: list[float] = []
# A process counts the memory of the one that it was forked from, so a small one starts it.
LAUNCH = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)"""


def prepare(simple: bool) -> None:
    """Goes on in an environment that has what is needed."""
    python = PLACE / "bin" / "python"
    wanted = ["numpy"] if simple else ["numpy", "statsforecast"]
    try:
        for name in wanted:
            __import__(name)
        return
    except ImportError:
        if os.environ.get("AUTOAGENTS_BENCH_PREPARED"):
            sys.exit(f"cannot import {' and '.join(wanted)}; hint: remove {PLACE} and try again, or use --simple")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PLACE)], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
    os.execve(python, [str(python), *sys.argv], {**os.environ, "AUTOAGENTS_BENCH_PREPARED": "1"})


def values(path: Path) -> dict[str, list[float]]:
    series: dict[str, list[float]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            series[row["series"]].append(float(row["value"]))
    return dict(series)


def naive2(np, past, season: int, horizon: int):
    """The last value, beside a multiplicative season where the autocorrelation is sure of it."""
    off = past - past.mean()
    power = (off * off).sum()
    if len(past) >= 3 * season and power > 0:
        like = np.array([(off[lag:] * off[:-lag]).sum() / power for lag in range(1, season + 1)])
        if abs(like[-1]) > 1.645 * np.sqrt((1 + 2 * (like[:-1] ** 2).sum()) / len(past)):
            kernel = np.ones(season + 1) / season
            kernel[0] = kernel[-1] = 0.5 / season
            trend, half = np.full(len(past), np.nan), season // 2
            middle = np.convolve(past, kernel, "valid")
            trend[half : half + len(middle)] = middle
            factors = np.array([np.nanmean((past / trend)[place::season]) for place in range(season)])
            factors *= season / factors.sum()
            last = past[-1] / factors[(len(past) - 1) % season]
            return last * factors[(len(past) + np.arange(horizon)) % season]
    return np.full(horizon, past[-1])


def repeated(np, past, season: int, horizon: int):
    """Columns mean, lo80, hi80, lo95, hi95; normal, by the changes from season to season."""
    mean = past[len(past) - season + np.arange(horizon) % season]
    wide = np.std(past[season:] - past[:-season]) * np.sqrt(1 + np.arange(horizon) // season)
    return np.column_stack([mean, mean - 1.2816 * wide, mean + 1.2816 * wide, mean - 1.96 * wide, mean + 1.96 * wide])


def ours(np, program: Path, past: dict, horizon: int, place: Path):
    asked, out = place / "asked.csv", place / "out.csv"
    with asked.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["series", "time", "value"])
        for name, series in past.items():
            sheet.writerows((name, at, repr(float(value))) for at, value in enumerate(series))
    command = [program, "forecast", "--csv", asked, "--horizon", str(horizon), "--out", out]
    launch = [sys.executable, "-I", "-S", "-c", LAUNCH, *(str(part) for part in command)]
    MEMORY.append(int(subprocess.run(launch, check=True, capture_output=True, text=True).stdout) / 1024)
    told = defaultdict(list)
    with out.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told[row["series"]].append([float(row[name]) for name in ("mean", "lo80", "hi80", "lo95", "hi95")])
    return {name: np.array(rows) for name, rows in told.items()}


def peers(np, past: dict, horizon: int, seasons: list[int], trend: str):
    from statsforecast.models import MSTL, AutoETS, AutoTheta

    told = {}
    for name, series in past.items():
        forecaster = AutoETS(model="ZZN") if trend == "ETS" else AutoTheta(season_length=1)
        model = MSTL(season_length=seasons, trend_forecaster=forecaster)
        got = model.forecast(y=np.array(series), h=horizon, level=[80, 95])
        told[name] = np.column_stack([got[key] for key in ("mean", "lo-80", "hi-80", "lo-95", "hi-95")])
    return told


def judge(np, past: dict, truth: dict, told: dict, season: int, horizon: int) -> str:
    rows = defaultdict(list)
    for name, came in truth.items():
        mean, lo80, hi80, lo95, hi95 = told[name].T
        unit = max(np.mean(np.abs(past[name][season:] - past[name][:-season])), 1e-12)
        reference = naive2(np, past[name], season, horizon)
        for key, one in (("", mean), ("2", reference)):
            rows["smape" + key].append(200 * np.mean(np.abs(came - one) / (np.abs(came) + np.abs(one) + 1e-12)))
            rows["mase" + key].append(np.mean(np.abs(came - one)) / unit)
        rows["80"].append(np.mean((lo80 <= came) & (came <= hi80)))
        rows["95"].append(np.mean((lo95 <= came) & (came <= hi95)))
        missed = np.maximum(lo95 - came, 0) + np.maximum(came - hi95, 0)
        rows["msis"].append(np.mean(hi95 - lo95 + 40 * missed) / unit)
    of = {key: float(np.mean(each)) for key, each in rows.items()}
    owa = (of["smape"] / of["smape2"] + of["mase"] / of["mase2"]) / 2
    return f"{of['smape']:7.2f} {of['mase']:7.3f} {owa:7.3f} {of['80']:7.3f} {of['95']:7.3f} {of['msis']:8.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("series", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--horizon", type=int, default=48)
    parser.add_argument("--seasons", type=int, nargs="+", default=[24, 168])
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--simple", action="store_true")
    parser.add_argument("--program", type=Path, default=PROGRAM)
    asked = parser.parse_args()
    prepare(asked.simple)
    import numpy as np

    all_values = {name: np.array(each) for name, each in values(asked.series).items()}
    horizon, season = asked.horizon, asked.seasons[0]
    if asked.test:
        past, truth = all_values, {name: np.array(each)[:horizon] for name, each in values(asked.test).items()}
    else:
        past = {name: each[:-horizon] for name, each in all_values.items()}
        truth = {name: each[-horizon:] for name, each in all_values.items()}

    def show(name: str, method, some: dict) -> None:
        started = time.perf_counter()
        told = method(some)
        each = (time.perf_counter() - started) * 1000 / len(some)
        memory = f"{max(MEMORY):6.0f} MB" if MEMORY else "     –"
        MEMORY.clear()
        score = judge(np, past, {key: truth[key] for key in some}, told, season, horizon)
        print(f"{name:26s} {score} {each:8.2f} {memory}", flush=True)

    print(f"{len(truth)} series, {horizon} steps")
    heads = (("sMAPE", 7), ("MASE", 7), ("OWA", 7), ("in 80", 7), ("in 95", 7), ("MSIS95", 8), ("ms each", 8))
    print(" " * 26, *(f"{head:>{wide}s}" for head, wide in heads), "memory")
    with tempfile.TemporaryDirectory() as place:
        show("ours", lambda some: ours(np, asked.program, some, horizon, Path(place)), past)
        if asked.alone:
            some = dict(list(past.items())[:ALONE])

            def alone(some: dict):
                return {name: ours(np, asked.program, {name: each}, horizon, Path(place))[name] for name, each in some.items()}

            show(f"ours, first {ALONE} together", lambda some: ours(np, asked.program, some, horizon, Path(place)), some)
            show(f"ours, first {ALONE} alone", alone, some)
    for period in asked.seasons:

        def naive(some: dict, period: int = period):
            return {name: repeated(np, each, period, horizon) for name, each in some.items()}

        show(f"seasonal naive {period}", naive, past)
    if not asked.simple:
        for trend in ("ETS", "Theta"):

            def peer(some: dict, trend: str = trend):
                return peers(np, some, horizon, asked.seasons, trend)

            show(f"statsforecast MSTL+{trend}", peer, past)


if __name__ == "__main__":
    main()
