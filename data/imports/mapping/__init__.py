"""Files of other vendors: proposed, corrected by a person, remembered by source, and read as one of our tables."""

from data.imports.mapping.document import FileMapping, from_document, mapping_from_file, to_document, to_toml
from data.imports.mapping.propose import Proposal, propose
from data.imports.mapping.readings import proposals
from data.imports.mapping.stored import SavedMapping, forget_mapping, readable_mappings, save_mapping, saved_mappings

__all__ = [
    "FileMapping",
    "Proposal",
    "SavedMapping",
    "forget_mapping",
    "from_document",
    "mapping_from_file",
    "proposals",
    "propose",
    "readable_mappings",
    "save_mapping",
    "saved_mappings",
    "to_document",
    "to_toml",
]
