#!/usr/bin/env python3
"""Measures the workflow engine beside build tools and workflow engines, on the same machine, in the same run.

    cargo build --release
    python3 benches/workflows.py [--use PROGRAM] [--times 3] [SECTION …]

Sections:
  spread   5,000 independent steps, each a process (`true`), two at once; peers: ninja -j2, make -j2
  chain    2,000 such steps, each after the one before
  inner    10,000 steps in a chain that do nothing outside, durable; peers: DBOS on SQLite, Luigi
  load     a workflow of 100,000 steps read, validated and planned; peer: ninja -n

Ours is the time from the order to the end of the run as the console writes them down, every change of a step in its
journal; for `inner` that of the whole command that orders the run and waits for its end, for such a run is decided at one
moment. `once` is the default, where a step must not happen twice even when power is lost, so that the disk has to confirm
each order; `idempotent` steps are ordered when the journal survives the end of the process. The peers' is the time of
their whole process (DBOS: of the workflow alone). Needs Debian's ninja-build and make, and for `inner` PyPI's dbos and luigi
in the Python that runs this. What is missing is left out, and said.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

BUILT = Path(__file__).resolve().parent.parent / "target" / "release" / "autoagents"
SECTIONS = ("spread", "chain", "inner", "load")


class Console:
    """A runtime of ours in a directory of its own."""

    def __init__(self, program: str, place: Path, workflows: dict[str, str]) -> None:
        self.program, self.config = program, place / "config.toml"
        (place / "workflows").mkdir(parents=True)
        for name, text in workflows.items():
            (place / "workflows" / f"{name}.toml").write_text(text)
        self.config.write_text('[store]\ndir = "data"\n[workflows]\nmax_parallel = 2\nfollow_pressure = false\n')
        self.log = open(place / "run.log", "w")  # noqa: SIM115
        self.runtime = subprocess.Popen(self.command("run"), stdout=self.log, stderr=self.log, cwd=place)
        while self.ask("workflow", "list", check=False).returncode != 0:
            time.sleep(0.1)

    def command(self, *words: str) -> list[str]:
        return [self.program, "--config", str(self.config), *words]

    def ask(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*words), capture_output=True, text=True, check=check)

    def run(self, name: str, whole: bool = False) -> float:
        """Seconds that a run takes; as the whole command that orders it and waits, where it decides at one moment."""
        began = time.monotonic()
        number = self.ask("workflow", "run", name, "--wait").stdout.split()[0]
        waited = time.monotonic() - began
        if whole:
            return waited
        shown = json.loads(self.ask("workflow", "show", number, "--json").stdout)
        run = shown.get("run", shown)
        assert run["forward"] in ("succeeded", {"forward": "succeeded"}), run["forward"]
        ended = run.get("ended_at") or run["state"]["at"]
        return seconds(ended) - seconds(run["created_at"])

    def end(self) -> None:
        self.ask("shutdown", check=False)
        self.runtime.wait(60)


def seconds(moment: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def steps(count: int, after: bool, work: str, extra: str = "") -> str:
    """A workflow of ours."""
    out = []
    for n in range(count):
        need = f'after = ["s{n - 1}"]\n' if after and n else ""
        out.append(f'[[step]]\nname = "s{n}"\n{work}\n{need}{extra}\n')
    return "".join(out)


def ninja(count: int, after: bool) -> str:
    out = ["rule t\n command = true\n"]
    for n in range(count):
        need = f" o{n - 1}" if after and n else ""
        out.append(f"build o{n}: t{need}\n")
    return "".join(out)


def makefile(count: int, after: bool) -> str:
    out = [f"all: {' '.join(f'o{n}' for n in range(count))}\n"]
    for n in range(count):
        need = f" o{n - 1}" if after and n else ""
        out.append(f"o{n}:{need}\n\t@true\n")
    return "".join(out)


def timed(command: list[str], place: Path) -> float:
    began = time.monotonic()
    subprocess.run(command, cwd=place, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def line(name: str, count: int, taken: list[float], beside: float | None = None) -> float:
    rate = count / median(taken)
    spread = f"{count / max(taken):,.0f} to {count / min(taken):,.0f}"
    share = f"   {rate / beside:.2f} x" if beside else ""
    print(f"  {name:24} {rate:9,.0f} /s   ({spread}){share}", flush=True)
    return rate


def processes(asked: argparse.Namespace, place: Path, count: int, after: bool) -> None:
    what = "in a chain" if after else "independent, two at once"
    print(f"{count:,} steps, each a process, {what}")
    work = 'command = ["true"]'
    console = Console(asked.use, place / "ours", {
        "once": steps(count, after, work),
        "idempotent": steps(count, after, work, "idempotent = true"),
    })
    peer = place / "peer"
    peer.mkdir()
    (peer / "build.ninja").write_text(ninja(count, after))
    (peer / "Makefile").write_text(makefile(count, after))
    taken: dict[str, list[float]] = {}
    for _ in range(asked.times):
        for name in ("once", "idempotent"):
            taken.setdefault(name, []).append(console.run(name))
        for name, command in (("ninja -j2", ["ninja", "-j2"]), ("make -j2", ["make", "-j2"])):
            if shutil.which(command[0]):
                taken.setdefault(name, []).append(timed(command, peer))
    console.end()
    beside = line("ninja -j2", count, taken["ninja -j2"]) if "ninja -j2" in taken else None
    if "make -j2" in taken:
        line("make -j2", count, taken["make -j2"], beside)
    line("ours, once", count, taken["once"], beside)
    line("ours, idempotent", count, taken["idempotent"], beside)


DBOS = """
import os, sys, time, tempfile
from dbos import DBOS, DBOSConfig
place = tempfile.mkdtemp()
config = {"name": "bench", "system_database_url": f"sqlite:///{place}/dbos.sqlite", "log_level": "ERROR", "run_admin_server": False}
DBOS(config=config)
@DBOS.step()
def nothing(n):
    return n
