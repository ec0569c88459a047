"""Quantile tables of the standard distributions, the same numbers on every machine.

Knots lie 1/512 apart in the middle and eight to an octave in the tails, down to 2**-37: with straight
lines between them no quantile of the normal distribution is off by more than 0.001 standard deviations.
Logarithms and exponentials come from decimal arithmetic, which is defined to the last digit; the C
library's are not, and a knot that differs by one bit may round a row's value the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache

from seeding.columns.quantiles import Quantiles

_OCTAVES = 37
_DIGITS = 20


def _lower_half() -> list[tuple[int, int, int]]:
    """Probabilities up to 1/2 as (numerator, parts, octave): (parts + numerator) / parts * 2 ** -octave."""
    grid = []
    for octave in range(_OCTAVES, 1, -1):
        parts = max(8, 512 >> octave)
        grid += [(numerator, parts, octave) for numerator in range(parts)]
    return grid


def _probability(knot: tuple[int, int, int]) -> float:
    numerator, parts, octave = knot
    return float(parts + numerator) / parts * 2.0**-octave


@lru_cache(maxsize=1024)
def _ln_ratio(numerator: int, parts: int) -> Decimal:
    with localcontext() as context:
        context.prec = _DIGITS + 4
        return (Decimal(parts + numerator) / parts).ln()


def _log(knot: tuple[int, int, int]) -> Decimal:
    numerator, parts, octave = knot
    return _ln_ratio(numerator, parts) - octave * _ln_ratio(1, 1)


@lru_cache(maxsize=1)
def standard_normal() -> Quantiles:
    """Mean 0, standard deviation 1; ends at ±6.75."""
    with localcontext() as context:
        context.prec = _DIGITS
        half = _lower_half()
        lower = [float(_normal_quantile(Decimal(_probability(knot)), _log(knot))) for knot in half]
    p = [_probability(knot) for knot in half]
    return _mirrored(p, lower)


def _mirrored(p: Sequence[float], lower: Sequence[float]) -> Quantiles:
    # 1 - p is exact: no knot has more than 53 bits after the point.
    probabilities = [0.0, *p, 0.5, *(1.0 - x for x in reversed(p)), 1.0]
    values = [lower[0], *lower, 0.0, *(-x for x in reversed(lower)), -lower[0]]
    return Quantiles(probabilities, values)


@lru_cache(maxsize=1)
def standard_exponential() -> Quantiles:
    """Mean 1; ends at 25.6."""
    half = _lower_half()
    with localcontext() as context:
        context.prec = _DIGITS
        # The quantile of 1 - p is -ln p; the lower half needs -ln(1 - p), few enough to take one by one.
        upper = [float(-_log(knot)) for knot in half]
        middle = [knot for knot in half if knot[2] <= 10]
        low = [float(-(1 - Decimal(_probability(knot))).ln()) for knot in middle]
        centre = float(_ln_ratio(1, 1))
    probabilities = [0.0, *map(_probability, middle), 0.5, *(1.0 - _probability(k) for k in reversed(half)), 1.0]
    return Quantiles(probabilities, [0.0, *low, centre, *reversed(upper), upper[0]])


@lru_cache(maxsize=64)
def log_normal(sigma: float) -> Quantiles:
    """Median 1; the logarithm has standard deviation `sigma`."""
    normal = standard_normal()
    return Quantiles(normal.probabilities, _exponentials(normal.values.tolist(), sigma))


def _exponentials(values: Sequence[float], factor: float) -> list[float]:
    with localcontext() as context:
        context.prec = _DIGITS
        exact = Decimal(factor)
        return [float((Decimal(value) * exact).exp()) for value in values]


def power(base: float, exponent: float) -> float:
    """`base ** exponent` for a base above 0, the same on every machine."""
    with localcontext() as context:
        context.prec = _DIGITS
        return float((Decimal(base).ln() * Decimal(exponent)).exp())


def _normal_quantile(p: Decimal, log_p: Decimal) -> Decimal:
    """The normal quantile of p <= 1/2: M. J. Wichura, Algorithm AS 241 (Applied Statistics 37, 1988), PPND16."""
    q = p - Decimal("0.5")
    if -q <= Decimal("0.425"):
        r = Decimal("0.180625") - q * q
        return q * _ratio(r, _A, _B)
    r = (-log_p).sqrt()
    if r <= 5:
        return -_ratio(r - Decimal("1.6"), _C, _D)
    return -_ratio(r - 5, _E, _F)


def _ratio(x: Decimal, top: Sequence[Decimal], bottom: Sequence[Decimal]) -> Decimal:
    return _polynomial(x, top) / _polynomial(x, bottom)


def _polynomial(x: Decimal, coefficients: Sequence[Decimal]) -> Decimal:
    value = Decimal(0)
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


_read: Callable[[str], list[Decimal]] = lambda text: [Decimal(number) for number in text.split()]  # noqa: E731

_A = _read(
    "3.3871328727963666080 133.14166789178437745 1971.5909503065514427 13731.693765509461125"
    " 45921.953931549871457 67265.770927008700853 33430.575583588128105 2509.0809287301226727"
)
_B = _read(
    "1 42.313330701600911252 687.18700749205790830 5394.1960214247511077 21213.794301586595867"
    " 39307.895800092710610 28729.085735721942674 5226.4952788528545610"
)
_C = _read(
    "1.42343711074968357734 4.63033784615654529590 5.76949722146069140550 3.64784832476320460504"
    " 1.27045825245236838258 0.241780725177450611770 0.0227238449892691845833 0.000774545014278341407640"
)
_D = _read(
    "1 2.05319162663775882187 1.67638483018380384940 0.689767334985100004550 0.148103976427480074590"
    " 0.0151986665636164571966 0.000547593808499534494600 0.00000000105075007164441684324"
)
_E = _read(
    "6.65790464350110377720 5.46378491116411436990 1.78482653991729133580 0.296560571828504891230"
    " 0.0265321895265761230930 0.00124266094738807843860 0.0000271155556874348757815 0.000000201033439929228813265"
)
_F = _read(
    "1 0.599832206555887937690 0.136929880922735805310 0.0148753612908506148525 0.000786869131145613259100"
    " 0.0000184631831751005468180 0.000000142151175831644588870 0.00000000000000204426310338993978564"
)
