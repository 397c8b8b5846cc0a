// From a form to a counted transaction: prepare, sign, wait for the block, wait until the API has read it.

import { ask } from "./api.js";
import { refresh } from "./live.js";
import { say } from "./words.js";
import { wallet, WalletError } from "./wallet.js";

const LOOK = 400; // ms between two looks for the receipt
const MINED_WITHIN = 180000; // ms; after that the visitor is told to look again later
const INDEXED_WITHIN = 30000; // ms
const GOOD_NEWS = 10000; // ms it covers the foot of the page; bad news stays until the next try

let fading = 0;
const busy = new WeakSet(); // forms whose steps are under way

/** Send the transaction that the API prepares for a form. `done` says in words what was counted. */
export function transact(form, { url, body, done }) {
  return act(form, async () => {
    const { transaction } = await post(url, { ...body, account: wallet.account });
    tell("busy", say("sign"));
    const hash = await wallet.send(transaction);
    tell("busy", say("mining"));
    const receipt = await mined(hash);
    if (receipt.status !== "0x1") throw new WalletError(say("reverted", { hash }));
    await counted(Number(receipt.blockNumber));
    tell("good", done());
  });
}

/** Take the steps of a form with a connected wallet, and tell what goes wrong in the page's <output>. */
export async function act(form, steps) {
  if (busy.has(form)) return;
  busy.add(form);
  mark(form, true);
  try {
    if (!wallet.account && !(await wallet.connect())) return tell("", "");
    tell("busy", say("checking"));
    await steps();
  } catch (error) {
    tell("bad", error instanceof WalletError ? error.message : say("failed", { reason: error.message }));
  } finally {
    busy.delete(form);
    mark(form, false);
  }
}

// Not `disabled`: that would take the focus from the button that was just pressed.
function mark(form, isBusy) {
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", isBusy);
}

/** Say how it stands: `tone` is busy, good or bad; an empty text takes the note away. */
export function tell(tone, text) {
  const note = document.getElementById("progress");
  note.dataset.tone = tone;
  note.textContent = text;
  clearTimeout(fading);
  if (tone === "good") fading = setTimeout(() => tell("", ""), GOOD_NEWS);
}

/** What the API answers; its refusals are told in its own words. */
export async function post(url, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await ask(url, { method: "POST", headers, body: JSON.stringify(body) });
  const content = await answer.json();
  if (!answer.ok) throw new WalletError(content.detail ?? content.title);
  return content;
}

async function mined(hash) {
  const receipt = await until(() => wallet.receipt(hash), MINED_WITHIN);
  if (!receipt) throw new WalletError(say("still_pending", { hash }));
  return receipt;
}

/** Wait until the API has read a block, and show what it says then. */
export async function counted(block) {
  tell("busy", say("indexing"));
  const reached = await until(async () => {
    const answer = await ask("/v1/status", { cache: "no-store" });
    return answer.ok && (await answer.json()).as_of.block >= block;
  }, INDEXED_WITHIN);
  if (!reached) throw new WalletError(say("not_indexed", { block }));
  await refresh();
}

/** What `look` finds first that is not empty; null after so many ms. */
export async function until(look, within) {
  const end = performance.now() + within;
  while (performance.now() < end) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  return null;
}
