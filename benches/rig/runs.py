"""Workflows whose steps write down themselves that they begin and end, and what must hold of their runs.

Each try of a step, and of an undo, appends a line when it begins and another when it ends to one file, by itself. Beside
that file, the kernel's list of processes and the journal:

- Lost: a run whose number was told and that is not in the journal, or does not come to its end; a step that counts as
  succeeded and did not end; a step of a run that has succeeded that neither ran nor was skipped.
- Twice: a try that began twice; a step that may not be repeated that began more than once.
- Untrue: a step that counts as running while there is no process of it and it has not said that it ended; a process of a
  step that does not count as running; at the end, a step that counts as not run and has run, or whose outcome is not the
  one that it had; a run whose outcome is not that of its steps.
- Undone wrongly: a step of a run that was rolled back that has succeeded, can be undone and is not; an undo that came
  through more than once, or of what never ended; an undo before that of what was done later.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STEP = """#!/bin/sh
# step.sh SECONDS [CODE]
printf 'b %s %s\\n' "$AUTOAGENTS_TICKET" $$ >> "$EVIDENCE"
[ "$1" = 0 ] || sleep "$1"
printf 'e %s %s\\n' "$AUTOAGENTS_TICKET" "${2:-0}" >> "$EVIDENCE"
exit "${2:-0}"
"""

WORKFLOWS = {
    # A diamond of steps that may not be repeated, each with its undo. Some of its runs are cancelled.
    "order": """
overlap = "allow"
[params.pause]
default = "0.2"
{reserve}{charge}{pack}{ship}
""",
    # The last step fails, and everything is undone, one undo with a try that fails.
    "refund": """
on_failure = "roll-back"
[params.pause]
default = "0.2"
{reserve}{charge_again}{pack}
[[step]]
name = "boom"
command = ["DIR/step.sh", "0", "3"]
after = ["charge", "pack"]
[[handler]]
name = "tell"
command = ["DIR/step.sh", "0"]
""",
    # Items, three at once.
    "batch": """
overlap = "allow"
[[step]]
name = "list"
shell = 'DIR/step.sh 0; echo "names=[1,2,3,4,5,6,7,8]" >> "$AUTOAGENTS_OUTPUT"'
[[step]]
name = "load"
command = ["DIR/step.sh", "0.1"]
each = {{ items = "[1,2,3,4,5,6,7,8]", max_parallel = 3 }}
after = ["list"]
  [step.undo]
  command = ["DIR/step.sh", "0"]
[[step]]
name = "sum"
command = ["DIR/step.sh", "0"]
after = ["load"]
""",
    # Tries that fail, of a step that may be repeated.
    "flaky": """
[[step]]
name = "fetch"
shell = '[ "$AUTOAGENTS_ATTEMPT" -gt 2 ] && exec DIR/step.sh 0.1; exec DIR/step.sh 0.1 1'
idempotent = true
retry = {{ limit = 6, delay = "100ms", factor = 1.0 }}
[[step]]
name = "use"
command = ["DIR/step.sh", "0.1"]
after = ["fetch"]
""",
    # A run within a run, a way that is not taken, a wait.
    "tree": """
[[step]]
name = "inner"
workflow = {{ name = "order", params = {{ pause = "0.05" }} }}
[[step]]
name = "never"
command = ["DIR/step.sh", "0"]
when = "1 > 2"
[[step]]
name = "rest"
wait = {{ for = "400ms" }}
after = ["inner"]
[[step]]
name = "last"
command = ["DIR/step.sh", "0.1"]
after = ["rest"]
""",
    # One that outlives several consoles.
    "long": """
[[step]]
name = "first"
command = ["DIR/step.sh", "5"]
  [step.undo]
  command = ["DIR/step.sh", "0"]
[[step]]
name = "second"
command = ["DIR/step.sh", "1"]
after = ["first"]
""",
}

PARTS = {
    name: f"""
