"""The few of many that a table shows, however many come by: memory stays that of the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Key = tuple[float | int | str, ...]


@dataclass(slots=True)
class Shortlist(Generic[Item]):
    """The `most` items with the lowest keys; `seen` counts all that came by.

    >>> slowest: Shortlist[str] = Shortlist(2)
    >>> for seconds, page in ((1.5, "a"), (9.0, "b"), (4.0, "c")):
    ...     slowest.add((-seconds,), page)
    >>> slowest.items, slowest.more
    (('b', 'c'), 1)
    """

    most: int
    seen: int = 0
    _kept: list[tuple[Key, int, Item]] = field(default_factory=list)

    def add(self, key: Key, item: Item) -> None:
        """Keep the item if its key is low enough; the earlier of equal ones stays."""
        self.seen += 1
        self._kept.append((key, self.seen, item))
        if len(self._kept) > 2 * self.most + 16:
            self._cut()

    @property
    def items(self) -> tuple[Item, ...]:
        """The items, lowest key first."""
        self._cut()
        return tuple(item for _, _, item in self._kept)

    @property
    def more(self) -> int:
        """How many came by and are not kept."""
        return max(self.seen - self.most, 0)

    def _cut(self) -> None:
        self._kept.sort(key=lambda entry: entry[:2])
        del self._kept[self.most :]
