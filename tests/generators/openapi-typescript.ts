// Six calls with the types that openapi-typescript made, through openapi-fetch; what they answered, as JSON.

import createClient from "openapi-fetch";

import type { paths } from "./openapi-typescript/types";

const [baseUrl, account] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl });

function there<Data>(answer: { data?: Data; error?: unknown }): Data {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

async function main(): Promise<void> {
  const proposals = there(await client.GET("/v1/proposals", { params: { query: { limit: 1 } } }));
  const relay = there(await client.GET("/v1/relay"));
  const query = { state: ["active" as const, "expired" as const] };
  const memberships = there(await client.GET("/v1/memberships", { params: { query } }));
  const allowlist = there(await client.POST("/v1/drops/allowlist", { body: [[account, "2"]] }));
  const nonce = there(await client.POST("/v1/sign-in/nonce", { body: { account } }));
  const missing = await client.GET("/v1/proposals/{number}", { params: { path: { number: 99 } } });
  const found = {
    proposal: proposals.proposals[0].title,
    relay_state: relay.relay.state,
    memberships: memberships.memberships.length,
    allowance: allowlist.allowance,
    chain_id: nonce.chain_id,
    code: missing.error?.code,
  };
  console.log(JSON.stringify(found));
}

void main();
