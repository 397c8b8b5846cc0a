"""Making vouchers: terms become typed data, the issuer signs elsewhere, signatures come back, are checked and kept."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from api.auth.access import SignedIn
from api.auth.signatures import NotSigned, accepted
from api.kit.reading import Head, Reading
from api.kit.services import Services
from api.vouchers.checking import RowProblem, check_terms, read_rows, refuse
from api.vouchers.schemas import (
    PreparedVoucher,
    PreparedVouchers,
    SignedVoucher,
    SignedVouchers,
    StoredVouchers,
    Voucher,
    VouchersDraft,
    VoucherTerms,
)
from api.vouchers.typed_data import digest_of, drops_address, typed_data
from symbia.rules.addresses import checksum
from symbia.tables.db import service_session
from symbia.tables.drops import VoucherUse
from symbia.tables.types import from_wei_text, to_wei_text
from symbia.tables.vouchers import Voucher as VoucherRow
from symbia.text import Text

SignedRows = dict[int, SignedVoucher]  # by their index in the list
_Insert = Callable[[Any], sqlite.Insert | postgresql.Insert]
_INSERT: dict[str, _Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def prepare_vouchers(services: Services, who: SignedIn, draft: VouchersDraft) -> PreparedVouchers:
    """What the issuer signs. Raises `invalid_vouchers`.

    A uid needs no reservation: of 2^256 numbers drawn at random no two are ever the same.
    """
    rows, problems = read_rows(VoucherTerms, draft.vouchers)
    with services.read() as reading:
        drops_address(reading.head)
        refuse(problems + check_terms(reading, rows), len(draft.vouchers))
        head = reading.head
    vouchers = [Voucher(**dict(row), uid=str(secrets.randbits(256))) for row in rows.values()]
    return PreparedVouchers(
        as_of=head.as_of(),
        issuer=checksum(who.account),
        vouchers=[PreparedVoucher(voucher=voucher, typed_data=typed_data(voucher, head)) for voucher in vouchers],
    )


def store_vouchers(services: Services, who: SignedIn, signed: SignedVouchers) -> StoredVouchers:
    """Keep vouchers that the signed-in account signed, all or none. One that is known already is passed over.

    Raises `invalid_vouchers` and, where a contract wallet has to be asked, `chain_unavailable`.
    """
    rows, problems = read_rows(SignedVoucher, signed.vouchers)
    with services.read() as reading:
        head = reading.head
        drops_address(head)
        problems += _named_twice(rows)
        new = _new(reading, who.account, rows, problems)
        problems += check_terms(reading, new)
    refuse(problems, len(signed.vouchers))
    sealed, problems = _sealed(services, head, who.account, new)
    refuse(problems, len(signed.vouchers))
    with service_session(services.engine) as session:
        stored = _store(session, who.account, sealed.values(), services.now())
    return StoredVouchers(as_of=head.as_of(), issuer=checksum(who.account), stored=stored, known=len(rows) - stored)


def _named_twice(rows: SignedRows) -> list[RowProblem]:
    counted = Counter(row.uid for row in rows.values())
    return [_of_uid(index, "vouchers.row.uid_twice") for index, row in rows.items() if counted[row.uid] > 1]


def _new(reading: Reading, issuer: str, rows: SignedRows, problems: list[RowProblem]) -> SignedRows:
    """Rows that are not stored yet; adds a problem for each whose uid stands for something else."""
    uids = [to_wei_text(int(row.uid)) for row in rows.values()]
    kept, used = _kept(reading.session, issuer, uids), _used(reading.session, issuer, uids)
    new: SignedRows = {}
    for index, row in rows.items():
        stored = kept.get(row.uid)
        if stored is None:
            new[index] = row
            if row.uid in used:
                problems.append(_of_uid(index, "vouchers.row.uid_used"))
        elif not _same(stored, row):
            problems.append(_of_uid(index, "vouchers.row.uid_taken"))
    return new


def _of_uid(index: int, code: str) -> RowProblem:
    return RowProblem(index=index, field="uid", message=Text(code))


def _sealed(services: Services, head: Head, issuer: str, rows: SignedRows) -> tuple[SignedRows, list[RowProblem]]:
    """Rows with signatures as the contract takes them, and a problem for each that is not the issuer's."""
    sealed: SignedRows = {}
    problems: list[RowProblem] = []
    for index, row in rows.items():
        digest, signature = digest_of(row, head), bytes.fromhex(row.signature[2:])
        try:
            taken = accepted(services.chain, head.chain_id, issuer, digest, signature)
            sealed[index] = row.model_copy(update={"signature": "0x" + taken.hex()})
        except NotSigned as error:
            message = Text.of("vouchers.row.not_signed", account=checksum(issuer), why=error.text)
            problems.append(RowProblem(index=index, field="signature", message=message))
    return sealed, problems


def _kept(session: Session, issuer: str, uids: list[str]) -> dict[str, VoucherRow]:
    """Stored vouchers of an issuer (lower case) with these uids, by uid in decimal text."""
    statement = select(VoucherRow).where(VoucherRow.issuer == issuer, col(VoucherRow.uid).in_(uids))
    return {str(from_wei_text(row.uid)): row for row in session.exec(statement)}


def _used(session: Session, issuer: str, uids: list[str]) -> set[str]:
    """Which of these uids are worth nothing any more on chain, in decimal text."""
    statement = select(VoucherUse.uid).where(VoucherUse.issuer == issuer, col(VoucherUse.uid).in_(uids))
    return {str(from_wei_text(uid)) for uid in session.exec(statement)}


def _same(row: VoucherRow, voucher: SignedVoucher) -> bool:
    """Whether a stored voucher says what this one says."""
    return all(getattr(row, name) == value for name, value in _columns(voucher).items())


def _store(session: Session, issuer: str, vouchers: Iterable[SignedVoucher], now: int) -> int:
    """Keep vouchers; how many are new. What another request stored meanwhile is passed over."""
    insert = _INSERT[session.get_bind().dialect.name](VoucherRow)
    statement = insert.on_conflict_do_nothing().returning(col(VoucherRow.seq))
    own = {"issuer": issuer, "stored_at": now}
    rows = ({**own, **_columns(voucher), "signature": voucher.signature} for voucher in vouchers)
    return sum(len(session.execute(statement.values(row)).all()) for row in rows)


def _columns(voucher: SignedVoucher) -> dict[str, str | int]:
    return {
        "uid": to_wei_text(int(voucher.uid)),
        "recipient": voucher.recipient,
        "tier_id": voucher.tier_id,
        "currency": voucher.currency,
        "price": to_wei_text(int(voucher.price)),
        "valid_from": int(voucher.valid_from.timestamp()),
        "valid_until": int(voucher.valid_until.timestamp()),
    }
