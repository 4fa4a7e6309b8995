#!/usr/bin/env node
// The `solc` executable that forge expects, on top of the compiler from npm: forge asks for the version and then
// compiles through standard JSON, with every source inside the JSON, so no file is read from here.
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc");

function write(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

const options = process.argv.slice(2);
if (options.includes("--version")) {
  const version = solc.version().replace(/\.Emscripten\.clang$/, ".Linux.g++");
  write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
} else if (options.includes("--standard-json")) {
  write(solc.compile(readFileSync(0, "utf8")));
} else {
  process.stderr.write(`solc.mjs: expected --version or --standard-json, got: ${options.join(" ")}\n`);
  process.exitCode = 2;
}
