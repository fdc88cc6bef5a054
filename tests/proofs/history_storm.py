"""A history in real processes: clients buy by HTTP at every door while a nemesis kills, stops and cuts off what serves them.

What each client wants, what the nemesis does and after how many requests comes out of one seed. What a process is doing at that
moment does not: the machine decides it. So a seed makes a storm like the one before, and not the same.
"""

import http.client
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from threading import Lock, Thread
from typing import Any

from flask import Flask

from checkout.operations.sweep import sweep
from tests.concurrency.witnesses import rows
from tests.conftest import Clock
from tests.gateways.process import CALM, OwnProcess
from tests.proofs.buyers import DOORS, Buyer, Doors
from tests.proofs.history import WAITING, WERE_PLACED
from tests.proofs.history_house import House
from tests.proofs.invariants import Books, broken

CLIENTS, APPS = 4, 2
#: doors at which the money is asked for by itself, after the order is confirmed
ELSEWHERE = ("pages", "step by step")
#: so long a client waits for an answer, and so long a storm may take, in seconds
PATIENCE, AT_MOST = 30, 240
#: a harm comes after so many more requests
EVERY = (6, 14)


class Wire:
    """Takes the requests of an application's test clients to the processes that serve it, by HTTP."""

    def __init__(self, app: Flask, port: int) -> None:
        self.port, self.tally = port, Counter[str]()
        self.in_flight, self._lock = 0, Lock()
        app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """One request; no answer raises `OSError`."""
        host = environ["HTTP_HOST"]
        port = int(host.partition(":")[2] or self.port)
        self._count(1, "operations")
        try:
            status, headers, body = self._asks(port, environ)
        except (OSError, http.client.HTTPException) as error:
            self._count(0, "no answer")
            raise ConnectionError(type(error).__name__) from error
        finally:
            self._count(-1)
        self._count(0, f"{status[0]}xx")
        start_response(status, headers)
        return [body]

    def _asks(self, port: int, environ: Any) -> tuple[str, list[tuple[str, str]], bytes]:
        headers = {
            name[5:].replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with closing(http.client.HTTPConnection("127.0.0.1", port, PATIENCE)) as connection:
            connection.request(environ["REQUEST_METHOD"], environ["REQUEST_URI"], body, headers)
            answer = connection.getresponse()
            data = answer.read()
        told = [each for each in answer.getheaders() if each[0].lower() != "connection"]
        return f"{answer.status} {answer.reason}", told, data

    def _count(self, more: int, *what: str) -> None:
        with self._lock:
            self.in_flight += more
            self.tally.update(what)


class Client(Thread):
    """Buys at one door after the other, and asks again when there is no answer, or just because."""

    def __init__(self, storm: "Storm", number: int) -> None:
        super().__init__(daemon=True)
        self.storm, self.random = storm, Random(f"{storm.seed}/{number}")
        self.buyers: list[tuple[str, Buyer]] = []
        #: which orders it was told to be placed, and at which door
        self.told: dict[int | None, str] = {}

    def run(self) -> None:
        """Until there were operations enough."""
        while self.storm.goes_on:
            with suppress(OSError, AssertionError, KeyError, TypeError, StopIteration):
                door = self.random.choice(list(DOORS))
                self._buys(door, self.storm.doors.buyer(door))

    def _buys(self, door: str, buyer: Buyer) -> None:
        self.buyers.append((door, buyer))
        for _ in range(self.random.choice((1, 1, 2, 3))):
            with suppress(OSError, AssertionError, KeyError, TypeError, StopIteration):
                if buyer.buys():
                    self.told[buyer.order] = door


class Storm:
    """One run over a shop whose processes are there, with the clock they all read."""

    def __init__(self, app: Flask, house: House, wire: Wire, gateway: str, clock: Clock) -> None:
        self.app, self.house, self.wire, self.clock = app, house, wire, clock
        self.gateway = OwnProcess(gateway, None)  # type: ignore[arg-type]
        self.seed, self.goal, self.until = 0, 0, 0.0
        self.log: list[str] = []
        self.before = Books.of(app)
        self.doors = Doors(app)
        self.clients: list[Client] = []

    @property
    def goes_on(self) -> bool:
        """Whether there were not operations enough, and there is time."""
        return self.wire.tally["operations"] < self.goal and time.monotonic() < self.until

    def rages(self, seed: int, operations: int, harms: "list[Harm]") -> None:
        """So many requests, and now and then one of the harms, each of which comes once before any comes again."""
        self.seed, self.goal = seed, operations
        self.until = time.monotonic() + AT_MOST
        random = Random(f"{seed}/nemesis")
        self.clients = [Client(self, number) for number in range(CLIENTS)]
        for client in self.clients:
            client.start()
        due, bag = 0, list[Harm]()
        while self.goes_on:
            if self.wire.tally["operations"] < due or not self.wire.in_flight:
                time.sleep(0.001)
                continue
            time.sleep(random.random() / 50)
            bag = bag or random.sample(harms, len(harms))
            harm = bag.pop()
            self.log.append(f"after {due}: {harm.__name__}")
            self.wire.tally[harm.__name__] += 1
            harm(self, random)
            due += random.randrange(*EVERY)
        for client in self.clients:
            client.join(AT_MOST)

    def settles(self, *, with_a_worker: bool = True) -> list[str]:
        """Then nothing goes wrong any more, and a worker has an hour: every rule that is broken."""
        self.waits_for_the_gateway()
        self.gateway.switch(**CALM)
        if with_a_worker:
            self._works()
        placed = {id_ for (id_,) in rows(self.app, WERE_PLACED)}
        told = {id_: door for client in self.clients for id_, door in client.told.items()}
        lost = [
            f"{door}: order {id_} was told to be placed and is not"
            for id_, door in told.items()
            if id_ not in {None, *placed}
        ]
        waits = [f"order {id_} is still being placed" for (id_,) in rows(self.app, WAITING)]
        return broken(self.app, self.before) + lost + waits

    def waits_for_the_gateway(self) -> None:
        """Until it answers."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.gateway.charges()
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.02)
            else:
                return

    def asks_again(self) -> list[str]:
        """Every buyer asks once more with the same request: who has no order by that, who has two, and what else is wrong.

        Where somebody was to pay on another page and did not for an hour, another choice is needed, so less is asked.
        """
        buyers = [each for client in self.clients for each in client.buyers]
        for _, buyer in buyers:
            with suppress(StopIteration):  # the page was never there
                buyer.buys()
        placed = [id_ for (id_,) in rows(self.app, WERE_PLACED)]
        without = [
            f"{door}: order {buyer.order} cannot be placed"
            for door, buyer in buyers
            if door not in ELSEWHERE and buyer.order not in {None, *placed}
        ]
        more = len(placed) - len(self.before.agreed) - len(buyers)
        twice = [f"{more} orders too many"] if more > 0 else []
        return without + twice + broken(self.app, self.before)

    def _works(self) -> None:
        with self.app.app_context():
            for _ in range(15):
                self.clock.forward(minutes=4)
                sweep()


Harm = Callable[[Storm, Random], None]


def kills_an_app(storm: Storm, random: Random) -> None:
    """One of the app processes dies while somebody waits for an answer; another one takes its place."""
    storm.house.kills("app", random.randrange(APPS))
    storm.house.starts("app")


def kills_the_worker(storm: Storm, _: Random) -> None:
    """So does the worker."""
    storm.house.kills("worker")
    storm.house.starts("worker")


def kills_the_gateway(storm: Storm, random: Random) -> None:
    """The provider is not there for a moment; its books are."""
    storm.house.kills("gateway")
    time.sleep(random.random() / 10)
    storm.house.starts("gateway")


def stops_an_app(storm: Storm, random: Random) -> None:
    """An app process stands still for a while, with every lock that it has."""
    _stops(storm.house.running["app"][random.randrange(APPS)], random)


def pauses_the_database(storm: Storm, random: Random) -> None:
    """For a while the database answers nobody, or writes for nobody."""
    if "line" in storm.house.running:
        _stops(storm.house.running["line"][0], random)
        return
    path = storm.app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(Path(path), timeout=PATIENCE, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        time.sleep(_a_while(random))
        foreign.execute("ROLLBACK")


def breaks_the_line(storm: Storm, _: Random) -> None:
    """Every connection to the database breaks at once, whatever was on its way."""
    if "line" in storm.house.running:
        storm.house.kills("line")
        storm.house.starts("line")


def shakes_the_gateway(storm: Storm, random: Random) -> None:
    """Requests to the provider, or its answers, are lost, late or come twice."""
    mishaps = (
        {"drop_requests": random.randrange(1, 4)},
        {"drop_answers": random.randrange(1, 4)},
        {"twice": True},
        {"twice": False},
        {"delay_ms": random.choice((0, 30))},
    )
    with suppress(OSError):  # it may be away
        storm.gateway.switch(**random.choice(mishaps))


def moves_the_clock(storm: Storm, random: Random) -> None:
    """For all of them."""
    storm.clock.forward(seconds=random.choice((1, 20, 40, 70, 300)))


HARMS: list[Harm] = [
    *[kills_an_app] * 5,
    *[shakes_the_gateway] * 5,
    *[pauses_the_database] * 2,
    *[moves_the_clock] * 3,
    kills_the_worker,
    kills_the_gateway,
    stops_an_app,
    breaks_the_line,
]


def _a_while(random: Random) -> float:
    return random.choice((0.05, 0.2, 0.6))


def _stops(pid: int, random: Random) -> None:
    os.kill(pid, signal.SIGSTOP)
    time.sleep(_a_while(random))
    os.kill(pid, signal.SIGCONT)
