#!/usr/bin/env python3
"""What comes before failures: demos run with faults that grow, and their data directories are kept to learn from.

usage: benches/demo_failures.py PROGRAM --out DIR [--demos 4] [--minutes 90] [--seed 7] [--healthy]

Each demo has its faults put in by a seeded plan: a service is well for a while, then one of the slow faults grows until
the service fails or five minutes have passed, then all is taken back. Nothing is healed or prevented before it fails
(restart policies work), and memory may grow to 160 MB before a rule alerts, so that also a build for tests has room. The seed
gives the plan; the figures are those of the host it ran on. Afterwards

  autoagents model train --from DIR/demo-0/demo/state --from DIR/demo-1/demo/state ... --out MODEL

makes a model of it. It is also told how many of the faults that led to a failure had been foreseen, and how long before. With
`--healthy` no fault is put in, and what is foreseen all the same is a false alarm.
"""

from __future__ import annotations

import argparse
import json
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


def outages(state: Path) -> list[tuple[str, float, float]]:
    base = sqlite3.connect(f"file:{state / 'state.db'}?mode=ro", uri=True, timeout=5)
    rows = base.execute("SELECT service, began, lasted FROM outage ORDER BY began").fetchall()
    base.close()
    return [(name, began / 1000, (lasted or 0) / 1000) for name, began, lasted in rows]


def one(program: str, place: Path, number: int, minutes: float, seed: int | None, faults: list[tuple[str, float, str]]) -> None:
    """Runs one demo to its end."""
    plan = random.Random((seed or 0) * 1000 + number)
    demo = Platform(program, place / f"demo-{number}", "off", "recovery.preventive=off")
    demo.change("above = 64e6 ", "above = 160e6").change("clear_below = 48e6", "clear_below = 120e6").reload()
    try:
        until = time.monotonic() + minutes * 60
        if seed is None:
            pause(minutes * 60, until)
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
            faults.append((target, began, fault))
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


def told(state: Path, faults: list[tuple[str, float, str]]) -> None:
    """What was foreseen of the failures that faults led to, and what else was."""
    base = sqlite3.connect(f"file:{state / 'state.db'}?mode=ro", uri=True, timeout=5)
    rows = base.execute("SELECT subject, made_at, outcome, body FROM prediction").fetchall()
    said = [(subject, at / 1000, outcome, json.loads(body)) for subject, at, outcome, body in rows]
    base.close()
    fell = outages(state)
    for target, began, fault in faults:
        end = next((at for name, at, _ in fell if name == target and began < at < began + LONGEST + 20), None)
        if end is None:
            print(f"  {fault:22} {target:10} did not fail")
            continue
        before = sorted((at, body["model"]) for who, at, _, body in said if who == target and began <= at < end)
        first = f"{end - before[0][0]:4.0f} s before, by {before[0][1]}" if before else "not foreseen"
        print(f"  {fault:22} {target:10} {first}")
    during = lambda at: any(began <= at < began + LONGEST + 60 for _, began, _ in faults)  # noqa: E731
    for subject, at, outcome, body in said:
        if outcome == "false_alarm":
            place = " (while a fault was in)" if during(at) else ""
            print(f"  false alarm: {subject} {body['model']} {body.get('measure', '')}{place}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--demos", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--healthy", action="store_true")
    given = parser.parse_args()
    given.out.mkdir(parents=True)
    faults: list[list[tuple[str, float, str]]] = [[] for _ in range(given.demos)]
    seed = None if given.healthy else given.seed
    of_each = [
        threading.Thread(target=one, args=(given.program, given.out, number, given.minutes, seed, faults[number]))
        for number in range(given.demos)
    ]
    for thread in of_each:
        thread.start()
    for thread in of_each:
        thread.join()
    for number in range(given.demos):
        print(f"demo {number}, {given.minutes:.0f} minutes")
        told(given.out / f"demo-{number}" / "demo" / "state", faults[number])


if __name__ == "__main__":
    main()
