"""What a whole guest checkout costs the server, beside the floor.

uv run python bench/checkout.py                        ours and the floor, on SQLite and on PostgreSQL
uv run python bench/checkout.py --base-url URL [--pid MAIN_PROCESS] [--key API_KEY]    a running server
"""

import argparse
import json
import statistics
from collections.abc import Callable, Iterator

from journey import buy_by_json, buy_by_pages
from measure import HEADINGS, Cost, run, typical
from servers import ROOT, Server, flask, prepared, serving

SHOPPERS = (1, 4)
ROUNDS = 8


def main() -> None:
    """Prints the report; its first line is our CPU as a multiple of the floor's."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base-url", help="a running server; without it servers are started here")
    parser.add_argument("--pid", type=int, help="main process of that server, on this machine")
    parser.add_argument("--key", help="an API key of that server, for the JSON journey")
    parser.add_argument(
        "--checkouts", type=int, default=40, help="how many checkouts each run of a round makes"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--no-list", action="store_true", help="leave the list page out of the journey"
    )
    given = parser.parse_args()
    if given.base_url:
        print("\n".join(_running(given)))
        return
    engines = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    for engine in engines:
        print("\n".join(_beside_the_floor(engine, given)), flush=True)


def _running(given: argparse.Namespace) -> Iterator[str]:
    yield HEADINGS
    for shoppers in SHOPPERS:
        yield _pages(given.base_url, given.pid, shoppers, given).row() + "  pages"
    for shoppers in SHOPPERS if given.key else ():
        yield _json(given.base_url, given.pid, given.key, shoppers, given).row() + "  JSON"


def _beside_the_floor(engine: str, given: argparse.Namespace) -> Iterator[str]:
    with prepared(engine) as environment:
        new_key = ("api-key", "create", "--shop", "demo", "--scopes", "all")
        key = flask(environment, *new_key).splitlines()[-1]
        counted = _counted(environment, given)
        with serving("app:app", ROOT, environment) as ours:
            sizes = json.dumps(buy_by_pages(ours.base_url).sizes)
            floor_environment = environment | {"FLOOR_SIZES": sizes}
            with serving("floor:app", ROOT / "bench", floor_environment) as floor:
                rounds = [_round(ours, floor, key, given) for _ in range(ROUNDS)]
    multiples = [each["pages", 1].cpu_ms / each["floor", 1].cpu_ms for each in rounds]
    lowest, highest = min(multiples), max(multiples)
    yield (
        f"{engine}: {statistics.median(multiples):.2f} times the floor's CPU "
        f"({lowest:.2f} to {highest:.2f} in {ROUNDS} rounds), {counted}"
    )
    yield HEADINGS
    for name, shoppers in rounds[0]:
        yield f"{typical([each[name, shoppers] for each in rounds]).row()}  {name}"
    yield ""


def _round(
    ours: Server, floor: Server, key: str, given: argparse.Namespace
) -> dict[tuple[str, int], Cost]:
    """Everything once, ours and the floor's in turn, because a machine is not equally fast from minute to minute."""
    costs = {}
    for shoppers in SHOPPERS:
        costs["pages", shoppers] = _pages(ours.base_url, ours.pid, shoppers, given)
        costs["floor", shoppers] = _pages(floor.base_url, floor.pid, shoppers, given)
        costs["JSON", shoppers] = _json(ours.base_url, ours.pid, key, shoppers, given)
    return costs


def _counted(environment: dict[str, str], given: argparse.Namespace) -> str:
    """Statements are counted in a run of their own: counting costs CPU too."""
    with serving("app:app", ROOT, environment | {"METRICS": "1"}) as server:
        cost = run(server.base_url, server.pid, _buyer(server.base_url, given), 1, 20)
    return f"{cost.statements:.0f} statements in {cost.transactions:.0f} write transactions"


def _pages(base_url: str, pid: int | None, shoppers: int, given: argparse.Namespace) -> Cost:
    return run(base_url, pid, _buyer(base_url, given), shoppers, given.checkouts)


def _buyer(base_url: str, given: argparse.Namespace) -> Callable[[], int]:
    return lambda: buy_by_pages(base_url, list_page=not given.no_list).bytes


def _json(
    base_url: str, pid: int | None, key: str, shoppers: int, given: argparse.Namespace
) -> Cost:
    return run(base_url, pid, lambda: buy_by_json(base_url, key), shoppers, given.checkouts)


if __name__ == "__main__":
    main()
