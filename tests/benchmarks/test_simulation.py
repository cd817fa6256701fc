"""The simulation of a large run, against what can be worked out by hand."""

from dataclasses import replace

import pytest
from simulation import Load, Plant, simulate

NEVER = 1e15
STEADY = Plant(
    4, workers_a_machine=2, machine_hours=NEVER, driver_hours=NEVER, driver_seconds=0.0, disk_rate=1e18, price=1.0
)
EVEN = Load(400, page_seconds=(2.0, 2.0), finish_seconds=0.0)


def test_equal_pages_are_shared_evenly() -> None:
    found = simulate(STEADY, EVEN)
    assert (found.seconds, found.busy, found.repeated) == (pytest.approx(200), pytest.approx(1), 0)


def test_one_page_too_many_keeps_one_worker() -> None:
    found = simulate(STEADY, replace(EVEN, pages=401))
    assert (found.seconds, found.tail) == (pytest.approx(202), pytest.approx(2))


def test_ends_of_files_cost_by_their_pages() -> None:
    found = simulate(replace(STEADY, workers=1), Load(100, 5.0, (2.0, 2.0), finish_seconds=0.5))
    assert found.seconds == pytest.approx(100 * 2.5)


@pytest.mark.parametrize(
    ("slow", "share"),
    [({"driver_seconds": 1.0}, "driver"), ({"disk_rate": (EVEN.bytes_in + EVEN.bytes_out) / 1.0}, "disk")],
)
def test_what_all_share_bounds_the_rate(slow: dict[str, float], share: str) -> None:
    found = simulate(replace(STEADY, **slow), replace(EVEN, pages_a_file=1e12))
    assert found.seconds == pytest.approx(400, rel=0.02)  # a second a page, where four workers could do two
    assert getattr(found, share) == pytest.approx(1, rel=0.02)


def test_breakdowns_cost_what_they_cost() -> None:
    plant = replace(STEADY, machine_hours=1.0, repair_hours=1.0)
    found = simulate(plant, replace(EVEN, pages=2_000_000))
    assert found.busy == pytest.approx(0.5, abs=0.03)  # up as long as down
    lost = found.seconds / 7200 * 2 * 2  # a breakdown of each machine in two hours, two pages in hand
    assert found.repeated == pytest.approx(lost, rel=0.2)


def test_a_dead_driver_stops_everybody() -> None:
    found = simulate(replace(STEADY, driver_hours=1.0, restart_seconds=3600.0), replace(EVEN, pages=2_000_000))
    assert found.busy == pytest.approx(0.5, abs=0.03)


def test_all_pages_count_once_and_the_seed_decides() -> None:
    plant = Plant(64, machine_hours=2.0, repair_hours=0.1)
    load = Load(50_000)
    one, again, other = simulate(plant, load, 1), simulate(plant, load, 1), simulate(plant, load, 2)
    assert one == again != other
    worked = one.busy * one.seconds * 64
    mean = sum((low + high) / 2 for low, high in zip(load.page_seconds, load.page_seconds[1:], strict=False)) / 10
    assert worked == pytest.approx(50_000 * (mean + load.finish_seconds), rel=0.02)


@pytest.mark.parametrize(("workers", "pages"), [(0, 1), (1, 0)])
def test_nothing_to_simulate(workers: int, pages: int) -> None:
    with pytest.raises(ValueError, match="needs"):
        simulate(replace(STEADY, workers=workers), replace(EVEN, pages=pages))
