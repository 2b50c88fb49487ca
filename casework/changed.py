"""What a run changed on the public site."""

from dataclasses import dataclass, field

from publish.manifest import Key, Tag


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
