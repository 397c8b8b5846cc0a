// Stands in for the solc binary: standard JSON on stdin, standard JSON on stdout, compiled by the pinned
// npm package. The same compiler bytes on every machine, so the same bytecode.
//
//   node solc.cjs --version
//   node solc.cjs --standard-json [--allow-paths LIST]   imports are read relative to the working directory
"use strict";

const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const solc = createRequire(path.resolve(__dirname, "../../package.json"))("solc");

function readImport(name) {
  try {
    return { contents: fs.readFileSync(path.resolve(name), "utf8") };
  } catch (error) {
    return { error: `cannot read ${name}: ${error.message}` };
  }
}

function main(args) {
  if (args.includes("--version")) {
    process.stdout.write(`solc, the solidity compiler (npm)\nVersion: ${solc.version()}\n`);
    return;
  }
  if (!args.includes("--standard-json")) {
    process.stderr.write("solc.cjs understands --version and --standard-json only\n");
    process.exitCode = 2;
    return;
  }
  const input = fs.readFileSync(0, "utf8");
  process.stdout.write(solc.compile(input, { import: readImport }));
}

main(process.argv.slice(2));
