"""A file comes in: it is checked, kept unchanged and joined to its decision."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from casework.examining import ReadFile, read_file
from casework.ports import Office, SetAside
from casework.retrying import retried
from decisions.decision import (
    Decision,
    DecisionId,
    Document,
    DocumentKind,
    State,
    slug,
)
from decisions.errors import RefusedFile, UnknownDecision
from decisions.fingerprints import Sha256, of_bytes
from decisions.lifecycle import Act, Step, advance
from redaction.reading.reading import packed

_ORDER: Final = {DocumentKind.FORM: 0, DocumentKind.PAPER: 1, DocumentKind.PART_2: 2}


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of one submitted file."""

    outcome: Literal["taken in", "known", "refused"]
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
        Refused files are recorded with the reason and kept, not raised.
    """
    name = name.encode("utf-8", "replace").decode()
    sha256 = of_bytes(pdf)
    known = office.store.of_file(sha256)
    if known is not None:
        return Submission("known", sha256, known)
    try:
        file = read_file(name, pdf, office.screener.forms, office.screener.limits)
    except RefusedFile as refusal:
        told = SetAside(
            sha256=sha256,
            name=name,
            code=refusal.code,
            message=str(refusal),
            by=by,
            at=office.clock.now(),
        )
        office.files.put(pdf)
        office.store.set_aside(told)
        return Submission("refused", sha256, None, told.code, told.message)
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
