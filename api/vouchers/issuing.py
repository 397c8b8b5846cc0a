"""Making vouchers: terms become typed data, the issuer signs elsewhere, signatures come back and are checked."""

import secrets
from collections import Counter

from api.auth.access import SignedIn
from api.auth.signatures import accepted, recovered
from api.kit.reading import Head, Reading
from api.kit.services import Services
from api.vouchers import storing
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
from api.vouchers.typed import digest_of, drops_address, typed_data
from symbia.rules.addresses import checksum
from symbia.tables.db import service_session

Rows = dict[int, SignedVoucher]


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
        vouchers=[PreparedVoucher(voucher=one, typed_data=typed_data(one, head)) for one in vouchers],
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
        stored = storing.store(session, who.account, sealed.values(), services.now())
    return StoredVouchers(as_of=head.as_of(), issuer=checksum(who.account), stored=stored, known=len(rows) - stored)


def _named_twice(rows: Rows) -> list[RowProblem]:
    counted = Counter(row.uid for row in rows.values())
    return [
        RowProblem(index=index, field="uid", message="another voucher of this list has this uid")
        for index, row in rows.items()
        if counted[row.uid] > 1
    ]


def _new(reading: Reading, issuer: str, rows: Rows, problems: list[RowProblem]) -> Rows:
    """Rows that are not stored yet; adds a problem for each whose uid stands for something else."""
    kept = storing.kept(reading.session, issuer, rows.values())
    used = storing.used(reading.session, issuer, rows.values())
    new: Rows = {}
    for index, row in rows.items():
        known = kept.get(row.uid)
        if known is None:
            new[index] = row
            if row.uid in used:
                problems.append(RowProblem(index=index, field="uid", message="it was redeemed or canceled on chain"))
        elif not storing.same(known, row):
            problems.append(RowProblem(index=index, field="uid", message="another voucher of yours has this uid"))
    return new


def _sealed(services: Services, head: Head, issuer: str, rows: Rows) -> tuple[Rows, list[RowProblem]]:
    """Rows with signatures as the contract takes them, and a problem for each that is not the issuer's."""
    sealed: Rows = {}
    problems: list[RowProblem] = []
    for index, row in rows.items():
        digest, signature = digest_of(row, head), bytes.fromhex(row.signature[2:])
        taken = accepted(services.chain, head.chain_id, issuer, digest, signature)
        if taken is not None:
            sealed[index] = row.model_copy(update={"signature": "0x" + taken.hex()})
            continue
        signer = recovered(digest, signature)
        whose = f"; whoever signed this text is {checksum(signer)}" if signer else ""
        message = f"it is not of {checksum(issuer)}, who is signed in, over this voucher on this chain{whose}"
        problems.append(RowProblem(index=index, field="signature", message=message))
    return sealed, problems
