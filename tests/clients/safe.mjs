// A Safe 1.4.1 of several owners, from the contracts that npm's @safe-global/safe-contracts brings.

import { createRequire } from "node:module";

import {
  AbiCoder,
  Contract,
  ContractFactory,
  JsonRpcProvider,
  TypedDataEncoder,
  Wallet,
  ZeroAddress,
  concat,
  hashMessage,
  toBeHex,
  zeroPadValue,
} from "ethers";

const ARTIFACTS = "@safe-global/safe-contracts/build/artifacts/contracts";
const require = createRequire(import.meta.url);
const NAMES = {
  singleton: "Safe.sol/Safe",
  factory: "proxies/SafeProxyFactory.sol/SafeProxyFactory",
  handler: "handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler",
  signing: "libraries/SignMessageLib.sol/SignMessageLib",
};
const ABI = Object.fromEntries(
  Object.entries(NAMES).map(([name, path]) => [name, require(`${ARTIFACTS}/${path}.json`)]),
);
const DELEGATECALL = 1;
const SENDER_APPROVES = 1; // v of a signature that stands for the sender's own approval
const places = new Map(); // addresses of the four by the node's URL

/** `keys` are the owners'; the first one pays. */
export class SafeWallet {
  #owners;
  #signing;
  #contract;

  constructor(owners, address, signing) {
    this.#owners = owners;
    this.address = address;
    this.#signing = signing;
    this.#contract = new Contract(address, ABI.singleton.abi, owners[0]);
  }

  /** A new one on the node's chain that so many owners sign for. */
  static async deploy(rpc, keys, threshold) {
    const owners = ownersOf(rpc, keys);
    const { singleton, factory, handler, signing } = await deployed(rpc, owners[0]);
    const accounts = owners.map(({ address }) => address);
    const nobody = [ZeroAddress, 0, ZeroAddress];
    const setup = [accounts, threshold, ZeroAddress, "0x", handler, ...nobody];
    const first = new Contract(singleton, ABI.singleton.abi).interface.encodeFunctionData("setup", setup);
    const maker = new Contract(factory, ABI.factory.abi, owners[0]);
    const receipt = await (await maker.createProxyWithNonce(singleton, first, Date.now())).wait();
    const made = receipt.logs.map((log) => maker.interface.parseLog(log)).find((log) => log?.name === "ProxyCreation");
    return new SafeWallet(owners, made.args.proxy, signing);
  }

  /** One that stands already. */
  static async at(rpc, keys, address) {
    const owners = ownersOf(rpc, keys);
    return new SafeWallet(owners, address, (await deployed(rpc, owners[0])).signing);
  }

  /** The Safe's signature of served typed data: `how` is approved or signed. */
  signTyped({ typed_data_for: { ethers } }, how) {
    return this.#sign(TypedDataEncoder.hash(ethers.domain, ethers.types, ethers.value), how);
  }

  /** The same of a text. */
  signText(message, how) {
    return this.#sign(hashMessage(message), how);
  }

  #sign(digest, how) {
    return how === "approved" ? this.#approve(digest) : this.#signedByOwners(digest);
  }

  /** Approve a digest on chain: what is handed in afterwards is empty. */
  async #approve(digest) {
    const library = new Contract(this.#signing, ABI.signing.abi);
    const data = library.interface.encodeFunctionData("signMessage", [AbiCoder.defaultAbiCoder().encode(["bytes32"], [digest])]);
    const call = [this.#signing, 0, data, DELEGATECALL, 0, 0, 0, ZeroAddress, ZeroAddress];
    const hash = await this.#contract.getTransactionHash(...call, await this.#contract.nonce());
    const [payer, ...others] = this.#owners;
    const own = { owner: payer.address, bytes: concat([zeroPadValue(payer.address, 32), toBeHex(0, 32), toBeHex(SENDER_APPROVES)]) };
    const signed = others.map((owner) => ({ owner: owner.address, bytes: owner.signingKey.sign(hash).serialized }));
    await (await this.#contract.execTransaction(...call, inOrder([own, ...signed]))).wait();
    return "0x";
  }

  /** All owners sign off chain what the Safe makes of a digest. */
  async #signedByOwners(digest) {
    const { chainId } = await this.#owners[0].provider.getNetwork();
    const domain = { chainId, verifyingContract: this.address };
    const types = { SafeMessage: [{ name: "message", type: "bytes" }] };
    const signed = this.#owners.map(async (owner) => ({
      owner: owner.address,
      bytes: await owner.signTypedData(domain, types, { message: digest }),
    }));
    return inOrder(await Promise.all(signed));
  }
}

function ownersOf(rpc, keys) {
  // Without a cache: by default a nonce is remembered for 250 ms, and a block comes sooner here.
  const provider = new JsonRpcProvider(rpc, undefined, { cacheTimeout: -1 });
  provider.pollingInterval = 50;
  return keys.map((key) => new Wallet(key, provider));
}

/** The contracts that every Safe of a chain shares. */
async function deployed(rpc, payer) {
  if (!places.has(rpc)) {
    const made = {};
    for (const name of Object.keys(NAMES)) {
      const contract = await new ContractFactory(ABI[name].abi, ABI[name].bytecode, payer).deploy();
      made[name] = await (await contract.waitForDeployment()).getAddress();
    }
    places.set(rpc, made);
  }
  return places.get(rpc);
}

/** A Safe wants the signatures of its owners by address. */
function inOrder(signatures) {
  const byOwner = [...signatures].sort((one, other) => (BigInt(one.owner) < BigInt(other.owner) ? -1 : 1));
  return concat(byOwner.map(({ bytes }) => bytes));
}
