"""Files into the store: read, staged, checked, and loaded all or nothing."""

from data.imports.checking.rejections import rejections_csv
from data.imports.report import FileReport, ImportReport, Progress
from data.imports.run import import_files
from data.imports.samples import sample_files, templates, zipped

__all__ = [
    "FileReport",
    "ImportReport",
    "Progress",
    "import_files",
    "rejections_csv",
    "sample_files",
    "templates",
    "zipped",
]
