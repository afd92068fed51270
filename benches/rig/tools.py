"""The programs that are compared: where they are, how they are started, how to get them."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PRODUCT = "autoagents"


@dataclass(frozen=True)
class Tool:
    """A program; `version` are the arguments that make it say its version."""

    name: str
    program: str
    install: str
    version: tuple[str, ...] = ("--version",)


SUPERVISORS = (
    Tool(PRODUCT, "autoagents", "cargo build --release"),
    Tool("runit", "runsv", "apt-get install runit", ()),
    Tool("supervisord", "supervisord", "apt-get install supervisor"),
    Tool("s6", "s6-supervise", "apt-get install s6", ()),
)
SCREENS = (
    Tool(PRODUCT, "autoagents", "cargo build --release"),
    Tool("bottom", "btm", "cargo install bottom"),
    Tool("btop", "btop", "apt-get install btop"),
    Tool("htop", "htop", "apt-get install htop"),
)


class Toolbox:
    """Finds the programs once, and says which are missing."""

    def __init__(self, overrides: dict[str, str]) -> None:
        self._overrides = overrides
        self.missing: dict[str, Tool] = {}

    def path(self, tool: Tool) -> str | None:
        """Where it is; none, and noted, when it is nowhere."""
        found = shutil.which(self._overrides.get(tool.name, tool.program))
        if found is None:
            self.missing[tool.name] = tool
            return None
        return str(Path(found).resolve())

    def present(self, tools: tuple[Tool, ...]) -> dict[str, str]:
        """Paths by name of those that are there. The product must be."""
        paths = {tool.name: path for tool in tools if (path := self.path(tool))}
        if PRODUCT not in paths:
            raise SystemExit("no `autoagents`; hint: `cargo build --release`, or say where with --use autoagents=PATH")
        return paths

    def version(self, tool: Tool) -> str:
        """The first line that it says about its version; Debian's version where it cannot say."""
        path = self.path(tool)
        if path is None:
            return f"missing; hint: {tool.install}"
        if not tool.version:
            asked = ["dpkg-query", "-W", "-f", "${Version}", tool.install.split()[-1]]
        else:
            asked = [path, *tool.version]
        try:
            said = subprocess.run(asked, capture_output=True, text=True, timeout=10, env=plain(), check=False).stdout
        except OSError:
            said = ""
        return said.strip().splitlines()[0] if said.strip() else "unknown version"


def plain(**more: str) -> dict[str, str]:
    """An environment that is the same for everybody, whoever measures."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **more,
    }


def home(place: Path) -> dict[str, str]:
    """An environment whose home is `place`, so that nobody's own configuration counts, and none is written over."""
    place.mkdir(parents=True, exist_ok=True)
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    return plain(**{name: str(place) for name in names})


def screen(name: str, path: str, place: Path, config: str = "") -> tuple[list[str], dict[str, str]]:
    """Arguments and environment of a console that samples once a second and is otherwise as delivered."""
    environment = home(place)
    if name == PRODUCT:
        file = place / "autoagents.toml"
        file.write_text(config)
        return [path, "--config", str(file), "--data-dir", str(place / "data")], environment
    if name == "btop":
        # Has no option for it. Its default is two seconds.
        (place / "btop").mkdir(exist_ok=True)
        (place / "btop" / "btop.conf").write_text("update_ms = 1000\n")
        return [path], environment
    options = {"bottom": ["-r", "1000"], "htop": ["-d", "10"]}
    return [path, *options[name]], environment
