// What a ballot form says: its choice as the API takes it, and what is still wrong with it.

import { say } from "./words.js";

const HUNDREDTHS = 100; // a percent is 100 parts of 10,000
const WHOLE = 100 * HUNDREDTHS;

/** The choice of a form, see `choice` of POST /v1/ballots/prepare. */
export function choiceOf(form) {
  const given = fields(form);
  switch (form.dataset.method) {
    case "single_choice":
      return Number(checked(given)[0]);
    case "approval":
      return checked(given).map(Number);
    case "split":
      return Object.fromEntries(given.filter(parts).map((field) => [field.dataset.option, parts(field)]));
    case "ranked":
      return given.filter(({ value }) => value).map(({ value }) => Number(value));
    default:
      return checked(given)[0];
  }
}

/** Say what is wrong while the visitor fills a ballot in: the browser then keeps it from being sent. */
export function watchBallots() {
  document.addEventListener("input", ({ target }) => target.form?.dataset.method && check(target.form));
  document.addEventListener("click", ({ target }) => {
    if (target.matches?.("form[data-method] [type=submit]")) check(target.form);
  });
}

const CHECKS = {
  approval(given) {
    given[0].setCustomValidity(checked(given).length ? "" : say("none_approved"));
  },
  split(given, form) {
    const sum = given.reduce((total, field) => total + parts(field), 0);
    const words = { sum: sum / HUNDREDTHS, left: (WHOLE - sum) / HUNDREDTHS };
    form.querySelector("[data-total]").value = say("shared_out", words);
    given[0].setCustomValidity(sum === WHOLE ? "" : say("not_shared_out", words));
  },
  ranked(given) {
    const above = new Set();
    for (const field of given) {
      field.setCustomValidity(field.value && above.has(field.value) ? say("ranked_twice") : "");
      above.add(field.value);
    }
  },
};

function check(form) {
  CHECKS[form.dataset.method]?.(fields(form), form);
}

function fields(form) {
  return [...form.querySelectorAll("[name=choice]")];
}

function checked(given) {
  return given.filter((field) => field.checked).map(({ value }) => value);
}

function parts({ value }) {
  return Math.round(Number(value) * HUNDREDTHS);
}
