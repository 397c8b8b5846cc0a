// Keeps the parts of the page that change up to date: asks for them by ETag and changes only what is different.

import { answered, missed } from "./age.js";
import { keepingFocus } from "./focus.js";
import { localise } from "./times.js";
import { wallet } from "./wallet.js";

const INTERVAL = 4000; // ms between two looks
const LONGEST = 60000; // ms between two looks while the server does not answer
const TOO_MANY = 429; // too many requests: an answer, but not the page

const source = document.querySelector("[data-live]")?.dataset.live;
const note = document.getElementById("live-note");
let tag = null;
let wait = INTERVAL;
let timer = null;

/** Look now; resolves when the page shows what the server said. */
export async function refresh() {
  if (!source) return;
  clearTimeout(timer);
  try {
    await update();
    wait = INTERVAL;
  } catch {
    wait = Math.min(wait * 2, LONGEST); // the page keeps its last state, and says how old it is
    missed();
  }
  if (!document.hidden) timer = setTimeout(refresh, wait);
}

export function startLive() {
  if (!source) return;
  wallet.addEventListener("change", () => {
    tag = null;
    refresh();
  });
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  addEventListener("online", refresh);
  timer = setTimeout(refresh, INTERVAL);
}

async function update() {
  const url = new URL(source, location.href);
  url.searchParams.set("lang", document.documentElement.lang); // whatever another page has chosen since
  if (wallet.account) url.searchParams.set("account", wallet.account);
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(url, { headers, cache: "no-store" });
  if (answer.status >= 500 || answer.status === TOO_MANY) throw new Error(`${url.pathname} answered ${answer.status}`);
  if (answer.ok) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    tag = answer.headers.get("ETag");
    show(fresh);
  }
  answered(answer); // as it was (304), and what is not there (404), are answers too
}

function show(fresh) {
  const before = summary();
  localise(fresh);
  keepingFocus(() => {
    for (const region of fresh.querySelectorAll("[data-region]")) {
      const old = document.getElementById(region.id);
      if (old) morph(old, region);
    }
  });
  if (note && before !== summary()) note.textContent = summary();
}

function summary() {
  return document.querySelector("[data-summary]")?.dataset.summary ?? "";
}

// Elements that stay keep their focus, their open details, and let the tape glide instead of jump.
function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.dataset?.keep && old.dataset.keep === fresh.dataset?.keep) return; // a form someone is filling in
  if (old.nodeName !== fresh.nodeName || old.childNodes.length !== fresh.childNodes.length) {
    old.replaceWith(document.importNode(fresh, true));
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  [...old.childNodes].forEach((child, index) => morph(child, fresh.childNodes[index]));
}
