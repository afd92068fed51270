"""A terminal that a console is run in: a pseudo terminal that reads everything and notes when it came."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from types import TracebackType

COLUMNS, ROWS = 120, 40

# What programs ask of a terminal, and what one answers; a program that is not answered may wait, and that is not its speed.
ANSWERS = (
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>0;276;0c"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
)


class Terminal:
    """A program in a terminal of 120x40. Leaving the block ends it."""

    def __init__(self, argv: list[str], environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        begin, beginning = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _become(argv, environment, slave, beginning)
        os.close(slave)
        os.close(beginning)
        # In nanoseconds of CLOCK_MONOTONIC: just before exec, so that the time to fork this interpreter is nobody's.
        self.executed = int(os.read(begin, 32) or b"0")
        os.close(begin)
        self.ended = False

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def watch(self, seconds: float) -> list[tuple[int, bytes]]:
        """Everything that is written for so long, each piece with the time at which it had come."""
        pieces: list[tuple[int, bytes]] = []
        until = time.monotonic() + seconds
        while not self.ended and (left := until - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                break
            try:
                piece = os.read(self.master, 1 << 16)
            except OSError:
                piece = b""
            if not piece:
                self.ended = True
                break
            pieces.append((time.monotonic_ns(), piece))
            self._answer(piece)
        return pieces

    def _answer(self, piece: bytes) -> None:
        if b"\x1b[" in piece:
            for question, answer in ANSWERS:
                for _ in question.finditer(piece):
                    os.write(self.master, answer)

    def end(self) -> None:
        """Asks it to end, waits while still reading, and kills it when it does not."""
        if self.pid == 0:
            return
        for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            os.kill(self.pid, number)
            until = time.monotonic() + patience
            while time.monotonic() < until:
                if os.waitpid(self.pid, os.WNOHANG)[0] == self.pid:
                    os.close(self.master)
                    self.pid = 0
                    return
                self.watch(0.05)
                if self.ended:
                    time.sleep(0.01)


def _become(argv: list[str], environment: dict[str, str], slave: int, beginning: int) -> None:
    try:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for number in (0, 1, 2):
            os.dup2(slave, number)
        os.write(beginning, b"%d" % time.monotonic_ns())
        os.execve(argv[0], argv, environment)
    finally:
        os._exit(127)
