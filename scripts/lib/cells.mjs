// Joins the figures of several measurements:
//   node scripts/lib/cells.mjs OUT FILE.json..
// prints their cells as a Markdown table, and unless OUT is empty writes {"cells": [..]} to OUT and the table beside it.
import { readFileSync, writeFileSync } from "node:fs";

const [out, ...files] = process.argv.slice(2);
const cells = files.flatMap((file) => JSON.parse(readFileSync(file, "utf8")).cells);

function shown(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 3 }) : String(value);
}

const table = [
  "| what | value | target | |",
  "|---|--:|--:|---|",
  ...cells.map(({ name, value, unit, target, met }) =>
    `| ${name} | ${shown(value)} ${unit ?? ""} | ${shown(target)} | ${target === null ? "" : met === null ? "not measured" : met ? "met" : "missed"} |`,
  ),
  "",
].join("\n");

process.stdout.write(`\n${table}`);
if (out) {
  writeFileSync(out, `${JSON.stringify({ cells }, null, 2)}\n`);
  writeFileSync(out.replace(/\.json$/, ".md"), table);
}
