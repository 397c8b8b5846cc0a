// How old the page is. The server's answers say it once; from then on the page counts, also while nobody answers.

import { say } from "./words.js";

const TICK = 1000; // ms
const LATE = 10000; // ms without an answer after which the page says so; a single lost answer is nobody's business
const [MINUTE, HOUR, DAY, TEN_DAYS] = [60, 3600, 86400, 864000]; // seconds

const place = document.getElementById("offline");
let told = null; // { age, at }: seconds that the page's block was old at the last answer, and this device's clock then
let missing = null; // this device's clock when the first of several looks in vain began

/** The server has answered, and the page shows it. `answer`: the response, nothing for the page as it was loaded. */
export function answered(answer) {
  const shown = document.getElementById("age");
  const said = Date.parse(answer?.headers.get("Date") ?? "") || 0; // of its minutes the page knows the whole ones only
  const exact = (said - Date.parse(shown?.dataset.at ?? "")) / 1000 || 0;
  told = { age: Math.max(Number(shown?.dataset.age ?? 0), exact), at: Date.now() };
  missing = null;
  tick();
}

/** The server did not answer as it should. */
export function missed() {
  missing ??= Date.now();
  tick();
}

export function startAging() {
  answered();
  setInterval(tick, TICK);
  for (const event of ["online", "offline"]) addEventListener(event, tick);
  document.addEventListener("visibilitychange", tick); // a device that slept has missed its ticks
}

function tick() {
  const shown = document.getElementById("age");
  if (!shown) return;
  // The clock of the device, since others stand still while it sleeps; it may be set back meanwhile.
  const age = told.age + Math.max(0, Date.now() - told.at) / 1000;
  write(shown, say("ago", { span: span(age) }));
  const now = Date.parse(shown.dataset.at) / 1000 + age;
  for (const one of document.querySelectorAll("[data-until]")) countDown(one, Date.parse(one.dataset.until) / 1000 - now);
  sayWhetherOffline();
}

// What is over is not "less than a minute" away; what comes next, the server will say.
function countDown(sentence, left) {
  sentence.hidden = left <= 0;
  if (left > 0) write(sentence.firstElementChild, span(left));
}

function sayWhetherOffline() {
  const late = missing !== null && Date.now() - missing >= LATE;
  const title = navigator.onLine ? late && "unanswered" : "offline";
  if (!title) return place.replaceChildren();
  if (place.firstChild?.dataset.title === title) return; // said already: it is read aloud once
  const [banner, heading] = ["div", "strong"].map((name) => document.createElement(name));
  banner.className = "banner";
  banner.dataset.title = title;
  heading.textContent = say(title);
  banner.append(heading, say("out_of_date"));
  place.replaceChildren(banner);
}

// As `span` of symbia/words/figures.py: the largest unit and, when that is few, the next.
function span(seconds) {
  const whole = (unit) => Math.floor(seconds / unit);
  if (seconds < MINUTE) return say("moment");
  if (seconds >= TEN_DAYS) return say("days", { n: whole(DAY) });
  const [first, second] = seconds >= DAY ? [["days", DAY], ["hours", HOUR]] : [["hours", HOUR], ["minutes", MINUTE]];
  const counts = [whole(first[1]), Math.floor((seconds % first[1]) / second[1])];
  const parts = [first[0], second[0]].map((unit, index) => counts[index] && say(unit, { n: counts[index] }));
  return parts.filter(Boolean).join(say("space"));
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
