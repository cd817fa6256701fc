"""Numbers, shares and times as Vietnamese readers write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_VIETNAM = timezone(timedelta(hours=7))


def whole(value: int) -> str:
    """A count.

    >>> whole(1234567)
    '1.234.567'
    """
    return f"{value:,}".replace(",", ".")


def compact(value: int) -> str:
    """A count where there is little room: `k` for thousands.

    >>> compact(987), compact(3042), compact(23456), compact(1234567)
    ('987', '3,0k', '23k', '1.235k')
    """
    if value < 1000:
        return str(value)
    return f"{decimal(value / 1000, 1 if value < 10_000 else 0)}k"


def decimal(value: float, places: int = 1) -> str:
    """A number with a comma.

    >>> decimal(1234.56), decimal(2.5, 0)
    ('1.234,6', '2')
    """
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def brief(value: float) -> str:
    """A round number without needless places.

    >>> brief(0.5), brief(20.0), brief(100 * 0.55)
    ('0,5', '20', '55')
    """
    return f"{value:.3g}".replace(".", ",")


def percent(share: float | None, places: int = 1) -> str:
    """A share of one; a dash where it is not known.

    >>> percent(0.973), percent(1.0, 0), percent(None)
    ('97,3 %', '100 %', '–')
    """
    return "–" if share is None else f"{decimal(100 * share, places)} %"


def duration(seconds: float) -> str:
    """Seconds, minutes or hours, whatever says it in two words.

    >>> duration(9.5), duration(125), duration(7265)
    ('9,5 giây', '2 phút 5 giây', '2 giờ 1 phút')
    """
    if seconds < 60:
        return f"{decimal(seconds)} giây"
    minutes, left = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} phút {left} giây"
    hours, minutes = divmod(minutes, 60)
    return f"{whole(hours)} giờ {minutes} phút"


def moment(iso: str | None) -> str:
    """An ISO time on a Vietnamese clock; empty where it is not known.

    >>> moment("2026-03-01T20:15:00+00:00")
    '03:15 02/03/2026'
    """
    return f"{datetime.fromisoformat(iso).astimezone(_VIETNAM):%H:%M %d/%m/%Y}" if iso else ""
