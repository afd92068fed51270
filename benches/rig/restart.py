"""From `kill -9` of a service to its new process running.

Every supervisor keeps the same little C program running. The first thing that it does is to read CLOCK_MONOTONIC; it
says what it read over a FIFO and sleeps. The time is from just before kill(2) here to that reading. The supervisors
run side by side and are asked in turn; a service that is killed has been up for two seconds and a bit that is chosen
at random, so that no supervisor's own pause between starts counts (runit and s6 wait until a second after the last
start), and none is always met at the same moment of its own beat.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

from . import table
from .procfs import Machine
from .tools import PRODUCT, SUPERVISORS, Toolbox, home

STAMP = """
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    char said[64];
    int size = snprintf(said, sizeof said, "%d %lld\\n", (int)getpid(), now.tv_sec * 1000000000LL + now.tv_nsec);
    int fifo = open(FIFO, O_WRONLY);
    if (fifo < 0 || write(fifo, said, size) != size) return 1;
    close(fifo);
    for (;;) pause();
}
"""
UP_FOR = 2.2
PATIENCE = 15.0


class Service:
    """The program under one supervisor."""

    def __init__(self, name: str, path: str, place: Path, script: bool = False) -> None:
        self.name, self._place = name, place
        place.mkdir(parents=True)
        fifo = place / "fifo"
        os.mkfifo(fifo)
        self._fifo = os.open(fifo, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._program = place / "stamp"
        source = place / "stamp.c"
        source.write_text(STAMP)
        subprocess.run(["cc", "-O1", f'-DFIFO="{fifo}"', "-o", self._program, source], check=True)
        self._supervisor = subprocess.Popen(
            self._arguments(path, script),
            env=home(place / "home"),
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=(place / "out").open("w"),
            stderr=subprocess.STDOUT,
        )
        self.pid, _ = self.next_start()
        self.since = time.monotonic()

    def _arguments(self, path: str, script: bool) -> list[str]:
        if self.name == PRODUCT:
            config = self._place / "config.toml"
            # Up for a second is stable, so that each death is a first one, as with runit after its second.
            config.write_text(
                f'[runtime]\non_exit = "stop"\n[[service]]\nname = "stamp"\nkind = "process"\n'
                f'command = ["{self._program}"]\nrestart = {{ stable_after = "1s" }}\n'
            )
            return [path, "run", "--config", str(config), "--data-dir", str(self._place / "data")]
        if self.name == "supervisord":
            config = self._place / "supervisord.conf"
            config.write_text(
                f"[supervisord]\nnodaemon=true\nlogfile={self._place}/log\npidfile={self._place}/pid\n"
                f"childlogdir={self._place}\n[program:stamp]\ncommand={self._program}\nautorestart=true\n"
            )
            return [path, "-c", str(config)]
        service = self._place / "service"
        service.mkdir()
        run = service / "run"
        if script:
            run.write_text(f"#!/bin/sh\nexec {self._program}\n")
            run.chmod(0o755)
        else:
            # No shell in between: as fast as it can be.
            shutil.copy(self._program, run)
        return [path, str(service)]

    def next_start(self) -> tuple[int, int]:
        """Waits for the next process; its pid, and when it ran."""
        until = time.monotonic() + PATIENCE
        while (left := until - time.monotonic()) > 0:
            if select.select([self._fifo], [], [], left)[0]:
                pid, at = os.read(self._fifo, 4096).decode().split()[-2:]
                return int(pid), int(at)
        said = (self._place / "out").read_text()[-2000:]
        raise SystemExit(f"{self.name} did not start its service within {PATIENCE:.0f} s; it said:\n{said}")

    def kill(self) -> float:
        """Kills the process; the milliseconds until the next one ran."""
        time.sleep(max(0.0, self.since + UP_FOR - time.monotonic()) + random.random())
        before = self.pid
        killed = time.monotonic_ns()
        os.kill(before, signal.SIGKILL)
        self.pid, at = self.next_start()
        self.since = time.monotonic()
        return (at - killed) / 1e6

    def end(self) -> None:
        """Ends the supervisor, then the service if it is left."""
        self._supervisor.terminate()
        try:
            self._supervisor.wait(10)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.close(self._fifo)


def measure(tools: Toolbox, place: Path, kills: int) -> None:
    """Prints the table."""
    paths = tools.present(SUPERVISORS)
    services: dict[str, Service] = {}
    machine = Machine()
    try:
        for name, path in paths.items():
            services[name] = Service(name, path, place / name)
            if name == "runit":
                services["runit, `run` a shell script"] = Service(name, path, place / "runit-sh", script=True)
        times: dict[str, list[float]] = {name: [] for name in services}
        for _ in range(kills):
            for name in random.sample(list(services), len(services)):
                times[name].append(services[name].kill())
    finally:
        for service in services.values():
            service.end()
    rows = []
    for name, values in times.items():
        against = [table.ratio(times, name, peer) for peer in ("runit", "supervisord")]
        shares = ["-" if share is None else f"{share:.3g}" for share in against]
        p95 = f"{sorted(values)[min(len(values) - 1, len(values) * 95 // 100)]:.2f}"
        rows.append([name, *table.spread(values, 2), p95, *shares])
    head = ["supervisor", "median ms", "min", "max", "p95", "x runit", "x supervisord"]
    table.show(f"kill -9 of a service to its new process running ({kills} kills each, in turn; {machine.busy()})", head, rows)
    table.goal("restart, against runit", table.ratio(times, PRODUCT, "runit"), 1.1)
    table.goal("restart, against supervisord", table.ratio(times, PRODUCT, "supervisord"), 0.01)
