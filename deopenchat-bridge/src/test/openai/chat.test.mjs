import assert from "node:assert/strict";
import { test } from "node:test";
import { assertUsage, client, model, NOTICE, user } from "./support.mjs";

test("answers a chat with text, finish reason and usage", async () => {
  const completion = await client.chat.completions.create({ model, messages: user("Say hello") });
  assert.equal(completion.object, "chat.completion");
  assert.equal(completion.model, model);
  assert.equal(completion.choices[0].message.role, "assistant");
  assert.equal(completion.choices[0].message.content, `${NOTICE} You wrote: Say hello`);
  assert.equal(completion.choices[0].finish_reason, "stop");
  assertUsage(completion.usage);
});

test("follows a conversation of several messages and content parts", async () => {
  const completion = await client.chat.completions.create({
    model,
    messages: [
      { role: "system", content: "You are brief." },
      ...user("first"),
      { role: "assistant", content: "noted" },
      {
        role: "user",
        content: [
          { type: "text", text: "second, " },
          { type: "text", text: "in parts" },
        ],
      },
    ],
  });
  assert.match(completion.choices[0].message.content, /You wrote: second, in parts$/);
});

test("returns as many choices as asked for and counts them all", async () => {
  const ask = (n) => client.chat.completions.create({ model, n, messages: user("thrice") });
  const [one, three] = [await ask(1), await ask(3)];
  assert.deepEqual(
    three.choices.map((choice) => choice.index),
    [0, 1, 2],
  );
  assert.equal(three.usage.completion_tokens, 3 * one.usage.completion_tokens);
});

test("stops at max_completion_tokens and says so", async () => {
  const completion = await client.chat.completions.create({ model, max_completion_tokens: 5, messages: user("long") });
  assert.equal(completion.choices[0].finish_reason, "length");
  assert.equal(completion.usage.completion_tokens, 5);
});

test("stops at the older max_tokens too", async () => {
  const completion = await client.chat.completions.create({ model, max_tokens: 3, messages: user("long") });
  assert.equal(completion.choices[0].message.content, "This is a");
});

test("carries every script unchanged", async () => {
  const text =
    'Grüße, Ωμέγα, Привет, こんにちは, 你好, مرحبا, नमस्ते, 👩‍👩‍👧‍👦 🇨🇭, e\u0301, \u0000\u001f, "quotes" \\ and\ttabs';
  const completion = await client.chat.completions.create({ model, messages: user(text) });
  assert.equal(completion.choices[0].message.content, `${NOTICE} You wrote: ${text}`);
});

test("accepts fields that it does not know", async () => {
  const completion = await client.chat.completions.create({
    model,
    messages: user("hi"),
    temperature: 0,
    top_k: 3,
    chat_template_kwargs: { thinking: false },
    seed: 7,
  });
  assert.equal(completion.choices.length, 1);
});

test("accepts a conversation of 100 KB", async () => {
  const completion = await client.chat.completions.create({ model, messages: user("word ".repeat(20_000)) });
  assert.ok(completion.usage.prompt_tokens > 20_000);
});
