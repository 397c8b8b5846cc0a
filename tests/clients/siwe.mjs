// Sign-in messages as npm's siwe writes them.

import { SiweMessage } from "siwe";

/** The text; `fields` of the caller's win. */
export function siweMessage({ api, account, nonce, chainId, ...fields }) {
  const site = { domain: new URL(api).host, uri: api, version: "1", chainId, nonce };
  return new SiweMessage({ ...site, address: account, ...fields }).prepareMessage();
}
