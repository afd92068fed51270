"""What a terminal would show: just enough of one to know which cells are drawn."""

from __future__ import annotations

import re
import unicodedata

from .terminal import COLUMNS, ROWS

TOKEN = re.compile(
    r"\x1b\[(?P<args>[0-?]*)[ -/]*(?P<verb>[@-~])"  # control sequences
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"  # strings: titles and the like
    r"|\x1b(?:[ -/]+[0-~]|(?P<escape>[0-OQ-WYZ\\`-~]))"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)",
    re.DOTALL,
)


class Picture:
    """The cells of a terminal of 120x40."""

    def __init__(self) -> None:
        self._cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self._x = self._y = 0
        self._saved = (0, 0)
        self._last = " "
        self._rest = b""

    def drawn(self) -> set[tuple[int, int]]:
        """Cells in which there is something."""
        return {(x, y) for y, row in enumerate(self._cells) for x, cell in enumerate(row) if cell != " "}

    def has_bottom_line(self) -> bool:
        """Whether anything is in the last line."""
        return any(cell != " " for cell in self._cells[-1])

    def text(self) -> str:
        """Line by line."""
        return "\n".join("".join(row).rstrip() for row in self._cells)

    def take(self, piece: bytes) -> None:
        """What was written next; a sequence that is not complete waits for its rest."""
        data = self._rest + piece
        whole = data
        at = data.rfind(b"\x1b", max(0, len(data) - 256))
        if at >= 0 and not TOKEN.match(data[at:].decode(errors="replace")):
            whole = data[:at]
        while len(whole) > 0 and len(data) - len(whole) < 4:
            try:
                text = whole.decode()
                break
            except UnicodeDecodeError as error:
                if error.reason != "unexpected end of data":
                    text = whole.decode(errors="replace")
                    break
                whole = whole[: error.start]
        else:
            text = whole.decode(errors="replace")
        self._rest = data[len(whole) :]
        for token in TOKEN.finditer(text):
            self._token(token)

    def _token(self, token: re.Match[str]) -> None:
        if text := token["text"]:
            for letter in text:
                self._put(letter)
        elif token["verb"]:
            self._sequence(token["verb"], token["args"])
        elif token["control"]:
            self._control(token["control"])
        elif token["escape"] == "M":
            self._y = max(0, self._y - 1)
        elif token["escape"] == "7":
            self._saved = (self._x, self._y)
        elif token["escape"] == "8":
            self._x, self._y = self._saved

    def _put(self, letter: str) -> None:
        if unicodedata.combining(letter):
            return
        width = 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if self._x + width > COLUMNS:
            self._x, self._y = 0, min(self._y + 1, ROWS - 1)
        for x in range(self._x, self._x + width):
            self._cells[self._y][x] = letter
        self._x += width
        self._last = letter

    def _control(self, control: str) -> None:
        if control == "\r":
            self._x = 0
        elif control == "\n":
            self._y = min(self._y + 1, ROWS - 1)
        elif control == "\b":
            self._x = max(0, self._x - 1)
        elif control == "\t":
            self._x = min(self._x // 8 * 8 + 8, COLUMNS - 1)

    def _sequence(self, verb: str, args: str) -> None:
        if args[:1] in ("?", ">", "<", "="):
            if args in ("?1049", "?47") and verb in "hl":
                self._clear(0, 0, COLUMNS, ROWS)
            return
        numbers = [int(word) if word.isdigit() else 0 for word in args.split(";")]
        count = max(1, numbers[0])
        second = max(1, numbers[1]) if len(numbers) > 1 else 1
        moves = {"A": (0, -1), "B": (0, 1), "C": (1, 0), "D": (-1, 0), "a": (1, 0), "e": (0, 1)}
        if verb in moves:
            self._move(self._x + moves[verb][0] * count, self._y + moves[verb][1] * count)
        elif verb in "Hf":
            self._move(second - 1, count - 1)
        elif verb in "G`":
            self._move(count - 1, self._y)
        elif verb == "d":
            self._move(self._x, count - 1)
        elif verb == "s":
            self._saved = (self._x, self._y)
        elif verb == "u":
            self._x, self._y = self._saved
        elif verb == "X":
            self._clear(self._x, self._y, min(self._x + count, COLUMNS), self._y + 1)
        elif verb == "b":
            for _ in range(count):
                self._put(self._last)
        elif verb in "JK":
            self._erase(verb, numbers[0])

    def _move(self, x: int, y: int) -> None:
        self._x, self._y = min(max(x, 0), COLUMNS - 1), min(max(y, 0), ROWS - 1)

    def _erase(self, verb: str, how: int) -> None:
        x, y = min(self._x, COLUMNS - 1), self._y
        if how in (0, 2):
            self._clear(0 if how == 2 else x, y, COLUMNS, y + 1)
            if verb == "J":
                self._clear(0, y + 1, COLUMNS, ROWS)
        if how in (1, 2):
            self._clear(0, y, x + 1, y + 1)
            if verb == "J":
                self._clear(0, 0, COLUMNS, y)

    def _clear(self, left: int, top: int, right: int, bottom: int) -> None:
        for row in self._cells[top:bottom]:
            row[left:right] = " " * (right - left)
