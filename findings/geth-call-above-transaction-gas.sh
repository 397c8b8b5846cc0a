#!/usr/bin/env bash
# geth 1.17.10 (Go 1.26), on a chain with Osaka and its own default settings: eth_call and eth_createAccessList run code that
# needs more gas than a transaction may have (EIP-7825: 16,777,216), and say nothing of it, with or without a `gas` above that
# limit in the question. Only eth_estimateGas and sending refuse. So "it went through as a call" does not say that it can be sent
# (Hardhat 2.29.1 refuses all of them). The code below is a constructor that uses one word of memory, 3 MB up. Seen:
#   eth_call: 0x
#   eth_call with gas 20,000,000: 0x
#   eth_createAccessList, gas used: 17965430
#   eth_estimateGas: gas required exceeds allowance (16777216)
#   eth_sendTransaction with gas 20,000,000: transaction gas limit too high (cap: 16777216, tx: 20000000)
# Needs Go and Python; the first build takes about five minutes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${geth:-}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
GOBIN="$folder" GOWORK=off GOFLAGS= go install github.com/ethereum/go-ethereum/cmd/geth@v1.17.10 2>"$folder/build.log" ||
  { cat "$folder/build.log" >&2; exit 1; }
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
http=$(port) engine=$(port)
"$folder/geth" --dev --dev.gaslimit 60000000 --http --http.port "$http" --authrpc.port "$engine" --ipcdisable --port 0 \
  --nodiscover --maxpeers 0 --verbosity 1 2>"$folder/geth.log" &
geth=$!
python3 - "$http" <<'PYTHON'
import json
import sys
import time
import urllib.request


def ask(method, *params):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}", body, {"content-type": "application/json"})
    answer = json.load(urllib.request.urlopen(request))
    return answer["error"]["message"] if "error" in answer else answer["result"]


for _ in range(600):
    try:
        (account,) = ask("eth_accounts")
        break
    except OSError:
        time.sleep(0.1)
call = {"from": account, "data": "0x6000622e63005200"}  # MSTORE of 0 at 0x2e6300
more = {**call, "gas": hex(20_000_000)}
seen = {
    "eth_call": ask("eth_call", call, "latest"),
    "eth_call with gas 20,000,000": ask("eth_call", more, "latest"),
    "eth_createAccessList, gas used": int(ask("eth_createAccessList", more, "latest")["gasUsed"], 16),
    "eth_estimateGas": ask("eth_estimateGas", call),
    "eth_sendTransaction with gas 20,000,000": ask("eth_sendTransaction", more),
}
for name, what in seen.items():
    print(f"{name}: {what}")
assert list(seen.values()) == [
    "0x",
    "0x",
    17_965_430,
    "gas required exceeds allowance (16777216)",
    "transaction gas limit too high (cap: 16777216, tx: 20000000)",
]
PYTHON
