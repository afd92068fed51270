"""Real servers, `redis-server` and `nginx`, watched and healed by a runtime, and faults that befall such servers.

- kill: the leader is killed. Of nginx the workers live on and keep the port.
- hang: every process of it is stopped.
- bad-deploy: its release link is pointed at a configuration that it cannot use, and it is restarted.
- memory: it is filled until its rule says that it is too much (redis-server).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .demo import TIMEOUT, request
from .runtime import Runtime, session

PROGRAMS = ("redis-server", "nginx")
FAULTS = {
    "kill": ["redis-server", "nginx"],
    "hang": ["redis-server", "nginx"],
    "bad-deploy": ["redis-server", "nginx"],
    "memory": ["redis-server"],
}

REDIS = """port {port}
bind 127.0.0.1
save ""
daemonize no
enable-debug-command local
dir {dir}
"""
NGINX = """daemon off;
user root;
worker_processes 2;
pid {dir}/nginx.pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "well"; }} }}
}}
"""
SERVICE = """
[[service]]
name = "{name}"
command = {command}
autostart = true
restart = {{ policy = "always", first_delay = "0s", max_delay = "5s", stable_after = "4s" }}
stop = {{ grace = "3s" }}
recovery = {{ ports = [{port}], release_link = "releases/{name}/current" }}
  [[service.probe]]
  {probe}
  name = "health"
  role = "readiness"
  interval = "1s"
  timeout = "1s"
  fail_after = 2
  [[service.probe]]
  {probe}
  name = "live"
  role = "liveness"
  interval = "1s"
  timeout = "1s"
  fail_after = 3
"""
HEAD = """[recovery]
patience = "1s"
verify_for = "3s"

[[rule]]
name = "memory-grows"
series = "service.memory_bytes"
above = 100e6
clear_below = 60e6
for = "2s"
heal = true
"""


class Real(Runtime):
    """Both servers, as far as they are installed."""

    def __init__(self, program: str, place: Path, mode: str) -> None:
        place.mkdir(parents=True)
        directory = place / "real"
        self.ports = {name: port for name, port in zip(PROGRAMS, _free_ports(2), strict=True) if shutil.which(name)}
        text = HEAD
        for name, port in self.ports.items():
            text += self._furnish(directory, name, port)
        (directory / "config.toml").write_text(text)
        arguments = ["run", "--config", str(directory / "config.toml"), "--data-dir", str(directory / "state")]
        super().__init__(program, place, directory, [*arguments, "--set", f"recovery.mode={mode}", "--set", "runtime.on_exit=stop"])

    def _furnish(self, directory: Path, name: str, port: int) -> str:
        releases, data = directory / "releases" / name, directory / name
        for made in (releases / "v1", releases / "v2-bad", data):
            made.mkdir(parents=True)
        text = (REDIS if name == "redis-server" else NGINX).format(port=port, dir=data)
        (releases / "v1" / "server.conf").write_text(text)
        (releases / "v2-bad" / "server.conf").write_text(text + "no_such_directive on;\n")
        (releases / "current").symlink_to("v1")
        config = str(releases / "current" / "server.conf")
        path = shutil.which(name) or name
        command = [path, config] if name == "redis-server" else [path, "-p", str(data), "-e", "stderr", "-c", config]
        asked = [shutil.which("redis-cli") or "redis-cli", "-p", str(port), "ping"]
        probe = f'kind = "http"\n  url = "http://127.0.0.1:{port}/"'
        if name == "redis-server":
            probe = f'kind = "exec"\n  command = {asked}\n  output_contains = "PONG"'
        return SERVICE.format(name=name, port=port, command=command, probe=probe)

    def asks(self) -> dict[str, Callable[[], bool]]:
        """For each server the question whether it is well."""
        every = {"redis-server": self._ping, "nginx": partial(request, self.ports.get("nginx", 0), "GET", "/")}
        return {name: every[name] for name in self.ports}

    def visit(self, turn: int) -> bool:
        """What a visitor does: four times a page, then something is kept."""
        asks = list(self.asks().values())
        return asks[0 if turn % 5 == 0 else -1]()

    def inject(self, fault: str, service: str) -> None:
        """Puts a fault in."""
        leader = self.pids()[service]
        if fault == "kill":
            os.kill(leader, signal.SIGKILL)
        elif fault == "hang":
            # A server that writes its title over its environment carries no marks, but is in the leader's session.
            for pid in _members(leader):
                os.kill(pid, signal.SIGSTOP)
        elif fault == "bad-deploy":
            self._link(service, "v2-bad")
            self.ask("service", "restart", service)
        elif fault == "memory":
            self._redis("DEBUG POPULATE 900000 key 40")

    def is_gone(self, fault: str, target: str, before: int | None, was_down: bool) -> bool:
        """Whether what was put in is no longer there; `before` is the process that the target was then."""
        if fault == "bad-deploy" and os.readlink(self.dir / "releases" / target / "current") == "v2-bad":
            return False
        return self.pids().get(target) not in (None, before)

    def heal(self) -> None:
        """Takes back whatever is left of faults, as a person would."""
        for name in self.ports:
            if os.readlink(self.dir / "releases" / name / "current") == "v2-bad":
                self._link(name, "v1")
                self.ask("service", "restart", name)
        for leader in self.pids().values():
            for pid in _members(leader):
                os.kill(pid, signal.SIGCONT)

    def _link(self, service: str, release: str) -> None:
        beside = self.dir / "releases" / service / "next"
        beside.symlink_to(release)
        beside.rename(self.dir / "releases" / service / "current")

    def _ping(self) -> bool:
        return self._redis("PING") == "+PONG"

    def _redis(self, command: str) -> str:
        try:
            with socket.create_connection(("127.0.0.1", self.ports["redis-server"]), TIMEOUT) as link:
                link.settimeout(30 if command.startswith("DEBUG") else TIMEOUT / 2)
                link.sendall(f"{command}\r\n".encode())
                return link.recv(200).decode(errors="replace").strip()
        except OSError:
            return ""


def _members(leader: int) -> list[int]:
    """The processes of its session."""
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and session(int(entry)) == leader]


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
