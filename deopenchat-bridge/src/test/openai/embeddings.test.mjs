import assert from "node:assert/strict";
import { test } from "node:test";
import { client, model } from "./support.mjs";

const embed = async (input, more = {}) => (await client.embeddings.create({ model, input, ...more })).data;
const length = (vector) => Math.hypot(...vector);

// Unless told otherwise the client asks for base64 and decodes it by itself.
test("embeds a text through the client's default encoding", async () => {
  const result = await client.embeddings.create({ model, input: "a text" });
  assert.ok(result.data[0].embedding.every(Number.isFinite));
  assert.ok(Math.abs(length(result.data[0].embedding) - 1) < 1e-5);
  assert.ok(result.usage.prompt_tokens > 0);
  assert.equal(result.usage.total_tokens, result.usage.prompt_tokens);
});

test("gives the same vector in base64 and in numbers", async () => {
  const [[packed], [plain]] = [await embed("a text"), await embed("a text", { encoding_format: "float" })];
  assert.deepEqual(Array.from(packed.embedding), plain.embedding);
});

test("hands base64 through untouched", async () => {
  const [{ embedding }] = await embed("a text", { encoding_format: "base64" });
  assert.equal(typeof embedding, "string");
  assert.equal(Buffer.from(embedding, "base64").length % 4, 0);
});

test("embeds several inputs in order", async () => {
  const several = await embed(["one", "two", "three"]);
  assert.deepEqual(
    several.map((one) => one.index),
    [0, 1, 2],
  );
  assert.deepEqual(several[1].embedding, (await embed("two"))[0].embedding);
  assert.notDeepEqual(several[0].embedding, several[1].embedding);
});

test("honours dimensions", async () => {
  assert.equal((await embed("a text", { dimensions: 16 }))[0].embedding.length, 16);
});
