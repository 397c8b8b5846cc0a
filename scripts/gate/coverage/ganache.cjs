// A Ganache that writes down which instructions run: in transactions and, unlike debug_traceTransaction, in calls too,
// at the very second they see. Takes Ganache's own flags, and --trace=FILE.
//
// One JSON object a line and an execution: {"to", "pc": [..], "op": [..], "depth": [..], "calls": {step: address}}.
// `calls` names the code that a step goes on into. Contract creations are left out, as Brownie leaves them out.
// An execution is left out when it went nowhere new: when all its ways through WINDOW jumps in a row were gone before.
// Brownie looks for the condition of a branch within that distance of its jump.
"use strict";

const fs = require("fs");
const Ganache = require("ganache");

const CALLS = new Set(["CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"]);
const JUMPS = new Set(["JUMP", "JUMPI"]);
const WINDOW = 4;
const NO_CODE = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"; // keccak256 of nothing

// {"server": {"port": 8545}, ..} of --server.port=8545 ..; a flag without a value is true.
function options(flags) {
  const found = {};
  for (const flag of flags) {
    const [name, value] = flag.replace(/^--/, "").split(/=(.*)/s);
    const path = name.split(".");
    const last = path.pop();
    const place = path.reduce((at, key) => (at[key] ??= {}), found);
    place[last] = value === undefined ? true : /^\d+$/.test(value) ? Number(value) : value;
  }
  return found;
}

// Every way gone so far: the code and the starts of WINDOW blocks that ran one after the other.
const gone = new Set();

function begin({ address, account }) {
  const creation = account.codeHash.toString("hex") === NO_CODE;
  return { creation, fresh: false, frames: [], to: hex(address), pc: [], op: [], depth: [], calls: {} };
}

function hex(bytes) {
  return "0x" + bytes.toString("hex");
}

// The call that a step is in; a new one when it went a level deeper.
function frameOf(execution, data, depth) {
  if (execution.frames.length <= depth) {
    execution.frames[depth] = { code: hex(data.codeAddress) + hex(data.account.codeHash), blocks: [], jumped: true };
  }
  execution.frames.length = depth + 1;
  return execution.frames[depth];
}

function follow(execution, data, pc, depth) {
  const frame = frameOf(execution, data, depth);
  if (frame.jumped) {
    frame.blocks = [...frame.blocks.slice(1 - WINDOW), pc];
    const way = `${frame.code}:${frame.blocks}`;
    execution.fresh ||= !gone.has(way);
    gone.add(way);
  }
  frame.jumped = JUMPS.has(data.opcode.name);
}

function add(execution, data) {
  const { opcode, stack } = data;
  const [pc, depth] = [Number(data.pc), Number(data.depth)];
  follow(execution, data, pc, depth);
  if (CALLS.has(opcode.name)) {
    const target = stack[stack.length - 2] & ((1n << 160n) - 1n);
    execution.calls[execution.pc.length] = "0x" + target.toString(16).padStart(40, "0");
  }
  execution.pc.push(pc);
  execution.op.push(opcode.name);
  execution.depth.push(depth + 1);
}

async function main() {
  const { trace, server: where, ...settings } = options(process.argv.slice(2));
  const server = Ganache.server(settings);
  await server.listen(where.port, where.host);
  const output = fs.openSync(trace, "a");
  const running = new Map();

  server.provider.on("ganache:vm:tx:step", ({ context, data }) => {
    if (!running.has(context)) running.set(context, begin(data));
    add(running.get(context), data);
  });
  server.provider.on("ganache:vm:tx:after", ({ context }) => {
    const execution = running.get(context);
    running.delete(context);
    if (!execution?.fresh || execution.creation) return;
    const { to, pc, op, depth, calls } = execution;
    fs.writeSync(output, JSON.stringify({ to, pc, op, depth, calls }) + "\n");
  });
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