[[step]]
name = "{name.split('_')[0]}"
command = ["DIR/step.sh", "${{params.pause}}"]
after = {json.dumps(after)}
  [step.undo]
  {undo}
"""
    for name, after, undo in (
        ("reserve", [], 'command = ["DIR/step.sh", "0.05"]'),
        ("charge", ["reserve"], 'command = ["DIR/step.sh", "0.05"]'),
        (
            "charge_again",
            ["reserve"],
            """shell = '[ "$AUTOAGENTS_ATTEMPT" -gt 1 ] && exec DIR/step.sh 0.05; exec DIR/step.sh 0 1'
  retry = { limit = 3, delay = "100ms" }""",
        ),
        ("pack", ["reserve"], 'command = ["DIR/step.sh", "0.1"]'),
        ("ship", ["charge", "pack"], 'command = ["DIR/step.sh", "0"]'),
    )
}

RETRIED = {("flaky", "fetch")}
"""Steps that may be repeated."""


def write(directory: Path) -> None:
    """The workflows, and the step that they all run, into a directory."""
    (directory / "workflows").mkdir(parents=True)
    for name, text in WORKFLOWS.items():
        text = text.format(**PARTS).replace("DIR", str(directory))
        (directory / "workflows" / f"{name}.toml").write_text(text)
    step = directory / "step.sh"
    step.write_text(STEP)
    step.chmod(0o755)
    (directory / "evidence").touch()


@dataclass(frozen=True)
class Try:
    """Which try of what; as `AUTOAGENTS_TICKET` names it."""

    run: int
    node: int
    undo: bool
    attempt: int

    @staticmethod
    def named(name: str) -> Try:
        run, node, undo, attempt = re.fullmatch(r"(\d+)/(\d+)(u?)\.(\d+)", name).groups()
        return Try(int(run), int(node), bool(undo), int(attempt))

    def __str__(self) -> str:
        return f"{self.run}/{self.node}{'u' if self.undo else ''}.{self.attempt}"


@dataclass
class Evidence:
    """What the steps have written down."""

    begun: Counter[Try] = field(default_factory=Counter)
    ended: dict[Try, int] = field(default_factory=dict)
    place: dict[tuple[str, Try], int] = field(default_factory=dict)

    @staticmethod
    def read(file: Path) -> Evidence:
        found = Evidence()
        for number, line in enumerate(file.read_text().splitlines()):
            what, name, value = line.split()
            one = Try.named(name)
            found.place.setdefault((what, one), number)
            if what == "b":
                found.begun[one] += 1
            else:
                found.ended[one] = int(value)
        return found


@dataclass
class Journal:
    """What is written down of runs."""

    runs: dict[int, dict[str, Any]]
    nodes: dict[tuple[int, int], dict[str, Any]]
    definitions: dict[str, dict[str, Any]]

    @staticmethod
    def read(base: Path) -> Journal:
        db = sqlite3.connect(f"file:{base}?mode=ro", uri=True, timeout=10)
        try:
            db.execute("BEGIN")
            return Journal(
                {row[0]: json.loads(row[1]) for row in db.execute("SELECT id, body FROM run")},
                {(row[0], row[1]): json.loads(row[2]) for row in db.execute("SELECT run, node, body FROM node")},
                {row[0]: json.loads(row[1]) for row in db.execute("SELECT digest, body FROM definition")},
            )
        finally:
            db.close()

    def step(self, run: int, node: dict[str, Any]) -> dict[str, Any]:
        """What it is that a node runs."""
        definition = self.definitions[self.runs[run]["definition"]]
        steps = [*definition["steps"], *definition.get("handlers", [])]
        return steps[node["step"]]

    def name(self, run: int, number: int) -> str:
        node = self.nodes[run, number]
        item = "" if node.get("item") is None else f"[{node['item']}]"
        return f"{self.runs[run]['workflow']} {run}/{number} {self.step(run, node)['name']}{item}"

    def unknown(self) -> list[tuple[Try, str]]:
        """Tries of which nobody knows what came, with the name by which a person answers."""
        found = []
        for (run, number), node in self.nodes.items():
            for undo, state in ((False, node["state"]), (True, node.get("undo", {"undo": "none"}))):
                if (state.get("state") or state.get("undo")) == "unknown":
                    attempts = sum(bool(one.get("undo")) == undo for one in node.get("attempts", []))
                    item = "" if node.get("item") is None else f"[{node['item']}]"
                    found.append((Try(run, number, undo, attempts), self.step(run, node)["name"] + item))
        return found

    def running(self) -> set[Try]:
        """Tries that count as going on."""
        found = set()
        for (run, number), node in self.nodes.items():
            for undo, state in ((False, node["state"]), (True, node.get("undo", {"undo": "none"}))):
                if (state.get("state") or state.get("undo")) == "running":
                    attempts = sum(bool(one.get("undo")) == undo for one in node.get("attempts", []))
                    found.add(Try(run, number, undo, attempts))
        return found


def processes(data_id: str) -> dict[Try, list[int]]:
    """The living leaders of steps, as the kernel tells."""
    found: dict[Try, list[int]] = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            text = Path(f"/proc/{entry}/environ").read_bytes().decode(errors="replace")
            fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        marks = dict(re.findall(r"(?:^|\0)(AUTOAGENTS_[A-Z_]+)=([^\0]*)", text))
        if marks.get("AUTOAGENTS_DATA_ID") != data_id or "AUTOAGENTS_TICKET" not in marks:
            continue
        if fields[0] not in "ZX" and int(fields[3]) == int(entry):
            found.setdefault(Try.named(marks["AUTOAGENTS_TICKET"]), []).append(int(entry))
    return found


@dataclass
class Judgement:
    """What is not as it should be."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        return [*self.lost, *self.twice, *self.untrue, *self.undone]


