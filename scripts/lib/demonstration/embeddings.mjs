// POST /v1/embeddings: words hashed into a vector of length one. The same text gives the same vector, texts that
// share words lie closer together, and that is all that it knows.

import { createHash } from "node:crypto";
import { readInteger, readModel } from "./reading.mjs";
import { promptTokens, tokenize } from "./tokens.mjs";
import { badRequest, FINGERPRINT, sendJson } from "./wire.mjs";

const DIMENSIONS = 256;
const MAX_INPUTS = 2048;

export async function embeddings({ body, bytes, response, model }) {
  readModel(body, model);
  const inputs = readInputs(body.input);
  const dimensions = readInteger(body, "dimensions", 1, 8192, DIMENSIONS);
  const encode = encoder(body.encoding_format ?? "float");
  const tokens = promptTokens(inputs, bytes);
  sendJson(response, 200, {
    object: "list",
    data: inputs.map((input, index) => ({ object: "embedding", index, embedding: encode(vector(input, dimensions)) })),
    model: FINGERPRINT, // whatever name was asked for, this is what answered
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

function readInputs(input) {
  if (typeof input === "string") return [input];
  if (!Array.isArray(input) || input.length === 0) {
    throw badRequest("expected a text or a list for input", "input", "missing_required_parameter");
  }
  if (input.length > MAX_INPUTS && !input.every(Number.isInteger)) {
    throw badRequest(`expected at most ${MAX_INPUTS} inputs, got ${input.length}`, "input");
  }
  if (input.every(Number.isInteger)) return [input.join(" ")];
  return input.map((one) => (typeof one === "string" ? one : [one].flat().join(" ")));
}

function encoder(format) {
  if (format === "float") return (floats) => Array.from(floats);
  if (format === "base64") return base64;
  throw badRequest(`expected float or base64 for encoding_format, got ${JSON.stringify(format)}`, "encoding_format");
}

function base64(floats) {
  const bytes = Buffer.alloc(floats.length * 4);
  floats.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString("base64");
}

function vector(text, dimensions) {
  const sums = new Float32Array(dimensions);
  for (const token of ["", ...tokenize(text)]) {
    const hash = createHash("sha256").update(token.trim().toLowerCase()).digest();
    sums[hash.readUInt32LE(0) % dimensions] += hash[4] < 128 ? -1 : 1;
  }
  const length = Math.hypot(...sums) || 1;
  return sums.map((value) => value / length);
}
