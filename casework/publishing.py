"""Making the public bucket agree with the ledger, and seeing that it does.

What is not released goes first, even where the rest cannot be made. Then what is
pointed to before what points to it; then what was sent is read back, and only then
is the manifest committed. Whatever was interrupted is mended by running it again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace
from typing import Final

from casework.caches import tell_caches
from casework.changed import Begun, Done
from casework.claiming import Claim
from casework.finding import forget
from casework.ports import Office
from casework.surveying import (
    MANIFEST,
    NOT_OURS,
    Survey,
    is_decision,
    kept_manifest,
    page_of,
    survey,
    trusted,
)
from casework.uploading import NotMade, Task, uploaded
from casework.website import Released, Wanted, released, wanted
from casework.witnesses import without_risen
from decisions.decision import NOT_KEPT
from decisions.errors import (
    AnotherPublisher,
    CorruptRecord,
    LedgerTooOld,
    PagesNotMade,
    SiteNotAsPlanned,
    StaysWithdrawn,
    TooManyDeletions,
)
from publish.feeds import ARCHIVES
from publish.manifest import Key, Stored, StoredBundle, Tag
from publish.site import (
    NAMELESS,
    STATIC,
    Bundle,
    Site,
    TwoOfOneReference,
    keys_of,
)

LOOK_ALWAYS: Final = 5_000
"""A site of no more bundles is looked through whole each time."""
TRIES: Final = 3
READ_BACK: Final = 1_000
"""Up to so many objects are read back one by one; of more, all are listed."""

Gone = dict[str, list[Key]]
"""Keys to delete, by bundle."""


def bring_up_to_date(
    office: Office,
    *,
    look: bool = False,
    anew: Callable[[str], bool] | None = None,
    is_right: bool = False,
) -> Done:
    """Make the public site agree with the ledger, except for its search.

    Args:
        look: Compare every object with what was sent. A small site is always
            compared, and so is one whose last run did not end; of a large one it is
            a matter of minutes, for the night.
        anew: Of which bundles every object is put again: a listing does not tell
            whether somebody changed its headers.
        is_right: Somebody says that the ledger is the right one, though nothing in it
            ever was public.

    Raises:
        TooManyDeletions: Nothing was changed, but that what somebody withdrew is gone
            and so is what names it. A person must look.
        SiteNotAsPlanned: The bucket still differs afterwards.
        AnotherPublisher: A later run took over; it sees all that this one saw.
        LeftUndone: All is done but for what was withdrawn by the site alone, for
            decisions whose files are missing, or for telling the caches.
        LedgerTooOld: The ledger is empty and the site is not. Nothing was changed.
        CorruptRecord: What is kept of a decision cannot be read. What was withdrawn
            since is gone, and so is what names it; nothing else was changed.
    """
    claim = Claim.take(office)
    look = look or claim.follows_unfinished
    for left in reversed(range(TRIES)):
        run = _Run(office, claim)
        try:
            risen = run.carry_out(whole=look, anew=anew, is_right=is_right)
            break
        except (AnotherPublisher, SiteNotAsPlanned):
            # What was begun from an older ledger must not stay.
            run.retract()
            if not left or not claim.is_ours():
                raise
            look = True
    tell_caches(run.done.changed, office)
    if risen:
        raise StaysWithdrawn(
            f"public site: {len(risen)} decisions were withdrawn from it, and the "
            "ledger is older. They stay so; reopen what is to be public again"
        )
    if run.not_made:
        raise PagesNotMade(
            f"public site: {len(run.not_made)} decisions were not made anew: "
            f"{next(iter(run.not_made.values()))}. All else is up to date"
        )
    return run.done


def differences(office: Office) -> tuple[int, int, int]:
    """Objects that should not be there, bundles that are not as they should be, and
    decisions that the site withdrew and the ledger did not.

    Every object is compared by its tag with what was sent; nothing is changed.
    """
    run = _Run(office, None)
    run.look(whole=True)
    every = released(office)
    found, risen = run.without_risen(every)
    extra = sum(map(len, run.not_public(found, risen).values()))
    site = wanted(found, office).site
    others = [site.static(), *site.left(), *site.lists()]
    wrong = sum(map(run.is_stale, others))
    wrong += sum(not run.is_as_wanted(c.path, site.recipe(c)) for c in site.cards)
    return extra, wrong, len(risen.keys() & {card.path for card in every.cards})


class _Run:
    """One run, from looking to the commit."""

    def __init__(self, office: Office, claim: Claim | None) -> None:
        self.office = office
        self.site = office.website.site
        self._claim = claim
        self.done = Done()
        self.manifest, self.tag = kept_manifest(office)
        self.is_known = len(self.manifest) > 0
        """Whether it is written down what the site was given."""
        self.survey = Survey()
        self.begun = Begun()
        self.first: set[str] = set()
        """Decisions whose page was taken down for another one's sake."""
        self.not_made: dict[str, str] = {}
        """Bundles of which a file is missing, and which it is."""
        self.last: list[Key] = []
        """What pages are styled with that are still to be put anew."""

    @property
    def claim(self) -> Claim:
        assert self._claim is not None, "who changes something has a claim"
        return self._claim

    def without_risen(self, found: Released) -> tuple[Released, dict[str, str]]:
        now = self.office.clock.now()
        return without_risen(found, self.manifest, self.survey, self.site, now)

    def carry_out(
        self, *, whole: bool, anew: Callable[[str], bool] | None, is_right: bool
    ) -> Collection[str]:
        """All of it. Returns what the ledger wrongly says is public."""
        self.look(whole=whole)
        try:
            every = released(self.office)
        except CorruptRecord:
            # It may be of one that was withdrawn, so nothing is made of the others;
            # what is known to be withdrawn does not wait for it.
            found = released(self.office, readable=True)
            with suppress(TwoOfOneReference):
                self._adopt(wanted(found, self.office).site)
            self._take_back(found, ())
            raise
        if not is_right:
            self._see_ledger(every)
        found, risen = self.without_risen(every)
        if anew:
            # But a tombstone that the ledger does not know nobody can make again.
            self._forget(lambda name: anew(name) and name not in risen)
        fresh: set[str] = set()
        try:
            made = wanted(found, self.office)
            self._adopt(made.site)
            fresh = {b.name for b in made.site.lists() if not self.is_stale(b)}
        finally:
            # It needs no page to be made: a decision that cannot be drawn must not
            # keep another one public that was withdrawn.
            self._take_back(found, fresh)
            self.purge(found, risen)
        self.make(made, found)
        self.claim.let_the_other_stop()
        self.read_back()
        self.commit()
        return risen.keys() & {card.path for card in every.cards}

    def retract(self) -> None:
        """Delete what this run put, or may have put, and nobody should have now."""
        now = _Run(self.office, None)
        found, risen = now.without_risen(released(self.office))
        site = wanted(found, self.office).site
        kept = {key for card in site.cards for key in keys_of(card)}
        for bundle in (site.static(), *site.left(), *site.lists()):
            kept.update(bundle.keys)
        kept.update(map(page_of, risen))
        self.site.delete(sorted(self.begun.keys - kept))

    def look(self, *, whole: bool) -> None:
        """See what is there: everything, or only which decisions have a folder."""
        look = survey if whole or len(self.manifest) <= LOOK_ALWAYS else trusted
        self.survey = look(self.site, self.manifest)

    def _forget(self, anew: Callable[[str], bool]) -> None:
        """What was given to these bundles, but not what there is of them."""
        for name in [name for name in self.manifest if anew(name)]:
            self.survey.differs[name] = self._present(name)
            stored = self.manifest.get(name)
            assert stored is not None, "it is in the manifest"
            self.manifest.put(name, replace(stored, recipe=NOT_KEPT, objects={}))

    def _take_back(self, found: Released, fresh: Collection[str]) -> None:
        """Remove what somebody withdrew since, and what names it, however much it is.

        Args:
            fresh: Lists that are as they should be.
        """
        new = []
        for stone in found.stones:
            _, gone_at = self.manifest.head(stone.path)
            is_told = gone_at == stone.withdrawn_at.isoformat()
            if self._present(stone.path) and not is_told:
                new.append(stone.path)
        if not new:
            return
        gone = {name: sorted(self._present(name)) for name in new}
        slugs = {path.split("/")[1] for path in new}
        naming = {c.path for c in found.cards if not slugs.isdisjoint(c.mentions)}
        for name in {*self.manifest, *self.survey.differs} - {NOT_OURS, *fresh}:
            if not is_decision(name):
                if name not in NAMELESS:
                    gone[name] = sorted(self._present(name))
            elif name not in gone and (name in naming or self._links(name, slugs)):
                page = page_of(name)
                gone[name] = [page] if page in self._present(name) else []
                self.first.add(name)
        self._delete(gone)
        self.done.deleted += forget({c.slug: c for c in found.cards}, self.office)

    def _links(self, name: str, slugs: AbstractSet[str]) -> bool:
        """Whether the title of one of these decisions stands on another one's page."""
        stored = self.manifest.get(name)
        return stored is not None and not slugs.isdisjoint(stored.linked)

    def purge(self, found: Released, risen: Mapping[str, str]) -> None:
        """Remove whatever stands where nothing is public, unless it is so much that
        the ledger may be the wrong one.
        """
        gone = self.not_public(found, risen)
        self._see_limit(gone)
        self._delete(gone)
        self.done.deleted += forget({c.slug: c for c in found.cards}, self.office)
        for name, keys in gone.items():
            if keys and not self._present(name):
                self.manifest.drop(name)
                self.survey.differs.pop(name, None)
        for name, since in risen.items():
            self._note_present(name, since)

    def _note_present(self, name: str, gone_at: str = "") -> None:
        """Write down what there is of a bundle that this run cannot make."""
        stored = self.manifest.get(name)
        left = {k: Stored(NOT_KEPT, tag) for k, tag in self._present(name).items()}
        self.survey.differs.pop(name, None)
        if not left and not gone_at:
            self.manifest.drop(name)
            return
        linked = stored.linked if stored and page_of(name) in left else ()
        self.manifest.put(name, StoredBundle(NOT_KEPT, left, gone_at, linked))

    def not_public(self, found: Released, risen: Collection[str]) -> Gone:
        """Objects of decisions that are not public, and of nothing that is known."""
        public = {card.path: keys_of(card) for card in found.cards}
        stones = {
            *(stone.path for stone in found.stones),
            *(stub.path for stub in found.stubs),
            *risen,
        }
        public |= {path: (Key(path + "index.html"),) for path in stones}
        gone: Gone = {}
        for name in {*self.manifest, *self.survey.differs}:
            if is_decision(name):
                there = self._present(name)
                left = set(public.get(name, ()))
                stored = self.manifest.get(name) if name in risen else None
                if stored and stored.gone_at:
                    # Nobody can put this tombstone again, if another stands there.
                    left &= {k for k, t in stored.tags.items() if there.get(k) == t}
                gone[name] = sorted(there.keys() - left)
        gone[NOT_OURS] = sorted(self._present(NOT_OURS))
        return gone

    def _see_ledger(self, found: Released) -> None:
        """See that this is not the new ledger of a machine that lost its own.

        Raises:
            LedgerTooOld: Nothing is changed: the site is all that is left.
        """
        if found.cards or found.stones:
            return
        names = [n for n in {*self.manifest, *self.survey.differs} if is_decision(n)]
        # A page alone may be of one that was deferred and is in review again.
        public = sum(len(self._present(name)) > 1 for name in names)
        if public:
            raise LedgerTooOld(
                f"public site: it has {public} decisions, and by the ledger none ever "
                "was public: put back a copy of the ledger, then publish again; if it "
                "is the right ledger, publish anew"
            )

    def _adopt(self, site: Site) -> None:
        """Take for ours what stands where lists and pages of this site belong.

        Where the manifest is lost they seem to be nobody's, and more than may be
        deleted at once; they are put again anyway.
        """
        strangers = self.survey.differs.get(NOT_OURS, {})
        if not strangers:
            return
        for bundle in (site.static(), *site.left(), *site.lists()):
            ours = {key: strangers.pop(key) for key in bundle.keys if key in strangers}
            if ours:
                self.survey.differs[bundle.name] = self._present(bundle.name) | ours

    def make(self, made: Wanted, found: Released) -> None:
        """Put what is missing or differs, in the order in which it is pointed to."""
        site = made.site
        lists, left = list(site.lists()), list(site.left())
        self._purge_lists(lists)
        self._carry_out([site.static(), *left])
        stale = [
            card
            for card in site.cards
            if not self.is_as_wanted(card.path, site.recipe(card))
        ]
        # What is public already may say too much: it comes before what is new.
        stale.sort(
            key=lambda c: (c.path not in self.first, c.path not in self.manifest)
        )
        self._carry_out(made.decisions(stale, self.office))
        lost = {n for n in self.not_made if page_of(n) not in self._present(n)}
        if lost:  # no list is to name what has no page
            cards = [card for card in found.cards if card.path not in lost]
            lists = list(wanted(replace(found, cards=cards), self.office).site.lists())
            self._purge_lists(lists)
        self._carry_out(lists)
        self.site.delete(self.last)
        self.done.deleted += self.last

    def _purge_lists(self, lists: list[Bundle]) -> None:
        """Delete lists that are no more and, where anything was deleted, every list
        that may have named it, with all versions, before anything is put.
        """
        kept = {bundle.name for bundle in lists} | {STATIC}
        ended: Gone = {
            name: sorted(self._present(name))
            for name in [*self.manifest]
            if name not in kept and not is_decision(name)
        }
        # A feed's archive ends with every change of what is in it.
        self._see_limit({n: k for n, k in ended.items() if not n.startswith(ARCHIVES)})
        first: Gone = {}
        if self.done.deleted:
            stale = [b for b in lists if self.is_stale(b)]
            first = {b.name: sorted(self._present(b.name)) for b in stale}
        self._delete(ended | first)
        for name in ended:
            self.manifest.drop(name)
            self.survey.differs.pop(name, None)

    def _carry_out(self, bundles: Iterable[Bundle]) -> None:
        for one in uploaded(
            self._tasks(bundles), self.site, self.office.files, self.claim.check
        ):
            if isinstance(one, NotMade):
                self.not_made[one.name] = one.told
                self._note_present(one.name)
                continue
            self.manifest.put(one.name, one.stored)
            self.survey.differs.pop(one.name, None)
            self.done.put |= {key: one.stored.objects[key].tag for key in one.put}
            if one.name == STATIC:
                self.last += one.left  # pages point to it until they are put anew
            elif one.left:
                self.site.delete(one.left)
                self.done.deleted += one.left
            if self.claim.is_time_to_save():
                self._save()

    def _tasks(self, bundles: Iterable[Bundle]) -> Iterator[Task]:
        for bundle in bundles:
            if self.is_stale(bundle):
                stored = self.manifest.get(bundle.name)
                rows = stored.objects if stored else {}
                self.begun.add(bundle)
                yield Task(bundle, rows, self._present(bundle.name))

    def read_back(self) -> None:
        """See that the bucket has what was sent.

        Raises:
            SiteNotAsPlanned: It has something else.
        """
        if len(self.done.put) > READ_BACK or len(self.manifest) <= LOOK_ALWAYS:
            differs = survey(self.site, self.manifest).differs
            extra = len(differs.pop(NOT_OURS, {}))
            wrong = len(differs)
        else:
            tags = self.site.tags(tuple(self.done.put))
            wrong = sum(tags.get(key) != tag for key, tag in self.done.put.items())
            extra = 0
        if wrong or extra:
            raise SiteNotAsPlanned(
                f"public site: {wrong} objects are missing or different, {extra} "
                "should not be there; run it again, then look who else writes there"
            )

    def commit(self) -> None:
        """Write down what is there, and that the run came to its end."""
        if not (self.is_known and self.done.is_nothing):
            self._save()
        self.claim.finish()

    def _save(self) -> None:
        self.claim.check_now()
        self.tag = self.office.files.write_note(
            MANIFEST, self.manifest.to_bytes(), self.tag
        )

    def _present(self, name: str) -> dict[Key, Tag]:
        """What the bucket has of a bundle."""
        differs = self.survey.differs.get(name)
        if differs is not None:
            return differs
        stored = self.manifest.get(name)
        return stored.tags if stored else {}

    def is_stale(self, bundle: Bundle) -> bool:
        return not self.is_as_wanted(bundle.name, bundle.recipe)

    def is_as_wanted(self, name: str, recipe: str) -> bool:
        told, _ = self.manifest.head(name)
        return told == recipe and name not in self.survey.differs

    def _delete(self, gone: Gone) -> None:
        keys = [key for some in gone.values() for key in some]
        if not keys:
            return
        tell_caches(keys, self.office, later=True)
        self.site.delete(keys)
        self.done.deleted += keys
        for name, some in gone.items():
            if some:
                left = self._present(name).keys() - set(some)
                self.survey.differs[name] = {
                    key: tag for key, tag in self._present(name).items() if key in left
                }

    def _see_limit(self, gone: Gone) -> None:
        most, number = self.office.website.deletions_max, sum(map(len, gone.values()))
        if number > most:
            told = f"{number} objects would be deleted, at most {most} may be in one go"
            see = "see whether the ledger is the right one"
            raise TooManyDeletions(f"public site: {told}; {see}")
