#!/usr/bin/env node
// Compiles the contracts with the pinned compiler from npm and writes what the Java build consumes:
//   node tools/artifacts.mjs           writes abi/*.json
//   node tools/artifacts.mjs --check   fails if a checked-in file differs from what the sources give
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const solc = createRequire(import.meta.url)("solc");

// The token exists for tests of the Java modules only; nothing deploys it outside of them.
const ARTIFACTS = [
  { root: "src", source: "src/Deopenchat.sol", contract: "Deopenchat", sizeLimit: 24576 },
  { root: "test/mocks/TestToken.sol", source: "test/mocks/TestToken.sol", contract: "TestToken", sizeLimit: 24576 },
];

function settings() {
  const toml = readFileSync(join(project, "foundry.toml"), "utf8").split(/^\[profile\.default\.fuzz\]/m)[0];
  const value = (key) => {
    const match = toml.match(new RegExp(`^${key}\\s*=\\s*(.+?)\\s*$`, "m"));
    if (!match) throw new Error(`foundry.toml has no "${key}" in its default profile`);
    return JSON.parse(match[1].replace(/(?<=\d)_(?=\d)/g, ""));
  };
  return {
    optimizer: { enabled: value("optimizer"), runs: value("optimizer_runs") },
    evmVersion: value("evm_version"),
    viaIR: value("via_ir"),
    metadata: { bytecodeHash: value("bytecode_hash"), appendCBOR: value("cbor_metadata"), useLiteralContent: false },
    outputSelection: {
      "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"] },
    },
  };
}

function sources(root) {
  if (root.endsWith(".sol")) return [[root, { content: readFileSync(join(project, root), "utf8") }]];
  return readdirSync(join(project, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sol"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((path) => [path.slice(project.length + 1).replaceAll("\\", "/"), { content: readFileSync(path, "utf8") }]);
}

function compile({ root, source, contract, sizeLimit }) {
  const input = { language: "Solidity", sources: Object.fromEntries(sources(root)), settings: settings() };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const problems = (output.errors ?? []).filter((problem) => problem.severity !== "info");
  if (problems.length > 0) throw new Error(problems.map((problem) => problem.formattedMessage).join("\n"));
  const { abi, evm } = output.contracts[source][contract];
  const size = evm.deployedBytecode.object.length / 2;
  if (size > sizeLimit) throw new Error(`${contract} has ${size} bytes, the limit is ${sizeLimit}`);
  const artifact = {
    abi,
    bytecode: `0x${evm.bytecode.object}`,
    deployedBytecode: `0x${evm.deployedBytecode.object}`,
    immutableReferences: evm.deployedBytecode.immutableReferences,
  };
  return { path: join(project, "abi", `${contract}.json`), contract, size, text: JSON.stringify(artifact, null, 1) + "\n" };
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

try {
  const check = process.argv.includes("--check");
  mkdirSync(join(project, "abi"), { recursive: true });
  for (const artifact of ARTIFACTS) {
    const { path, contract, size, text } = compile(artifact);
    if (!check) {
      writeFileSync(path, text);
      console.log(`${contract}: ${size} bytes`);
    } else if (read(path) !== text) {
      throw new Error(`abi/${contract}.json differs from the sources: run "npm run build" in contracts and commit it`);
    } else {
      console.log(`${contract}: ${size} bytes, as checked in`);
    }
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
