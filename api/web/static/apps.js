// Wallets for phones that show a page in a browser of their own, and the links that open it there.

import { say } from "./words.js";

const APPS = [
  ["MetaMask", ({ host, pathname, search }) => `https://link.metamask.io/dapp/${host}${pathname}${search}`],
  ["Coinbase Wallet", ({ href }) => `https://go.cb-w.com/dapp?cb_url=${encodeURIComponent(href)}`],
  ["Trust Wallet", ({ href }) => `https://link.trustwallet.com/open_url?coin_id=60&url=${encodeURIComponent(href)}`],
];

/** Whether this is a phone or a tablet: fingers are its pointer. */
export function isHandheld() {
  return matchMedia("(pointer: coarse)").matches;
}

/** Options of a dialog, each a link that opens a page in the browser of a wallet. */
export function appLinks(page) {
  return APPS.map(([wallet, link]) => ({ title: say("open_in", { wallet }), href: link(page) }));
}
