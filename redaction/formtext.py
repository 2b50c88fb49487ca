"""The running text of a form, from which it is known where each word stood."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from decisions.geometry import Box
from decisions.text import PageText
from redaction.labels import tidied


@dataclass(frozen=True, slots=True)
class FormText:
    """The lines of several pages, heads and feet left out, joined by line ends."""

    text: str
    """Tidied for patterns; as long as `written`."""
    written: str
    """As read; soft hyphens and the marks of footnotes taken out."""
    _starts: tuple[int, ...]
    _lines: tuple[tuple[PageText, Sequence[int]], ...]
    """For each line its page, and where each of its characters stands there."""

    @classmethod
    def of(cls, pages: Iterable[PageText]) -> "FormText":
        lines: list[tuple[PageText, Sequence[int]]] = []
        texts: list[str] = []
        for page in pages:
            for offset, line in page.body():
                if "\u00ad" not in line and not page.raised:
                    texts.append(line)
                    lines.append((page, range(offset, offset + len(line))))
                    continue
                raised = {
                    i - offset
                    for start, end in page.raised
                    if offset <= start < offset + len(line)
                    for i in range(start, end)
                    if page.text[i].isdigit() or page.text[i] in "*†"
                }
                kept = [
                    i for i, c in enumerate(line) if c != "\u00ad" and i not in raised
                ]
                texts.append("".join(line[i] for i in kept))
                lines.append((page, tuple(offset + i for i in kept)))
        starts, at = [], 0
        for text in texts:
            starts.append(at)
            at += len(text) + 1
        whole = "\n".join(texts)
        return cls(tidied(whole), whole, tuple(starts), tuple(lines))

    @property
    def pages(self) -> tuple[PageText, ...]:
        """Those with lines, each once."""
        return tuple({page.number: page for page, _ in self._lines}.values())

    def value(self, start: int, end: int) -> str:
        """What is written from start to end, with single spaces."""
        return " ".join(self.written[start:end].split())

    def page_at(self, at: int) -> PageText | None:
        """The page that holds the character."""
        line = bisect_right(self._starts, at) - 1
        return self._lines[line][0] if line >= 0 else None

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line around what stands from start to end."""
        found: list[Box] = []
        first = max(0, bisect_right(self._starts, start) - 1)
        for number in range(first, len(self._starts)):
            at = self._starts[number]
            if at >= end:
                break
            page, places = self._lines[number]
            some = places[max(0, start - at) : end - at]
            if some:
                found += page.boxes_of(some[0], some[-1] + 1)
        return tuple(found)
