// A wallet of the visitor's own on the demo: its chain as a network, and play money for gas.

import { fund, network } from "./demo.js";
import { tell } from "./transact.js";
import { say } from "./words.js";
import { wallet } from "./wallet.js";

const ETHER = 10; // how much one gets at a time

on("own-network", async () => {
  await wallet.addNetwork(await network());
  return say("network_added");
});

on("own-funds", async (account) => {
  await fund(account, ETHER);
  return say("funds_sent", { ether: ETHER });
});

function on(button, step) {
  document.getElementById(button).addEventListener("click", async () => {
    try {
      const account = await wallet.connectOwn();
      if (account) tell("good", await step(account));
    } catch (error) {
      tell("bad", error.message);
    }
  });
}
