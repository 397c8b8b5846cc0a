// Wallets of this browser (found by EIP-6963) and the one account that is connected (EIP-1193).

import { choose } from "./dialog.js";
import { say } from "./words.js";

const REMEMBERED = "symbia.wallet"; // which wallet to ask again on the next page; no address is kept
const USER_REJECTED = 4001;
const CHAIN_NOT_ADDED = 4902;
const ANNOUNCE_WAIT = 300; // ms for slow wallets to announce themselves
const builtIn = document.body.dataset.demo ? import("./demo.js") : null; // a local chain brings a wallet along

/** Something the visitor should read, in words of ours. */
export class WalletError extends Error {}

class Wallet extends EventTarget {
  #found = new Map(); // rdns -> { info, provider }
  #heard = new WeakSet(); // providers whose changes of account we follow
  #provider = null;
  account = null;

  constructor() {
    super();
    window.addEventListener("eip6963:announceProvider", (event) => this.#announced(event.detail));
  }

  /** Ask for wallets, and connect again without a question to the one used last. */
  start() {
    window.dispatchEvent(new Event("eip6963:requestProvider"));
  }

  /** Let the visitor choose a wallet and an account. Returns the account, or null when they changed their mind. */
  async connect() {
    await builtIn;
    this.start();
    await new Promise((resolve) => setTimeout(resolve, this.#found.size ? 0 : ANNOUNCE_WAIT));
    const wallet = await this.#chooseWallet();
    if (!wallet) return null;
    const accounts = await ask(wallet.provider, "eth_requestAccounts");
    this.#use(wallet, accounts[0] ?? null);
    return this.account;
  }

  disconnect() {
    this.#provider?.forget?.();
    localStorage.removeItem(REMEMBERED);
    this.#provider = null;
    this.#become(null);
  }

  /** Send a prepared transaction on the page's chain; returns its hash. */
  async send(transaction) {
    await this.#requireChain();
    return ask(this.#provider, "eth_sendTransaction", [transaction]);
  }

  /** Sign typed data (EIP-712) for the page's chain; returns the signature. */
  async signTyped(typedData) {
    await this.#requireChain();
    return ask(this.#provider, "eth_signTypedData_v4", [this.account, JSON.stringify(typedData)]);
  }

  receipt(hash) {
    return ask(this.#provider, "eth_getTransactionReceipt", [hash]);
  }

  async #chooseWallet() {
    const wallets = [...this.#found.values()];
    if (wallets.length === 1) return wallets[0];
    const options = wallets.map(({ info }) => ({ title: info.name, icon: info.icon }));
    const text = say(wallets.length ? "choose_wallet" : "no_wallet");
    return wallets[await choose(say("connect"), text, options)] ?? null;
  }

  async #announced({ info, provider }) {
    const known = this.#found.has(info.rdns);
    this.#found.set(info.rdns, { info, provider });
    if (known || this.account || localStorage.getItem(REMEMBERED) !== info.rdns) return;
    const accounts = await ask(provider, "eth_accounts").catch(() => []);
    if (accounts.length) this.#use({ info, provider }, accounts[0]);
  }

  #use({ info, provider }, account) {
    this.#provider = provider;
    localStorage.setItem(REMEMBERED, info.rdns);
    if (!this.#heard.has(provider)) {
      this.#heard.add(provider);
      provider.on?.("accountsChanged", (accounts) => {
        if (provider === this.#provider) this.#become(accounts[0] ?? null);
      });
    }
    this.#become(account);
  }

  #become(account) {
    if (account === this.account) return;
    this.account = account;
    this.dispatchEvent(new Event("change"));
  }

  async #requireChain() {
    const wanted = Number(document.body.dataset.chainId);
    if ((await this.#chain()) === wanted) return;
    const chainId = `0x${wanted.toString(16)}`;
    await ask(this.#provider, "wallet_switchEthereumChain", [{ chainId }]);
    if ((await this.#chain()) !== wanted) throw new WalletError(say("wrong_chain", { chain: wanted }));
  }

  async #chain() {
    return Number(await ask(this.#provider, "eth_chainId"));
  }
}

async function ask(provider, method, params = []) {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    throw new WalletError(words(method, error));
  }
}

function words(method, error) {
  if (error?.code === USER_REJECTED) return say("rejected");
  if (error?.code === CHAIN_NOT_ADDED || method === "wallet_switchEthereumChain") {
    return say("wrong_chain", { chain: document.body.dataset.chainId });
  }
  return say("wallet_failed", { reason: error?.message ?? String(error) });
}

export const wallet = new Wallet();
