#!/usr/bin/env node
// Measures the gas of every entry point:
//   node tools/gas.mjs           writes snapshots/Deopenchat.json
//   node tools/gas.mjs --check   fails if a figure differs from the checked-in one
import { run } from "./foundry.mjs";

try {
  const check = process.argv.includes("--check");
  process.exitCode = run("forge", ["test", "--isolate", "--match-path", "test/gas/*"], {
    env: { FORGE_SNAPSHOT_CHECK: String(check) },
  });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