@DBOS.workflow()
def chain(count):
    for n in range(count):
        nothing(n)
DBOS.launch()
chain(10)
began = time.monotonic()
chain(int(sys.argv[1]))
print(time.monotonic() - began)
DBOS.destroy()
"""

LUIGI = """
import sys, time, logging, luigi
logging.disable(logging.CRITICAL)
done = set()
class Nothing(luigi.Task):
    n = luigi.IntParameter()
    def requires(self):
        return Nothing(self.n - 1) if self.n else []
    def run(self):
        done.add(self.n)
    def complete(self):
        return self.n in done
count = int(sys.argv[1])
sys.setrecursionlimit(100000)
began = time.monotonic()
assert luigi.build([Nothing(count - 1)], local_scheduler=True, log_level="CRITICAL")
print(time.monotonic() - began)
"""


def inner(asked: argparse.Namespace, place: Path) -> None:
    count = 10_000
    print(f"{count:,} steps in a chain that do nothing outside")
    console = Console(asked.use, place / "ours", {"inner": steps(count, True, "set = {}")})
    ours = [console.run("inner", whole=True) for _ in range(asked.times)]
    console.end()
    beside = None
    for name, program, fewer in (("DBOS on SQLite", DBOS, 2_000), ("Luigi (not durable)", LUIGI, 2_000)):
        try:
            taken = [
                float(subprocess.run([sys.executable, "-c", program, str(fewer)], capture_output=True, text=True, check=True).stdout.split()[-1])
                for _ in range(asked.times)
            ]
        except (subprocess.CalledProcessError, IndexError) as error:
            print(f"  {name}: left out: {(getattr(error, 'stderr', '') or '').strip().splitlines()[-1:]}")
            continue
        rate = line(name, fewer, taken)
        beside = beside or rate
    line("ours", count, ours, beside)


def load(asked: argparse.Namespace, place: Path) -> None:
    count = 100_000
    print(f"{count:,} steps: read, validated, planned")
    place.mkdir(parents=True, exist_ok=True)
    text, edges = ["rule t\n command = true\n"], []
    for n in range(count):
        # A thousand layers: on 100,000 ninja's stack runs out.
        before = sorted({n - 100, n // 2} - {n})
        before = [b for b in before if 0 <= b < n]
        text.append(f"build o{n}: t {' '.join(f'o{b}' for b in before)}\n")
        names = ", ".join(f'"s{b}"' for b in before)
        after = f"after = [{names}]\n" if before else ""
        edges.append(f'[[step]]\nname = "s{n}"\ncommand = ["true"]\n{after}\n')
    (place / "build.ninja").write_text("".join(text))
    (place / "big.toml").write_text("".join(edges))
    for name, command in (
        ("ninja -n", ["ninja", "-n", "--quiet"]),
        ("ours", [asked.use, "workflow", "validate", "big.toml"]),
    ):
        taken, memory = [], 0.0
        for _ in range(asked.times):
            began = time.monotonic()
            child = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            taken.append(time.monotonic() - began)
            memory = max(memory, usage.ru_maxrss / 1024)
            assert status == 0, (name, status)
        print(f"  {name:24} {median(taken):6.2f} s   ({min(taken):.2f} to {max(taken):.2f})   {memory:6.0f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", nargs="*", default=list(SECTIONS), help="what to measure")
    parser.add_argument("--use", default=str(BUILT), help="the console's program")
    parser.add_argument("--times", type=int, default=3, help="how often each is measured (3)")
    asked = parser.parse_args()
    asked.use = str(Path(asked.use).resolve())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    with tempfile.TemporaryDirectory(prefix="workflows-") as directory:
        for section in asked.section:
            place = Path(directory) / section
            if section in ("spread", "chain"):
                processes(asked, place, 2_000 if section == "chain" else 5_000, section == "chain")
            elif section == "inner":
                inner(asked, place)
            else:
                load(asked, place)


if __name__ == "__main__":
    main()
