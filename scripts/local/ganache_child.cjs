// Runs Ganache's own command line, or the program given first, and ends with whoever started it: standard input
// is a pipe from the parent, and the kernel closes it however the parent goes, kill -9 included.
"use strict";

const ORDERLY_MS = 3000;

function end() {
  process.kill(process.pid, "SIGINT"); // Ganache closes its database on this signal
  setTimeout(() => process.exit(0), ORDERLY_MS).unref();
}

process.stdin.resume();
process.stdin.on("error", () => {}); // "close" follows
process.stdin.on("close", end);

const own = process.argv[2]?.endsWith(".cjs") ? process.argv.splice(2, 1)[0] : undefined;
require(own ?? "ganache/dist/node/cli.js");