def judge(journal: Journal, seen: Evidence, told: set[int]) -> Judgement:
    """At the end, when nothing goes on any longer."""
    found = Judgement()
    found.lost += [f"run {run} was told and is not written down" for run in sorted(told - journal.runs.keys())]
    found.twice += [f"try {one} began {count} times" for one, count in seen.begun.items() if count > 1]
    for number, run in journal.runs.items():
        name = f"{run['workflow']} {number}"
        if run["state"]["state"] != "ended":
            found.lost.append(f"{name} is {run['state']['state']} at the end")
        nodes = {at: node for (of, at), node in journal.nodes.items() if of == number}
        for at, node in nodes.items():
            _node(found, journal, seen, number, at, node)
        _outcome(found, run, name, nodes)
        _undo(found, journal, seen, number, nodes)
    parents = [(run["started_by"]["run"], run["started_by"]["node"]) for run in journal.runs.values() if "node" in run["started_by"]]
    found.twice += [f"{journal.name(*of)} has {count} runs of its own" for of, count in Counter(parents).items() if count > 1]
    for number, run in journal.runs.items():
        above = journal.runs.get(run["started_by"].get("run")) if "node" in run["started_by"] else None
        if above and "at" in above["state"] and run["state"].get("at", "~") > above["state"]["at"]:
            found.untrue.append(f"run {number} goes on after run {above['id']} is over, which it is a part of")
    unknown = {(one.run, one.node) for one in seen.begun} - journal.nodes.keys()
    found.untrue += [f"step {run}/{node} ran and is not written down" for run, node in sorted(unknown)]
    return found


