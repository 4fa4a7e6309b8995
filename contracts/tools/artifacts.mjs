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

const CODE_LIMIT = 24576;
const INITCODE_LIMIT = 2 * CODE_LIMIT;

// The token exists for tests of the Java modules only; nothing deploys it outside of them.
const ARTIFACTS = [
  { roots: ["src"], name: "Deopenchat", build: deopenchat },
  {
    roots: ["test/mocks/TestToken.sol", "test/mocks/PermitToken.sol"],
    name: "TestToken",
    build: (output) => artifact(contractOf(output, "PermitToken")),
  },
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
    viaIR: true, // as in the profile "shipped"
    metadata: { bytecodeHash: value("bytecode_hash"), appendCBOR: value("cbor_metadata"), useLiteralContent: false },
    outputSelection: {
      "*": {
        "*": [
          "abi",
          "storageLayout",
          "evm.methodIdentifiers",
          "evm.bytecode.object",
          "evm.deployedBytecode.object",
          "evm.deployedBytecode.immutableReferences",
        ],
      },
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

function compile(roots) {
  const input = { language: "Solidity", sources: Object.fromEntries(roots.flatMap(sources)), settings: settings() };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const problems = (output.errors ?? []).filter((problem) => problem.severity !== "info");
  if (problems.length > 0) throw new Error(problems.map((problem) => problem.formattedMessage).join("\n"));
  return output;
}

function contractOf(output, name) {
  const contract = Object.values(output.contracts).find((file) => name in file)[name];
  const code = contract.evm.deployedBytecode.object.length / 2;
  if (code > CODE_LIMIT) throw new Error(`${name} has ${code} bytes, the limit is ${CODE_LIMIT}`);
  const initcode = contract.evm.bytecode.object.length / 2;
  if (initcode > INITCODE_LIMIT) throw new Error(`${name} is created by ${initcode} bytes, the limit is ${INITCODE_LIMIT}`);
  return contract;
}

const deployed = ({ evm }) => ({
  deployedBytecode: `0x${evm.deployedBytecode.object}`,
  immutableReferences: evm.deployedBytecode.immutableReferences,
});

const artifact = (contract) => ({
  abi: contract.abi,
  bytecode: `0x${contract.evm.bytecode.object}`,
  ...deployed(contract),
});

/** One interface over two halves of code: they must agree on the storage and share its functions between them. */
function deopenchat(output) {
  const [main, extension, whole] = ["Deopenchat", "DeopenchatExtension", "IDeopenchat"].map((name) => contractOf(output, name));
  const [left, right] = [main, extension].map(layout);
  if (left !== right) throw new Error(`the halves disagree on the storage:\n${left}\n---\n${right}`);
  for (const [signature, selector] of Object.entries(whole.evm.methodIdentifiers)) {
    const homes = [main, extension].filter((half) => half.evm.methodIdentifiers[signature] === selector);
    if (homes.length !== 1) throw new Error(`${signature} has ${homes.length} homes, it needs one`);
  }
  const constructor = main.abi.filter((entry) => entry.type === "constructor");
  return { ...artifact(main), abi: [...constructor, ...whole.abi], extension: deployed(extension) };
}

function layout({ storageLayout: { storage, types } }) {
  const fields = (type) => (types[type]?.members ?? []).map((member) => `${member.label}@${member.slot}:${member.offset}`);
  return storage
    .map(({ label, slot, offset, type }) => `${label}@${slot}:${offset} ${name(type, types)} ${fields(value(type, types))}`)
    .join("\n");
}

const name = (type, types) => types[type].label;
const value = (type, types) => (types[type].value ? value(types[type].value, types) : type);

const size = (code) => (code.length - 2) / 2;

function sizes({ deployedBytecode, extension }) {
  return extension ? `${size(deployedBytecode)} + ${size(extension.deployedBytecode)}` : `${size(deployedBytecode)}`;
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
  for (const { roots, name, build } of ARTIFACTS) {
    const path = join(project, "abi", `${name}.json`);
    const built = build(compile(roots));
    const text = JSON.stringify(built, null, 1) + "\n";
    if (!check) {
      writeFileSync(path, text);
      console.log(`${name}: ${sizes(built)} bytes`);
    } else if (read(path) !== text) {
      throw new Error(`abi/${name}.json differs from the sources: run "npm run build" in contracts and commit it`);
    } else {
      console.log(`${name}: ${sizes(built)} bytes, as checked in`);
    }
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
