r"""What the lists of recipients print alike: the clerk's office that keeps a copy, `b/c` for report, deputy ministers.

>>> [(edit.before, edit.after) for edit in recipient_sign_repairs("- UBND tỉnh (b/€);\n- Lưu: VI, KTTH.")]
[('b', 'b'), ('€', 'c'), ('VI', 'VT')]
>>> [(edit.before, edit.after) for edit in recipient_sign_repairs("- BO truéng, cac Thi? truéng;")]
[('Thi?', 'Thứ'), ('truéng', 'trưởng')]
"""

from __future__ import annotations

import re
from itertools import chain

from ocr_pipeline.document import Edit
from ocr_pipeline.restoration.broken_codes import CLOSED_SET

_KEPT = re.compile(r"^[ \t]*(?:[-–—~][ ]?)?L[uưú]u[ ]?:?[ ](?P<read>V[IÍÌÏFEL1])(?=[,;.])", re.MULTILINE)
"""`Lưu: VT`: the clerk's office, before the unit that wrote the paper (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
_FOR_REPORT = re.compile(r"(?<![^\W_])(?P<first>[bBđĐ])/(?P<read>[€c])(?![^\W_])")
"""`b/c` (báo cáo), `đ/c` (đồng chí)."""
_DEPUTY_MINISTERS = re.compile(
    r"""^[ \t]*[-–—~][ ]?(?:B\w\ tr\w{2,6}(?:,|\ v\w)\ )?c\wc\ (?P<first>Th[iìíịỉĩuưứừửữựùúủũụ]t?[?’']?)
        \ (?P<second>tr\w{2,4}ng)(?=[;:,.])""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
"""`- Bộ trưởng, các Thứ trưởng;`: markets (`Thị trường`) get no letters."""


def recipient_sign_repairs(text: str) -> tuple[Edit, ...]:
    """The edits of such signs, in order; also where they are right, so that they stay."""
    reports = list(_FOR_REPORT.finditer(text))
    deputies = [one for one in _DEPUTY_MINISTERS.finditer(text) if one["first"][0].isupper()]
    found = chain(
        ((one.span("read"), one["read"], "VT") for one in _KEPT.finditer(text)),
        ((one.span("first"), one["first"], one["first"]) for one in reports),
        ((one.span("read"), one["read"], "c") for one in reports),
        ((one.span("first"), one["first"], "Thứ") for one in deputies),
        ((one.span("second"), one["second"], "trưởng") for one in deputies),
    )
    return tuple(Edit(*span, read, printed, "mark", CLOSED_SET) for span, read, printed in sorted(found))
