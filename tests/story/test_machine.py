"""The whole casework, driven at random and killed at random, against what must hold.

What must hold is kept in a model of its own, from what was done and not from what the
ledger says: who worked on what, who approved which bytes, until when, what somebody
confirmed, and of what nothing may be destroyed.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from casework import adding, approving, correcting, deferring, disposal, reviewing
from casework.audit import contradictions
from casework.intake import submit
from casework.publishing import bring_up_to_date
from casework.release import due, hold, release, to_hold
from casework.screening import split_and_flag
from casework.sealing import seal
from casework.seen import problem_seen
from casework.withdrawal import withdraw
from decisions.decision import DecisionId, Release, State
from decisions.errors import NotFound, Refusal
from decisions.fingerprints import of_bytes
from decisions.flags import Verdict
from decisions.lifecycle import Step, verify_history
from decisions.retention import SCHEDULE
from fixtures.paper import CANARY, PERSON
from fixtures.recipes import Form, part_2, request
from fixtures.servers import PUBLIC
from publish.bucket import PublicBucket
from strongroom.database import open_database
from strongroom.ledger import Ledger
from strongroom.local import LocalFiles
from strongroom.retention import Disposals

SOAK = int(os.environ.get("PARTONE_SOAK", "0"))
OFFICERS = ("officer:ann", "officer:bob", "officer:cat", "officer:dan")
NUMBERS = (1, 2)
VARIANTS = ("plain", "deferred", "later form", "part 2")
NEVER = date.max
"""When a deferral ends that waits for something to happen: never by itself."""
officers = st.sampled_from(OFFICERS)
numbers = st.sampled_from(NUMBERS)


class Killed(BaseException):
    """The process ends here; no handler of the product may see it."""


@cache
def drawn(number: int, variant: str) -> bytes:
    reference = f"PCD {5000 + number}"
    if variant == "part 2":
        return part_2(reference, f"{CANARY} Ltd bid £418,250 for lot {number}.")
    body = f"Contact officer: {PERSON}, {CANARY.lower()}@example.org."
    if variant == "later form":
        body = f"The bid of £418,250 was noted. {body}"
    deferred = {"deferred": "YES", "reason": "Talks", "until": "01/12/2026"}
    return request(
        Form(
            reference=reference,
            title=f"Vans of area {number}",
            summary="Vans.",
            body=(body,),
            **(deferred if variant == "deferred" else {}),
        )
    )


@dataclass
class Known:
    """What was done to one decision, as the model remembers it."""

    submitters: set[str] = field(default_factory=set)
    workers: set[str] = field(default_factory=set)
    approved: dict[str, tuple[str, set[str], date | None]] = field(default_factory=dict)
    """By the hash of the file: by whom, who had worked on it, deferred until when."""
    confirmed: bool = False
    """Whether an officer confirmed the end of the deferral as it was last set."""
    files: set[str] = field(default_factory=set)
    """Hashes of what was submitted."""
    kept: set[str] | None = None
    """Files that a legal hold keeps; None: there is none."""
    may_be_gone: bool = False
    """Whether anything of it was ever disposed of."""


class Casework(RuleBasedStateMachine):
    """Two decisions, four officers, a clock, a site; the process may be killed."""

    office = None
    """Set by the test."""

    @initialize(
        people=st.permutations(OFFICERS),
        variant=st.sampled_from(VARIANTS[:2]),
        must_confirm=st.booleans(),
    )
    def begin(self, people: list[str], variant: str, *, must_confirm: bool) -> None:
        office = type(self).office()
        office.screener = replace(office.screener, confirm_releases=must_confirm)
        self.o = office
        self.must_confirm = must_confirm
        self.seen_public: set[tuple[str, datetime]] = set()
        self.known: dict[int, Known] = defaultdict(Known)
        self.countdown = -1
        self.site_is_current = True
        for owner, name in (
            (office.store, "save"), (office.files, "put"), (office.files, "write_note"),
            (office.files, "destroy"), (office.disposals, "intend"),
            (office.disposals, "done"), (office.bucket, "put"),
            (office.bucket, "delete"),
        ):  # fmt: skip
            self._may_be_killed_at(owner, name)
        self.an_ordinary_day(1, variant, people, again=False)

    def _may_be_killed_at(self, owner: object, name: str) -> None:
        real = getattr(owner, name)

        def passed(*args: object, **kwargs: object) -> object:
            if self.countdown == 0:
                self.countdown = -1
                raise Killed
            made = real(*args, **kwargs)
            if self.countdown == 1:
                self.countdown = -1
                raise Killed
            self.countdown = max(-1, self.countdown - 2)
            return made

        setattr(owner, name, passed)

    def _try(self, act: Callable[[], object]) -> bool:
        """Whether it was done; a refusal or the end of the process is none of it."""
        try:
            act()
        except (Refusal, Killed):
            return False
        return True

    def _id(self, number: int) -> DecisionId:
        return DecisionId(f"pcd-{5000 + number}")

    def _version(self, number: int) -> int:
        try:
            return self.o.store.load(self._id(number)).version
        except Refusal:
            return 0

    def _work(self, number: int, by: str, act: Callable[[], object]) -> bool:
        """Work by an officer: killed after the save, it counts as done."""
        before = self._version(number)
        self._try(act)
        if self._version(number) == before:
            return False
        self.known[number].workers.add(by)
        return True

    @rule(effects=st.integers(0, 60))
    def kill_soon(self, effects: int) -> None:
        self.countdown = effects

    @rule(hours=st.integers(1, 80))
    def time_passes(self, hours: int) -> None:
        self.o.clock.on(hours=hours)

    @rule(number=numbers, variant=st.sampled_from(VARIANTS), by=officers)
    def somebody_submits(self, number: int, variant: str, by: str) -> None:
        before = self._version(number)
        pdf = drawn(number, variant)
        self._try(lambda: submit(f"{variant}.pdf", pdf, by=by, office=self.o))
        if self._version(number) != before:
            self.known[number].submitters.add(by)
            self.known[number].files.add(of_bytes(pdf))
        self.site_is_current = False

    @rule()
    def the_night_flags(self) -> None:
        for found in self.o.store.in_states((State.SUBMITTED, State.SPLIT)):
            self._try(lambda found=found: split_and_flag(found, office=self.o))
        self.site_is_current = False

    @rule(number=numbers, by=officers)
    def somebody_reviews(self, number: int, by: str) -> None:
        """Opens it, settles, rules on all; withholds whatever names the canary."""
        one, office = self._id(number), self.o

        def act() -> None:
            decision = reviewing.open_review(one, by=by, office=office)
            for problem in decision.open_problems():
                correcting.settle(one, problem_seen(problem), "x", by=by, office=office)
            for flag in decision.flags_to_rule():
                hide = flag.is_echo or CANARY.lower() in flag.text.lower()
                verdict = Verdict.WITHHOLD if hide else Verdict.RELEASE
                reviewing.rule(one, [flag.id], verdict, by=by, office=office)
            try:
                adding.add_by_text(one, PERSON, "s40(2)", by=by, office=office)
            except NotFound:
                pass

        self._work(number, by, act)

    @rule(number=numbers, by=officers, days=st.none() | st.integers(-1, 5))
    def somebody_defers(self, number: int, by: str, days: int | None) -> None:
        """Sets or extends it; no days: until something happens."""
        until = None
        if days is not None:
            until = self.o.clock.now().date() + timedelta(days=days)
        one, known = self._id(number), self.known[number]
        if not self._work(
            number, by, lambda: deferring.defer(one, until, "x", by=by, office=self.o)
        ):
            return
        known.confirmed = False
        decision = self.o.store.load(one)
        if decision.state in {State.APPROVED, State.HELD}:
            output = decision.approval.output
            approver, others, _ = known.approved[output]
            known.approved[output] = (approver, others, until or NEVER)

    @rule(number=numbers, by=officers)
    def somebody_confirms(self, number: int, by: str) -> None:
        """Is no work on the decision: whoever approves it may do it."""
        one, before = self._id(number), self._version(number)
        self._try(lambda: deferring.confirm_release(one, "over", by=by, office=self.o))
        if self._version(number) != before:
            self.known[number].confirmed = True

    @rule(number=numbers, by=officers)
    def somebody_approves(self, number: int, by: str) -> None:
        one, known = self._id(number), self.known[number]
        before = self._version(number)
        others = known.submitters | known.workers
        self._try(
            lambda: approving.approve(
                one, seal(one, office=self.o), by=by, office=self.o
            )
        )
        if self._version(number) == before:
            return
        decision = self.o.store.load(one)
        # Anew, whatever was approved before: its deferral may be another since.
        if decision.history[-1].step == Step.APPROVE:
            output = decision.approval.output
            deferral = decision.deferral
            until = (deferral.until or NEVER) if deferral.deferred else None
            known.approved[output] = (by, set(others), until)

    @rule(number=numbers, by=officers)
    def somebody_reopens(self, number: int, by: str) -> None:
        one = self._id(number)
        self._try(lambda: approving.reopen(one, "x", by=by, office=self.o))

    @rule(number=numbers, by=officers)
    def somebody_withdraws(self, number: int, by: str) -> None:
        one = self._id(number)
        self._try(lambda: withdraw(one, "x", by=by, office=self.o))
        if self._gone(number):
            # What was approved before it was withdrawn must not be public again.
            self.known[number].approved.clear()
        self.site_is_current = False

    def _gone(self, number: int) -> bool:
        return self._id(number) in self.o.store.gone()

    @rule(number=numbers, by=officers, lift=st.booleans())
    def somebody_keeps(self, number: int, by: str, *, lift: bool) -> None:
        """Puts it under a legal hold, or lifts it."""
        one, known = self._id(number), self.known[number]
        act = disposal.let_go if lift else disposal.keep
        before = self._version(number)
        self._try(lambda: act(one, "a claim", by=by, office=self.o))
        if self._version(number) != before:
            there = set(self.o.files.names())
            known.kept = None if lift else known.files & there

    @rule(by=officers, killed_at=st.none() | st.integers(0, 6))
    def years_pass_and_what_is_old_goes(self, by: str, killed_at: int | None) -> None:
        """It may be killed between what is written down and what is done."""
        office = self.o
        office.clock.on(days=8 * 366)

        def act() -> None:
            for one in disposal.due(office, SCHEDULE):
                disposal.dispose(one, by=by, office=office)

        for known in self.known.values():
            known.may_be_gone |= known.kept is None
        if killed_at is not None:
            self.countdown = killed_at
        self._try(act)
        self.countdown = -1
        self._try(lambda: disposal.finish(office))

    @rule()
    def midnight(self) -> None:
        for found in to_hold(self.o):
            self._try(lambda found=found: hold(found, office=self.o))
        for found in due(self.o):
            self._try(lambda found=found: release(found, office=self.o))
        self.site_is_current = False

    @rule()
    def the_site_follows(self) -> None:
        self.site_is_current = self._try(lambda: bring_up_to_date(self.o))

    @rule(
        number=numbers,
        variant=st.sampled_from(VARIANTS[:3]),
        people=st.lists(officers, min_size=3, max_size=3),
        again=st.booleans(),
    )
    def an_ordinary_day(
        self, number: int, variant: str, people: list[str], *, again: bool
    ) -> None:
        """All that leads to publication, so that what comes after is tried often."""
        self.somebody_submits(number, variant, people[0])
        self.the_night_flags()
        if again:
            self.somebody_reopens(number, people[1])
        self.somebody_reviews(number, people[1])
        self.somebody_approves(number, people[2])
        self.midnight()
        self.the_site_follows()

    @rule(
        number=numbers,
        people=st.lists(officers, min_size=3, max_size=3),
        days=st.none() | st.just(2),
        confirmed=st.booleans(),
        extended=st.booleans(),
    )
    def a_deferral_takes_its_course(
        self,
        number: int,
        people: list[str],
        days: int | None,
        *,
        confirmed: bool,
        extended: bool,
    ) -> None:
        """From the form to the night after its last day, or after that is put off."""
        self.somebody_submits(number, "deferred", people[0])
        self.the_night_flags()
        self.somebody_reviews(number, people[1])
        self.somebody_defers(number, people[1], days)
        self.somebody_approves(number, people[2])
        self.midnight()
        if confirmed:
            self.somebody_confirms(number, people[2])
        if extended:
            self.somebody_defers(number, people[1], 3)
        self.time_passes(80)
        self.midnight()
        self.the_site_follows()

    @invariant()
    def every_chain_is_whole(self) -> None:
        for found in self.o.store.in_states(()):
            verify_history(self.o.store.load(found))

    @invariant()
    def nothing_is_public_but_what_two_people_made_so(self) -> None:
        for row in self.o.store.public():
            if not isinstance(row.public, Release):
                continue
            known = self.known[int(row.decision_id.removeprefix("pcd-")) - 5000]
            by, others, until = known.approved[row.public.output]
            assert others
            assert by not in others
            assert until is None or row.public.updated_at.date() >= until
            release = row.public.output, row.public.updated_at
            if release not in self.seen_public and until is not None:
                assert known.confirmed or not self.must_confirm
            self.seen_public.add(release)

    @invariant()
    def nothing_is_destroyed_that_is_kept(self) -> None:
        there = set(self.o.files.names())
        for known in self.known.values():
            if known.kept is not None:
                assert known.kept <= there
            if not known.may_be_gone:
                assert known.files <= there

    @invariant()
    def every_public_byte_is_of_an_approval(self) -> None:
        files = {k: self.o.bucket.get(k)[0] for k, _ in self.o.bucket.listing()}
        for key, body in files.items():
            assert CANARY.lower().encode() not in body.lower(), key
            if not self.site_is_current:
                continue
            if key.endswith(".pdf"):
                number = int(key.split("/")[1].removeprefix("pcd-")) - 5000
                digest = hashlib.sha256(body).hexdigest()
                assert digest in self.known[number].approved, key
        if self.site_is_current:
            for number in NUMBERS:
                home = f"decisions/pcd-{5000 + number}/"
                has_file = any(k.startswith(home) and k.endswith(".pdf") for k in files)
                public = [
                    r for r in self.o.store.public((self._id(number),))
                    if isinstance(r.public, Release)
                ]  # fmt: skip
                assert has_file == bool(public)

    def teardown(self) -> None:
        """One more night without a fault: everything agrees."""
        if not hasattr(self, "o"):
            return
        self.countdown = -1
        for found in self.o.store.in_states(()):
            for entry in self.o.store.load(found).history:
                event(entry.step)
        disposal.again(self.o)
        disposal.finish(self.o)
        self.nothing_is_destroyed_that_is_kept()
        self.the_night_flags()
        bring_up_to_date(self.o)
        self.site_is_current = True
        self.every_public_byte_is_of_an_approval()
        assert contradictions(self.o) == ()


def test_whatever_happens_nothing_is_public_that_should_not_be(
    office, tmp_path_factory, client, access
) -> None:
    start = office.clock.at

    def fresh():
        folder = tmp_path_factory.mktemp("casework")
        engine = open_database(f"sqlite:///{folder}/ledger.db")
        for key, _ in list(office.bucket.listing()):
            client.delete_object(Bucket=PUBLIC, Key=key)
        office.clock.at = start
        bucket = PublicBucket(access, PUBLIC)
        return replace(
            office,
            store=Ledger(engine),
            files=LocalFiles(folder / "private"),
            disposals=Disposals(engine),
            bucket=bucket,
            website=replace(office.website, site=bucket),
        )

    class Driven(Casework):
        office = staticmethod(fresh)

    run_state_machine_as_test(
        Driven,
        settings=settings(
            max_examples=max(4, 150 // SOAK if SOAK else 0),
            stateful_step_count=15,
            deadline=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
        ),
    )
