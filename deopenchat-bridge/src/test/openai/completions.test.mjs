import assert from "node:assert/strict";
import { test } from "node:test";
import { assertUsage, client, collect, model, NOTICE } from "./support.mjs";

test("completes a prompt", async () => {
  const completion = await client.completions.create({ model, prompt: "Once upon a time" });
  assert.equal(completion.object, "text_completion");
  assert.equal(completion.choices[0].text, `${NOTICE} You wrote: Once upon a time`);
  assertUsage(completion.usage);
});

test("completes several prompts in order", async () => {
  const { choices } = await client.completions.create({ model, prompt: ["one", "two"], n: 2 });
  assert.deepEqual(
    choices.map((choice) => choice.text.split(" ").at(-1)),
    ["one", "one", "two", "two"],
  );
});

test("streams a completion, usage only when it is asked for", async () => {
  const ask = (more) => client.completions.create({ model, prompt: "Once", stream: true, ...more });
  const plain = await collect(await ask());
  assert.equal(plain.map((chunk) => chunk.choices[0].text).join(""), `${NOTICE} You wrote: Once`);
  assert.ok(
    plain.every((chunk) => chunk.usage == null),
    "no usage",
  );
  const counted = await collect(await ask({ stream_options: { include_usage: true } }));
  assert.deepEqual(counted.at(-1).choices, []);
  assertUsage(counted.at(-1).usage);
});
