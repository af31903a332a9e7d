"""Files into the store: read, staged, checked, and loaded all or nothing."""

from data.imports.checking.rejections import rejections_csv
from data.imports.report import FileReport, ImportReport, Progress
from data.imports.run import import_files
from data.imports.samples import sample_files, templates, zipped
from data.imports.undoing.taking_back import LastImport, last_import, take_back_last_import

__all__ = [
    "FileReport",
    "ImportReport",
    "LastImport",
    "Progress",
    "import_files",
    "last_import",
    "rejections_csv",
    "sample_files",
    "take_back_last_import",
    "templates",
    "zipped",
]
