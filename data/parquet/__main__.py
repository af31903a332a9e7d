"""Starts the reader without NumPy and pandas: Arrow loads both where they are, and reads files without either.

They are three quarters of what it takes to read a small file.
"""

from __future__ import annotations

import os
import sys

sys.modules["numpy"] = sys.modules["pandas"] = None  # type: ignore[assignment]

from data.parquet.reading import main  # noqa: E402 - what Arrow finds is settled above

if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # what ends Arrow's threads in order aborts once in a hundred times, and the file was read
