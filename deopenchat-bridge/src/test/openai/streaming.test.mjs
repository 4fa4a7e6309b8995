import assert from "node:assert/strict";
import { test } from "node:test";
import { assertUsage, client, collect, model, NOTICE, user } from "./support.mjs";

const streamed = (more = {}) =>
  client.chat.completions.create({ model, stream: true, messages: user("Say hello"), ...more });

const text = (chunks, index = 0) =>
  chunks
    .flatMap((chunk) => chunk.choices)
    .filter((choice) => choice.index === index)
    .map((choice) => choice.delta.content ?? "")
    .join("");

test("streams the answer in several pieces and ends", async () => {
  const chunks = await collect(await streamed());
  assert.ok(chunks.filter((chunk) => chunk.choices[0].delta.content).length > 5, "pieces of text");
  assert.equal(text(chunks), `${NOTICE} You wrote: Say hello`);
  assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
  assert.ok(chunks.every((chunk) => chunk.object === "chat.completion.chunk" && chunk.id === chunks[0].id));
});

test("delivers the first piece long before the last", async () => {
  const arrivals = [];
  for await (const _ of await streamed({ messages: user("count to 40") })) arrivals.push(performance.now());
  const [first, last] = [arrivals[0], arrivals.at(-1)];
  assert.ok(last - first > 200, `all pieces arrived within ${Math.round(last - first)} ms: they were held back`);
});

test("sends no usage in a stream unless it is asked for", async () => {
  const chunks = await collect(await streamed());
  assert.ok(
    chunks.every((chunk) => chunk.usage == null),
    "no usage",
  );
  assert.ok(
    chunks.every((chunk) => chunk.choices.length > 0),
    "no chunk without choices",
  );
});

test("sends usage in one last chunk without choices when it is asked for", async () => {
  const chunks = await collect(await streamed({ stream_options: { include_usage: true } }));
  const last = chunks.pop();
  assert.deepEqual(last.choices, []);
  assertUsage(last.usage);
  assert.ok(
    chunks.every((chunk) => chunk.usage === null),
    "null before the end",
  );
});

test("counts the same in a stream and out of it", async () => {
  const chunks = await collect(await streamed({ stream_options: { include_usage: true } }));
  const whole = await client.chat.completions.create({ model, messages: user("Say hello") });
  assert.equal(chunks.at(-1).usage.completion_tokens, whole.usage.completion_tokens);
});

test("streams several choices", async () => {
  const chunks = await collect(await streamed({ n: 2 }));
  assert.equal(text(chunks, 0), `${NOTICE} You wrote: Say hello`);
  assert.equal(text(chunks, 1), text(chunks, 0));
});

test("ends a stream with length at the limit", async () => {
  const chunks = await collect(await streamed({ max_completion_tokens: 4 }));
  assert.equal(text(chunks), "This is a demonstration");
  assert.equal(chunks.at(-1).choices[0].finish_reason, "length");
});

test("streams every script unchanged", async () => {
  const words = "Grüße Привет 你好 👩‍👩‍👧‍👦 🇨🇭 e\u0301 ".repeat(5).trim();
  assert.equal(text(await collect(await streamed({ messages: user(words) }))), `${NOTICE} You wrote: ${words}`);
});

test("satisfies the client's own stream helper", async () => {
  const stream = client.chat.completions.stream({
    model,
    messages: user("Say hello"),
    stream_options: { include_usage: true },
  });
  assert.equal(await stream.finalContent(), `${NOTICE} You wrote: Say hello`);
  assertUsage(await stream.totalUsage());
});
