// Does what a test asks for, by the libraries that are installed here: one line of JSON a job in, one line out.

import { createInterface } from "node:readline";

import { Symbia } from "./symbia.mjs";
import { clientOf } from "./clients.mjs";
import { SafeWallet } from "./safe.mjs";
import { siweMessage } from "./siwe.mjs";

const JOBS = {
  /** Prepare something and send it; the hash of the transaction, and what was served. */
  async send({ api, client, path, body }) {
    const prepared = await new Symbia(api).post(path, body);
    return { hash: await (await clientOf(client)).send(prepared), prepared };
  },

  /** Sign a ballot and hand it in; the receipt. */
  async ballot({ api, client, body, compact = false }) {
    const symbia = new Symbia(api);
    const asked = await symbia.post("/v1/ballots/typed-data", body);
    const signature = await (await clientOf(client)).signTyped(asked, { compact });
    return (await symbia.post("/v1/ballots", { ...body, deadline: asked.deadline, signature })).receipt;
  },

  /** Sign in; the session. */
  async signIn({ api, client, compact = false }) {
    const symbia = new Symbia(api);
    const signing = await clientOf(client);
    const { message } = await symbia.post("/v1/sign-in/nonce", { account: signing.account });
    return symbia.post("/v1/sign-in", { message, signature: await signing.signText(message, { compact }) });
  },

  /** Sign in by a message that npm's siwe writes, with fields of the caller's; the session. */
  async siwe({ api, client, fields }) {
    const symbia = new Symbia(api);
    const signing = await clientOf(client);
    const { nonce, chain_id } = await symbia.post("/v1/sign-in/nonce", { account: signing.account });
    const message = siweMessage({ api, account: signing.account, nonce, chainId: chain_id, ...fields });
    return symbia.post("/v1/sign-in", { message, signature: await signing.signText(message) });
  },

  /** Vouchers of an issuer who signs in and signs each; what was stored. */
  async vouchers({ api, client, vouchers, compact = false }) {
    const symbia = new Symbia(api);
    const signing = await clientOf(client);
    const { message } = await symbia.post("/v1/sign-in/nonce", { account: signing.account });
    await symbia.signIn(message, await signing.signText(message));
    const prepared = await symbia.post("/v1/vouchers/prepare", { vouchers });
    const signed = [];
    for (const one of prepared.vouchers) {
      signed.push({ ...one.voucher, signature: await signing.signTyped(one, { compact }) });
    }
    return { ...(await symbia.post("/v1/vouchers", { vouchers: signed })), vouchers: signed };
  },

  /** A new Safe of so many of its owners; its address. */
  async safe({ rpc, keys, threshold }) {
    return (await SafeWallet.deploy(rpc, keys, threshold)).address;
  },

  /** A Safe's ballot, approved on chain or signed by its owners; the receipt. */
  async safeBallot({ api, rpc, keys, safe, body, how }) {
    const symbia = new Symbia(api);
    const asked = await symbia.post("/v1/ballots/typed-data", { ...body, account: safe });
    const signature = await (await SafeWallet.at(rpc, keys, safe)).signTyped(asked, how);
    return (await symbia.post("/v1/ballots", { ...body, account: safe, deadline: asked.deadline, signature })).receipt;
  },

  /** A Safe signs in; the session. */
  async safeSignIn({ api, rpc, keys, safe, how }) {
    const symbia = new Symbia(api);
    const { message } = await symbia.post("/v1/sign-in/nonce", { account: safe });
    const signature = await (await SafeWallet.at(rpc, keys, safe)).signText(message, how);
    return symbia.post("/v1/sign-in", { message, signature });
  },

  /** A Safe issues vouchers; what was stored. */
  async safeVouchers({ api, rpc, keys, safe, vouchers, how }) {
    const symbia = new Symbia(api);
    const wallet = await SafeWallet.at(rpc, keys, safe);
    const { message } = await symbia.post("/v1/sign-in/nonce", { account: safe });
    await symbia.signIn(message, await wallet.signText(message, how));
    const prepared = await symbia.post("/v1/vouchers/prepare", { vouchers });
    const signed = [];
    for (const one of prepared.vouchers) {
      signed.push({ ...one.voucher, signature: await wallet.signTyped(one, how) });
    }
    return { ...(await symbia.post("/v1/vouchers", { vouchers: signed })), vouchers: signed };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await done(JSON.parse(line)))}\n`);
}

async function done({ job, ...rest }) {
  try {
    return { result: await JOBS[job](rest) };
  } catch (error) {
    const { name, message, code = null, problem = null } = error;
    return { error: { name, message, code, problem } };
  }
}
