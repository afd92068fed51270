"""What the kernel says of a tree of processes, and of the machine."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str] | None:
    """The fields of `stat` after the name, of which the first is the third of proc(5)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def tree(root: int) -> list[int]:
    """The process and all that descend from it."""
    parents = {int(entry): fields[1] for entry in os.listdir("/proc") if entry.isdigit() and (fields := _stat(int(entry)))}
    found = [root]
    for pid in found:
        found.extend(child for child, parent in parents.items() if int(parent) == pid and child not in found)
    return found


def cpu_seconds(root: int) -> float:
    """Processor time of the tree so far: of the living by their own clock, to the nanosecond, of ended children in ticks."""
    total = 0.0
    for pid in tree(root):
        fields = _stat(pid)
        if fields is None:
            continue
        try:
            # The processor clock of another process, clock_getcpuclockid(3).
            total += time.clock_gettime((~pid << 3) | 2)
        except OSError:
            total += (int(fields[11]) + int(fields[12])) * TICK
        total += (int(fields[13]) + int(fields[14])) * TICK
    return total


def wakeups(root: int) -> int:
    """How often threads of the tree have gone to sleep by themselves so far."""
    total = 0
    for pid in tree(root):
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                total += int(_line(task / "status", "voluntary_ctxt_switches:"))
        except OSError:
            continue
    return total


@dataclass(frozen=True)
class Memory:
    """In bytes; `anonymous` is what the process itself has filled, the rest is files such as its program."""

    resident: int
    proportional: int
    anonymous: int
    threads: int


def memory(root: int, children: bool = True) -> Memory:
    """Of the tree, or of the process alone."""
    sums = [0, 0, 0, 0]
    for pid in tree(root) if children else [root]:
        status, rollup = Path(f"/proc/{pid}/status"), Path(f"/proc/{pid}/smaps_rollup")
        try:
            sums[0] += int(_line(status, "VmRSS:")) * 1024
            sums[1] += int(_line(rollup, "Pss:")) * 1024
            sums[2] += int(_line(status, "RssAnon:")) * 1024
            sums[3] += int(_line(status, "Threads:"))
        except OSError:
            continue
    return Memory(*sums)


def _line(file: Path, key: str) -> str:
    for line in file.read_text().splitlines():
        if line.startswith(key):
            return line.split()[1]
    return "0"


class Machine:
    """How busy the machine was while something was measured."""

    def __init__(self) -> None:
        self._before = self._times()

    @staticmethod
    def _times() -> list[int]:
        return [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]

    def busy(self) -> str:
        """Since this was made."""
        spent = [now - then for now, then in zip(self._times(), self._before, strict=True)]
        idle, steal, whole = spent[3] + spent[4], spent[7], max(1, sum(spent))
        return f"{100 * (whole - idle) / whole:.0f} % busy, {100 * steal / whole:.0f} % stolen, load {load()}"


def load() -> str:
    """Load averages."""
    return " ".join(Path("/proc/loadavg").read_text().split()[:3])


def machine() -> str:
    """What was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
    return f"{os.cpu_count()} x {model}, Linux {os.uname().release}"
