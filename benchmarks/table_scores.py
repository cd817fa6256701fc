"""How well task tables come back from garbled text, and the search for better scores of `plain_search`.

    python benchmarks/table_scores.py [--layouts N] [--learn] [--seed N] [--cache DIR]

The tables in `benchmarks/task_rows`, and those of the package's made-up plans that are not held out, are printed in
layouts drawn by chance (order, names and number of columns, size of print), worn, read with `-l eng`, restored and
parsed. Printed: F1 of the tasks' texts and of the bodies, the share of deadlines that are exact.

`--learn` goes through all scores in `plain_scores`, `plain_search` and `plain_columns` once, tries a smaller and a
larger value of each, and keeps what is better on these tables; the values are printed, to be written there by hand. No
paper that other benchmarks measure is used.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from directives import HELD_OUT
from rapidfuzz.distance import Levenshtein
from restoration import CACHE, PROCESSES, Reading, read

from ocr_pipeline.directives import parse_text, plain_columns, plain_scores, plain_search
from ocr_pipeline.document import Directive
from ocr_pipeline.evaluation.structure import AGREES, agree, normal
from ocr_pipeline.restoration import restore_text
from ocr_pipeline.synthesis.content import FOLDER, load_document

ROWS = Path(__file__).parent / "task_rows"
MODULES: dict[str, ModuleType] = {one.__name__: one for one in (plain_scores, plain_search, plain_columns)}
LEAST_STEP, STEP = 0.15, 0.35
"""A score is changed by so much, and by this share of it, at least by the former."""
SHARES = {"_QUANTILE": 0.1, "_FILLED": 0.08, "_WIDER": 0.08}
"""Steps of the values that are shares."""
FIXED = frozenset({"_MARGIN"})
LEAST_GAIN = 0.0008
"""Smaller gains are chance."""

ORDERS = (
    *[("text", "lead", "coordinate", "deadline_text")] * 5,
    *[("text", "deadline_text", "lead", "coordinate")] * 3,
    *[("text", "lead", "deadline_text", "coordinate")] * 2,
    ("lead", "text", "coordinate", "deadline_text"),
    ("lead", "text", "deadline_text", "coordinate"),
    ("deadline_text", "text", "lead", "coordinate"),
)
ORDERS_OF_THREE = (
    *[("text", "lead", "deadline_text")] * 3,
    *[("text", "deadline_text", "lead")] * 2,
    ("lead", "text", "deadline_text"),
)
NAMES = {
    "label": ("TT", "STT", "Số TT"),
    "text": ("Nội dung", "Nhiệm vụ", "Nội dung công việc", "Công việc", "Nhiệm vụ, giải pháp", "Hoạt động"),
    "lead": ("Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì", "Bộ phận chủ trì", "Cơ quan chủ trì tham mưu"),
    "only": ("Đơn vị thực hiện", "Cơ quan thực hiện", "Trách nhiệm thực hiện", "Đơn vị phụ trách"),
    "coordinate": ("Cơ quan phối hợp", "Đơn vị phối hợp", "Phối hợp", "Cơ quan, đơn vị phối hợp"),
    "deadline_text": ("Thời gian", "Thời hạn", "Thời gian thực hiện", "Thời gian hoàn thành", "Tiến độ"),
}
"""Names of columns; `only` is that of the bodies where there are no partners."""
SECTIONS: tuple[dict[str, Any], ...] = (
    {"label": "I.", "text": "MỤC TIÊU", "children": [{"label": "1.", "text": "Xác định rõ việc của từng đơn vị."}]},
    {"label": "II.", "text": "NHIỆM VỤ CỤ THỂ"},
    {
        "label": "III.",
        "text": "TỔ CHỨC THỰC HIỆN",
        "children": [{"label": "1.", "text": "Các đơn vị tổ chức thực hiện."}],
    },
)

Scores = Mapping[tuple[str, str, int | None], float]
"""Values by module, name and place in a tuple."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the truth of some tables holds, what was found, what of it is right; `alike` adds up how alike texts are."""

    rows: int = 0
    found: int = 0
    right: int = 0
    alike: float = 0.0
    bodies: int = 0
    bodies_found: int = 0
    bodies_right: int = 0
    days: int = 0
    days_right: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def texts_f1(self) -> float:
        """F1 of the texts of tasks, rows found by their numbers."""
        return 2 * self.right / max(1, self.rows + self.found)

    @property
    def bodies_f1(self) -> float:
        """F1 of leads and partners."""
        return 2 * self.bodies_right / max(1, self.bodies + self.bodies_found)

    @property
    def exact_days(self) -> float:
        """The share of deadlines that are exact."""
        return self.days_right / max(1, self.days)

    @property
    def worth(self) -> float:
        """What `--learn` looks for."""
        alike = 2 * self.alike / max(1, self.rows + self.found)
        return 0.35 * self.texts_f1 + 0.35 * alike + 0.8 * self.bodies_f1 + 0.3 * self.exact_days

    def __str__(self) -> str:
        figures = (self.texts_f1, self.bodies_f1, self.exact_days)
        return "tasks {:.1%}  bodies {:.1%}  deadlines {:.1%}".format(*figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layouts", type=int, default=1, help="layouts of each table")
    parser.add_argument("--learn", action="store_true", help="search for better scores")
    parser.add_argument("--seed", type=int, default=24)
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with TemporaryDirectory() as folder, ProcessPoolExecutor(PROCESSES) as pool:
        paths = [path for _ in range(options.layouts) for path in written(Path(folder), chance)]
        texts = list(pool.map(garbled, paths, [options.cache] * len(paths)))
        counts = measured(pool, paths, texts, {})
        print(f"{len(paths)} tables, {counts.rows} rows: {counts}", flush=True)
        if options.learn:
            learn(pool, paths, texts, counts, chance)


def written(folder: Path, chance: random.Random) -> Iterator[Path]:
    """Every table as a plan of its own, in a layout drawn by chance."""
    for number, table in enumerate(tables()):
        path = folder / f"{number}-{chance.randrange(10**9)}.json"
        path.write_text(json.dumps(plan(table, chance), ensure_ascii=False), "utf-8")
        yield path


def tables() -> Iterator[dict[str, Any]]:
    for path in sorted(ROWS.glob("*.json")):
        yield from json.loads(path.read_text("utf-8"))
    for path in sorted(FOLDER.glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        gold, printed = document["gold"], document["printed"]
        for section in [] if path.stem in HELD_OUT else gold["directives"]:
            rows = section.get("children", ()) if section["label"] in printed.get("tables", {}) else ()
            if rows and not any(row.get("children") for row in rows):
                header = {name: gold["header"][name] for name in ("place", "date", "subject")}
                yield {**header, "issuer": printed["issuer"], "symbol": "KH-UBND", "rows": rows}


def plan(table: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """A plan whose second section is the table."""
    partners = any(row.get("coordinate") for row in table["rows"])
    order = chance.choice(ORDERS if partners else ORDERS_OF_THREE)
    named = ["only" if name == "lead" and not partners else name for name in ("label", *order)]
    rows = [{**row, "label": str(number)} for number, row in enumerate(table["rows"], 1)]
    year, month, day = table["date"].split("-")
    code = f"{chance.randint(12, 950)}/{table['symbol']}"
    header = {name: table[name] for name in ("place", "date", "subject")}
    issuer = table["issuer"].replace("\n", " ")
    return {
        "gold": {
            "header": {"system": "state", "issuer": issuer, "code": code, "type": "Kế hoạch", **header},
            "references": [],
            "directives": [{**one, "children": rows} if one["label"] == "II." else one for one in SECTIONS],
            "recipients": ["Như mục II", "Lưu: VT"],
            "signature": {"authority": "TM. ỦY BAN NHÂN DÂN", "position": "CHỦ TỊCH", "name": "Lê Văn Nam"},
        },
        "printed": {
            "issuer": table["issuer"],
            "code": f"Số: {code}",
            "date": f"{table['place']}, ngày {day} tháng {month if int(month) < 3 else int(month)} năm {year}",
            "opening": ["Để triển khai thực hiện, đơn vị ban hành Kế hoạch như sau:"],
            "closing": ["Trên đây là Kế hoạch, yêu cầu các đơn vị nghiêm túc thực hiện./."],
            "authority": ["TM. ỦY BAN NHÂN DÂN"],
            "tables": {"II.": {"head": [chance.choice(NAMES[name]) for name in named], "fields": ["label", *order]}},
        },
        "habits": {
            "font_size": chance.choice((13, 13.5, 14)),
            "left_margin": chance.choice((25, 30, 35)),
            "seal": False,
        },
    }


def garbled(path: Path, folder: Path) -> str:
    return restore_text(read(Reading(path, "eng", "light"), folder)).text


def measured(pool: Executor, paths: Sequence[Path], texts: Sequence[str], scores: Scores) -> Counts:
    return sum(pool.map(counted, paths, texts, [scores] * len(paths)), Counts())


def counted(path: Path, text: str, scores: Scores) -> Counts:
    """The counts of one table, read with other scores than those of the modules."""
    for (module, name, place), value in scores.items():
        old = getattr(MODULES[module], name)
        new = value if place is None else (*old[:place], value, *old[place + 1 :])
        setattr(MODULES[module], name, new)
    truth, found = rows_of(load_document(path).structure.directives), rows_of(parse_text(text).directives)
    by_number = {row.label.rstrip("."): row for row in found}
    pairs = [(row, by_number[row.label]) for row in truth if row.label in by_number]
    alike = [Levenshtein.normalized_similarity(normal(row.text), normal(got.text)) for row, got in pairs]
    return Counts(
        rows=len(truth),
        found=len(found),
        right=sum(one >= AGREES for one in alike),
        alike=sum(max(0.0, 2 * one - 1) for one in alike),
        bodies=sum(len(row.lead) + len(row.coordinate) for row in truth),
        bodies_found=sum(len(row.lead) + len(row.coordinate) for row in found),
        bodies_right=sum(
            any(agree(name, other) for other in getattr(got, role))
            for row, got in pairs
            for role in ("lead", "coordinate")
            for name in getattr(row, role)
        ),
        days=sum(row.deadline is not None for row in truth),
        days_right=sum(row.deadline is not None and row.deadline == got.deadline for row, got in pairs),
    )


def rows_of(directives: Sequence[Directive]) -> Sequence[Directive]:
    return next((one.children for one in directives if one.label == "II."), ())


def learn(pool: Executor, paths: Sequence[Path], texts: Sequence[str], counts: Counts, chance: random.Random) -> None:
    """One pass of coordinate search, the scores in an order drawn by chance."""
    scores = dict(values())
    for key in chance.sample(sorted(scores, key=str), len(scores)):
        old = scores[key]
        step = SHARES.get(key[1], max(LEAST_STEP, STEP * abs(old)))
        for value in (old - step, old + step):
            tried = measured(pool, paths, texts, {**scores, key: value})
            if tried.worth > counts.worth + LEAST_GAIN:
                scores[key], counts = value, tried
                print(f"{key[1]}{'' if key[2] is None else f'[{key[2]}]'}: {old:g} -> {value:g}: {tried}", flush=True)
                break


def values() -> Iterator[tuple[tuple[str, str, int | None], float]]:
    """The scores of the modules: floats, and tuples of them."""
    for module, content in MODULES.items():
        for name, value in vars(content).items():
            if name.startswith("_") and name not in FIXED:
                if isinstance(value, float):
                    yield (module, name, None), value
                elif isinstance(value, tuple) and value and all(isinstance(one, float) for one in value):
                    yield from (((module, name, place), one) for place, one in enumerate(value))


if __name__ == "__main__":
    main()
