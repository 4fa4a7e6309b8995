// The backend stands still, at the first call of each test, until the client's timeout has passed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, collect, model, user } from "../support.mjs";

const TEXT = "Worth the wait";
const TIMEOUT_MILLIS = 1_500;

let sent = 0;
const patient = client.withOptions({
  timeout: TIMEOUT_MILLIS,
  maxRetries: 4,
  fetch: (...call) => {
    sent++;
    return fetch(...call);
  },
});

// A timeout of the client is its secret, one of a single call goes with it as a header.
for (const [whose, options] of [
  ["the client", undefined],
  ["the call", { timeout: TIMEOUT_MILLIS }],
]) {
  test(`gets the one answer by asking again after the timeout of ${whose}`, async () => {
    sent = 0;
    const completion = await patient.chat.completions.create({ model, messages: user("be slow") }, options);
    assert.equal(completion.choices[0].message.content, TEXT);
    assert.ok(sent > 1, "asked again");
  });

  test(`gets the whole stream by asking again after the timeout of ${whose}`, async () => {
    sent = 0;
    const chunks = await collect(
      await patient.chat.completions.create({ model, stream: true, messages: user("be slow") }, options),
    );
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""), TEXT);
    assert.ok(sent > 1, "asked again");
  });
}
