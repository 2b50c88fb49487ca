"""A file comes in: it is checked, kept unchanged and joined to its decision."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from casework.examining import ReadFile, read_file
from casework.ports import Office, Received, SetAside
from casework.retrying import retried
from decisions.decision import (
    Decision,
    DecisionId,
    Document,
    DocumentKind,
    State,
    slug,
)
from decisions.errors import ReaderStopped, RefusedFile, UnknownDecision
from decisions.fingerprints import Sha256, of_bytes
from decisions.lifecycle import Act, Step, advance
from redaction.reading.reading import packed

GIVEN_UP: Final = "given-up"
"""Code of a file whose reading ended the process, or failed, too often."""
_ORDER: Final = {DocumentKind.FORM: 0, DocumentKind.PAPER: 1, DocumentKind.PART_2: 2}


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of one submitted file."""

    outcome: Literal["taken in", "known", "refused", "waits"]
    sha256: Sha256
    decision_id: DecisionId | None = None
    code: str = ""
    message: str = ""


def submit(
    name: str,
    pdf: bytes,
    *,
    by: str,
    office: Office,
) -> Submission:
    """Take one file in.

    The same bytes twice are one submission. A file whose reference is known
    joins that decision, whichever of its files came first; it is then split,
    screened and reviewed anew, and rulings on what has not changed are kept.

    Args:
        name: As submitted. Private.
        pdf: Its bytes.
        by: "officer:<id>" or "flow:<name>".

    Returns:
        Refused files are recorded with the reason and kept, not raised. One whose
        reader was stopped is kept too, and waits for the night.
    """
    try:
        return _submit(name, pdf, by=by, office=office)
    except ReaderStopped as stopped:
        receive(name, pdf, by=by, office=office)
        sha256 = of_bytes(pdf)
        if office.store.received(sha256) is None:
            told = "it was set aside before; partone retry lets the night try it again"
            return Submission("refused", sha256, None, "set-aside", told)
        return Submission("waits", sha256, None, "waits", f"kept; {stopped}")


def _submit(name: str, pdf: bytes, *, by: str, office: Office) -> Submission:
    name = name.encode("utf-8", "replace").decode()
    sha256 = of_bytes(pdf)
    known = office.store.of_file(sha256)
    if known is not None:
        office.store.is_read(sha256)
        return Submission("known", sha256, known)
    try:
        file = read_file(name, pdf, office.screener.forms, office.screener.limits)
    except RefusedFile as refusal:
        office.files.put(pdf)
        row = Received(sha256=sha256, name=name, by=by, at=office.clock.now())
        return _set_aside(row, refusal.code, str(refusal), office)
    # The bytes are kept before the ledger speaks of them: killed in between,
    # the next run finds the file unknown and takes it in again.
    office.files.put(pdf)
    reading = office.files.put(packed(file.reading))
    decision_id = _id_of(file, office)
    saved = retried(
        lambda: office.store.save(
            _with(
                _load_or_new(decision_id, office),
                file,
                reading,
                by=by,
                at=office.clock.now(),
            )
        )
    )
    return Submission("taken in", sha256, saved.id)


def receive(name: str, pdf: bytes, *, by: str, office: Office) -> bool:
    """Keep a file and let it wait: any worker, on any machine, may read it.

    Returns:
        False: these bytes wait already, were read, or were set aside.
    """
    name = name.encode("utf-8", "replace").decode()
    sha256 = of_bytes(pdf)
    if office.store.of_file(sha256) is not None:
        return False
    # The bytes are kept before the ledger speaks of them, as below.
    office.files.put(pdf)
    row = Received(sha256=sha256, name=name, by=by, at=office.clock.now())
    return office.store.receive(row)


def read_received(row: Received, *, office: Office) -> Submission:
    """Take in a file that was received.

    Raises:
        FileMissing: It is not kept any more; take it in again.
        ReaderStopped: It is to be tried again, so often.
    """
    pdf = office.files.get(row.sha256)
    return _submit(row.name, pdf, by=row.by, office=office)


def give_up(row: Received, *, office: Office) -> Submission:
    """Set a file aside whose reading ended the process, or failed, too often."""
    told = "reading it ended the process or failed each time; see it, then retry"
    return _set_aside(row, GIVEN_UP, told, office)


def _set_aside(row: Received, code: str, message: str, office: Office) -> Submission:
    office.store.set_aside(
        SetAside(
            sha256=row.sha256,
            name=row.name,
            code=code,
            message=message,
            by=row.by,
            at=office.clock.now(),
        )
    )
    return Submission("refused", row.sha256, None, code, message)


def _id_of(file: ReadFile, office: Office) -> DecisionId:
    if file.reference is None:
        return DecisionId(f"doc-{file.sha256[:12]}")
    known = office.store.of_reference(file.reference)
    if known is not None:
        return known
    wanted = DecisionId(slug(file.reference))
    try:
        other = office.store.load(wanted)
    except UnknownDecision:
        return wanted
    # The id is taken by a decision whose reference an officer corrected, or
    # that is not known yet because its Part 2 came first under another one.
    is_ours = slug(other.facts.reference) in {"", wanted}
    return wanted if is_ours else DecisionId(f"doc-{file.sha256[:12]}")


def _load_or_new(decision_id: DecisionId, office: Office) -> Decision:
    try:
        return office.store.load(decision_id)
    except UnknownDecision:
        return Decision(id=decision_id, state=State.SUBMITTED)


def _with(
    decision: Decision, file: ReadFile, reading: Sha256, *, by: str, at: datetime
) -> Decision:
    if any(document.sha256 == file.sha256 for document in decision.documents):
        return decision
    document = Document(
        sha256=file.sha256,
        name=file.name,
        kind=file.kind,
        form=file.form.id if file.form else "",
        pages=len(file.pages),
        by=by,
        at=at,
        reading=reading,
    )
    documents = sorted(
        (*decision.documents, document),
        key=lambda d: (_ORDER[d.kind], d.name, d.sha256),
    )
    facts = decision.facts
    if not facts.reference and file.reference:
        facts = replace(facts, reference=file.reference)
    grown = replace(
        decision, documents=tuple(documents), facts=facts, proof=None, approval=None
    )
    note = f"file {file.sha256[:12]} of {len(file.pages)} pages, kind {file.kind}"
    return advance(grown, Act(step=Step.ADD, by=by, at=at, note=note))
