// A wallet without an extension, for a local chain: its unlocked accounts behind EIP-1193, announced by EIP-6963.

import { ask } from "./api.js";
import { choose } from "./dialog.js";
import { say } from "./words.js";

const CHOSEN = "symbia.demo-account";
const USER_REJECTED = 4001;
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'%3E%3Ccircle cx='14' cy='18' r='11' fill='%230f7c71'/%3E%3Ccircle cx='22' cy='18' r='11' fill='%23e0a526' fill-opacity='.85'/%3E%3C/svg%3E";

const GWEI = 10n ** 9n;

class DemoProvider extends EventTarget {
  #listeners = new Map();

  async request({ method, params = [] }) {
    if (method === "eth_accounts") return this.#chosen();
    if (method === "eth_requestAccounts") return this.#choose();
    if (method === "eth_signTypedData_v4") return call(method, [params[0], JSON.parse(params[1])]);
    return call(method, params);
  }

  on(event, listener) {
    this.#listeners.set(listener, ({ detail }) => listener(detail));
    this.addEventListener(event, this.#listeners.get(listener));
  }

  removeListener(event, listener) {
    this.removeEventListener(event, this.#listeners.get(listener));
    this.#listeners.delete(listener);
  }

  forget() {
    localStorage.removeItem(CHOSEN);
  }

  // Another chain on the same port has other accounts: one that is gone is not offered.
  async #chosen() {
    const account = localStorage.getItem(CHOSEN);
    if (!account) return [];
    const accounts = await call("eth_accounts", []);
    return accounts.includes(account) ? [account] : [];
  }

  async #choose() {
    const [accounts, members] = await Promise.all([call("eth_requestAccounts", []), memberNumbers()]);
    const known = (account) => members.get(account.toLowerCase()) ?? Infinity;
    accounts.sort((one, other) => known(one) - known(other));
    const options = accounts.map((account) => ({
      title: members.has(account.toLowerCase())
        ? say("member_number", { number: known(account) })
        : say("no_member"),
      detail: `${account.slice(0, 6)}…${account.slice(-4)}`,
    }));
    const account = accounts[await choose(say("demo_title"), say("demo_text"), options)];
    if (!account) throw Object.assign(new Error("closed"), { code: USER_REJECTED });
    localStorage.setItem(CHOSEN, account);
    this.dispatchEvent(new CustomEvent("accountsChanged", { detail: [account] }));
    return [account];
  }
}

let calls = 0;

async function call(method, params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: ++calls, method, params });
  const headers = { "Content-Type": "application/json" };
  const answer = await ask("/demo/rpc", { method: "POST", headers, body });
  const { result, error } = await answer.json();
  if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
  return result;
}

/** The local chain as a wallet adds it (EIP-3085). */
export async function network() {
  return (await fetch("/demo/network")).json();
}

/** Give an account so much play money of the local chain: from the account that has deployed, and is idle since. */
export async function fund(account, ether) {
  const [from] = await call("eth_accounts", []);
  const value = `0x${(BigInt(ether) * GWEI * GWEI).toString(16)}`;
  await call("eth_sendTransaction", [{ from, to: account, value }]);
}

async function memberNumbers() {
  const answer = await fetch("/demo/members");
  if (!answer.ok) return new Map();
  return new Map(Object.entries(await answer.json()));
}

const detail = Object.freeze({
  info: Object.freeze({ uuid: crypto.randomUUID(), name: say("demo_name"), icon: ICON, rdns: "org.symbia.demo" }),
  provider: new DemoProvider(),
});
const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
window.addEventListener("eip6963:requestProvider", announce);
announce();
