"""A file as it is drawn: without the words that a PDF may claim for its glyphs.

/ActualText (ISO 32000-2, 14.9.4) replaces what a reader extracts, so glyphs that
show one thing can be read as another, or as nothing. What is to be found and
withheld is what is seen.
"""

from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Operator, Stream

from redaction.inspection import open_pdf


def as_drawn(pdf: bytes) -> bytes:
    """The file without replacement text; the same bytes where it has none.

    Raises:
        RefusedFile: It does not open.
    """
    with open_pdf(pdf) as opened:
        if not _without_claims(opened):
            return pdf
        out = BytesIO()
        opened.save(out)
    return out.getvalue()


def _without_claims(opened: pikepdf.Pdf) -> bool:
    """Take every /ActualText out; whether there was one."""
    found = False
    for obj in opened.objects:
        if isinstance(obj, Dictionary | Stream) and "/ActualText" in obj:
            del obj["/ActualText"]
            found = True
        if isinstance(obj, Dictionary | Stream) and "/Properties" in obj:
            found = _without_properties(obj.Properties) or found
        if isinstance(obj, Dictionary) and "/Resources" in obj:
            properties = obj.Resources.get("/Properties", Dictionary())
            found = _without_properties(properties) or found
    for page in opened.pages:
        found = _rewritten(opened, page.obj) or found
    for obj in opened.objects:
        if isinstance(obj, Stream) and obj.get("/Subtype") == Name.Form:
            found = _rewritten(opened, obj) or found
    return found


def _without_properties(properties: pikepdf.Object) -> bool:
    found = False
    for entry in properties.values() if isinstance(properties, Dictionary) else ():
        if isinstance(entry, Dictionary) and "/ActualText" in entry:
            del entry["/ActualText"]
            found = True
    return found


def _rewritten(opened: pikepdf.Pdf, source: pikepdf.Object) -> bool:
    """Whether a content stream had claims in line; they are then gone from it."""
    try:
        instructions = list(pikepdf.parse_content_stream(source))
    except pikepdf.PdfError:
        return False
    found = False
    for at, instruction in enumerate(instructions):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            continue
        operands = list(instruction.operands)
        if str(instruction.operator) != "BDC" or not operands:
            continue
        if not isinstance(operands[-1], Dictionary):
            continue
        if "/ActualText" in operands[-1]:
            tag = operands[0]
            instructions[at] = pikepdf.ContentStreamInstruction([tag], Operator("BMC"))
            found = True
    if found:
        body = pikepdf.unparse_content_stream(instructions)
        if isinstance(source, Stream):
            source.write(body)
        else:
            source.Contents = opened.make_stream(body)
    return found
