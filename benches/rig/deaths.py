"""The console killed at random moments of a fault schedule, and what must hold after each death.

Again and again: a fault is put in once everything is well, and while it is noticed, healed and proved the runtime is
killed a few times after random times, as it is, and a new one takes the directory over. After each death:

- Lost: a part that has no process `BACK_WITHIN` seconds after the new runtime began, and no incident is open about it or
  what it needs.
- Restarted for nothing: a part that was well, that no fault and no incident was about, and whose process is another one
  after the new runtime has taken over.
- Twice: two processes of one part alive at two looks that are a quarter of a second apart.
- False record: an attempt that counts as under way while its incident is over; a proved attempt that starts its part
  without a start in the log of changes; a file that was moved aside, or a release link that was switched, at a moment
  when no attempt on record was under way; a part's process that the journal does not know at the end.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .demo import Platform
from .ordeal import WARM, moment
from .runtime import Refused
from .truth import Truth

BACK_WITHIN = 45.0
DEATHS_A_FAULT = 3
SETTLED_WITHIN = 90.0
LONGEST = 8.0
FAULT_LASTS = 60.0
STARTS = ("restart", "restart-with-dependants", "clear-resources", "roll-back")
OVER = ("verified", "failed")
SLACK = 2.0


@dataclass
class Deaths:
    """What was seen."""

    kills: int = 0
    during: dict[str, int] = field(default_factory=dict)
    attempts: int = 0
    interrupted: int = 0
    unsettled: int = 0
    lost: list[str] = field(default_factory=list)
    for_nothing: list[str] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    false: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    back: list[float] = field(default_factory=list)


class Mortal:
    """A platform whose runtime dies."""

    def __init__(self, program: str, place: Path, faults: dict[str, list[str]], seed: int) -> None:
        self.platform = Platform(program, place, "act")
        self.seen = Deaths()
        self._faults, self._dice = faults, random.Random(seed)
        self._leaders: dict[str, list[int]] = {}
        self._sick_until: dict[str, float] = {}
        self._links: list[tuple[float, str]] = [(0.0, self._link())]
        self.truth = Truth(self.platform.asks(), self.platform.visit, self._look)
        self.began = time.time()
        time.sleep(WARM)

    def live(self, kills: int) -> Deaths:
        """So many deaths, and the judgement."""
        try:
            for number in range(1, kills + 1):
                self._once(number, kills)
            self._faults = {}
            self.platform.heal()
            self._wait(lambda: self.truth.all_well(3.0), BACK_WITHIN * 2)
            self._records()
        finally:
            self.truth.end()
            self.seen.left = self.platform.end()
        return self.seen

    def _once(self, number: int, kills: int) -> None:
        if number % DEATHS_A_FAULT == 1:
            if not self._wait(lambda: self.truth.all_well(3.0) and not self._unwell(), SETTLED_WITHIN):
                self.seen.unsettled += 1
                self.platform.heal()
            fault = self._dice.choice(list(self._faults))
            target = self._dice.choice(self._faults[fault])
            try:
                self.platform.inject(fault, target)
                self.seen.during[fault] = self.seen.during.get(fault, 0) + 1
            except Refused:
                # The part is down from the fault before; this death meets that one.
                pass
            self._sick_until[target] = time.time() + FAULT_LASTS
        time.sleep(self._dice.uniform(0.0, LONGEST) ** 2 / LONGEST)
        before, calm = self.platform.leaders(), self._calm()
        self.platform.kill()
        self.seen.kills += 1
        died = time.time()
        self.platform.begin()
        self.seen.back.append(time.time() - died)
        ok = self._wait(lambda: not self._missing(), BACK_WITHIN)
        if not ok:
            self.seen.lost += [f"{part} after death {number}" for part in self._missing()]
        after = self.platform.leaders()
        for part in sorted(calm & self._calm()):
            if before.get(part) and before[part] != after.get(part):
                self.seen.for_nothing.append(f"{part} at death {number}: {before[part]} became {after.get(part)}")
        wrong = [*self.seen.lost, *self.seen.for_nothing]
        print(f"- death {number}/{kills}: back after {self.seen.back[-1]:.2f} s; {'; '.join(wrong[-2:]) or 'nothing lost'}", file=sys.stderr, flush=True)

    def _wait(self, holds: Any, span: float) -> bool:
        until = time.time() + span
        while time.time() < until:
            if holds():
                return True
            time.sleep(0.1)
        return bool(holds())

    def _missing(self) -> list[str]:
        leaders = self.platform.leaders()
        sick = self._unwell()
        return [part for part in self.platform.needs if not leaders.get(part) and part not in sick]

    def _unwell(self) -> set[str]:
        """Parts that an open incident is about, and those that need them."""
        open_ones = [one for one in self.platform.incidents(self.began) if one["state"] != "resolved"]
        about = {member["service"] for one in open_ones for member in one["members"]}
        return {part for part in self.platform.needs if about & {part, *self.platform.upstream(part)}}

    def _calm(self) -> set[str]:
        """Parts that are well, that no fault was put into lately, and no incident is about, nor about what they need."""
        now, unwell = time.time(), self._unwell()
        sick = {part for part, until in self._sick_until.items() if until > now}
        parts = self.truth.parts
        return {
            part
            for part in self.platform.needs
            if part not in unwell
            and not sick & {part, *self.platform.upstream(part)}
            and (part not in parts or parts[part].is_well(1.5))
        }

    def _look(self) -> None:
        leaders = self.platform.leaders()
        for part, pids in leaders.items():
            both = sorted(set(pids) & set(self._leaders.get(part, ())))
            if len(both) > 1:
                self.seen.twice.add(f"{part} {both}")
        self._leaders = leaders
        if (link := self._link()) != self._links[-1][1]:
            self._links.append((time.time(), link))

    def _link(self) -> str:
        return os.readlink(self.platform.dir / "releases/api/current")

    def _records(self) -> None:
        """Whether what was written down is what happened."""
        incidents, entries = self.platform.incidents(self.began), self.platform.entries(self.began)
        spans: dict[str, list[tuple[float, float]]] = {}
        for one in incidents:
            for attempt in one["attempts"]:
                self.seen.attempts += 1
                name = f"attempt {one['id']}.{attempt['number']} ({attempt['action']} of {attempt['service']})"
                why = attempt["why"]["failure"] if attempt["state"] == "failed" else ""
                self.seen.interrupted += why == "interrupted"
                if one["state"] == "resolved" and attempt["state"] not in (*OVER, "proposed"):
                    self.seen.false.append(f"{name} is {attempt['state']}, its incident is over")
                began = moment(attempt["began_at"])
                ended = moment(attempt["at"]) if attempt["state"] in OVER else time.time()
                spans.setdefault(attempt["action"], []).append((began - SLACK, ended + SLACK))
                started = [
                    entry.at
                    for entry in entries
                    if entry.kind in ("service_started", "service_adopted")
                    and entry.subject == attempt["service"]
                    and began - SLACK <= entry.at <= ended + SLACK
                ]
                if attempt["state"] == "verified" and attempt["action"] in STARTS and not started:
                    self.seen.false.append(f"{name} is proved, and nothing was started")
        for at, path in self._aside():
            if at > self.began and not any(began <= at <= ended for began, ended in spans.get("clear-resources", ())):
                self.seen.false.append(f"{path} was moved aside, and no attempt says so")
        for at, link in self._links[1:]:
            orders = [entry.at for entry in entries if entry.kind in ("fault_injected", "faults_taken_back")]
            deploy = any(abs(at - order) < SLACK for order in orders)
            if not deploy and not any(began <= at <= ended for began, ended in spans.get("roll-back", ())):
                self.seen.false.append(f"the release link became {link}, and no attempt says so")
        known, really = self.platform.pids(), self.platform.leaders()
        for part, pids in really.items():
            if pids != [known.get(part)]:
                self.seen.false.append(f"{part} runs as {pids}, the journal says {known.get(part)}")

    def _aside(self) -> list[tuple[float, str]]:
        files = self.platform.dir.glob("**/*.stale-*")
        return [(int(file.name.rsplit("-", 1)[1]) / 1000, str(file.relative_to(self.platform.dir))) for file in files]
