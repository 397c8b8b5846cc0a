// What the page says from JavaScript: the `script` section of the server's catalogue, delivered in the page.

const texts = JSON.parse(document.getElementById("words").textContent);

/** The text of `key`, its {places} filled from `values`. Plain text: give it to `textContent`, never to HTML. */
export function say(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`The catalogue has no script.${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
