#!/usr/bin/env python3
"""Compares `autoagents logs cluster` with Drain3 (another finder of log patterns), over a directory of logs.

    cargo build --release
    python3 benches/patterns.py DIR [--times 50]

DIR holds a folder for each log, with `raw.log` (whole lines) and `truth.csv` (`line_id,message,template`). Printed is the
grouping accuracy of each (the share of lines whose cluster holds exactly the lines of their true template), from messages
and from whole lines, with one setting for all; then lines a second and the most memory, on each log repeated `--times`.
"Mask" is the simplest method: addresses, hexadecimal numbers and digits become one sign, and equal lines are a cluster.

Also compared are groups in generated points (`--groups`, with scikit-learn's HDBSCAN): that is a test of ours
(`learn::cluster`), which prints its adjusted Rand index; here is what the peer reaches on points made the same way.

Needs Python 3.11. Drain3 and scikit-learn are installed into a temporary environment when they are missing. Everything
happens in a temporary directory.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import venv
import warnings
from collections import defaultdict
from pathlib import Path
from statistics import mean

PROGRAM = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
EDGE = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])")
MASKS = [
    EDGE[0] + r"(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?" + EDGE[1],
    EDGE[0] + r"0x[0-9a-fA-F]+" + EDGE[1],
    EDGE[0] + r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}" + EDGE[1],
    EDGE[0] + r"[-+]?\d+" + EDGE[1],
]


def accuracy(truth: list[str], clusters: list) -> float:
    """Grouping accuracy (Zhu et al., ICSE 2019)."""
    true_groups, groups = defaultdict(list), defaultdict(list)
    for line, (template, cluster) in enumerate(zip(truth, clusters, strict=True)):
        true_groups[template].append(line)
        groups[cluster].append(line)
    right = {tuple(lines) for lines in true_groups.values()}
    return sum(len(lines) for lines in groups.values() if tuple(lines) in right) / len(truth)


def mask(lines: list[str]) -> list[str]:
    masks = [re.compile(mask) for mask in MASKS[:-1]] + [re.compile(r"\d+")]
    out = []
    for line in lines:
        for one in masks:
            line = one.sub("<*>", line)
        out.append(line)
    return out


def drain(lines: list[str]) -> list[int]:
    from drain3 import TemplateMiner
    from drain3.masking import MaskingInstruction
    from drain3.template_miner_config import TemplateMinerConfig

    config = TemplateMinerConfig()
    config.drain_sim_th, config.drain_depth, config.profiling_enabled = 0.4, 4, False
    config.mask_prefix, config.mask_suffix = "<", ">"
    config.masking_instructions = [MaskingInstruction(one, "*") for one in MASKS]
    miner = TemplateMiner(config=config)
    return [miner.add_log_message(line)["cluster_id"] for line in lines]


def ours(lines: list[str], form: str, scratch: Path) -> list[str]:
    source, out = scratch / "in.log", scratch / "out.csv"
    source.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    cluster(source, form, out)
    with out.open(encoding="utf-8", newline="") as file:
        return [row["cluster_id"] for row in csv.DictReader(file)]


def cluster(source: Path, form: str, out: Path) -> None:
    command = [PROGRAM, "logs", "cluster", "--in", source, "--format", form, "--out", out]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def read(folder: Path) -> tuple[list[str], list[str], list[str]]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    raw = (folder / "raw.log").read_text(encoding="utf-8").split("\n")[: len(rows)]
    return [row["template"] for row in rows], [row["message"] for row in rows], raw


def cost(work, inside: bool) -> tuple[float, float]:
    """Seconds of `work`, and the most memory in MB that it took: of the program that it calls, or of Python itself."""
    result = tempfile.TemporaryFile()
    child = os.fork()
    if child == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = time.monotonic()
        work()
        took = time.monotonic() - begin
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        memory = own if inside else resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        result.write(f"{took} {memory / 1024}".encode())
        result.flush()
        os._exit(0)
    os.waitpid(child, 0)
    result.seek(0)
    took, memory = result.read().split()
    return float(took), float(memory)


def groups() -> None:
    import numpy
    from sklearn.cluster import HDBSCAN
    from sklearn.metrics import adjusted_rand_score

    warnings.simplefilter("ignore")

    agreed = []
    for seed in range(20):
        random = numpy.random.default_rng(seed)
        count = 3 + seed % 5
        middles = random.uniform(0, 20, (count, 6))
        points, truth = [], []
        for at in range(300):
            clear = at < 270
            middle = middles[at % count] if clear else random.uniform(0, 20, 6)
            points.append(middle + 0.8 * random.normal(size=6))
            truth.append(at % count if clear else 1_000 + at)
        found = HDBSCAN(min_cluster_size=6).fit_predict(numpy.array(points))
        labels = [group if group >= 0 else 1_000_000 + at for at, group in enumerate(found)]
        agreed.append(adjusted_rand_score(truth, labels))
    print(f"scikit-learn HDBSCAN on 20 sets of generated points: adjusted Rand {min(agreed):.3f} at worst, {mean(agreed):.3f} mean")


def measure(args: argparse.Namespace, scratch: Path) -> None:
    methods = {
        "mask": lambda lines, _form: mask(lines),
        "Drain3": lambda lines, _form: drain(lines),
        "autoagents": lambda lines, form: ours(lines, form, scratch),
    }
    folders = sorted(folder for folder in args.dir.iterdir() if (folder / "truth.csv").exists())
    if not folders:
        sys.exit(f"no folder of {args.dir} has a truth.csv")
    found = defaultdict(list)
    speed = defaultdict(list)
    print(f"{'':14}" + "".join(f"{name + ' ' + form:>20}" for form in ("message", "raw") for name in methods))
    for folder in folders:
        truth, messages, raw = read(folder)
        line = f"{folder.name:14}"
        for form, lines in (("message", messages), ("raw", raw)):
            for name, method in methods.items():
                value = accuracy(truth, method(lines, form))
                found[form, name].append(value)
                line += f"{value:20.3f}"
        print(line, flush=True)
        for name, method in methods.items():
            lines = raw * args.times
            work = lambda method=method, lines=lines: method(lines, "raw")  # noqa: E731
            if name == "autoagents":
                source = scratch / "long.log"
                source.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
                work = lambda: cluster(source, "raw", scratch / "long.csv")  # noqa: E731
            took, memory = cost(work, name != "autoagents")
            speed[name].append((len(lines) / took, memory))
    print(f"{'mean':14}" + "".join(f"{mean(values):20.3f}" for values in found.values()))
    print(f"\non each log {args.times} times over, whole lines; autoagents reads and writes files, and its"
          "\nmemory is at least that of the interpreter that starts it, for the kernel counts that too:")
    for name, values in speed.items():
        print(f"{name:14} {mean(rate for rate, _ in values):12,.0f} lines/s {max(memory for _, memory in values):8.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--groups", action="store_true", help="also groups in generated points")
    args = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is missing: cargo build --release")
    try:
        import drain3  # noqa: F401

        if args.groups:
            import sklearn  # noqa: F401
    except ImportError:
        if os.environ.get("PATTERNS_WITHIN"):
            raise
        with tempfile.TemporaryDirectory() as place:
            venv.create(place, with_pip=True)
            python = Path(place) / "bin" / "python"
            wanted = ["drain3"] + (["scikit-learn"] if args.groups else [])
            subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
            command = [python, *sys.argv]
            sys.exit(subprocess.run(command, env={**os.environ, "PATTERNS_WITHIN": "1"}).returncode)
    with tempfile.TemporaryDirectory() as scratch:
        measure(args, Path(scratch))
    if args.groups:
        groups()


if __name__ == "__main__":
    main()
