#!/usr/bin/env node
// Draws what a claim costs, from the checked-in gas snapshot and what others published (published.json):
//   node tools/plot.mjs           writes docs/images/claim-gas.svg and the table of others in docs/contract.md
//   node tools/plot.mjs --check   fails if one of them is not what snapshot and published figures give
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { claimGas } from "./claim-gas.mjs";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const picture = join(project, "..", "docs", "images", "claim-gas.svg");
const page = join(project, "..", "docs", "contract.md");
const TABLE = /(<!-- published gas, written by scripts\/gas --plot -->\n)[^]*?(<!-- end -->)/;

function read(...path) {
  return readFileSync(join(project, ...path), "utf8");
}

function tableOf(published) {
  const rows = published.map(({ name, gas, atMost, counts, source, url }) => {
    const figure = gas.toLocaleString("en") + (atMost ? ` to ${atMost.toLocaleString("en")}` : "");
    return `| ${name} | ${figure} | ${counts} | [${source}](${url}) |`;
  });
  return `| what | gas | what it counts | source |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function outputs() {
  const published = JSON.parse(read("tools", "published.json"));
  const text = readFileSync(page, "utf8");
  if (!TABLE.test(text)) throw new Error("docs/contract.md has no place for the table of published gas");
  return [
    [picture, claimGas(JSON.parse(read("snapshots", "Deopenchat.json")), published)],
    [page, text.replace(TABLE, (all, begin, end) => begin + tableOf(published) + end)],
  ];
}

function check([path, wanted]) {
  if (readFileSync(path, "utf8") === wanted) return;
  throw new Error(`${path} is not what snapshot and published figures give: run "scripts/gas --plot"`);
}

try {
  mkdirSync(dirname(picture), { recursive: true });
  if (process.argv.includes("--check")) outputs().forEach(check);
  else outputs().forEach(([path, text]) => writeFileSync(path, text));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
