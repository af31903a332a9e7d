"""Starts the reader without NumPy and pandas: Arrow loads both where they are, and reads files without either.

They are three quarters of what it takes to read a small file.
"""

from __future__ import annotations

import sys

sys.modules["numpy"] = sys.modules["pandas"] = None  # type: ignore[assignment]

from data.parquet.reading import main  # noqa: E402 - what Arrow finds is settled above

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
