#!/usr/bin/env node
// Checks docs/vectors.json against ethers, an implementation of EIP-712, secp256k1 and EIP-2098 that shares nothing
// with the project's Java and Solidity. The types are spelled out again on purpose: a typo in one place shows here.
//
// Usage: check-vectors.mjs [FILE]

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const SUITE = new URL("../deopenchat-bridge/src/test/openai/package.json", import.meta.url);
const { computeAddress, concat, id, keccak256, recoverAddress, Signature, SigningKey, TypedDataEncoder, version } =
  createRequire(SUITE)("ethers");

const TYPES = [
  "InferenceRequest(address provider,uint64 sequence,bytes32 contentHash,bytes32 model,uint96 requestPrice," +
    "uint96 inputPrice,uint96 outputPrice,uint96 maxCost,uint96 authorized,uint64 deadline)",
  "Confirmation(address provider,uint96 cumulativeCost,uint64 rounds,uint96 tokens,bytes32 transcript)",
  "Access(address provider,string action,uint64 deadline)",
  "Bind(address provider,address owner)",
  "TopUp(address owner,address provider,uint96 total,uint64 deadline)",
  "Contest(address provider,bytes32 requestHash,uint96 owed)",
  "Flag(address provider,uint96 total)",
  "Comparison(address preferred,address other,uint96 total)",
  "Receipt(address client,uint64 sequence,bytes32 requestHash,bytes32 responseHash," +
    "uint64 promptTokens,uint64 completionTokens,uint96 cost,uint8 status)",
  "Release(address provider,address client,uint96 settledTotal,uint64 nonce,uint64 deadline)",
].map(parseType);

const file = process.argv[2] ?? new URL("../docs/vectors.json", import.meta.url);
const given = JSON.parse(readFileSync(file, "utf8"));
const sealed = JSON.parse(readFileSync(new URL("../docs/sealed-vectors.json", import.meta.url), "utf8"));
const SEALING = parseType("EncryptionKey(address provider,address client,bytes32 key,uint64 until)");
const failures = [];
let passed = 0;

checkDomain(given);
given.keys.forEach(checkKey);
given.vectors.forEach(checkVector);
given.transcripts.forEach(checkTranscript);
sealed.encryptionKeys.forEach(checkEncryptionKey);
checkCoverage(given);
report();

function parseType(text) {
  const [, name, list] = /^(\w+)\((.*)\)$/.exec(text);
  return {
    name,
    text,
    fields: list
      .split(",")
      .map((field) => field.split(" "))
      .map(([type, name]) => ({ name, type })),
  };
}

function checkDomain({ domain, domainSeparator }) {
  same("domain: name", "Deopenchat", domain.name);
  same("domain: version", "1", domain.version);
  same("domain: separator", TypedDataEncoder.hashDomain(domain), domainSeparator);
}

function checkKey(key) {
  const uncompressed = new SigningKey(key.privateKey).publicKey; // 0x04, x, y
  same(`key ${key.name}: public key`, `0x${uncompressed.slice(4)}`, key.publicKey);
  same(`key ${key.name}: address`, computeAddress(uncompressed).toLowerCase(), key.address);
}

function checkVector(vector, index) {
  const what = `vector ${index} (${vector.type})`;
  const type = TYPES.find((candidate) => candidate.name === vector.type);
  const signer = given.keys.find((key) => key.name === vector.signer);
  if (!same(`${what}: type is known`, true, type !== undefined)) return;
  if (!same(`${what}: signer ${vector.signer} is among the keys`, true, signer !== undefined)) return;
  guarded(what, () => {
    checkFields(what, type, vector.message);
    checkHashes(what, type, vector);
    checkSignature(what, vector, signer);
  });
}

function checkFields(what, type, message) {
  const names = (list) => list.join(", ");
  same(`${what}: fields`, names(type.fields.map((field) => field.name).sort()), names(Object.keys(message).sort()));
  for (const { name, type: kind } of type.fields) {
    const canonical = kind.startsWith("uint") ? /^(0|[1-9]\d*)$/ : kind === "string" ? /^/ : /^0x[0-9a-f]+$/;
    same(
      `${what}: ${name} is a canonical ${kind}`,
      true,
      typeof message[name] === "string" && canonical.test(message[name]),
    );
  }
}

function checkHashes(what, type, vector) {
  const types = { [type.name]: type.fields };
  same(`${what}: type hash`, id(type.text), vector.typeHash);
  same(`${what}: struct hash`, TypedDataEncoder.hashStruct(type.name, types, vector.message), vector.structHash);
  same(`${what}: digest`, TypedDataEncoder.hash(given.domain, types, vector.message), vector.digest);
}

// Deterministic by RFC 6979 with low s, so not only valid but the very same bytes.
function checkSignature(what, vector, signer) {
  const expected = new SigningKey(signer.privateKey).sign(vector.digest);
  same(`${what}: signature`, expected.serialized, vector.signature);
  same(`${what}: compact form`, expected.compactSerialized, vector.compact);
  same(`${what}: recovered signer`, signer.address, recoverAddress(vector.digest, vector.signature).toLowerCase());
  same(`${what}: signature out of the compact form`, vector.signature, Signature.from(vector.compact).serialized);
}

// The contract does not know this message, so it is in the file of sealed rounds.
function checkEncryptionKey({ digest, signature, ...message }, index) {
  const operator = given.keys.find((key) => key.name === "operator");
  const found = TypedDataEncoder.hash(given.domain, { [SEALING.name]: SEALING.fields }, message);
  same(`encryption key ${index}: digest`, found, digest);
  same(`encryption key ${index}: signer`, operator.address, recoverAddress(digest, signature).toLowerCase());
}

function checkTranscript({ head, receipts, result }, index) {
  const expected = receipts.reduce((last, digest) => keccak256(concat([last, digest])), head);
  same(`transcript ${index}: result`, expected, result);
}

function checkCoverage({ vectors, transcripts }) {
  for (const { name } of TYPES) {
    same(
      `coverage: a vector of ${name}`,
      true,
      vectors.some((vector) => vector.type === name),
    );
  }
  same(
    "coverage: a transcript of several receipts",
    true,
    transcripts.some(({ receipts }) => receipts.length > 1),
  );
}

function same(what, expected, actual) {
  if (expected === actual) passed++;
  else failures.push(`${what}: expected ${expected}, found ${actual}`);
  return expected === actual;
}

function guarded(what, checks) {
  try {
    checks();
  } catch (reason) {
    failures.push(`${what}: ${reason.shortMessage ?? reason.message}`);
  }
}

function report() {
  failures.forEach((failure) => console.error(failure));
  console.log(
    `vectors.json against ethers ${version}: ${given.vectors.length} messages of ${TYPES.length} types, ` +
      `${given.keys.length} keys, ${given.transcripts.length} transcripts`,
  );
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
