#!/usr/bin/env bash
# Ganache 7.9.2 (Node 20), chain 1337, mines eth_sendTransaction with the `chainId` of another chain: a typed transaction as it is, with
# the other chain's number in it, one with a gasPrice signed for its own. Seen:
#   chainId 0x5: mined, chainId 0x5
#   chainId 0x5, type 2 with fees: mined, chainId 0x5
#   chainId 0x5, with a gasPrice: mined, v 0xa95 or 0xa96
# So a test against Ganache cannot show that a page or library stops on the wrong network: compare eth_chainId yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ganache@7.9.2
cat >try.cjs <<'JS'
const assert = require("node:assert");
const ganache = require("ganache");

(async () => {
  const chain = ganache.provider({ chain: { chainId: 1337, networkId: 1337 }, logging: { quiet: true } });
  const [from, to] = await chain.request({ method: "eth_accounts", params: [] });
  const foreign = { from, to, gas: "0x5208", chainId: "0x5" };
  const forms = {
    "chainId 0x5": {},
    "chainId 0x5, type 2 with fees": { type: "0x2", maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x1" },
    "chainId 0x5, with a gasPrice": { gasPrice: "0x77359400" },
  };
  for (const [name, form] of Object.entries(forms)) {
    const hash = await chain.request({ method: "eth_sendTransaction", params: [{ ...foreign, ...form }] });
    const { blockNumber, chainId, v } = await chain.request({ method: "eth_getTransactionByHash", params: [hash] });
    assert.ok(Number(blockNumber) > 0);
    if (form.gasPrice) assert.match(v, /^0xa9[56]$/); // 2 * 1337 + 35 or 36 (EIP-155)
    else assert.strictEqual(chainId, "0x5");
    console.log(`${name}: mined, ${form.gasPrice ? `v ${v}` : `chainId ${chainId}`}`);
  }
  await chain.once("message").catch(() => {});
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS
sed -i '/chain.once/d' try.cjs
node try.cjs
