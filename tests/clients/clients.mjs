// ethers, viem and a bare EIP-1193 provider, with a key or with an account of a wallet, by the lines of docs/wallets.md.

import { BrowserProvider, JsonRpcProvider, Signature, Wallet } from "ethers";
import { createPublicClient, createWalletClient, custom, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { lines } from "./lines.mjs";

const POLL = 50; // ms between two looks for a receipt

/** The client that a test names: `kind`, the node's `rpc`, and a `key` or an `account` that the node has unlocked. */
export async function clientOf({ kind, rpc, key = null, account = null }) {
  if (kind === "ethers") return ethers(await (key ? signerWithKey(rpc, key) : signerOfWallet(rpc, account)));
  if (kind === "viem") return viem(key ? privateKeyToAccount(key) : account, rpc);
  return bare(provider(rpc), account);
}

function ethers(signer) {
  return {
    account: signer.address,
    send: (prepared) => lines("ethers transaction", "sent.hash", { signer, prepared }),
    signTyped: async (asked, form) => inForm(await lines("ethers typed data", "signature", { signer, asked }), form),
    signText: async (message, form) => inForm(await lines("ethers text", "signature", { signer, message }), form),
  };
}

async function signerWithKey(rpc, key) {
  return new Wallet(key, polling(new JsonRpcProvider(rpc)));
}

function signerOfWallet(rpc, account) {
  return polling(new BrowserProvider(provider(rpc))).getSigner(account);
}

function polling(provider) {
  provider.pollingInterval = POLL;
  return provider;
}

function viem(account, rpc) {
  const transport = typeof account === "string" ? custom(provider(rpc)) : http(rpc);
  const wallet = createWalletClient({ account, transport, pollingInterval: POLL });
  const client = createPublicClient({ transport, pollingInterval: POLL });
  return {
    account: wallet.account.address,
    send: (prepared) => lines("viem transaction", "hash", { wallet, client, prepared }),
    signTyped: async (asked, form) => inForm(await lines("viem typed data", "signature", { wallet, asked }), form),
    signText: async (message, form) => inForm(await lines("viem text", "signature", { wallet, message }), form),
  };
}

function bare(provider, account) {
  return {
    account,
    send: (prepared) => lines("provider transaction", "hash", { provider, prepared }),
    signTyped: async (asked, form) =>
      inForm(await lines("provider typed data", "signature", { provider, account, asked }), form),
    signText: async (message, form) =>
      inForm(await lines("provider text", "signature", { provider, account, message }), form),
  };
}

/** As an extension stands before a node: what a wallet is asked to sign, Ganache takes in other words. */
function provider(rpc) {
  let id = 0;
  return {
    async request(asked) {
      const body = JSON.stringify({ jsonrpc: "2.0", id: ++id, ...asOfNode(asked) });
      const answer = await fetch(rpc, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      const { result, error } = await answer.json();
      if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
      return result;
    },
  };
}

function asOfNode({ method, params = [] }) {
  if (method === "eth_signTypedData_v4") return { method, params: [params[0], JSON.parse(params[1])] };
  if (method === "personal_sign") return { method: "eth_sign", params: [params[1], params[0]] };
  return { method, params };
}

/** A signature of 65 bytes, or the same in 64 (EIP-2098). */
function inForm(signature, { compact = false } = {}) {
  return compact ? Signature.from(signature).compactSerialized : signature;
}
