"""Whether an account may claim, and why not."""

from api.drops.eligibility import verdicts
from api.drops.proofs import find_list
from api.drops.queries import claimed_by, find_drop, root_of
from api.drops.schemas import DropEligibilityAnswer
from api.kit.problems import ProblemError
from api.kit.services import Reader
from symbia.rules.addresses import checksum


def check(reader: Reader, drop_id: int, account: str, quantity: int) -> DropEligibilityAnswer:
    """Every rule's verdict on an account (lower case) claiming now. Raises `not_found`, `not_yet_indexed`."""
    with reader.at_head() as reading:
        standing, as_of = find_drop(reading, drop_id), reading.head.as_of()
        received = claimed_by(reading.session, drop_id, account)
    root, allowance, note = root_of(standing.row), None, None
    if root is not None:
        try:
            allowance = find_list(reader.services.store, standing.row.uri, root).allowances.get(account, 0)
        except ProblemError as problem:
            note = problem.detail
            reader.response.headers["Cache-Control"] = "no-store"
            del reader.response.headers["ETag"]
    found = verdicts(standing, quantity=quantity, received=received, allowance=allowance, document_note=note)
    passed = [one.passed for one in found]
    return DropEligibilityAnswer(
        as_of=as_of,
        drop_id=drop_id,
        account=checksum(account),
        quantity=quantity,
        eligible=False if False in passed else None if None in passed else True,
        allowance=allowance,
        claimed=received,
        verdicts=found,
    )
