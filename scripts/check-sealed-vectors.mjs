#!/usr/bin/env node
// Checks docs/sealed-vectors.json with an implementation of the sealed format that shares nothing with the project's Java:
// HPKE, the answer's secret and its chunks, written from docs/protocol.md and RFC 9180 with what Node.js itself has.
//
// Usage: check-sealed-vectors.mjs [FILE]

import { createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, hkdfSync }
  from "node:crypto";
import { readFileSync } from "node:fs";

const file = process.argv[2] ?? new URL("../docs/sealed-vectors.json", import.meta.url);
const given = JSON.parse(readFileSync(file, "utf8"));
const failures = [];
let passed = 0;

const TAG = 16;
const SALT = 32;
const HEAD = 1 + 32 + 32;

checkRequest(given.request);
for (const name of ["answer", "shortened", "whole", "empty"]) {
  checkAnswer(name, given[name], bytes(given.request.answerSecret));
}
report();

function checkRequest(vector) {
  const info = Buffer.concat([label("deopenchat/1 sealed request"), bytes(vector.domainSeparator), bytes(vector.provider), bytes(vector.client)]);
  same("request: info", info, bytes(vector.info));
  same("request: recipient", publicKey(bytes(vector.recipientSecret)), bytes(vector.recipient));
  const context = Buffer.concat([
    label("deopenchat/1 sealed answer"), bytes(vector.requestHash), number(vector.sequence), bytes(vector.provider), bytes(vector.client),
  ]);
  same("request: answer context", context, bytes(vector.answerContext));

  const body = bytes(vector.body);
  same("request: version", body.subarray(0, 1), Buffer.from([1]));
  same("request: to whom", body.subarray(1, 33), bytes(vector.recipient));
  const enc = body.subarray(33, HEAD);
  const opened = hpke(bytes(vector.recipientSecret), enc, enc, bytes(vector.recipient), info);
  same("request: opened", open(opened.key, opened.nonce, Buffer.from(vector.call), body.subarray(HEAD)), bytes(vector.clear));
  same("request: secret of the answer", opened.export(context, 32), bytes(vector.answerSecret));

  const own = publicKey(bytes(vector.ephemeralSecret));
  const sealed = hpke(bytes(vector.ephemeralSecret), bytes(vector.recipient), own, bytes(vector.recipient), info);
  const again = Buffer.concat([
    Buffer.from([1]), bytes(vector.recipient), own, seal(sealed.key, sealed.nonce, Buffer.from(vector.call), bytes(vector.clear)),
  ]);
  same("request: sealed again", again, body);
  const hash = createHash("sha256").update(`${vector.call}\n`).update(body).digest();
  same("request: content hash", hash, bytes(vector.contentHash));
}

// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM in base mode: sections 4.1 and 5.1 of RFC 9180.
function hpke(secret, peer, enc, recipient, info) {
  const dh = diffieHellman({ privateKey: privateKeyObject(secret), publicKey: publicKeyObject(peer) });
  const kem = Buffer.from("KEM\x00\x20", "latin1");
  const shared = labeledExpand(kem, labeledExtract(kem, Buffer.alloc(0), "eae_prk", dh), "shared_secret", Buffer.concat([enc, recipient]), 32);
  const suite = Buffer.from("HPKE\x00\x20\x00\x01\x00\x02", "latin1");
  const context = Buffer.concat([
    Buffer.from([0]), labeledExtract(suite, Buffer.alloc(0), "psk_id_hash", Buffer.alloc(0)), labeledExtract(suite, Buffer.alloc(0), "info_hash", info),
  ]);
  const root = labeledExtract(suite, shared, "secret", Buffer.alloc(0));
  const exporter = labeledExpand(suite, root, "exp", context, 32);
  return {
    key: labeledExpand(suite, root, "key", context, 32),
    nonce: labeledExpand(suite, root, "base_nonce", context, 12),
    export: (about, length) => labeledExpand(suite, exporter, "sec", about, length),
  };
}

function labeledExtract(suite, salt, name, material) {
  const zeros = salt.length === 0 ? Buffer.alloc(32) : salt;
  return createHmac("sha256", zeros).update("HPKE-v1").update(suite).update(name).update(material).digest();
}

