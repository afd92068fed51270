#!/usr/bin/env python3
"""Compares `autoagents model` with gradient boosting and a logistic regression, over directories of failures.

    cargo build --release
    python3 benches/failure.py DIR... [--horizons 24 168 720] [--seed 1] [--runs 1]

DIR holds {train,test}_history.csv.gz (`subject,time,<columns>`) and {train,test}_labels_<N>h.csv.gz
(`qid,subject,time,label`); horizons without files are passed over. Printed for each: AUC, average precision, recall when one
in a hundred is alarmed falsely, Brier score and calibration error on the test questions, for the console's model, its own
logistic regression and best rule, and for the peers; then what they cost: wall and processor seconds of training as a
process of its own (reading, features and fit), bytes of the model, and milliseconds to score 1,000 questions. Last, how many
times as long as scikit-learn's boosting training takes: in processor seconds, of all of it and of boosting's fit alone (all
of ours beside only that), of the best of so many runs in turn. Ours has one thread, the peer as many as there are cores.

The peers are scikit-learn's HistGradientBoostingClassifier and LogisticRegression on plain features of the subject's own
rows: the latest value and the change of each number, categories as columns, counts of rows and the time since the last one.
They run from a virtual environment in the temporary directory, made for it when scikit-learn is missing.
Needs Python 3.11.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
COLUMNS = ("auc", "average_precision", "recall", "brier", "calibration_error")

PEER = r'''
import sys, time
began = time.time()
import numpy as np, pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

kind, folder, hours, out = sys.argv[1:5]

def features(part, like=None):
    history = pd.read_csv(f"{folder}/{part}_history.csv.gz")
    labels = pd.read_csv(f"{folder}/{part}_labels_{hours}h.csv.gz")
    labels["order"] = range(len(labels))
    rows = labels.rename(columns={"time": "asked"}).merge(history, on="subject", how="left")
    rows = rows[rows.time <= rows.asked].sort_values(["order", "time"], kind="stable")
    groups = rows.groupby("order")
    last, first = groups.last(), groups.first()
    table = pd.DataFrame(index=labels.order)
    for name in history.columns.drop(["subject", "time"]):
        if not pd.api.types.is_numeric_dtype(history[name]):
            if history[name].nunique() <= 30:
                table = table.join(pd.get_dummies(last[name], prefix=name).astype(float))
        else:
            table[name], table["rise_" + name] = last[name], last[name] - first[name]
    table["since"], table["age"], table["rows"] = last.asked - last.time, last.asked - first.time, groups.size()
    for days in (1, 7, 30, 90):
        table[f"rows_{days}"] = (rows.asked - rows.time < 24 * days).groupby(rows.order).sum()
    if like is not None:
        table = table.reindex(columns=like)
    return table, labels

train, labels = features("train")
if kind == "boosting":
    prepare = lambda t: t
    model = HistGradientBoostingClassifier(max_iter=300, learning_rate=0.05, l2_regularization=1, random_state=0)
else:
    prepare = lambda t: np.log1p(t.fillna(0).clip(lower=0).astype(float))
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
before = time.process_time()
model.fit(prepare(train), labels.label)
print(time.time() - began, time.process_time(), time.process_time() - before)
test, asked = features("test", train.columns)
began = time.time()
score = model.predict_proba(prepare(test))[:, 1]
print((time.time() - began) * 1e6 / len(asked))
pd.DataFrame({"qid": asked.qid, "score": score, "label": asked.label}).to_csv(out, index=False)
'''


def python(scratch: Path) -> str:
    """An interpreter with scikit-learn."""
    try:
        subprocess.run([sys.executable, "-c", "import sklearn, pandas"], check=True, capture_output=True)
        return sys.executable
    except subprocess.CalledProcessError:
        venv.create(scratch / "venv", with_pip=True)
        own = str(scratch / "venv" / "bin" / "python")
        subprocess.run([own, "-m", "pip", "install", "-q", "scikit-learn", "pandas"], check=True)
        return own


def run(command: list[str]) -> tuple[str, float, float]:
    """What it prints, and the wall and processor seconds it takes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, time.monotonic() - began, cpu


