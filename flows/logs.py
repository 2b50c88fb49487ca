"""Lines on standard error: ids, states and counts; never a word of a document."""

import logging
from typing import Final

from pythonjsonlogger.json import JsonFormatter

from flows.settings import LogSettings

OURS: Final = (
    *("decisions", "redaction", "publish", "casework"),
    *("strongroom", "reviewdesk", "flows"),
)
"""Loggers of ours. What libraries say may quote what they were given, so of theirs
only that something went wrong, and where, is passed on."""


class OnlyOurs(logging.Filter):
    """Keeps the words of our own loggers, and of others the place alone."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: a line of another is emptied, not dropped."""
        if record.name.partition(".")[0] not in OURS:
            record.msg = f"{record.module}, line {record.lineno}"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
            record.stack_info = None
        return True


def settle_logs(settings: LogSettings) -> None:
    """Send the log of this process to standard error, in the form of the settings."""
    handler = logging.StreamHandler()
    handler.addFilter(OnlyOurs())
    names = "%(asctime)s %(levelname)s %(name)s %(message)s"
    if settings.form == "json":
        renamed = {"asctime": "at", "levelname": "level", "name": "logger"}
        handler.setFormatter(JsonFormatter(names, rename_fields=renamed))
    else:
        handler.setFormatter(logging.Formatter(names))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(settings.level)
