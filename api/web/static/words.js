// What the page says from JavaScript: the `script` section of the server's catalogue, delivered in the page.

const texts = JSON.parse(document.getElementById("words").textContent);
const plurals = new Intl.PluralRules(document.documentElement.lang);

/** The text of `key`, its {places} filled from `values`. Plain text: give it to `textContent`, never to HTML. */
export function say(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`The catalogue has no script.${key}`);
  return form(text, values).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

// A text with plurals is a table of them by CLDR's names; the value `n` chooses.
function form(text, { n }) {
  return typeof text === "string" ? text : (text[plurals.select(n)] ?? text.other);
}