def measures(pairs: list[tuple[float, int]]) -> dict[str, float]:
    """As the console defines them."""
    pairs.sort()
    failed = sum(label for _, label in pairs)
    well = len(pairs) - failed
    ranks, found, precision, seen = 0.0, 0, 0.0, 0
    at = 0
    while at < len(pairs):
        end = at
        while end < len(pairs) and pairs[end][0] == pairs[at][0]:
            end += 1
        ranks += sum(label for _, label in pairs[at:end]) * (at + end + 1) / 2
        at = end
    end = len(pairs)
    while end > 0:
        at = end
        while at > 0 and pairs[at - 1][0] == pairs[end - 1][0]:
            at -= 1
        hits = sum(label for _, label in pairs[at:end])
        found, seen = found + hits, seen + end - at
        precision += hits / failed * found / seen
        end = at
    quiet = [score for score, label in pairs if not label]
    level = quiet[min(-int(-(len(quiet) - 1) * 0.99 // 1), len(quiet) - 1)]
    parts = [pairs[i * len(pairs) // 10 : (i + 1) * len(pairs) // 10] for i in range(10)]
    return {
        "auc": (ranks - failed * (failed + 1) / 2) / (failed * well),
        "average_precision": precision,
        "recall": sum(score > level for score, label in pairs if label) / failed,
        "brier": sum((score - label) ** 2 for score, label in pairs) / len(pairs),
        "calibration_error": sum(abs(sum(s - y for s, y in part)) for part in parts) / len(pairs),
    }


def line(name: str, of: dict[str, float], cost: str = "") -> None:
    print(f"  {name:20s}" + "".join(f"{of[column]:8.3f}" for column in COLUMNS) + "  " + cost)


def compare(folder: Path, hours: int, options: argparse.Namespace, scratch: Path, interpreter: str) -> None:
    print(f"{folder.name}, {hours} h" + " " * 8 + "  AUC     AP      recall  Brier   error")
    model, out = scratch / "m.safetensors", scratch / "p.csv"
    files = lambda part: [
        "--history", f"{folder}/{part}_history.csv.gz", "--labels", f"{folder}/{part}_labels_{hours}h.csv.gz",
    ]  # fmt: skip
    train = [str(PROGRAM), "model", "train", *files("train"), "--out", str(model), "--horizon-hours", str(hours)]
    _, wall, cpu = run([*train, "--seed", str(options.seed)])
    said, whole, _ = run([str(PROGRAM), "model", "eval", "--model", str(model), *files("test"), "--json"])
    ours = json.loads(said)
    each = whole * 1e6 / ours["model"]["questions"]
    cost = f"train {wall:.1f} s wall, {cpu:.1f} s cpu; {model.stat().st_size:,} bytes; {each:.0f} ms per 1,000 with reading"
    line("ours", ours["model"], cost)
    line("ours, logistic", ours["logistic"])
    line("ours, rule", ours["rule"])
    peer = lambda kind: run([interpreter, "-W", "ignore", "-c", PEER, kind, str(folder), str(hours), str(out)])[0]
    for kind in ("boosting", "logistic"):
        wall, peer_cpu, fit, each = (float(word) for word in peer(kind).split())
        with out.open(encoding="utf-8", newline="") as file:
            pairs = [(float(row["score"]), int(row["label"])) for row in csv.DictReader(file)]
        cost = f"train {wall:.1f} s wall, {peer_cpu:.1f} s cpu, {fit:.1f} s of it the fit; {each:.0f} ms per 1,000"
        line(f"scikit {kind}", measures(pairs), cost)
        if kind == "boosting":
            costs = [(cpu, peer_cpu, fit)]
    for _ in range(options.runs - 1):
        cpu = run([*train, "--seed", str(options.seed)])[2]
        costs.append((cpu, *(float(word) for word in peer("boosting").split()[1:3])))
    ours, whole, fit = (min(cost) for cost in zip(*costs))
    print(f"  training takes {ours / whole:.2f} times as long as all of boosting's, {ours / fit:.2f} times its fit alone")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--horizons", nargs="+", type=int, default=[24, 168, 720])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        interpreter = python(Path(scratch))
        for folder in options.folders:
            for hours in options.horizons:
                if (folder / f"train_labels_{hours}h.csv.gz").exists():
                    compare(folder, hours, options, Path(scratch), interpreter)


if __name__ == "__main__":
    main()
