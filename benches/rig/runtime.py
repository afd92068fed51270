"""A runtime without a screen, and what it has written down."""

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


class Refused(SystemExit):
    """A command failed; says why."""


class Runtime:
    """A runtime whose configuration is `config.toml` and whose data is `state/`, both in `dir`."""

    def __init__(self, program: str, place: Path, directory: Path, arguments: list[str]) -> None:
        self.dir, self.program = directory, program
        self.environment = home(place / "home")
        self._out = place / "out"
        self._arguments = [program, *arguments]
        self.begin()
        self.data_id = (self.dir / "state" / "data-id").read_text().strip()
        listed = self.ask("service", "list", "--json")
        self.needs: dict[str, set[str]] = {one["name"]: set(one["depends_on"]) for one in json.loads(listed)}

    def _where(self) -> list[str]:
        return ["--config", str(self.dir / "config.toml"), "--data-dir", str(self.dir / "state")]

    def is_own(self, marks: dict[str, str]) -> bool:
        """Whether a process with these marks belongs to what it watches, though the runtime did not start it."""
        return False

    def ask(self, *words: str, where: list[str] | None = None) -> str:
        """What a command says."""
        asked = [self.program, *words, *(self._where() if where is None else where)]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=30, env=self.environment, check=False)
        if done.returncode != 0:
            raise Refused(f"`{' '.join(words)}` failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def begin(self) -> None:
        """Starts the runtime; what an earlier one has left running is taken up."""
        self._runtime = subprocess.Popen(
            self._arguments,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._out.open("a"),
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if time.monotonic() > until or self._runtime.poll() is not None:
                raise SystemExit(f"the runtime did not start; it said:\n{self._out.read_text()[-2000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        if not (self.dir / "state" / "state.db").exists() or not self.pids():
            return False
        asked = [self.program, "status", *self._where()]
        done = subprocess.run(asked, capture_output=True, timeout=30, env=self.environment, check=False)
        return done.returncode in (0, 1)

    def kill(self) -> None:
        """Kills the runtime, as it is."""
        self._runtime.kill()
        self._runtime.wait()

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
        for pid, marks in self.marked():
            if (service := marks.get("AUTOAGENTS_SERVICE")) and session(pid) == pid:
                found.setdefault(service, []).append(pid)
        return found

    def marked(self) -> list[tuple[int, dict[str, str]]]:
        """Processes that the runtime, or what it watches, has started, with the marks in their environment."""
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) in (os.getpid(), self._runtime.pid):
                continue
            try:
                text = Path(f"/proc/{entry}/environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            marks = dict(re.findall(r"(?:^|\0)(AUTOAGENTS_[A-Z_]+)=([^\0]*)", text))
            if self.data_id == marks.get("AUTOAGENTS_DATA_ID") or self.is_own(marks):
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
        left = [pid for pid, _ in self.marked() if session(pid) is not None]
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return left


def session(pid: int) -> int | None:
    """Its session; none when it has ended, even if nobody has asked how."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[3])