function labeledExpand(suite, key, name, about, length) {
  const size = Buffer.from([length >> 8, length & 255]);
  const info = Buffer.concat([size, Buffer.from("HPKE-v1"), suite, Buffer.from(name), about]);
  let block = Buffer.alloc(0);
  let out = Buffer.alloc(0);
  for (let i = 1; out.length < length; i++) {
    block = createHmac("sha256", key).update(block).update(info).update(Buffer.from([i])).digest();
    out = Buffer.concat([out, block]);
  }
  return out.subarray(0, length);
}

function checkAnswer(name, vector, secret) {
  const log = bytes(vector.log);
  same(`${name}: salt`, log.subarray(0, SALT), bytes(vector.salt));
  same(`${name}: response hash`, createHash("sha256").update(log).digest(), bytes(vector.responseHash));
  const keys = answerKeys(secret, log.subarray(0, SALT), vector.contentType);
  const texts = [];
  let at = SALT;
  for (let index = 0; at < log.length; index++) {
    const length = log.readUInt32BE(at);
    const sealed = log.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    const last = length === TAG;
    const text = open(keys.key, nonceOf(keys.nonce, index, last), placeOf(index, last), sealed);
    if (last) {
      same(`${name}: nothing behind the last chunk`, Buffer.from([at]), Buffer.from([log.length]));
      same(`${name}: the last chunk is empty`, text, Buffer.alloc(0));
    } else {
      texts.push(`0x${text.toString("hex")}`);
    }
  }
  same(`${name}: texts`, Buffer.from(texts.join()), Buffer.from(vector.chunks.join()));
  same(`${name}: sealed again`, sealedLog(vector, keys), log);
}

function sealedLog(vector, keys) {
  const parts = [bytes(vector.salt)];
  [...vector.chunks, "0x"].forEach((text, index) => {
    const last = index === vector.chunks.length;
    const sealed = seal(keys.key, nonceOf(keys.nonce, index, last), placeOf(index, last), bytes(text));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    parts.push(length, sealed);
  });
  return Buffer.concat(parts);
}

function answerKeys(secret, salt, contentType) {
  const keys = Buffer.from(hkdfSync("sha256", secret, salt, Buffer.concat([label("deopenchat/1 answer keys"), Buffer.from(contentType)]), 44));
  return { key: keys.subarray(0, 32), nonce: keys.subarray(32) };
}

function placeOf(index, last) {
  return Buffer.concat([Buffer.from([last ? 1 : 0]), number(index)]);
}

function nonceOf(base, index, last) {
  const nonce = Buffer.from(base);
  const place = placeOf(index, last);
  nonce[0] ^= place[0];
  for (let i = 0; i < 8; i++) {
    nonce[4 + i] ^= place[1 + i];
  }
  return nonce;
}

function seal(key, nonce, aad, text) {
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad);
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function open(key, nonce, aad, sealed) {
  const cipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(aad).setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, sealed.length - TAG)), cipher.final()]);
  } catch {
    return Buffer.from("does not open");
  }
}

function privateKeyObject(secret) {
  const head = Buffer.from("302e020100300506032b656e04220420", "hex"); // PKCS#8 of RFC 8410
  return createPrivateKey({ key: Buffer.concat([head, secret]), format: "der", type: "pkcs8" });
}

function publicKeyObject(key) {
  const head = Buffer.from("302a300506032b656e032100", "hex"); // SubjectPublicKeyInfo of RFC 8410
  return createPublicKey({ key: Buffer.concat([head, key]), format: "der", type: "spki" });
}

function publicKey(secret) {
  return createPublicKey(privateKeyObject(secret)).export({ format: "der", type: "spki" }).subarray(-32);
}

function label(text) {
  return Buffer.concat([Buffer.from(text), Buffer.from([0])]);
}

function number(value) {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(value));
  return out;
}

function bytes(hex) {
  return Buffer.from(hex.slice(2), "hex");
}

function same(what, expected, actual) {
  if (expected.equals(actual)) {
    passed++;
  } else {
    failures.push(`${what}: expected ${expected.toString("hex")}, got ${actual.toString("hex")}`);
  }
}

function report() {
  failures.forEach((failure) => console.error(failure));
  console.log(`sealed vectors: ${passed} passed, ${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}
