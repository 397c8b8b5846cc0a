#!/usr/bin/env bash
# `geth --dev` of geth 1.17.10 (Go 1.26) is no model of Ethereum's costs: by default it also switches on Bogota, a fork that no
# network has, whose prices of new accounts and storage are others. One line of its log names the fork; --help does not. With a
# genesis whose forks end at Osaka, as mainnet's do, the same question is answered otherwise. Seen, for a transaction that deploys
# an empty contract whose constructor writes one storage slot (0x6001600055):
#   geth --dev: 165558 gas
#   geth --dev with a genesis up to Osaka: 76057 gas
# So measure gas, and choose the sizes of batches, on a genesis of your own. Needs Go and Python; the first build takes about five
# minutes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${geth:-}" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
GOBIN="$folder" GOWORK=off GOFLAGS= go install github.com/ethereum/go-ethereum/cmd/geth@v1.17.10 2>"$folder/build.log" ||
  { cat "$folder/build.log" >&2; exit 1; }
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
cat >"$folder/genesis.json" <<'JSON'
{
  "config": {
    "chainId": 71014, "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0, "eip158Block": 0, "byzantiumBlock": 0,
    "constantinopleBlock": 0, "petersburgBlock": 0, "istanbulBlock": 0, "muirGlacierBlock": 0, "berlinBlock": 0,
    "londonBlock": 0, "arrowGlacierBlock": 0, "grayGlacierBlock": 0, "terminalTotalDifficulty": 0,
    "shanghaiTime": 0, "cancunTime": 0, "pragueTime": 0, "osakaTime": 0,
    "blobSchedule": {
      "cancun": {"target": 3, "max": 6, "baseFeeUpdateFraction": 3338477},
      "prague": {"target": 6, "max": 9, "baseFeeUpdateFraction": 5007716}
    }
  },
  "difficulty": "0x0", "gasLimit": "0x3938700", "baseFeePerGas": "0x3b9aca00", "alloc": {}
}
JSON
gas() { # of the constructor, on a geth --dev with these further words
  local http engine
  http=$(port) engine=$(port)
  "$folder/geth" --dev "$@" --http --http.port "$http" --authrpc.port "$engine" --ipcdisable --port 0 --nodiscover \
    --maxpeers 0 --verbosity 1 2>"$folder/geth.log" &
  geth=$!
  python3 - "$http" <<'PYTHON'
import json
import sys
import time
import urllib.request

question = {"jsonrpc": "2.0", "id": 1, "method": "eth_estimateGas", "params": [{"data": "0x6001600055"}]}
request = urllib.request.Request(
    f"http://127.0.0.1:{sys.argv[1]}", json.dumps(question).encode(), {"content-type": "application/json"}
)
for _ in range(600):
    try:
        answer = json.load(urllib.request.urlopen(request))
        break
    except OSError:
        time.sleep(0.1)
print(int(answer["result"], 16) if "result" in answer else answer["error"]["message"])
PYTHON
  kill "$geth"
  wait "$geth" || true
}
dev=$(gas --dev.gaslimit 60000000)
"$folder/geth" init --datadir "$folder/osaka" "$folder/genesis.json" 2>"$folder/init.log"
osaka=$(gas --datadir "$folder/osaka")
echo "geth --dev: $dev gas"
echo "geth --dev with a genesis up to Osaka: $osaka gas"
[ "$dev $osaka" = '165558 76057' ]
