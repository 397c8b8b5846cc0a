"""Six calls of the client that openapi-python-client made, as a program would write them; the answers as JSON."""

import json
import sys

from symbia_client import Client
from symbia_client.api.drops import pin_allowlist
from symbia_client.api.memberships import list_memberships
from symbia_client.api.proposals import list_proposals, read_proposal
from symbia_client.api.relay import read_relay
from symbia_client.api.sign_in import request_nonce
from symbia_client.models import ListMembershipsStateItem as State
from symbia_client.models import NonceRequest

url, account = sys.argv[1:]
with Client(base_url=url, raise_on_unexpected_status=True) as client:
    found = {
        "proposal": list_proposals.sync(client=client, limit=1).proposals[0].title,
        "relay_state": read_relay.sync(client=client).relay.state,
        "memberships": len(list_memberships.sync(client=client, state=[State.ACTIVE, State.EXPIRED]).memberships),
        "allowance": pin_allowlist.sync(client=client, body=[[account, "2"]]).allowance,
        "chain_id": request_nonce.sync(client=client, body=NonceRequest(account=account)).chain_id,
        "code": read_proposal.sync(99, client=client).code,
    }
print(json.dumps(found))
