"""What a run changed on the public site."""

from dataclasses import dataclass, field

from casework.surveying import is_decision
from publish.manifest import Key, Tag
from publish.site import Bundle, every_key


@dataclass(slots=True)
class Done:
    """What was changed; nothing of either when the site agreed already."""

    put: dict[Key, Tag] = field(default_factory=dict)
    deleted: list[Key] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.put or self.deleted)

    @property
    def changed(self) -> set[Key]:
        return {*self.put, *self.deleted}

    @property
    def count(self) -> int:
        return len(self.put) + len(self.deleted)


@dataclass(slots=True)
class Begun:
    """Everything that a run was to put. Of decisions there may be 100,000: by name."""

    decisions: set[str] = field(default_factory=set)
    others: set[Key] = field(default_factory=set)

    def add(self, bundle: Bundle) -> None:
        if is_decision(bundle.name):
            self.decisions.add(bundle.name)
        else:
            self.others.update(bundle.keys)

    @property
    def keys(self) -> set[Key]:
        """Of a decision every object that it may have."""
        return self.others.union(*map(every_key, self.decisions))
