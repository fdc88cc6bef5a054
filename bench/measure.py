"""Running journeys and reading what they cost the server: CPU from /proc, statements from /metrics."""

import os
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What one checkout costs, on average over a run."""

    shoppers: int
    checkouts: int
    cpu_ms: float
    statements: float | None
    transactions: float | None
    kilobytes: float
    p50_ms: float
    p95_ms: float
    per_second: float

    def row(self) -> str:
        """One line of the report."""
        counted = "n/a" if self.statements is None else f"{self.statements:.1f}"
        begun = "n/a" if self.transactions is None else f"{self.transactions:.1f}"
        return (
            f"{self.shoppers:>8} {self.checkouts:>9} {self.cpu_ms:>8.1f} {counted:>10} {begun:>12} "
            f"{self.kilobytes:>8.1f} {self.p50_ms:>7.1f} {self.p95_ms:>7.1f} {self.per_second:>11.1f}"
        )


def typical(rounds: Sequence[Cost]) -> Cost:
    """The median of rounds, figure by figure; as many checkouts as all of them made."""
    middle = {
        each.name: statistics.median(getattr(one, each.name) for one in rounds)
        for each in fields(Cost)
        if each.name != "checkouts" and getattr(rounds[0], each.name) is not None
    }
    return replace(rounds[0], **middle, checkouts=sum(each.checkouts for each in rounds))


HEADINGS = (
    f"{'shoppers':>8} {'checkouts':>9} {'CPU ms':>8} {'statements':>10} {'transactions':>12} "
    f"{'kB sent':>8} {'p50 ms':>7} {'p95 ms':>7} {'checkouts/s':>11}"
)


def run(
    base_url: str, pid: int | None, journey: Callable[[], int], shoppers: int, checkouts: int
) -> Cost:
    """Runs `journey` (which returns the bytes it received) `checkouts` times by so many shoppers at once."""
    journey()  # warms caches and connections
    times: list[float] = []
    received: list[int] = []
    failures: list[Exception] = []

    def shop() -> None:
        for _ in range(checkouts // shoppers):
            started = time.perf_counter()
            try:
                received.append(journey())
            except Exception as error:  # noqa: BLE001 (raised again below, in the main thread)
                failures.append(error)
                return
            times.append((time.perf_counter() - started) * 1000)

    before, counted = _cpu_ms(pid), _counters(base_url)
    started = time.perf_counter()
    threads = [threading.Thread(target=shop) for _ in range(shoppers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if failures:
        raise failures[0]
    after, counted_after = _cpu_ms(pid), _counters(base_url)
    done = len(times)
    return Cost(
        shoppers=shoppers,
        checkouts=done,
        cpu_ms=(after - before) / done,
        statements=_per(counted, counted_after, "checkout_sql_statements_total", done),
        transactions=_per(counted, counted_after, "checkout_sql_transactions_total", done),
        kilobytes=sum(received) / done / 1000,
        p50_ms=statistics.median(times),
        p95_ms=statistics.quantiles(times, n=20)[-1] if done > 1 else times[0],
        per_second=done / seconds,
    )


def _cpu_ms(pid: int | None) -> float:
    """User and system time of a process and all its descendants."""
    if pid is None:
        return float("nan")
    return sum(_own_cpu_ms(each) for each in _family(pid))


def _own_cpu_ms(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * TICK_MS


def _family(pid: int) -> list[int]:
    """The process and its descendants; any of its threads may have started them."""
    parents = {
        int(each.name): int(_stat(int(each.name))[1]) for each in Path("/proc").glob("[0-9]*")
    }
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the command's name; a process that is gone used nothing and has no parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 50


def _counters(base_url: str) -> dict[str, float]:
    try:
        with urllib.request.urlopen(f"{base_url}/metrics", timeout=10) as answer:  # noqa: S310
            lines = answer.read().decode().splitlines()
    except (urllib.error.URLError, ConnectionError):
        return {}
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def _per(
    before: dict[str, float], after: dict[str, float], name: str, checkouts: int
) -> float | None:
    if name not in after:
        return None
    return (after[name] - before.get(name, 0)) / checkouts
