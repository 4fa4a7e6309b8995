// The suite configures nothing but base URL and key, which the client itself reads from OPENAI_BASE_URL and
// OPENAI_API_KEY. Beside them:
//   OPENAI_MODEL        the model, served by the demonstration backend (scripts/demonstration-backend.mjs)
//   BACKEND_STATS_URL   optional: its /stats, to see how often the backend was really called
//   DIRECT=1            the base URL is the backend itself, so failures look as the backend shapes them

import assert from "node:assert/strict";
import OpenAI from "openai";

export const client = new OpenAI();
export const model = required("OPENAI_MODEL");
export const direct = process.env.DIRECT === "1";
export const NOTICE = "This is a demonstration backend, not a language model.";

const STATS_URL = process.env.BACKEND_STATS_URL;
const STATS_WAIT_MILLIS = 10_000;
const STATS_POLL_MILLIS = 50;

export const user = (content) => [{ role: "user", content }];

export async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** The backend's counters, or undefined where the suite cannot see them. */
export async function backendStats() {
  if (STATS_URL === undefined) return undefined;
  const response = await fetch(STATS_URL);
  assert.equal(response.status, 200, "the backend's counters");
  return response.json();
}

/** Waits, for a bounded time, until the counter has risen by exactly the number since `before`. */
export async function rose(counter, by, before) {
  if (before === undefined) return;
  const end = Date.now() + STATS_WAIT_MILLIS;
  let now = await backendStats();
  while (now[counter] < before[counter] + by && Date.now() < end) {
    await new Promise((resume) => setTimeout(resume, STATS_POLL_MILLIS));
    now = await backendStats();
  }
  assert.equal(now[counter] - before[counter], by, `backend requests ${counter}`);
}

export function assertUsage(usage) {
  assert.ok(usage.prompt_tokens > 0, "prompt tokens");
  assert.ok(usage.completion_tokens > 0, "completion tokens");
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the suite needs OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL; ${name} is missing`);
  return value;
}
