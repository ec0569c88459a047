"""Numbers, instants and durations, as short as they can be told apart."""

from __future__ import annotations

import datetime

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_UNITS = ((86_400 * 365.25, "y"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def number(value: float) -> str:
    """Four digits, years among them; thousands and millions by their letter.

    >>> [number(x) for x in (0, 12.5, 1999, 12345, 2.5e6, 0.00012, -3)]
    ['0', '12.5', '1999', '12.3k', '2.5M', '0.00012', '−3']
    """
    if value < 0:
        return "−" + number(-value)
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{value / (1e3 if letter == 'k' else size):.3g}{letter}"
    if value >= 1000:
        return f"{value:.0f}"
    return f"{value:.4g}"


def instant(seconds: float) -> str:
    """A day, with the time where it is not midnight.

    >>> instant(0), instant(1_700_000_000)
    ('1970-01-01', '2023-11-14 22:13')
    """
    try:
        at = _EPOCH + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return number(seconds)
    return f"{at:%Y-%m-%d}" if at.time() == datetime.time() else f"{at:%Y-%m-%d %H:%M}"


def span(seconds: float) -> str:
    """A duration in its largest unit.

    >>> span(0), span(90), span(86_400 * 3), span(-7200)
    ('0 s', '1.5 min', '3 d', '−2 h')
    """
    for size, unit in _UNITS:
        if abs(seconds) >= size:
            return f"{number(float(f'{seconds / size:.3g}'))} {unit}"
    return f"{number(seconds)} s"


def share(value: float) -> str:
    """A share in percent.

    >>> share(0.12345), share(0.5), share(0.0004), share(0)
    ('12.3 %', '50 %', '<0.1 %', '0 %')
    """
    if 0 < value < 0.001:
        return "<0.1 %"
    return f"{round(100 * value, 1):g} %"