def _node(found: Judgement, journal: Journal, seen: Evidence, run: int, at: int, node: dict[str, Any]) -> None:
    name, state = journal.name(run, at), node["state"]["state"]
    workflow, step = journal.runs[run]["workflow"], journal.step(run, node)["name"]
    begun = [one for one in seen.begun if (one.run, one.node, one.undo) == (run, at, False)]
    if len(begun) > 1 and (workflow, step) not in RETRIED:
        found.twice.append(f"{name} began {len(begun)} times")
    if not _is_program(workflow, step) or node.get("items"):
        return
    attempts = [one for one in node.get("attempts", []) if not one.get("undo")]
    ended = {one.attempt: seen.ended.get(one) for one in begun}
    if state == "succeeded" and ended.get(len(attempts)) != 0:
        found.lost.append(f"{name} counts as succeeded; what its tries said at their ends: {ended}")
    if state in ("waiting", "ready", "skipped") and begun:
        found.untrue.append(f"{name} is {state} and has run")
    if state in ("running", "unknown", "asking", "delayed"):
        found.untrue.append(f"{name} is {state} at the end")
    # Lost is what nobody saw the end of, for its worker died: that is what it says.
    is_lost = (node["state"].get("why") or {}).get("step_failure") == "lost"
    if state == "failed" and ended.get(len(attempts)) == 0 and step != "boom" and not is_lost:
        found.untrue.append(f"{name} counts as failed ({node['state'].get('why')}) and has succeeded")
    for number, attempt in enumerate(attempts, 1):
        said = ended.get(number)
        if (attempt.get("failure") or {}).get("step_failure") == "lost":
            # Its worker died; a person said what came of it.
            continue
        if said is not None and (attempt.get("failure") is None) != (said == 0) and state != "cancelled":
            found.untrue.append(f"{name} try {number}: failure {attempt.get('failure')}, and it ended with {said}")


def _is_program(workflow: str, step: str) -> bool:
    return step not in ("rest", "inner")


def _outcome(found: Judgement, run: dict[str, Any], name: str, nodes: dict[int, dict[str, Any]]) -> None:
    states = Counter(node["state"]["state"] for node in nodes.values())
    forward = (run["forward"] or {}).get("forward")
    wanted = {"refund": ("failed", "cancelled")}.get(run["workflow"], ("succeeded", "cancelled"))
    if forward not in wanted:
        found.untrue.append(f"{name} has {forward}: {run['forward']}")
    if forward == "succeeded" and any(states[one] for one in ("failed", "cancelled", "waiting", "ready", "running")):
        found.lost.append(f"{name} has succeeded, and its steps have: {dict(states)}")


def _undo(found: Judgement, journal: Journal, seen: Evidence, run: int, nodes: dict[int, dict[str, Any]]) -> None:
    through: dict[int, list[Try]] = {}
    for one, code in seen.ended.items():
        if one.run == run and one.undo and code == 0:
            through.setdefault(one.node, []).append(one)
    rollback = journal.runs[run]["rollback"]["rollback"]
    if rollback == "partial":
        found.undone.append(f"run {run}: {journal.runs[run]['rollback']}")
    for at, node in nodes.items():
        name, undo = journal.name(run, at), node.get("undo", {"undo": "none"})["undo"]
        can = journal.step(run, node).get("undo") is not None and not node.get("items")
        succeeded = node["state"]["state"] == "succeeded"
        if rollback == "done" and succeeded and can and undo != "done":
            found.undone.append(f"{name} was done, its run was rolled back, and its undo is {undo}")
        times = len(through.get(at, []))
        if (inner := node.get("sub_run")) is not None:
            # To undo it is to roll back the run that stands for it.
            times = int(journal.runs[inner]["rollback"]["rollback"] == "done")
        if times != (undo == "done"):
            found.undone.append(f"{name}: its undo is {undo}, and came through {times} times")
        if rollback == "none" and any(one.run == run and one.node == at and one.undo for one in seen.begun):
            found.undone.append(f"{name} was undone, and nobody wanted it")
    # What was done later is undone before.
    order = sorted((at for at in through if nodes[at]["done"]), key=lambda at: nodes[at]["done"])
    for earlier, later in zip(order, order[1:], strict=False):
        first = min(seen.place["b", one] for one in seen.begun if (one.run, one.node, one.undo) == (run, earlier, True))
        last = max(seen.place["e", one] for one in through[later])
        if first < last:
            found.undone.append(f"{journal.name(run, earlier)} was undone before {journal.name(run, later)} was")
