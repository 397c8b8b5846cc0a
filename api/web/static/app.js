// Everything that needs JavaScript. Reading does not.

import { startLive } from "./live.js";
import { transact } from "./transact.js";
import { say } from "./words.js";
import { wallet } from "./wallet.js";

const connectButton = document.getElementById("connect");
const disconnectButton = document.getElementById("disconnect");
const accountLink = document.getElementById("account");
const notice = document.getElementById("wallet-notice");

function showAccount() {
  const { account } = wallet;
  connectButton.hidden = Boolean(account);
  disconnectButton.hidden = accountLink.hidden = !account;
  if (account) {
    accountLink.textContent = `${account.slice(0, 6)}…${account.slice(-4)}`;
    accountLink.href = `/members/${account}`;
  }
  for (const own of document.querySelectorAll("[data-own]")) {
    own.hidden = own.dataset.own.toLowerCase() !== account?.toLowerCase();
  }
  for (const other of document.querySelectorAll("[data-unless-own]")) {
    other.hidden = other.dataset.unlessOwn.toLowerCase() === account?.toLowerCase();
  }
}

async function connect() {
  notice.textContent = "";
  try {
    await wallet.connect();
  } catch (error) {
    notice.textContent = error.message;
  }
}

function vote(event) {
  event.preventDefault();
  const form = event.target;
  const fields = new FormData(form);
  const body = { proposal: Number(form.dataset.proposal), choice: fields.get("choice"), reason: fields.get("reason") };
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
disconnectButton.addEventListener("click", () => wallet.disconnect());
wallet.addEventListener("change", showAccount);
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-proposal]")) vote(event);
  if (event.target.matches("form[data-perk]")) redeem(event);
});
document.documentElement.classList.add("scripted");
showAccount();
if (document.body.dataset.demo) await import("./demo.js");
wallet.start();
startLive();
