// A ballot that costs its member nothing: the wallet signs typed data, the brand's relay brings it to the chain.

import { ask } from "./api.js";
import { refresh } from "./live.js";
import { act, counted, post, tell, until } from "./transact.js";
import { say } from "./words.js";
import { wallet, WalletError } from "./wallet.js";

const BROUGHT_WITHIN = 60000; // ms; after that the visitor is told that it waits
const OVER = ["counted", "skipped", "invalid", "expired"]; // what else becomes of it is told on the page

/** Let the wallet sign the ballot, hand it in, and wait a while for the relay. */
export function handIn(form, { proposal, choice }) {
  return act(form, async () => {
    const { account } = wallet;
    const prepared = await post("/v1/ballots/typed-data", { account, proposal, choice });
    if (prepared.problem) throw new WalletError(prepared.problem.detail);
    tell("busy", say("sign"));
    const signature = await wallet.signTyped(prepared.typed_data);
    tell("busy", say("handing_in"));
    const { deadline } = prepared;
    const { receipt } = await post("/v1/ballots", { account, proposal, choice, deadline, signature });
    await refresh();
    tell("busy", say("waiting", { reason: receipt.reason }));
    await follow(receipt);
  });
}

async function follow(receipt) {
  const last = await until(async () => {
    const answer = await ask(receipt.links.self, { cache: "no-store" });
    const now = answer.ok && (await answer.json()).receipt;
    return now && OVER.includes(now.state) ? now : null;
  }, BROUGHT_WITHIN);
  if (!last) return tell("good", say("taken"));
  if (last.state !== "counted") throw new WalletError(last.reason);
  await counted(last.block);
  tell("good", say("ballot_counted"));
}
