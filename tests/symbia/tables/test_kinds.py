"""What tables of many domains have in common: how they are called, and their first columns."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from indexer.write.shapes import table_of
from symbia.tables import KINDS, models_of
from symbia.tables.bookkeeping import IndexedChain
from symbia.tables.drops import Drop
from symbia.tables.kinds import AtLog, OneRow
from symbia.tables.memberships import MembershipEvent
from symbia.tables.sign_in import SignInNonce

TABLES = {model: table_of(model) for kind in KINDS for model in models_of(kind)}


def test_a_table_is_called_like_its_model_unless_the_model_says_otherwise() -> None:
    models = (IndexedChain, MembershipEvent, SignInNonce, Drop)
    assert [TABLES[model].name for model in models] == [
        "indexed_chain",
        "membership_event",
        "sign_in_nonce",
        "membership_drop",
    ]


def _beginning_with(columns: type[SQLModel]) -> list[Table]:
    return [table for model, table in TABLES.items() if issubclass(model, columns)]


def test_tables_of_logs_and_of_one_row_begin_with_their_key() -> None:
    logs, single = _beginning_with(AtLog), _beginning_with(OneRow)
    assert len(logs) == 10
    assert {tuple(table.columns.keys()[:2]) for table in logs} == {("block_number", "log_index")}
    assert {tuple(table.primary_key.columns.keys()) for table in logs} == {("block_number", "log_index")}
    assert len(single) == 7
    assert {(table.columns.keys()[0], *table.primary_key.columns.keys()) for table in single} == {("id", "id")}
