// Times in the reader's own time zone. The server writes them in UTC, since it knows nobody's zone; their titles keep that.

import { say } from "./words.js";

const { lang } = document.documentElement;
const reader = navigator.languages.find((one) => one.split("-")[0] === lang && isTag(one)) ?? lang; // how zones are named
const FIELDS = { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const figures = new Intl.DateTimeFormat(lang, FIELDS);
const zones = new Intl.DateTimeFormat(reader, { timeZoneName: "short" });

/** Rewrite every <time> below `root`, a page as the server sent it. */
export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    const parts = partsOf(figures, at);
    const date = say("local_day", parts);
    const clock = { time: `${parts.hour}:${parts.minute}`, zone: partsOf(zones, at).timeZoneName };
    time.title ||= time.textContent;
    time.textContent = "day" in time.dataset ? date : say("local_time", { date, ...clock });
  }
}

// Some browsers take the machine's locale as it is: en-US@posix.
function isTag(language) {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}

function partsOf(format, at) {
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}
