"""Making the redacted file, and proving that nothing withheld is left in it."""

from collections.abc import Sequence
from dataclasses import replace

from casework.examining import ReadFile, public_side, secret_side
from casework.ports import Office
from casework.screening import note_refusal, read_all
from decisions.decision import Decision, DecisionId, DocumentKind, Proof, Redaction
from decisions.errors import LeakFound, Refusal
from decisions.exemptions import Section, exemption
from decisions.fingerprints import Sha256
from decisions.flags import Flag, Place, Verdict, is_anybodys
from decisions.lifecycle import Act, Step, advance
from decisions.text import PageText, blocks_to_json
from redaction.confined import client
from redaction.marks import feet_of, marks_of
from redaction.publicfile import Report, SourcePages
from redaction.searching import occurrences
from redaction.terms import shingles

ACTOR = "flow:seal"
THUMBNAIL_DPI = 40
"""Of the picture of the first page: an A4 page is 331 pixels wide."""


def seal(
    decision_id: DecisionId,
    *,
    office: Office,
    by: str = ACTOR,
) -> Proof:
    """Black out, build anew and prove; the file is kept only if it is clean.

    Sealing again what is sealed already gives the same proof: the same sources
    and rulings make the same bytes.

    Raises:
        LeakFound: Something withheld is still in the file, or could be read
            from it. The history says how much and on which pages.
        CannotRedact: A page holds something that cannot be vouched for.
        GateClosed: Flags are not ruled on.
    """
    before = office.store.load(decision_id)
    if before.is_sealed and before.proof is not None:
        office.files.get(before.proof.output)
        return before.proof
    try:
        proof, pictured = _made(before, office)
        # All three by name: earlier ones are destroyed with the rest one day.
        note = (
            f"output {proof.output}, {len(proof.redactions)} redactions, text "
            f"{proof.text}, picture {proof.thumbnail}"
        )
        if pictured:
            # Not all on them was understood: an officer may want to see why.
            note += f", drawn as pictures: {', '.join(map(str, pictured))}"
        act = Act(step=Step.SEAL, by=by, at=office.clock.now(), note=note)
        office.store.save(advance(replace(before, proof=proof), act))
    except Refusal as refusal:
        if not refusal.retryable:
            note_refusal(decision_id, str(refusal), office=office)
        raise
    return proof


def public_title(decision: Decision) -> str:
    return _ruled(decision.facts.title, decision.flags, Place.TITLE)


def public_summary(decision: Decision) -> str:
    return _ruled(decision.facts.summary, decision.flags, Place.SUMMARY)


def _ruled(text: str, flags: Sequence[Flag], place: Place) -> str:
    """A field with what is withheld replaced by labels.

    Overlapping findings are one gap with one label: cut from the text as it
    was, so that no label shifts what another finding covers.
    """
    gaps: list[tuple[int, int, str]] = []
    chosen = [f for f in flags if f.place is place and f.is_withheld]
    for flag in sorted(chosen, key=lambda flag: flag.span):
        assert flag.ruling is not None
        assert flag.ruling.section is not None
        start, end = flag.span
        if gaps and start < gaps[-1][1]:
            first, last, label = gaps[-1]
            gaps[-1] = (first, max(last, end), label)
        else:
            gaps.append((start, end, exemption(flag.ruling.section).label))
    for start, end, label in reversed(gaps):
        text = text[:start] + label + text[end:]
    return text


def look_again(decision: Decision, office: Office) -> None:
    """Prove the sealed file once more, as it lies in the store.

    Raises:
        LeakFound: Something withheld can be read from it.
        FileDamaged: It is not what it was.
    """
    assert decision.proof is not None, "it is sealed"
    output = office.files.get(decision.proof.output)
    terms = _terms(decision, read_all(decision, office))
    report = client.prove(output, terms, ours=True)
    if not report.is_clean:
        raise LeakFound(_told(decision.id, report))


