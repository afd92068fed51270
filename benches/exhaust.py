#!/usr/bin/env python3
"""Compares `autoagents forecast --exhaust` with simple methods and with boosting, on series and questions of a folder.

    cargo build --release
    python3 benches/exhaust.py DIR [--binary PATH]

DIR holds `series.csv` (series,minute,value), `queries.csv` (qid,series,minute,level) and `truth.csv` (qid,minutes; -1 when
the level is not reached within 240 minutes). Printed are, for every method, precision, recall and F1 of "it is reached",
the median error in minutes where both say so, and the Brier score of the probability:

- never, and a line through the last 60 minutes;
- gradient boosting (scikit-learn) taught with the true answers about four fifths of the series, asked about the rest;
- ours, which is taught with no answers: all series at once, each series alone in a file, and cut off at the median minute,
  where no answer may differ.

Cost is printed too: seconds of the whole call for each row and for each question. Needs Python 3.11; scikit-learn comes into
a temporary environment when it is missing.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
import venv
from collections import defaultdict
from pathlib import Path
from statistics import mean, median

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
LIMIT = 240
FOLDS = 5

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def show(name: str, truth: list[float], minutes: list[float], chance: list[float] | None) -> None:
    will = sum(true > 0 for true in truth)
    said = sum(minute > 0 for minute in minutes)
    errors = [abs(minute - true) for true, minute in zip(truth, minutes) if true > 0 and minute > 0]
    precision, recall = len(errors) / max(said, 1), len(errors) / max(will, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    brier = f"{mean((p - (true > 0)) ** 2 for true, p in zip(truth, chance)):.3f}" if chance else "-"
    error = f"{median(errors):.0f} min" if errors else "-"
    print(f"{name:28} {precision:9.3f} {recall:7.3f} {f1:6.3f} {error:>11} {brier:>7}", flush=True)


def ask(binary: Path, series: Rows, queries: Rows, folder: Path) -> tuple[dict[str, tuple[float, float]], float]:
    """What the console answers, and the seconds that it takes."""
    files = [folder / name for name in ("series.csv", "queries.csv", "out.csv")]
    write(files[0], series)
    write(files[1], queries)
    command = [binary, "forecast", "--exhaust", files[1], "--csv", files[0], "--out", files[2]]
    started = time.monotonic()
    subprocess.run([str(word) for word in command], check=True, cwd=folder)
    spent = time.monotonic() - started
    return {row["qid"]: (float(row["minutes"]), float(row["probability"])) for row in read(files[2])}, spent


def line(values: list[float], level: float) -> float:
    """Minutes until the usual line through the values is at the level; -1 when that is too far."""
    middle = (len(values) - 1) / 2
    square = sum((at - middle) ** 2 for at in range(len(values)))
    slope = sum((at - middle) * value for at, value in enumerate(values)) / max(square, 1e-9)
    now = mean(values) + slope * middle
    away = (level - now) / slope if slope > 1e-7 else LIMIT + 1
    return max(1.0, away) if away <= LIMIT else -1.0


def signs(values: list[float], level: float) -> list[float]:
    """What the boosting sees: the level, how far it is, and slopes, spread and peaks of four windows."""
    now = mean(values[-5:])
    row = [level, level - now, max(values) - level, min(values) - level]
    for width in (10, 30, 60, 120):
        last = values[-width:]
        middle = (len(last) - 1) / 2
        square = sum((at - middle) ** 2 for at in range(len(last)))
        slope = sum((at - middle) * value for at, value in enumerate(last)) / max(square, 1e-9)
        centre = mean(last)
        spread = mean((value - centre) ** 2 for value in last) ** 0.5
        row += [slope, slope * 60 / max(level - now, 1e-3), spread, max(last) - now]
    return row


def boosted(table: list[list[float]], truth: list[float], fold: list[int]) -> tuple[list[float], list[float]]:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    import numpy as np

    rows, answers, folds = np.array(table), np.array(truth), np.array(fold)
    minutes, chance = np.full(len(rows), -1.0), np.zeros(len(rows))
    for k in range(FOLDS):
        train, test = folds != k, folds == k
        if not test.any():
            continue
        came = train & (answers > 0)
        will = HistGradientBoostingClassifier(random_state=0).fit(rows[train], answers[train] > 0)
        when = HistGradientBoostingRegressor(loss="absolute_error", random_state=0)
        when.fit(rows[came], np.log(answers[came]))
        chance[test] = will.predict_proba(rows[test])[:, 1]
        minutes[test] = np.where(chance[test] > 0.4, np.exp(when.predict(rows[test])), -1.0)
    return minutes.tolist(), chance.tolist()


def with_sklearn(folder: Path) -> None:
    """Goes on in an environment that has scikit-learn."""
    try:
        import sklearn as _  # noqa: F401
    except ImportError:
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "scikit-learn"], check=True)
        sys.exit(subprocess.run([python, *sys.argv]).returncode)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--binary", type=Path, default=PROGRAM)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with_sklearn(folder)
        series, queries = read(options.dir / "series.csv"), read(options.dir / "queries.csv")
        true = {row["qid"]: float(row["minutes"]) for row in read(options.dir / "truth.csv")}
        truth = [true[query["qid"]] for query in queries]
        values: dict[str, dict[int, float]] = defaultdict(dict)
        for row in series:
            values[row["series"]][int(row["minute"])] = float(row["value"])

        def last(query: dict[str, str], width: int) -> list[float]:
            of, now = values[query["series"]], int(query["minute"])
            return [of[minute] for minute in range(now - width + 1, now + 1) if minute in of]

        print(f"{len(queries)} questions, {sum(minutes > 0 for minutes in truth)} are reached within {LIMIT} minutes")
        print(f"{'':28} precision  recall     F1       error   Brier")
        show("never", truth, [-1.0] * len(truth), [0.0] * len(truth))
        show("line, 60 minutes", truth, [line(last(query, 60), float(query["level"])) for query in queries], None)
        names = sorted({query["series"] for query in queries})
        fold = [names.index(query["series"]) % FOLDS for query in queries]
        table = [signs(last(query, 120), float(query["level"])) for query in queries]
        show("boosting, other series", truth, *boosted(table, truth, fold))

        given, spent = ask(options.binary, series, queries, folder)
        show("ours", truth, *map(list, zip(*(given[query["qid"]] for query in queries))))
        alone: dict[str, tuple[float, float]] = {}
        for one in names:
            own = [[row for row in rows if row["series"] == one] for rows in (series, queries)]
            alone |= ask(options.binary, *own, folder)[0]
        show("ours, each series alone", truth, *map(list, zip(*(alone[query["qid"]] for query in queries))))
        minute = int(median(int(query["minute"]) for query in queries))
        early = [[row for row in rows if int(row["minute"]) <= minute] for rows in (series, queries)]
        cut, _ = ask(options.binary, *early, folder)
        differ = sum(given[qid] != answer for qid, answer in cut.items())
        print(f"cut off at minute {minute}: {differ} of {len(cut)} answers differ")
        print(f"cost: {spent:.1f} s, {spent / len(series) * 1e6:.0f} us a row, {spent / len(queries) * 1e3:.2f} ms a question")


if __name__ == "__main__":
    main()
