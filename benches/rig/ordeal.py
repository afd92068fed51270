"""One fault on the platform: put in, waited for, judged.

- Detected: from the order to the first thing that the runtime wrote down because of it: an alert, or the end of the
  process (that of a deploy is wanted, and does not count).
- Gone: what was put in is no longer there: a process that was told something has been replaced, the bad release is not
  linked, and so on. Healed: gone, and from then on all parts and visitors are well for `CALM` seconds; the moment is the
  beginning of that calm.
- Cause: the place of the target in the ranking of the first incident that was not merged into another.
- Healed by: the attempt that was proved last, with its layer; `policy` when the restart policy did it.
- Wrong: something that recovery did by itself (an attempt of the layers, or of prevention) to a service that is neither
  the target nor needs it and whose every answer in the 1.5 s before was good; and every attempt on a service that was
  not the target while something that it needs was failing its probes.
- Person: it was not healed within the window (then the fault is taken back, as a person would do), or one was called.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .demo import Platform
from .real import Real
from .truth import Truth

CALM = 3.0
WELL_BEFORE = 1.5
SETTLED_WITHIN = 60.0
# The release that runs must have been seen to be good before a worse one comes: its policy calls it stable after 4 s.
WARM = 8.0


@dataclass
class Outcome:
    """What came of it; seconds."""

    fault: str
    target: str
    detected: float | None
    rank: int | None
    healed: float | None
    by: str
    visitors_down: float
    down: float
    person: bool
    wrong: list[str]
    blamed: str


class Patient:
    """A platform with somebody who watches it."""

    def __init__(self, platform: Platform | Real) -> None:
        self.platform = platform
        self.doubles: set[str] = set()
        self._seen: dict[str, list[int]] = {}
        self.truth = Truth(platform.asks(), platform.visit, self._look)
        self.began = time.time()
        time.sleep(WARM)

    def _look(self) -> None:
        leaders = self.platform.leaders()
        for service, pids in leaders.items():
            both = sorted(set(pids) & set(self._seen.get(service, ())))
            if len(both) > 1:
                self.doubles.add(f"{service} {both}")
        self._seen = leaders

    def end(self) -> list[int]:
        """Ends everything; gives the processes that were left behind."""
        self.truth.end()
        return self.platform.end()

    def settle(self) -> bool:
        """Waits until everything is well and nothing goes on."""
        until = time.monotonic() + SETTLED_WITHIN
        while time.monotonic() < until:
            open_ones = [one for one in self.platform.incidents(self.began) if one["state"] != "resolved"]
            if not open_ones and self.truth.all_well(CALM):
                return True
            time.sleep(0.2)
        return False

    def suffer(self, fault: str, target: str, pause: float, window: float) -> Outcome:
        """One fault after a pause."""
        calm = self.settle()
        time.sleep(pause)
        before = self.platform.pids().get(target)
        since = time.time()
        self.platform.inject(fault, target)
        healed = self._wait(fault, target, before, since, window)
        if healed is None:
            self.platform.heal()
            self._wait(fault, target, before, since, window + SETTLED_WITHIN, taken_back=True)
        until = time.time()
        # The proof, and the end of the incident, come after.
        self.settle()
        outcome = self._judge(fault, target, since, until, healed)
        if not calm:
            outcome.by += " (was not calm before)"
        self.platform.heal()
        return outcome

    def _wait(
        self, fault: str, target: str, before: int | None, since: float, window: float, taken_back: bool = False
    ) -> float | None:
        """Until it is healed; how long that took from the order, none when it did not within the window."""
        gone_at: float | None = None
        while time.time() < since + window + CALM:
            now = time.time()
            if not taken_back and not self._is_gone(fault, target, before, since):
                gone_at = None
            elif gone_at is None:
                gone_at = now
            if gone_at is not None and now - gone_at >= CALM and self.truth.all_well(CALM):
                downs = [end for track in self.truth.parts.values() for _, end in track.downs(since, now)]
                moment = max([gone_at, *downs])
                return moment - since if moment - since <= window else None
            time.sleep(0.05)
        return None

    def _is_gone(self, fault: str, target: str, before: int | None, since: float) -> bool:
        part = self.truth.parts[target]
        was_down = bool(part.downs(since, time.time())) and part.is_well(0.5)
        return self.platform.is_gone(fault, target, before, was_down)

    def _judge(self, fault: str, target: str, since: float, until: float, healed: float | None) -> Outcome:
        incidents = [one for one in self.platform.incidents(since) if _ended_by(one) != "merged"]
        entries = self.platform.entries(since)
        ends = () if fault == "bad-deploy" else ("service_stopped",)
        about = [
            entry.at
            for entry in entries
            if entry.kind == "alert_opened" or (entry.kind in ends and entry.subject == target)
        ]
        ranks = [suspect["service"] for suspect in incidents[0]["causes"]] if incidents else []
        called = [one for one in incidents if any(line.get("happening") == "called" for line in one["timeline"])]
        return Outcome(
            fault=fault,
            target=target,
            detected=max(0.0, min(about) - since) if about else None,
            rank=ranks.index(target) + 1 if target in ranks else None,
            healed=healed,
            by=_healer(incidents, entries, target) if healed is not None else "nothing",
            visitors_down=self.truth.visitors_down(since, until),
            down=self.truth.down(since, until),
            person=healed is None or bool(called),
            wrong=[wrong for one in incidents for attempt in one["attempts"] if (wrong := self._wrong(attempt, target))],
            blamed=ranks[0] if ranks else "-",
        )

    def _wrong(self, attempt: dict[str, Any], target: str) -> str | None:
        service, began = attempt["service"], moment(attempt["began_at"])
        if attempt["wanted_by"] not in ("layers", "prevention") or attempt["state"] == "proposed" or service == target:
            return None
        needs = self.platform.upstream(service)
        parts = self.truth.parts
        if target not in needs and parts[service].was_well(began - WELL_BEFORE, began):
            return f"{attempt['action']} of {service}, which was well"
        sick = [need for need in needs if not parts[need].was_well(began - WELL_BEFORE, began)]
        return f"{attempt['action']} of {service}, which needs {sick[0]}" if sick else None


def schedule(faults: dict[str, list[str]], times: int, seed: int, spread: bool) -> list[tuple[str, str, float]]:
    """Fault, target and pause, each fault so often, in an order and with pauses that the seed decides."""
    dice = random.Random(seed)
    drawn = [(fault, dice.choice(on) if spread else on[0], dice.uniform(0, 4)) for fault, on in faults.items() for _ in range(times)]
    dice.shuffle(drawn)
    return drawn


def moment(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def _ended_by(incident: dict[str, Any]) -> str:
    how = incident.get("how")
    return str(how["by"]) if isinstance(how, dict) else "-"


def _healer(incidents: list[dict[str, Any]], entries: list[Any], target: str) -> str:
    """What healed it, and at which layer."""
    attempts = [attempt for one in incidents for attempt in one["attempts"] if attempt["state"] == "verified"]
    own = [attempt for attempt in attempts if attempt["service"] == target] or attempts
    if own:
        last = own[-1]
        by = "policy" if last["wanted_by"] == "policy" else last["action"]
        return f"{by} @ {last['layer']}"
    started = any(entry.kind == "service_started" and entry.subject == target for entry in entries)
    return "policy @ immediate" if started else "itself"
