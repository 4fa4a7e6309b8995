// Usage: await-chain.mjs ENDPOINT SECONDS; prints the chain id once the node answers.

import { rpc } from "./chain.mjs";

const [endpoint, seconds] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1000;
for (;;) {
  try {
    console.log(Number(await rpc(endpoint, "eth_chainId")));
    break;
  } catch (reason) {
    if (Date.now() > end) {
      console.error(`no answer from ${endpoint} within ${seconds} s: ${reason.message}`);
      process.exit(1);
    }
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
