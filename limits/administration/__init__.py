"""What admins do: contracts and their amendments, settings, imports, backups."""

from __future__ import annotations

from limits.administration.backups import back_up_as, backups_as
from limits.administration.contract_trail import figure_name, part_of_contract, values_in_words
from limits.administration.contracts import (
    AddAmendment,
    ContractRecord,
    StateOpening,
    amend,
    contract_record,
    state_opening,
)
from limits.administration.importing import (
    forget_mapping_as,
    import_as,
    last_import_as,
    save_mapping_as,
    take_back_as,
    take_back_import_as,
)
from limits.administration.setting_changes import (
    SetSettings,
    all_settings,
    proposed_settings,
    set_settings,
    setting_history,
)

__all__ = [
    "AddAmendment",
    "ContractRecord",
    "SetSettings",
    "StateOpening",
    "all_settings",
    "amend",
    "back_up_as",
    "backups_as",
    "contract_record",
    "figure_name",
    "forget_mapping_as",
    "import_as",
    "last_import_as",
    "part_of_contract",
    "proposed_settings",
    "save_mapping_as",
    "set_settings",
    "setting_history",
    "state_opening",
    "take_back_as",
    "take_back_import_as",
    "values_in_words",
]
