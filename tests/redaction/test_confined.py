"""A file that means harm is a refusal, and the next one is read."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from decisions.errors import CannotRedact, CorruptRecord, RefusedFile
from decisions.geometry import Box
from fixtures import hostile
from fixtures.paper import CANARY, joined, note_page
from fixtures.scans import scan_of
from redaction.blackout import black_out
from redaction.confined import client
from redaction.inspection import LIMITS
from redaction.marks import Mark
from redaction.proof import prove
from redaction.publicfile import SourcePages
from redaction.publictext import blocks_of
from redaction.reading.reading import from_bytes, packed, to_bytes, unpacked


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_harm_is_refused_with_a_reason(name: str) -> None:
    draw, code = hostile.REFUSED[name]
    with pytest.raises(RefusedFile, match=r"expected .*found") as refused:
        client.read(draw())
    assert refused.value.code == code
    assert client.read(note_page(["Fenwick"])).pages[0].text == "Fenwick"


@pytest.mark.parametrize("name", [*hostile.REFUSED, *hostile.TREATED])
def test_harm_is_made_public_and_proved_in_that_process_too(name: str) -> None:
    draw, _ = {**hostile.REFUSED, **hostile.TREATED}[name]
    limits = replace(LIMITS, decoded_mebibytes=48)
    try:
        made = client.black_out([SourcePages(draw(), (1,), ())], "Title", limits)
        client.blocks(made.pdf)
    except (CannotRedact, RefusedFile) as refusal:
        assert "the reader fails" not in str(refusal)
    try:
        client.prove(draw(), [CANARY], ours=False, limits=limits)
    except RefusedFile as refusal:
        assert "the reader fails" not in str(refusal)


def test_what_is_made_and_proved_there_is_what_is_made_and_proved_here() -> None:
    pdf = note_page(["Paid to Larkmere in May.", "Nothing else."])
    box = client.read(pdf).pages[0].boxes_of(8, 16)[0]
    sources = [
        SourcePages(pdf, (1,), (Mark(box, "[s43(2)]"),)),
        SourcePages(joined(pdf, pdf), (2, 1), (Mark(Box(2, 60, 60, 90, 90), ""),)),
    ]
    made = client.black_out(sources, "Title – one")
    assert made == black_out(sources, "Title – one")
    assert client.blocks(made.pdf) == blocks_of(made.pdf)
    terms = ["Larkmere", "nowhere"]
    report = client.prove(made.pdf, terms, ours=True)
    assert report == prove(made.pdf, terms, ours=True)
    assert {leak.page for leak in report.leaks if leak.page} == {2, 3}


def test_no_page_kept_is_refused_as_it_is_here() -> None:
    with pytest.raises(CannotRedact, match="no page is kept"):
        client.black_out([SourcePages(note_page(["Fenwick"]), (), ())], "Title")


@pytest.mark.parametrize("name", hostile.TREATED)
def test_what_is_odd_is_read_and_told(name: str) -> None:
    draw, codes = hostile.TREATED[name]
    reading = client.read(draw())
    assert codes <= {problem.code for problem in reading.facts.problems}
    assert len(reading.pages) == reading.facts.pages


def test_words_beside_the_text_are_carried() -> None:
    draw, _ = hostile.TREATED["carries much"]
    carried = {(c.place.value, c.text) for c in client.read(draw()).facts.carried}
    assert {
        ("annotation", "noted"),
        ("form field", "typed"),
        ("attachment", "prices.txt"),
        ("metadata", "Records Unit"),
    } <= carried


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (replace(LIMITS, memory_mebibytes=8), "too-much-memory"),
        (replace(LIMITS, pages=10), "too-many-pages"),
        (replace(LIMITS, decoded_mebibytes=0), "too-much-data"),
    ],
)
def test_a_limit_is_a_refusal(limits: client.Limits, code: str) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(hostile.form())) as opened, pikepdf.new() as whole:
        for _ in range(450):
            whole.pages.extend(opened.pages)
        whole.save(out)
    with pytest.raises(RefusedFile) as refused:
        client.read(out.getvalue(), limits)
    assert refused.value.code == code


def test_too_much_time_is_a_refusal() -> None:
    """Six pictures of pages take seconds to read."""
    page = scan_of(note_page(["Words upon words upon words, all to be read"] * 50))
    with pytest.raises(RefusedFile) as refused:
        client.read(joined(*[page] * 6), replace(LIMITS, seconds=1, seconds_per_page=0))
    assert refused.value.code == "too-slow"
    assert client.read(note_page(["Fenwick"])).pages[0].text == "Fenwick"


def test_cut_anywhere_it_is_read_or_refused() -> None:
    """Each cut of a form: never a fault of our own, never a word of it told."""
    whole = hostile.form()
    for part in range(0, len(whole), len(whole) // 40):
        try:
            client.read(whole[:part])
        except RefusedFile as refusal:
            assert "the reader fails" not in str(refusal)
            assert CANARY not in str(refusal)


def test_bytes_changed_anywhere_it_is_read_or_refused() -> None:
    import random

    chance = random.Random(11)
    whole = hostile.form()
    for _ in range(60):
        body = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        try:
            client.read(bytes(body))
        except RefusedFile as refusal:
            assert "the reader fails" not in str(refusal)


def test_the_process_is_started_again_when_it_was_killed() -> None:
    client.read(note_page(["Fenwick"]))
    assert client._server is not None
    os.kill(client._server.process.pid, signal.SIGKILL)
    client._server.process.wait()
    assert client.read(note_page(["Larkmere"])).pages[0].text == "Larkmere"


def test_the_process_has_no_secrets() -> None:
    """Its environment is empty but for what its libraries need."""
    os.environ["PARTONE_S3__SECRET"] = CANARY
    try:
        client._end()
        client.read(note_page(["Fenwick"]))
        assert client._server is not None
        with open(f"/proc/{client._server.process.pid}/environ", "rb") as told:
            assert CANARY.encode() not in told.read()
    finally:
        del os.environ["PARTONE_S3__SECRET"]


def test_many_threads_ask_at_once() -> None:
    names = [f"Station {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        read = pool.map(lambda name: client.read(note_page([name])), names)
        assert [reading.pages[0].text for reading in read] == names


def test_a_reading_is_kept_and_read_back_as_it_was() -> None:
    reading = client.read(hostile.form())
    again = unpacked(packed(reading))
    assert to_bytes(again) == to_bytes(reading)
    assert again.pages[1].boxes_of(0, 40) == reading.pages[1].boxes_of(0, 40)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[1]\n", to_bytes(client.read(hostile.form()))[:-3]]
)
def test_what_is_no_reading_is_refused_without_a_quotation(raw: bytes) -> None:
    with pytest.raises(CorruptRecord) as refused:
        from_bytes(raw)
    assert "outreach" not in str(refused.value)
    with pytest.raises(CorruptRecord):
        unpacked(raw)
