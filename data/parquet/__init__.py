"""Parquet files read in a process of their own: a broken one can end the process that reads it without an exception.

``python -m data.parquet`` takes a file on its standard input. Without further arguments it tells the file's columns as
JSON; with the places of columns it writes them as texts, an Arrow stream. A refusal is JSON on standard error.
"""
