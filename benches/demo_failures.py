#!/usr/bin/env python3
"""What comes before failures: demos run with faults that grow, and all that they measured becomes a table.

usage: benches/demo_failures.py PROGRAM --out DIR [--demos 4] [--minutes 90] [--seed 7]

Each demo has its faults put in by a seeded plan: a service is well for a while, then one of the slow faults grows until
the service fails or five minutes have passed, then all is taken back. Nothing is healed or prevented before it fails
(restart policies work), and memory may grow to 160 MB before a rule alerts, so that also a build for tests has room. Afterwards DIR holds, in the form that `autoagents model train` reads:

  history.csv.gz   subject,time,service,cpu_percent,...   one row of a service every five seconds; time in hours
  labels.csv.gz    qid,subject,time,label                 asked every ten seconds of a service that was well; 1 = an outage
                                                          of it began within two minutes
  faults.csv       subject,time,fault                     what was put in, and when

A subject is a service of one demo. The seed gives the plan; the figures are those of the host it ran on.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import sqlite3
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rig.demo import Platform

SLOW = {
    "slow-leak": ["api", "web", "worker", "mailer", "db", "cache", "scheduler", "visitors"],
    "slow-descriptor-leak": ["api", "web", "worker", "mailer", "db", "cache", "scheduler"],
    "slow-latency": ["api", "web", "mailer", "db", "cache"],
    "slow-errors": ["api", "web", "mailer", "db", "cache"],
    "filling-disk": ["mailer", "db"],
}
HEALTHY = (30.0, 150.0)
LONGEST = 300.0
HORIZON = 120.0
ROW_EVERY = 5
ASK_EVERY = 10
# What a failure leaves behind must not be asked about as if it were well.
AFTER = 20.0
METRICS = {
    "service.cpu_percent": "cpu_percent",
    "service.memory_bytes": "memory_bytes",
    "service.threads_count": "threads_count",
    "service.files_count": "files_count",
    "service.files_used_percent": "files_used_percent",
    "service.processes_count": "processes_count",
    "service.written_bytes_per_second": "written_bytes_per_second",
    "service.dir_used_percent": "dir_used_percent",
    "service.log_lines_per_second": "log_lines_per_second",
    "service.log_errors_per_second": "log_errors_per_second",
    "probe.latency_ms": "latency_ms",
}


def outages(state: Path) -> list[tuple[str, float, float]]:
    base = sqlite3.connect(f"file:{state / 'state.db'}?mode=ro", uri=True, timeout=5)
    rows = base.execute("SELECT service, began, lasted FROM outage ORDER BY began").fetchall()
    base.close()
    return [(name, began / 1000, (lasted or 0) / 1000) for name, began, lasted in rows]


def one(program: str, place: Path, number: int, minutes: float, seed: int, faults: list[tuple[str, float, str]]) -> None:
    """Runs one demo to its end."""
    plan = random.Random(seed * 1000 + number)
    demo = Platform(program, place / f"demo-{number}", "off", "recovery.preventive=off")
    demo.change("above = 64e6 ", "above = 160e6").change("clear_below = 48e6", "clear_below = 120e6").reload()
    try:
        until = time.monotonic() + minutes * 60
        # An even share of every fault and every target, in another order in each demo.
        deck = [(fault, target) for fault, targets in SLOW.items() for target in targets]
        hand: list[tuple[str, str]] = []
        while time.monotonic() < until:
            pause(plan.uniform(*HEALTHY), until)
            if not hand:
                hand = plan.sample(deck, len(deck))
            fault, target = hand.pop()
            began = time.time()
            demo.inject(fault, target)
            faults.append((f"{number}-{target}", began, fault))
            limit = min(time.monotonic() + LONGEST, until)
            while time.monotonic() < limit and not any(
                name == target and at > began for name, at, _ in outages(demo.dir / "state")
            ):
                time.sleep(1)
            demo.heal()
    finally:
        demo.end()


def pause(seconds: float, until: float) -> None:
    time.sleep(max(0.0, min(seconds, until - time.monotonic())))


def rows(state: Path) -> dict[str, dict[int, dict[str, float]]]:
    """Of each service, by the second at which a row begins, the last value of each metric."""
    base = sqlite3.connect(f"file:{state / 'history.db'}?mode=ro", uri=True, timeout=5)
    found: dict[str, dict[int, dict[str, float]]] = {}
    names = ",".join("?" * len(METRICS))
    select = (
        "SELECT metric, instance, at, value FROM raw JOIN series ON series.id = raw.series "
        f"WHERE metric IN ({names}) ORDER BY at"
    )
    for metric, instance, at, value in base.execute(select, list(METRICS)):
        service, _, probe = instance.partition("/")
        if probe not in ("", "health"):
            continue
        slot = int(at / 1000) // ROW_EVERY * ROW_EVERY
        found.setdefault(service, {}).setdefault(slot, {})[METRICS[metric]] = value
    base.close()
    return found


def write(out: Path, demos: int, began: float, faults: list[tuple[str, float, str]]) -> None:
    columns = list(METRICS.values())
    hours = lambda at: f"{(at - began) / 3600:.6f}"  # noqa: E731
    qid = positive = 0
    with (
        gzip.open(out / "history.csv.gz", "wt", newline="") as of_history,
        gzip.open(out / "labels.csv.gz", "wt", newline="") as of_labels,
    ):
        history, labels = csv.writer(of_history), csv.writer(of_labels)
        history.writerow(["subject", "time", "service", *columns])
        labels.writerow(["qid", "subject", "time", "label"])
        for number in range(demos):
            state = out / f"demo-{number}" / "demo" / "state"
            fell = outages(state)
            for service, slots in sorted(rows(state).items()):
                subject = f"{number}-{service}"
                own = [(at, at + lasted) for name, at, lasted in fell if name == service]
                last = max(slots)
                for slot in sorted(slots):
                    # Known once the row is whole.
                    known = slot + ROW_EVERY
                    values = slots[slot]
                    history.writerow([subject, hours(known), service, *(values.get(name, "") for name in columns)])
                    is_out = any(at - 1 <= known <= end + AFTER for at, end in own)
                    if known % ASK_EVERY or is_out or known + HORIZON > last or known < min(slots) + 30:
                        continue
                    label = int(any(known < at <= known + HORIZON for at, _ in own))
                    labels.writerow([qid, subject, hours(known), label])
                    qid, positive = qid + 1, positive + label
    with (out / "faults.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["subject", "time", "fault"])
        table.writerows([subject, hours(at), fault] for subject, at, fault in sorted(faults, key=lambda one: one[1]))
    print(f"{len(faults)} faults; {qid} questions, {positive} before an outage")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--demos", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    given.out.mkdir(parents=True)
    began, faults = time.time(), []
    of_each = [
        threading.Thread(target=one, args=(given.program, given.out, number, given.minutes, given.seed, faults))
        for number in range(given.demos)
    ]
    for thread in of_each:
        thread.start()
    for thread in of_each:
        thread.join()
    write(given.out, given.demos, began, faults)


if __name__ == "__main__":
    main()
