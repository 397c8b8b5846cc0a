// Everything that needs JavaScript. Reading does not.

import { startAging } from "./age.js";
import { choiceOf, watchBallots } from "./ballot.js";
import { focusOn } from "./focus.js";
import { handIn } from "./gasless.js";
import { startLive } from "./live.js";
import { localise } from "./times.js";
import { tell, transact } from "./transact.js";
import { say } from "./words.js";
import { wallet } from "./wallet.js";

const connectButton = document.getElementById("connect");
const disconnectButton = document.getElementById("disconnect");
const accountLink = document.getElementById("account");

function showAccount() {
  const { account } = wallet;
  connectButton.hidden = Boolean(account);
  disconnectButton.hidden = accountLink.hidden = !account;
  if (account) {
    accountLink.textContent = `${account.slice(0, 6)}…${account.slice(-4)}`;
    accountLink.href = `/members/${account}`;
  }
}

async function connect() {
  try {
    if (await wallet.connect()) focusOn(accountLink); // the button that had the focus is gone
  } catch (error) {
    tell("bad", error.message);
  }
}

function vote(event) {
  event.preventDefault();
  const form = event.target;
  const ballot = { proposal: Number(form.dataset.proposal), choice: choiceOf(form) };
  if (event.submitter?.value === "gasless") return handIn(form, ballot);
  const body = { ...ballot, reason: new FormData(form).get("reason") };
  transact(form, { url: "/v1/ballots/prepare", body, done: () => say("ballot_counted") });
}

function redeem(event) {
  event.preventDefault();
  const form = event.target;
  const url = `/v1/perks/${form.dataset.perk}/redemptions/prepare`;
  const body = { token_id: Number(form.dataset.token) };
  transact(form, { url, body, done: () => say("redeemed") });
}

connectButton.addEventListener("click", connect);
disconnectButton.addEventListener("click", () => {
  wallet.disconnect();
  focusOn(connectButton);
});
wallet.addEventListener("change", showAccount);
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-proposal]")) vote(event);
  if (event.target.matches("form[data-perk]")) redeem(event);
});
localise(document);
showAccount();
watchBallots();
wallet.start();
startAging();
startLive();
if (document.body.dataset.demo) import("./own.js");
