"""Counts for Prometheus: made of the ledger at each scrape, and nothing else."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, generate_latest, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from flows.standing import health, standing
from flows.wiring import Wiring

PREFIX: Final = "partone"


class Standings(Collector):
    """Everything that `partone status` counts, as gauges."""

    def __init__(self, wired: Wiring) -> None:
        self._wired = wired

    def collect(self) -> Iterator[Metric]:
        """As the protocol of the library wants it."""
        wrong = health(self._wired, nights=False)
        well = GaugeMetricFamily(
            f"{PREFIX}_reachable", "1 where a part answers.", labels=["part"]
        )
        for part in ("ledger", "private files", "public bucket"):
            well.add_metric([part], part not in wrong)
        yield well
        if "ledger" not in wrong:
            yield from self._counts()

    def _counts(self) -> Iterator[Metric]:
        now = standing(self._wired)
        for name, told, label, rows in (
            ("decisions", "Decisions by state.", "state", now.states),
            ("queue", "Decisions by what is to be done.", "queue", now.queues),
        ):
            gauge = GaugeMetricFamily(f"{PREFIX}_{name}", told, labels=[label])
            for value, count in rows.items():
                gauge.add_metric([value], count)
            yield gauge
        for name, told, count in (
            ("public", "Decisions that are public.", now.public),
            ("received", "Files that wait to be read.", now.received),
            ("set_aside", "Files that could not be treated.", now.set_aside),
            ("at_work", "Pieces of work being done.", now.at_work),
            ("given_up", "Pieces of work given up.", len(now.given_up)),
            ("alarms", "Open alarms.", len(now.alarms)),
        ):
            yield GaugeMetricFamily(f"{PREFIX}_{name}", told, value=count)
        ended = GaugeMetricFamily(
            f"{PREFIX}_run_ended_seconds", "When a part last ended.", labels=["run"]
        )
        took = GaugeMetricFamily(
            f"{PREFIX}_run_seconds", "How long its last run took.", labels=["run"]
        )
        for name, run in now.runs.items():
            ended.add_metric([name], datetime.fromisoformat(run.ended_at).timestamp())
            took.add_metric([name], run.seconds)
        yield ended
        yield took


def _registry(wired: Wiring) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Standings(wired))
    return registry


def text(wired: Wiring) -> str:
    """All of it in Prometheus' text form, for a collector that reads files."""
    return generate_latest(_registry(wired)).decode()


def serve(wired: Wiring, host: str, port: int) -> None:
    """Answer scrapes until the process ends."""
    with make_server(
        host, port, make_wsgi_app(_registry(wired)), handler_class=_Silent
    ) as server:
        server.serve_forever()


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each scrape."""
