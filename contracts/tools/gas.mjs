#!/usr/bin/env node
// Measures the gas of every entry point:
//   node tools/gas.mjs           writes snapshots/Deopenchat.json
//   node tools/gas.mjs --check   fails if a figure differs from the checked-in one
//   node tools/gas.mjs --claims  measures claims again, prints them as JSON beside the floor of docs/contract.md, and fails
//                                if a client costs more than the bounds given there
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FLOOR, FLOOR_TOTAL } from "./floor.mjs";
import { run } from "./foundry.mjs";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const MAX_MARGINAL_GAS = 13_000;
const MAX_ABOVE_FLOOR_PERCENT = 15;

function measure(check, env = {}) {
  return run("forge", ["test", "--isolate", "--match-path", "test/gas/*"], {
    stdio: env.FORGE_SNAPSHOT_EMIT ? ["ignore", "ignore", "inherit"] : "inherit",
    profile: "shipped",
    env: { FORGE_SNAPSHOT_CHECK: String(check), ...env },
  });
}

function claims() {
  const status = measure(true, { FORGE_SNAPSHOT_EMIT: "false" });
  if (status !== 0) throw new Error('the gas differs from snapshots/Deopenchat.json: run "npm run gas" in contracts');
  const snapshot = JSON.parse(readFileSync(join(project, "snapshots", "Deopenchat.json"), "utf8"));
  const gas = (name) => Number(snapshot[`claim, ${name}`]);
  const marginal = Math.ceil((gas("200 rows") - gas("100 rows")) / 100);
  const report = {
    rows: { 1: gas("1 row"), 10: gas("10 rows"), 100: gas("100 rows"), 200: gas("200 rows") },
    laterClaimOfAnAccount: gas("1 row, later"),
    claimOfAMillionRounds: gas("1 row, a million rounds"),
    marginalPerClient: marginal,
    marginalBound: MAX_MARGINAL_GAS,
    floor: { ...FLOOR, total: FLOOR_TOTAL },
    aboveFloorPercent: Number((((marginal - FLOOR_TOTAL) / FLOOR_TOTAL) * 100).toFixed(1)),
    aboveFloorBoundPercent: MAX_ABOVE_FLOOR_PERCENT,
  };
  console.log(JSON.stringify(report, null, 2));
  const tooMuch = marginal > MAX_MARGINAL_GAS || report.aboveFloorPercent > MAX_ABOVE_FLOOR_PERCENT;
  if (tooMuch) throw new Error("a client costs more than its bound");
}

try {
  if (process.argv.includes("--claims")) claims();
  else process.exitCode = measure(process.argv.includes("--check"));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
