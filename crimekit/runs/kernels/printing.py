"""How much of what a cell prints and shows is kept: the rest is counted as it comes, and never held.

What a cell shows is its result: where not all of it is kept, the cell fails when it ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crimekit.errors import RunError

_MOST_SHOWN = 1_000  # results and pictures of a cell


@dataclass(slots=True)
class Printed:
    """What the cell that runs has printed so far into each stream, and how many results it has shown.

    Examples
    --------
    >>> printed = Printed(most=3)
    >>> said = {"msg_type": "stream", "parent_header": {"msg_id": "1"}, "content": {"name": "stdout", "text": "12345"}}
    >>> printed.kept(said)["content"]["text"], printed.kept(said)
    ('123', None)
    >>> outputs = []
    >>> printed.note(outputs)
    >>> outputs[0]["text"].strip()
    '… 7 more characters, not kept'
    """

    most: int  # letters of each stream; 0: all of them
    cell: str = ""  # the request to run it
    letters: dict[str, int] = field(default_factory=dict)
    shown: int = 0  # results and pictures
    notes: dict[str, Any] = field(default_factory=dict)  # the output that says how much is not kept

    def kept(self, message: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Count what a message prints or shows; the message with what is kept of it, None where that is nothing."""
        if not self.most or message["msg_type"] not in ("stream", "display_data", "execute_result"):
            return message
        if message["parent_header"]["msg_id"] != self.cell:
            self.forget()
            self.cell = message["parent_header"]["msg_id"]
        if message["msg_type"] != "stream":
            self.shown += 1
            return message if self.shown <= _MOST_SHOWN else None
        name, text = message["content"]["name"], message["content"]["text"]
        room = max(0, self.most - self.letters.get(name, 0))
        self.letters[name] = self.letters.get(name, 0) + len(text)
        if len(text) <= room:
            return message
        return {**message, "content": {"name": name, "text": text[:room]}} if room else None

    def note(self, outputs: list[Any]) -> None:
        """Say among the outputs of the cell how much is not kept."""
        from nbformat.v4 import new_output

        for name, letters in self.letters.items():
            if self.most and letters > self.most:
                if name not in self.notes:
                    self.notes[name] = new_output("stream", name=name)
                    outputs.append(self.notes[name])
                self.notes[name]["text"] = f"\n… {letters - self.most:,} more characters, not kept\n"

    def check(self) -> None:
        """Refuse a cell of which results are missing.

        Raises
        ------
        RunError
            If it showed more than is kept.
        """
        if self.shown > _MOST_SHOWN:
            raise RunError(f"the cell showed {self.shown:,} results; expected at most {_MOST_SHOWN:,}")

    def forget(self) -> None:
        """Begin anew: the outputs were cleared, or another cell runs."""
        self.shown = 0
        self.letters.clear()
        self.notes.clear()
