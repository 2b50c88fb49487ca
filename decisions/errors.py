"""Every refusal this project makes on purpose, in one tree.

Whoever can act on a refusal catches the leaf; a boundary (flow, web view,
command line) catches `Refusal` and shows `str(error)`. Anything else is a
fault and is left to crash.

Messages name files, identifiers, states and counts, say what was expected,
what was found and what to do. They never quote a document.
"""

import traceback


def told_of(fault: BaseException) -> str:
    """The type and place of a fault, without its words: they may quote a document.

    Of an S3 server's refusal also its code and what was asked, which are words of the
    protocol: "ClientError AccessDenied to ListObjectsV2".
    """
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    name = type(fault).__name__
    asked = getattr(fault, "operation_name", "")  # as botocore's errors have it
    if asked:
        code = getattr(fault, "response", {}).get("Error", {}).get("Code", "")
        name += f" {code if code.isalpha() else ''} to {asked}"
    return f"{name} in {frame.name}, line {frame.lineno}"


class Refusal(Exception):
    """Base of all refusals."""

    retryable = False
    """Whether trying again can help."""
    counts = False
    """Whether it can help only so often: the document may be what makes it happen."""


class IllegalMove(Refusal):
    """The lifecycle table has no such step from the decision's state."""


class GateClosed(Refusal):
    """The step exists, but something that must hold first does not hold."""

    def __init__(self, what: str, reasons: tuple[str, ...]) -> None:
        assert reasons, "a closed gate must say why"
        self.reasons = reasons
        super().__init__(f"{what} is refused: " + "; ".join(reasons))
        self._given = what, reasons

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        # Another process may have met it: an exception is rebuilt from its words.
        return type(self), self._given


class UnknownDecision(Refusal):
    """The ledger has no decision of that id or reference."""


class StaleDecision(Refusal):
    """Somebody else saved the decision since it was read."""

    retryable = True


class CorruptRecord(Refusal):
    """A stored record does not have the shape it was written with."""


class RefusedFile(Refusal):
    """A submitted file cannot be treated. `code` names the reason for programs."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.code, str(self))


class CannotRedact(Refusal):
    """A page holds something whose redaction could not be vouched for."""


class BadMarks(Refusal):
    """A list of marks names a page, box or label that cannot be."""


class LeakFound(Refusal):
    """The proof found traces of what is withheld; nothing was written."""


class NotFound(Refusal):
    """A decision has no such flag, page or problem, or words stand nowhere."""


class FileMissing(Refusal):
    """The private store has no file of that hash."""


class FileDamaged(Refusal):
    """A kept file no longer has the hash it is named by."""


class StoreUnreachable(Refusal):
    """The server of the private files did not give one."""

    retryable = True


class WrongStore(Refusal):
    """The place of the private files holds none of those that the ledger knows."""


class BadSettings(Refusal):
    """The settings are wrong; the message lists every problem."""


class TooManyDeletions(Refusal):
    """The change would empty more of the public site than may go at once."""


class SiteNotAsPlanned(Refusal):
    """The public bucket still differs after it was changed."""

    retryable = True


class SiteUnreachable(Refusal):
    """The server of the public bucket did not take what was sent."""

    retryable = True


class ReaderStopped(Refusal):
    """The process that looks at a file was ended from outside, or had no turn."""

    retryable = True
    counts = True


class ClockJumped(Refusal):
    """The machine's clock was set: what a date decides waits."""

    retryable = True


class CannotTell(Refusal):
    """A message was not taken by the server that should pass it on."""

    retryable = True


class AnotherDisposal(Refusal):
    """Somebody else destroys what is due at the same time."""

    retryable = True


class BadBackup(Refusal):
    """A copy is not whole, or cannot be put back where it should be."""


class LedgerTooOld(Refusal):
    """The public site knows what the ledger does not."""


class LeftUndone(Refusal):
    """A run did all that it could do, and the message says what it could not."""


class CachesNotTold(LeftUndone):
    """The site is as it should be; caches before it may still have what it was."""

    retryable = True


class OthersUndone(LeftUndone):
    """What a run could not do is of other decisions than of one that is asked about."""


class PagesNotMade(OthersUndone):
    """All of the site is as it should be but for decisions whose files are missing."""


class StaysWithdrawn(LedgerTooOld, OthersUndone):
    """The public site says that something was withdrawn; the ledger does not yet."""


class InboxMissing(Refusal):
    """The place where submitted files wait is not there."""


class AnotherPublisher(Refusal):
    """Somebody else changed the public site meanwhile; this run stopped."""

    retryable = True


class LaterPublisher(AnotherPublisher):
    """Somebody else began to publish after this run, and does all that it would do."""


class ChainBroken(Refusal):
    """A history line does not follow from the one before it."""


class UnexpectedFault(Refusal):
    """A fault whose own words were kept back, because they may quote a document."""

    retryable = True
