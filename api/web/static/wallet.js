// Wallets of this browser (found by EIP-6963) and the one account that is connected (EIP-1193).

import { appLinks, isHandheld } from "./apps.js";
import { choose } from "./dialog.js";
import { say } from "./words.js";

const REMEMBERED = "symbia.wallet"; // which wallet to ask again on the next page; no address is kept
const USER_REJECTED = 4001;
const CHAIN_NOT_ADDED = 4902;
const ANNOUNCE_WAIT = 300; // ms for slow wallets to announce themselves
const DEMO = "org.symbia.demo"; // rdns of the wallet that a local chain brings along
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
    return this.#connect(() => true);
  }

  /** As `connect`, but only to a wallet of the visitor's own; one that is connected already stays. */
  async connectOwn() {
    const isOwn = this.account && this.#provider !== this.#found.get(DEMO)?.provider;
    return isOwn ? this.account : this.#connect(({ info }) => info.rdns !== DEMO);
  }

  /** Have the connected wallet add a network (EIP-3085), and use it. */
  async addNetwork(network) {
    await ask(this.#provider, "wallet_addEthereumChain", [network]);
    await this.#requireChain();
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

  async #connect(fits) {
    await builtIn;
    this.start();
    await new Promise((resolve) => setTimeout(resolve, [...this.#found.values()].some(fits) ? 0 : ANNOUNCE_WAIT));
    const wallet = await this.#chooseWallet([...this.#found.values()].filter(fits));
    if (!wallet) return null;
    const accounts = await ask(wallet.provider, "eth_requestAccounts");
    this.#use(wallet, accounts[0] ?? null);
    return this.account;
  }

  async #chooseWallet(wallets) {
    if (wallets.length === 1) return wallets[0];
    if (!wallets.length) return this.#sayThereIsNone();
    const options = wallets.map(({ info }) => ({ title: info.name, icon: info.icon }));
    return wallets[await choose(say("connect"), say("choose_wallet"), options)] ?? null;
  }

  // A phone's browser has no extensions, but wallets for phones have browsers.
  async #sayThereIsNone() {
    const links = isHandheld() ? appLinks(location) : [];
    await choose(say("connect"), say(links.length ? "no_wallet_here" : "no_wallet"), links);
    return null;
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
    await this.#switchTo(`0x${wanted.toString(16)}`);
    if ((await this.#chain()) !== wanted) throw new WalletError(say("wrong_chain", { chain: wanted }));
  }

  // A wallet that does not know a local chain is told of it; any other chain has nodes that we do not name.
  async #switchTo(chainId) {
    try {
      await ask(this.#provider, "wallet_switchEthereumChain", [{ chainId }]);
    } catch (error) {
      const demo = await builtIn;
      if (!demo || error.code !== CHAIN_NOT_ADDED) throw error;
      await ask(this.#provider, "wallet_addEthereumChain", [await demo.network()]);
      if ((await this.#chain()) === Number(chainId)) return; // some wallets switch as they add, some do not
      await ask(this.#provider, "wallet_switchEthereumChain", [{ chainId }]);
    }
  }

  async #chain() {
    return Number(await ask(this.#provider, "eth_chainId"));
  }
}

async function ask(provider, method, params = []) {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    const code = error?.data?.originalError?.code ?? error?.code; // wallets for phones wrap it
    throw Object.assign(new WalletError(words(method, code, error)), { code });
  }
}

function words(method, code, error) {
  if (code === USER_REJECTED) return say("rejected");
  if (code === CHAIN_NOT_ADDED || method === "wallet_switchEthereumChain") {
    return say("wrong_chain", { chain: document.body.dataset.chainId });
  }
  return say("wallet_failed", { reason: error?.message ?? String(error) });
}

export const wallet = new Wallet();
