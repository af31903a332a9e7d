"""Files of other vendors: proposed, corrected by a person, remembered by source, and read as one of our tables."""

from data.imports.mapping.document import FileMapping, mapping_from_file, to_toml
from data.imports.mapping.propose import Proposal, propose
from data.imports.mapping.readings import proposals
from data.imports.mapping.stored import SavedMapping, save_mapping, saved_mappings

__all__ = [
    "FileMapping",
    "Proposal",
    "SavedMapping",
    "mapping_from_file",
    "proposals",
    "propose",
    "save_mapping",
    "saved_mappings",
    "to_toml",
]
