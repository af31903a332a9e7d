"""Spreadsheets read in a process of their own: neither their memory nor a crash of their reader reaches the server.

``python -m data.workbooks`` takes a workbook on its standard input and writes lines of JSON: for each worksheet its
headings, then blocks of numbered rows of text. It imports next to nothing, so it begins within some hundredths of a
second.
"""

LONGEST_TEXT = 1_000  # characters of a value that go on: what is longer is refused anyhow, and is not carried about
MOST_COLUMNS = 2_000
