"""A benchmark that takes a part out takes out one that is there: patches name modules that may have moved on."""

from contextlib import ExitStack
from importlib import import_module


def test_every_part_of_the_ablation_can_be_taken_out() -> None:
    parts = import_module("ablation").PARTS
    assert len(parts) > 1
    for make in parts.values():
        with ExitStack() as stack:
            for patch in make():
                stack.enter_context(patch)
