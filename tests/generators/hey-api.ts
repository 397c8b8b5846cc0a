// Six calls of the client that @hey-api/openapi-ts made, as a program would write them; what they answered, as JSON.

import { client } from "./hey-api/client.gen";
import {
  listMemberships,
  listProposals,
  pinAllowlist,
  readProposal,
  readRelay,
  requestNonce,
} from "./hey-api/sdk.gen";

const [baseUrl, account] = process.argv.slice(2);
client.setConfig({ baseUrl });

async function main(): Promise<void> {
  const proposals = await listProposals({ query: { limit: 1 }, throwOnError: true });
  const relay = await readRelay({ throwOnError: true });
  const memberships = await listMemberships({ query: { state: ["active", "expired"] }, throwOnError: true });
  const allowlist = await pinAllowlist({ body: [[account, "2"]], throwOnError: true });
  const nonce = await requestNonce({ body: { account }, throwOnError: true });
  const missing = await readProposal({ path: { number: 99 } });
  const found = {
    proposal: proposals.data.proposals[0].title,
    relay_state: relay.data.relay.state,
    memberships: memberships.data.memberships.length,
    allowance: allowlist.data.allowance,
    chain_id: nonce.data.chain_id,
    code: missing.error?.code,
  };
  console.log(JSON.stringify(found));
}

void main();
