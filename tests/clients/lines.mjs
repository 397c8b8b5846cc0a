// The lines of docs/wallets.md, run as they stand there.

import { readFileSync } from "node:fs";

const TEXT = readFileSync(new URL("../../docs/wallets.md", import.meta.url), "utf8");
const BLOCK = /<!-- lines: ([\w ]+) -->\n```js\n([^]*?)```/g;
const BLOCKS = new Map([...TEXT.matchAll(BLOCK)].map(([, name, code]) => [name, code]));
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

/** Run the lines of a name with these variables; `wanted` is the variable that they leave. */
export function lines(name, wanted, variables) {
  if (!BLOCKS.has(name)) throw new Error(`docs/wallets.md has no lines "${name}"`);
  const run = new AsyncFunction(...Object.keys(variables), `"use strict";\n${BLOCKS.get(name)}\nreturn ${wanted};`);
  return run(...Object.values(variables));
}
