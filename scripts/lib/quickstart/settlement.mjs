// Usage: settlement.mjs ENDPOINT WEI_PER_TOKEN RECEIPT CLAIM BEFORE AFTER; prints the receipt, the claim and the balances
// out of these JSON files, and checks that not a wei went elsewhere. Each claim is held against the chain.

import { readFileSync } from "node:fs";
import { gasCost } from "./chain.mjs";

const [endpoint, weiPerToken, ...files] = process.argv.slice(2);
const [receipt, claim, before, after] = files.map((file) => JSON.parse(readFileSync(file, "utf8")));

const wei = (text) => BigInt(String(text).replace(/ ?wei$/, ""));
const cost = wei(receipt.cost);
const gas = await gasCost(endpoint, claim.transaction);
const change = (name) => wei(after[name]) - wei(before[name]);

print();
check("the receipt is confirmed", "confirmed", receipt.state);
check(
  "cost of the receipt",
  (BigInt(receipt.promptTokens) + BigInt(receipt.completionTokens)) * BigInt(weiPerToken),
  cost,
);
check("paid by the claim", cost, wei(claim.paid));
check("gas cost of the claim", gas, wei(claim.gasCost));
check("change of the client's escrow", -cost, change("escrow"));
check("change of what was claimed", cost, change("claimed"));
check("change of the provider's wallet, cost less gas", cost - gas, change("providerWallet"));
check("change of the client's wallet", 0n, change("ownerWallet"));

function print() {
  line("receipt", `sequence ${receipt.sequence}, ${receipt.model}`);
  line("", `${receipt.promptTokens} prompt + ${receipt.completionTokens} completion tokens`);
  line("", `cost ${amount(cost)}, ${receipt.state}`);
  line("", `request  ${receipt.requestHash}`);
  line("", `response ${receipt.responseHash}`);
  line("claim", claim.transaction);
  line("", `paid ${amount(wei(claim.paid))}, gas ${claim.gasUsed} for ${amount(gas)}`);
  console.log();
  row("balances in wei", "before", "after", "change");
  for (const [title, name] of [
    ["provider's wallet", "providerWallet"],
    ["client's escrow", "escrow"],
    ["client's wallet", "ownerWallet"],
  ]) {
    row(title, before[name], after[name], signed(change(name)));
  }
  console.log();
  console.log(`  The client paid ${cost}; the provider got ${cost} less ${gas} for gas, which makes ${cost - gas}.`);
}

function line(title, text) {
  console.log(`  ${title.padEnd(10)} ${text}`);
}

function row(title, ...cells) {
  console.log(`  ${title.padEnd(18)}${cells.map((cell) => String(cell).padStart(26)).join("")}`);
}

function signed(value) {
  return value > 0n ? `+${value}` : `${value}`;
}

function amount(value) {
  const [whole, part] = [value / 10n ** 18n, (value % 10n ** 18n).toString().padStart(18, "0").replace(/0+$/, "")];
  return `${value} wei (${whole}${part && `.${part}`} coins)`;
}

function check(what, expected, actual) {
  if (expected === actual) return;
  console.error(`${what}: expected ${expected}, found ${actual}`);
  process.exitCode = 1;
}