def _made(decision: Decision, office: Office) -> tuple[Proof, tuple[int, ...]]:
    """The proof, and which pages of the file were drawn as pictures."""
    read = read_all(decision, office)
    keep = {
        file.sha256: tuple(
            part.page
            for part in decision.parts
            if part.file == file.sha256 and part.is_public
        )
        for file in read
    }
    kinds = {document.sha256: document.kind for document in decision.documents}
    sources = [
        SourcePages(
            office.files.get(file.sha256),
            keep[file.sha256],
            (
                *marks_of(decision.flags, file.sha256),
                *feet_of(decision.parts, file.sha256, file.pages),
            ),
        )
        for file in read
        if kinds[file.sha256] is not DocumentKind.PART_2
    ]
    made = client.black_out(sources, public_title(decision))
    output = made.pdf
    terms = _terms(decision, read)
    _see_fields(decision, terms)
    report = client.prove(output, terms, ours=True)
    if not report.is_clean:
        raise LeakFound(_told(decision.id, report))
    proof = Proof(
        sources=decision.sources_fingerprint,
        rulings=decision.rulings_fingerprint,
        output=office.files.put(output),
        text=office.files.put(blocks_to_json(client.blocks(output))),
        size=len(output),
        pages=sum(map(len, keep.values())),
        leaks=len(report.leaks),
        checks=report.checks,
        redactions=_schedule(decision, keep),
        at=office.clock.now(),
        thumbnail=office.files.put(client.picture(output, 1, THUMBNAIL_DPI)),
    )
    return proof, made.pictured


def _terms(decision: Decision, read: Sequence[ReadFile]) -> tuple[str, ...]:
    pages = [(file, page) for file in read for page in file.pages]
    known = {(part.file, part.page): part for part in decision.parts}
    sides = [(page, known.get((file.sha256, page.number))) for file, page in pages]
    public = [p for page, part in sides if (p := public_side(page, part)) is not None]
    secret = [p for page, part in sides if (p := secret_side(page, part)) is not None]
    # What an officer marked on a page that is not public now says nothing of it.
    flags = [
        flag
        for flag in decision.flags
        if flag.place is not Place.BODY
        or (part := known.get((flag.file, flag.page or 0))) is None
        or part.is_public
    ]
    return withheld_terms(flags, public, secret)


def _see_fields(decision: Decision, terms: Sequence[str]) -> None:
    """What the listing says is not in the file: it is looked at here."""
    for name, text in (
        ("reference", decision.facts.reference),
        ("name of the decision-maker", decision.facts.decision_maker),
        ("title", public_title(decision)),
        ("summary", public_summary(decision)),
    ):
        left = sum(1 for term in terms if any(occurrences(term, text)))
        if left:
            raise LeakFound(
                f"decision {decision.id}: {left} withheld words are left in the "
                f"public {name}; rule on every place where they stand"
            )


def withheld_terms(
    flags: Sequence[Flag], public: Sequence[PageText], secret: Sequence[PageText]
) -> tuple[str, ...]:
    """The words that must be nowhere in the public file.

    What is withheld in one place and was expressly released in another is not
    among them; nor are single characters and a figure's ordinary words, which say
    nothing.
    """
    released = {
        flag.group
        for flag in flags
        if flag.ruling and flag.ruling.verdict is Verdict.RELEASE
    }
    words = [
        flag.words
        for flag in flags
        if flag.is_withheld and flag.group not in released and len(flag.group) > 1
        if not is_anybodys(flag.words, flag.category)
    ]
    shared = "\n".join(page.text for page in public)
    hidden = "\n".join(page.text for page in secret)
    return (*dict.fromkeys(words), *shingles(hidden, shared))


def _schedule(
    decision: Decision, keep: dict[Sha256, tuple[int, ...]]
) -> tuple[Redaction, ...]:
    """One line a withheld flag, by page of the public file."""
    numbers: dict[tuple[str, int], int] = {}
    for document in decision.documents:
        for page in keep.get(document.sha256, ()):
            numbers[document.sha256, page] = len(numbers) + 1
    found = [
        Redaction(page=numbers[flag.file, flag.page], section=Section(section))
        for flag in decision.flags
        if flag.is_withheld
        and flag.place is Place.BODY
        and flag.page is not None
        and (flag.file, flag.page) in numbers
        and (section := flag.ruling.section if flag.ruling else None)
    ]
    return tuple(sorted(found, key=lambda row: (row.page, row.section)))


def _told(decision_id: DecisionId, report: Report) -> str:
    pages = sorted({leak.page for leak in report.leaks if leak.page is not None})
    where = sorted({leak.where for leak in report.leaks})
    on = f", pages {', '.join(map(str, pages))} of the public file" if pages else ""
    return (
        f"decision {decision_id}: {len(report.leaks)} traces of withheld words are "
        f"left ({'; '.join(where)}{on}); rule on every place where they stand"
    )
