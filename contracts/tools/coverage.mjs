#!/usr/bin/env node
// Runs the tests with coverage and fails if too little of src is reached:
//   node tools/coverage.mjs
// Prints one line a file: lines and branches, reached of all.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./foundry.mjs";

const MIN_PERCENT = 98;
const FUZZ_RUNS = "64";

function measure() {
  const folder = mkdtempSync(join(tmpdir(), "deopenchat-coverage-"));
  try {
    const report = join(folder, "lcov.info");
    const options = ["--no-match-path", "test/{gas,invariant}/*", "--fuzz-runs", FUZZ_RUNS];
    const status = run("forge", ["coverage", ...options, "--report", "lcov", "--report-file", report]);
    if (status !== 0) throw new Error("the tests failed");
    return readFileSync(report, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function files(lcov) {
  return lcov
    .split("end_of_record")
    .map((record) => ({
      path: record.match(/^SF:(.*)$/m)?.[1],
      lines: [count(record, "LH"), count(record, "LF")],
      branches: [count(record, "BRH"), count(record, "BRF")],
      missed: [...record.matchAll(/^DA:(\d+),0$/gm)].map((match) => match[1]),
      missedBranches: [...record.matchAll(/^BRDA:(\d+),\d+,(\d+),(?:0|-)$/gm)].map((match) => `${match[1]}/${match[2]}`),
    }))
    .filter((file) => file.path?.startsWith("src/"));
}

const count = (record, key) => Number(record.match(new RegExp(`^${key}:(\\d+)$`, "m"))?.[1] ?? 0);
const percent = ([reached, all]) => (all === 0 ? 100 : (reached / all) * 100);
const sum = (list, key) => list.reduce(([reached, all], file) => [reached + file[key][0], all + file[key][1]], [0, 0]);

function show({ path, lines, branches, missed = [], missedBranches = [] }) {
  const gaps = [missed.length ? `lines ${missed}` : "", missedBranches.length ? `branches ${missedBranches}` : ""];
  console.log(`${path.padEnd(40)} ${lines.join("/")} lines ${branches.join("/")} branches ${gaps.filter(Boolean).join(", ")}`);
}

try {
  const all = files(measure());
  if (all.length === 0) throw new Error("the report names no file of src");
  all.forEach(show);
  const total = { path: "src", lines: sum(all, "lines"), branches: sum(all, "branches") };
  show(total);
  for (const key of ["lines", "branches"]) {
    const reached = percent(total[key]);
    if (reached <= MIN_PERCENT) throw new Error(`only ${reached.toFixed(2)} % of the ${key} of src are reached, not more than ${MIN_PERCENT} %`);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
