#!/usr/bin/env bash
# OpenZeppelin contracts 5.3.0 (solc 0.8.28, Ganache 7.9.2): whoever tries an action before it is proposed, as an eth_call from
# the timelock, the one account that may make it, gets a false answer for the governor's own functions. Where the governor has a
# timelock, Governor._checkGovernance also takes the call out of a queue that only `execute` fills. So a valid setVotingDelay
# reverts with Panic(0x31), "pop of an empty array": no word of permission, and not even the error that an ordinary account gets.
# It goes through if the node is told, by a state override, that the queue holds the hash of this very call. Seen:
#   as an account: GovernorOnlyExecutor
#   as the timelock: Panic(0x31)
#   as the timelock, with the call in the queue: goes through
# Needs Node and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @openzeppelin/contracts@5.3.0 solc@0.8.28 ganache@7.9.2 ethers@6.13.4
cat >Council.sol <<'SOLIDITY'
pragma solidity 0.8.28;
import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";

abstract contract Rules is Governor, GovernorSettings, GovernorTimelockControl {
    constructor(TimelockController timelock)
        Governor("Council") GovernorSettings(1, 100, 0) GovernorTimelockControl(timelock) {}
    function state(uint256 id) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(id);
    }
    function proposalNeedsQueuing(uint256 id) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(id);
    }
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }
    function _queueOperations(uint256 id, address[] memory t, uint256[] memory v, bytes[] memory c, bytes32 d)
        internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(id, t, v, c, d);
    }
    function _executeOperations(uint256 id, address[] memory t, uint256[] memory v, bytes[] memory c, bytes32 d)
        internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(id, t, v, c, d);
    }
    function _cancel(address[] memory t, uint256[] memory v, bytes[] memory c, bytes32 d)
        internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(t, v, c, d);
    }
    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }
}

contract Council is Rules {
    constructor(TimelockController timelock) Rules(timelock) {}
    function clock() public view override returns (uint48) { return uint48(block.timestamp); }
    function CLOCK_MODE() public pure override returns (string memory) { return "mode=timestamp"; }
    function COUNTING_MODE() external pure override returns (string memory) { return ""; }
    function hasVoted(uint256, address) external pure override returns (bool) { return false; }
    function quorum(uint256) public pure override returns (uint256) { return 0; }
    function _quorumReached(uint256) internal pure override returns (bool) { return true; }
    function _voteSucceeded(uint256) internal pure override returns (bool) { return true; }
    function _getVotes(address, uint256, bytes memory) internal pure override returns (uint256) { return 1; }
    function _countVote(uint256, address, uint8, uint256, bytes memory) internal pure override returns (uint256) {
        return 1;
    }
}
SOLIDITY
cat >try.js <<'JAVASCRIPT'
const fs = require("fs"), solc = require("solc"), ganache = require("ganache"), { ethers } = require("ethers");
const input = {
  language: "Solidity",
  sources: { "Council.sol": { content: fs.readFileSync("Council.sol", "utf8") } },
  settings: {
    optimizer: { enabled: true, runs: 1 },
    evmVersion: "shanghai",
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "storageLayout"] } },
  },
};
const found = (path) => ({ contents: fs.readFileSync(`node_modules/${path}`, "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
for (const one of output.errors ?? []) if (one.severity === "error") throw new Error(one.formattedMessage);
const council = output.contracts["Council.sol"].Council;
const path = "@openzeppelin/contracts/governance/TimelockController.sol";
const lock = output.contracts[path].TimelockController;
const provider = ganache.provider({ logging: { quiet: true }, chain: { hardfork: "shanghai" } });
const deploy = async (from, contract, types, values) => {
  const data = "0x" + contract.evm.bytecode.object + ethers.AbiCoder.defaultAbiCoder().encode(types, values).slice(2);
  const hash = await provider.request({ method: "eth_sendTransaction", params: [{ from, data, gas: "0x989680" }] });
  return (await provider.request({ method: "eth_getTransactionReceipt", params: [hash] })).contractAddress;
};
const said = async (call, overrides) => {
  try {
    await provider.request({ method: "eth_call", params: [call, "latest", ...(overrides ? [overrides] : [])] });
    return "goes through";
  } catch (error) {
    const error_ = new ethers.Interface(council.abi).parseError(error.data?.result ?? error.data);
    return error_.name === "Panic" ? `Panic(0x${error_.args[0].toString(16)})` : error_.name;
  }
};
(async () => {
  const [account] = await provider.request({ method: "eth_accounts", params: [] });
  const timelock = await deploy(account, lock, ["uint256", "address[]", "address[]", "address"], [1, [], [], account]);
  const to = await deploy(account, council, ["address"], [timelock]);
  const data = new ethers.Interface(council.abi).encodeFunctionData("setVotingDelay", [2]);
  const slot = BigInt(council.storageLayout.storage.find((one) => one.label === "_governanceCall").slot);
  const word = (number) => ethers.toBeHex(number, 32);
  const entry = ethers.keccak256(ethers.concat([word(0n), word(slot + 1n)]));
  const stateDiff = { [word(slot)]: word(1n << 128n), [entry]: ethers.keccak256(data) };
  const seen = {
    "as an account": await said({ from: account, to, data }),
    "as the timelock": await said({ from: timelock, to, data }),
    "as the timelock, with the call in the queue": await said({ from: timelock, to, data }, { [to]: { stateDiff } }),
  };
  for (const [name, what] of Object.entries(seen)) console.log(`${name}: ${what}`);
  const wanted = ["GovernorOnlyExecutor", "Panic(0x31)", "goes through"];
  process.exit(JSON.stringify(Object.values(seen)) === JSON.stringify(wanted) ? 0 : 1);
})();
JAVASCRIPT
node try.js
