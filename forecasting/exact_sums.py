"""Sums that come out the same to the last bit, whatever stands beside them and in whatever order they are added.

Floating point rounds after every addition, and a matrix product adds in an order that hangs on its shape, on the row's
place in it and on the processor; NumPy's own sums hang on how an array lies in memory. One series among 300 others
would be forecast otherwise than alone. So factors of a matrix product are rounded here to multiples of powers of two
that are coarse enough for every product, and every sum of products, to be a whole multiple of a power of two below
2^53 of it: then nothing is ever rounded, and no order can matter (fixed-point sums, as in Demmel and Nguyen,
"Parallel reproducible summation", 2015). All other sums run along values that lie side by side, or through the first
axis one after the other: in orders that hang on nothing but how many there are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

EXACT_BITS = 53  # of a float64: whole numbers below 2^53 are exact
VALUE_BITS = 20  # after the point, of the values that tables are multiplied with
LARGEST_VALUE_BITS = 5  # before it: on the z scale the most that 48 months allow is 22


def values_on_grid(values: FloatArray) -> FloatArray:
    """The values as multiples of 2^-VALUE_BITS; they must be below 2^LARGEST_VALUE_BITS."""
    return to_multiples(values, VALUE_BITS)


def table_on_grid(table: FloatArray, *, of_ratios: bool = False) -> FloatArray:
    """A table (rows, n) as multiples of the finest power of two that keeps its products with values exact.

    of_ratios: the values are no larger than 1.
    """
    largest = max(float(np.abs(table).sum(axis=1).max()), 2.0**-EXACT_BITS)
    # One bit is kept in reserve for what rounding adds to the largest row.
    before = 0 if of_ratios else LARGEST_VALUE_BITS
    bits = EXACT_BITS - 1 - VALUE_BITS - before - int(np.ceil(np.log2(largest)))
    return to_multiples(table, bits)


def seven_digits(values: FloatArray) -> FloatArray:
    """The values as float32 has them: processors whose last bits differ then mostly say the very same."""
    return values.astype(np.float32).astype(np.float64)


def over_last(values: FloatArray) -> FloatArray:
    """Sums over the last axis, in NumPy's pairs: where values lie side by side those hang on their number alone."""
    return np.asarray(np.add.reduce(np.ascontiguousarray(values), axis=-1))


def over_first(values: FloatArray) -> FloatArray:
    """Sums over the first axis, one value after the other."""
    if values[0].size > 1:  # only a single column is added in NumPy's pairs
        return np.asarray(np.add.reduce(values, axis=0))
    return np.asarray(np.add.accumulate(values, axis=0)[-1])


def mean_of_months(values: FloatArray) -> FloatArray:
    """float (series, 1) of (series, months)."""
    return np.asarray(over_last(values)[..., None] / values.shape[-1])


def to_multiples(values: FloatArray, bits: int) -> FloatArray:
    """The nearest multiples of 2^-bits; multiplying by a power of two is exact."""
    multiples = np.ascontiguousarray(values) * 2.0**bits
    np.rint(multiples, out=multiples)
    multiples *= 2.0**-bits
    return multiples
