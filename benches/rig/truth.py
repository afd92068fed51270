"""How the platform really is, asked by the bench itself: every part's health, and what visitors get.

A part is asked five times a second, and is down from the asking that failed until the asking that succeeded. An answer
that takes longer than half a second is a failure. Four visitors ask for a page or write something, together ten times a
second; their downtime is the share that failed of each quarter of a second, summed up.
"""

from __future__ import annotations

import bisect
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

EVERY = 0.2
VISITORS = 4
VISIT_EVERY = 0.4
SLOT = 0.25


@dataclass
class Track:
    """What one part answered: moments in seconds since 1970, and whether it was well."""

    at: list[float] = field(default_factory=list)
    well: list[bool] = field(default_factory=list)

    def add(self, at: float, well: bool) -> None:
        """Adds an answer."""
        self.well.append(well)
        self.at.append(at)

    def downs(self, since: float, until: float) -> list[tuple[float, float]]:
        """When it was down within a time."""
        found: list[tuple[float, float]] = []
        began: float | None = None
        for at, well in list(zip(self.at, self.well, strict=False))[max(0, bisect.bisect(self.at, since) - 1) :]:
            if at > until:
                break
            if not well and began is None:
                began = max(at, since)
            if well and began is not None:
                found.append((began, at))
                began = None
        return [*found, (began, until)] if began is not None and began < until else found

    def was_well(self, since: float, until: float) -> bool:
        """Whether every answer within a time was good, and there was one."""
        answers = self.well[bisect.bisect_left(self.at, since) : bisect.bisect_right(self.at, until)]
        return bool(answers) and all(answers)

    def is_well(self, span: float) -> bool:
        """Whether it has been well for so long."""
        return self.was_well(time.time() - span, time.time())


class Truth:
    """Asks until it is ended."""

    def __init__(self, asks: dict[str, Callable[[], bool]], visit: Callable[[int], bool], others: Callable[[], None]) -> None:
        self.parts = {name: Track() for name in asks}
        self._visits: list[tuple[float, bool]] = []
        self._over = threading.Event()
        self._others, self._visit_once = others, visit
        self._threads = [threading.Thread(target=self._ask, args=(name, is_well)) for name, is_well in asks.items()]
        self._threads += [threading.Thread(target=self._visit, args=(n,)) for n in range(VISITORS)]
        self._threads.append(threading.Thread(target=self._look))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Asks no more."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def all_well(self, span: float) -> bool:
        """Whether everything has been well for so long, visitors included."""
        since = time.time() - span
        visits = [well for at, well in self._visits[-int(12 * span * VISITORS) :] if at >= since]
        return bool(visits) and all(visits) and all(track.is_well(span) for track in self.parts.values())

    def visitors_down(self, since: float, until: float) -> float:
        """Seconds for which visitors did without."""
        slots: dict[int, list[bool]] = {}
        for at, well in self._visits:
            if since <= at < until:
                slots.setdefault(int((at - since) / SLOT), []).append(well)
        return sum(SLOT * visits.count(False) / len(visits) for visits in slots.values())

    def down(self, since: float, until: float) -> float:
        """Seconds for which one part or more was down."""
        total, reached = 0.0, since
        for began, ended in sorted(span for track in self.parts.values() for span in track.downs(since, until)):
            total += max(0.0, ended - max(began, reached))
            reached = max(reached, ended)
        return total

    def _ask(self, name: str, is_well: Callable[[], bool]) -> None:
        while not self._over.wait(EVERY):
            began = time.time()
            self.parts[name].add(began, is_well())

    def _visit(self, number: int) -> None:
        turn = number
        self._over.wait(VISIT_EVERY * number / VISITORS)
        while not self._over.wait(VISIT_EVERY):
            began, turn = time.time(), turn + 1
            self._visits.append((began, self._visit_once(turn)))

    def _look(self) -> None:
        while not self._over.wait(SLOT):
            self._others()
