#!/usr/bin/env node
// What it costs to fake a provider's record, from the checked-in gas snapshot:
//   node tools/faking.mjs           writes the tables in docs/reputation.md
//   node tools/faking.mjs --check   fails if they are not what the snapshot gives
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const page = join(project, "..", "docs", "reputation.md");
const snapshot = JSON.parse(readFileSync(join(project, "snapshots", "Deopenchat.json"), "utf8"));
const PLACE = /(<!-- NAME, written by contracts\/tools\/faking.mjs -->\n)[^]*?(<!-- end -->)/;

const GWEI_PER_COIN = 1_000_000_000;
const GAS_PRICES = [1, 20];
const ROWS = 200; // of a claim that the snapshot has measured
const FEES = [0, 100, 250, 500];
const BASIS_POINTS = 10_000;

function gas(entry) {
  const measured = Number(snapshot[entry]);
  if (!Number.isInteger(measured)) throw new Error(`contracts/snapshots/Deopenchat.json has no '${entry}'`);
  return measured;
}

const row = Math.ceil((gas("claim, 200 rows") - gas("claim, 100 rows")) / 100);
const claimOfNothing = gas("claim, 1 row") - row;

/** Rows of claims, in as few transactions as the snapshot has measured. */
function claims(rows) {
  return Math.ceil(rows / ROWS) * claimOfNothing + rows * row;
}

const number = (value) => value.toLocaleString("en");

function coins(value) {
  return value === 0 ? "0" : value.toLocaleString("en", { maximumSignificantDigits: 3, maximumFractionDigits: 9 });
}

function faked(what, cost, beside) {
  const prices = GAS_PRICES.map((price) => coins((cost * price) / GWEI_PER_COIN));
  return `| ${what} | ${number(cost)} | ${prices.join(" | ")} | ${beside} |`;
}

function clients(count) {
  return count * gas("fetchTokens, new account") + claims(count);
}

function records() {
  const order = gas("postOrder") + gas("lockOrder") + gas("finishOrder, with a row");
  const cycle = gas("fetchTokens, top up") + gas("claim, 1 row, later");
  const prices = GAS_PRICES.map((price) => `coins at ${price} gwei`);
  return [
    `| faked | gas | ${prices.join(" | ")} | beside gas |`,
    `|---|---|${GAS_PRICES.map(() => "---").join("|")}|---|`,
    faked("1 client key that paid", clients(1), "1 base unit"),
    faked("100 client keys", clients(100), "100 base units"),
    faked("10,000 client keys", clients(10_000), "10,000 base units"),
    faked("1 round, of a key that paid before", gas("claim, 1 row, later"), "1 base unit"),
    faked("1,000,000 rounds and any number of tokens", gas("claim, 1 row, a million rounds"), "the same"),
    faked("money, each time that the same escrow goes round", cycle, "the fee on it, see below"),
    faked("1 order of a new key that was finished", order, "1 base unit; the stake comes back"),
    faked("100 orders of as many keys", 100 * order, "100 base units; the stakes come back"),
    faked("preferred to a rival, once", gas("compare"), "as much, paid to the rival and spent there"),
    faked("a rival flagged, once", gas("flag"), "as much, paid to the rival and spent there"),
  ].join("\n");
}

function washed() {
  const shown = (fee) => `${fee / 100} %`;
  const lost = (money) => FEES.map((fee) => coins((money * fee) / BASIS_POINTS)).join(" | ");
  return [
    `| coins lost to the treasury, at a fee of | ${FEES.map(shown).join(" | ")} |`,
    `|---|${FEES.map(() => "---").join("|")}|`,
    `| for each coin that was paid to oneself | ${lost(1)} |`,
    `| for 1,000 coins of it | ${lost(1_000)} |`,
    `| to bring 1 coin flagged out of 10 paid below a share of 1 % | ${lost(90)} |`,
    `| to bring 1 coin flagged out of 10 paid below a share of 0.1 % | ${lost(990)} |`,
  ].join("\n");
}

function written(text) {
  return Object.entries({ records, washed }).reduce((page, [name, table]) => {
    const place = new RegExp(PLACE.source.replace("NAME", name));
    if (!place.test(page)) throw new Error(`docs/reputation.md has no place for the table '${name}'`);
    return page.replace(place, (all, begin, end) => `${begin}${table()}\n${end}`);
  }, text);
}

try {
  const text = readFileSync(page, "utf8");
  const wanted = written(text);
  if (!process.argv.includes("--check")) writeFileSync(page, wanted);
  else if (text !== wanted) throw new Error('docs/reputation.md is not what the snapshot gives: run "npm run gas:faking"');
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
