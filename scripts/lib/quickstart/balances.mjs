// Usage: balances.mjs ENDPOINT PROVIDER OWNER < account; prints the wallets of both and the account between them as
// JSON in wei: what the chain says of the wallets and what `deopenchat-bridge account` says of the account.

import { readFileSync } from "node:fs";
import { balance } from "./chain.mjs";

const [endpoint, provider, owner] = process.argv.slice(2);
const account = JSON.parse(readFileSync(0, "utf8"));
console.log(
  JSON.stringify({
    providerWallet: String(await balance(endpoint, provider)),
    ownerWallet: String(await balance(endpoint, owner)),
    escrow: account.escrow,
    claimed: account.claimed,
  }),
);
