"""The demo's platform without a screen."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .runtime import Runtime

TIMEOUT = 1.0
SLOW = 0.5


class Platform(Runtime):
    """A demo that runs."""

    def __init__(self, program: str, place: Path, mode: str, *keys: str) -> None:
        """`keys` are other keys of the configuration, such as `recovery.preventive=off`."""
        place.mkdir(parents=True)
        directory = place / "demo"
        arguments = ["demo", "--headless", "--dir", str(directory)]
        for key in (f"recovery.mode={mode}", *keys):
            arguments += ["--set", key]
        super().__init__(program, place, directory, arguments)
        self.mark = json.loads((self.dir / "demo.json").read_text())
        self.ports: dict[str, int] = {name: port for name, port in self.mark["ports"].items() if not name.endswith("-data")}

    def is_own(self, marks: dict[str, str]) -> bool:
        """A stray process that a fault has started carries the demo's mark."""
        return hasattr(self, "mark") and self.mark["id"] in marks.values()

    def asks(self) -> dict[str, Callable[[], bool]]:
        """For each part the question whether it is well."""
        return {name: partial(request, port, "GET", "/health") for name, port in self.ports.items()}

    def visit(self, turn: int) -> bool:
        """What a visitor does: four times a page, then a post."""
        port = self.ports["web"]
        return request(port, "POST", "/post", "a visit") if turn % 5 == 0 else request(port, "GET", "/")

    def change(self, old: str, new: str) -> Platform:
        """Another word in its configuration; counts from the next `reload`."""
        file = self.dir / "config.toml"
        text = file.read_text()
        if old not in text:
            raise SystemExit(f"the demo's configuration has no `{old}`")
        file.write_text(text.replace(old, new))
        return self

    def reload(self) -> None:
        """Lets the runtime read its configuration again."""
        self._runtime.send_signal(signal.SIGHUP)

    def inject(self, fault: str, service: str) -> None:
        """Puts a fault in."""
        self.ask("demo", "fault", fault, "--on", service, where=["--dir", str(self.dir)])

    def is_gone(self, fault: str, target: str, before: int | None, was_down: bool) -> bool:
        """Whether what was put in is no longer there; `before` is the process that the target was then."""
        if fault == "bad-deploy" and os.readlink(self.dir / "releases/api/current") == "v2-bad":
            return False
        return was_down if fault == "full-disk" else self.pids().get(target) not in (None, before)

    def heal(self) -> None:
        """Takes back whatever is left of faults."""
        self.ask("demo", "heal", where=["--dir", str(self.dir)])


def request(port: int, method: str, path: str, body: str | None = None) -> bool:
    """Whether the answer is good, and soon enough."""
    began = time.monotonic()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        link.request(method, path, body)
        answer = link.getresponse()
        answer.read()
        return answer.status < 400 and time.monotonic() - began < SLOW
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
