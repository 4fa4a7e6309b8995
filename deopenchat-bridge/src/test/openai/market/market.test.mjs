// OPENAI_MODEL is a model of the open market: market:NAME.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, collect, model, user } from "../support.mjs";

const TEXT = "Once upon a time";

test("has a chat answered by whoever locks the order", async () => {
  const completion = await client.chat.completions.create({ model, max_tokens: 64, messages: user("What happened?") });
  assert.equal(completion.choices[0].message.content, TEXT);
});

test("streams it", async () => {
  const stream = await client.chat.completions.create({
    model,
    max_tokens: 64,
    stream: true,
    messages: user("What happened?"),
  });
  const text = (await collect(stream)).map((chunk) => chunk.choices[0]?.delta?.content ?? "").join("");
  assert.equal(text, TEXT);
});
