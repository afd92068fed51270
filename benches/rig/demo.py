"""The demo's platform without a screen, and what its runtime has written down about it."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .tools import home

STARTS_WITHIN = 30.0
ENDS_WITHIN = 30.0


@dataclass(frozen=True)
class Entry:
    """A line of the log of changes; `at` in seconds since 1970."""

    at: float
    kind: str
    subject: str
    detail: str


class Platform:
    """A demo that runs."""

    def __init__(self, program: str, place: Path, mode: str) -> None:
        place.mkdir(parents=True)
        self.dir = place / "demo"
        self._program, self._environment = program, home(place / "home")
        self._out = place / "out"
        self._arguments = [program, "demo", "--headless", "--dir", str(self.dir), "--set", f"recovery.mode={mode}"]
        self.begin()
        self.mark = json.loads((self.dir / "demo.json").read_text())
        self.data_id = (self.dir / "state" / "data-id").read_text().strip()
        self.ports: dict[str, int] = {name: port for name, port in self.mark["ports"].items() if not name.endswith("-data")}
        listed = self._ask("service", "list", "--json", at=True)
        self.needs: dict[str, set[str]] = {one["name"]: set(one["depends_on"]) for one in json.loads(listed)}

    def begin(self) -> None:
        """Starts the runtime; what an earlier one has left running is taken up."""
        self._runtime = subprocess.Popen(
            self._arguments,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._out.open("a"),
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if time.monotonic() > until or self._runtime.poll() is not None:
                raise SystemExit(f"the demo did not start; it said:\n{self._out.read_text()[-2000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        if not (self.dir / "state" / "state.db").exists() or not self.pids():
            return False
        asked = [self._program, "status", "--config", str(self.dir / "config.toml"), "--data-dir", str(self.dir / "state")]
        return subprocess.run(asked, capture_output=True, timeout=30, env=self._environment, check=False).returncode in (0, 1)

    def kill(self) -> None:
        """Kills the runtime, as it is."""
        self._runtime.kill()
        self._runtime.wait()

    def _ask(self, *words: str, at: bool = False) -> str:
        where = ["--config", str(self.dir / "config.toml"), "--data-dir", str(self.dir / "state")]
        asked = [self._program, *words, *(where if at else ["--dir", str(self.dir)])]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=30, env=self._environment, check=False)
        if done.returncode != 0:
            raise SystemExit(f"`{' '.join(words)}` failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def inject(self, fault: str, service: str) -> None:
        """Puts a fault in."""
        self._ask("demo", "fault", fault, "--on", service)

    def heal(self) -> None:
        """Takes back whatever is left of faults."""
        self._ask("demo", "heal")

    def upstream(self, service: str) -> set[str]:
        """What it needs, directly or through others."""
        found = set(self.needs.get(service, ()))
        for name in list(found):
            found |= self.upstream(name)
        return found

    def _read(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        file = self.dir / "state" / "state.db"
        if not file.exists():
            return []
        base = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)
        try:
            return base.execute(statement, values).fetchall()
        except sqlite3.OperationalError:
            # Between its making and its first transaction there are no tables.
            return []
        finally:
            base.close()

    def pids(self) -> dict[str, int]:
        """The leaders of services that run."""
        return dict(self._read("SELECT name, pid FROM service WHERE pid IS NOT NULL"))

    def incidents(self, since: float) -> list[dict[str, Any]]:
        """Incidents that were opened since then, the oldest first."""
        rows = self._read("SELECT body FROM incident WHERE opened_at >= ? ORDER BY id", int(since * 1000))
        return [json.loads(row[0]) for row in rows]

    def entries(self, since: float) -> list[Entry]:
        """The log of changes since then."""
        rows = self._read("SELECT at, kind, subject, detail FROM entry WHERE at >= ? ORDER BY id", int(since * 1000))
        return [Entry(row[0] / 1000, *row[1:]) for row in rows]

    def leaders(self) -> dict[str, list[int]]:
        """The living processes that lead a session of a service, by service, as the kernel tells."""
        found: dict[str, list[int]] = {}
        for pid, marks in self._marked():
            if (service := marks.get("AUTOAGENTS_SERVICE")) and _session(pid) == pid:
                found.setdefault(service, []).append(pid)
        return found

    def _marked(self) -> list[tuple[int, dict[str, str]]]:
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) in (os.getpid(), self._runtime.pid):
                continue
            try:
                text = Path(f"/proc/{entry}/environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            marks = dict(re.findall(r"(?:^|\0)(AUTOAGENTS_[A-Z_]+)=([^\0]*)", text))
            if self.data_id == marks.get("AUTOAGENTS_DATA_ID") or self.mark["id"] in marks.values():
                found.append((int(entry), marks))
        return found

    def end(self) -> list[int]:
        """Ends it; gives the processes that it leaves behind, and ends those."""
        self._runtime.send_signal(signal.SIGTERM)
        try:
            self._runtime.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._runtime.kill()
            self._runtime.wait()
        left = [pid for pid, _ in self._marked() if _session(pid) is not None]
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return left


def _session(pid: int) -> int | None:
    """Its session; none when it has ended, even if nobody has asked how."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[3])
