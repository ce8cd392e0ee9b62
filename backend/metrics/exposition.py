"""Counts and times of one web process, and of what it serves, in Prometheus' text format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from backend.http.request_log import Answered
from backend.version import VERSION


@dataclass(frozen=True)
class Measured:
    """All that is told.

    Attributes:
        answered: Requests by route, of this process.
        streams: Open event streams of this process.
        waiting: Requests that wait for their turn at the database, by lane, of this process.
        runs: Runs by state, of the database.
        workers_live: Workers alive, of the database.
        slots: Runs that they can run at once.
    """

    answered: Answered
    streams: int
    waiting: Mapping[str, int]
    runs: Mapping[str, int]
    workers_live: int
    slots: int


def exposition(measured: Measured) -> bytes:
    """The whole text."""
    registry = CollectorRegistry()
    registry.register(_Told(measured))
    ProcessCollector(namespace="branchpoint", registry=registry)
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, measured: Measured) -> None:
        self._measured = measured

    def collect(self) -> Iterator[Metric]:
        """Every family of numbers."""
        told = self._measured
        yield from _requests(told.answered)
        yield _gauge("streams", "Event streams that are open, of this process.", told.streams)
        yield _by("waiting", "Requests that wait for the database.", "lane", told.waiting)
        yield _by("runs", "Runs that are not deleted.", "state", told.runs)
        yield _gauge("workers_live", "Workers that are alive.", told.workers_live)
        yield _gauge("slots", "Runs that live workers can run at once.", told.slots)
        yield _by("info", "The version that runs.", "version", {VERSION: 1})


def _requests(answered: Answered) -> Iterator[Metric]:
    counts = CounterMetricFamily(
        "branchpoint_requests", "Requests answered.", labels=["method", "route", "status"]
    )
    for (method, route, status), count in answered.counts.items():
        counts.add_metric([method, route, str(status)], count)
    yield counts
    times = HistogramMetricFamily(
        "branchpoint_request_seconds", "Time until an answer begins.", labels=["route"]
    )
    for route, taken in answered.times.items():
        times.add_metric([route], taken.up_to, taken.seconds)
    yield times


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"branchpoint_{name}", words, value=value)


def _by(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(f"branchpoint_{name}", words, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family
