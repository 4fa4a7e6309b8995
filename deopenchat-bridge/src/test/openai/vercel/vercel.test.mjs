// The AI SDK of Vercel, pointed at a bridge with nothing but base URL and key changed.

import { createOpenAI } from "@ai-sdk/openai";
import { embed, generateObject, generateText, jsonSchema, streamText, tool } from "ai";
import assert from "node:assert/strict";
import { test } from "node:test";

const provider = createOpenAI({ baseURL: process.env.OPENAI_BASE_URL, apiKey: process.env.OPENAI_API_KEY });
const model = provider.chat(process.env.OPENAI_MODEL);
const schema = jsonSchema({
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", minimum: 2, maximum: 7 } },
  required: ["city", "days"],
  additionalProperties: false,
});

test("generates a text", async () => {
  const { text, usage } = await generateText({ model, prompt: "hello", maxOutputTokens: 64 });
  assert.match(text, /hello/);
  assert.ok(usage.totalTokens > 0);
});

test("streams a text in pieces that join to it", async () => {
  const result = streamText({ model, prompt: "hello", maxOutputTokens: 64 });
  let joined = "";
  for await (const piece of result.textStream) joined += piece;
  assert.equal(joined, await result.text);
  assert.match(joined, /hello/);
  assert.ok((await result.usage).totalTokens > 0);
});

test("calls a tool and tells the model what it said", async () => {
  const asked = [];
  const { text } = await generateText({
    model,
    prompt: "Weather in Zürich?",
    tools: { get_weather: tool({ inputSchema: schema, execute: async (input) => asked.push(input) && "sunny" }) },
    stopWhen: ({ steps }) => steps.length === 2,
  });
  assert.equal(asked.length > 0, true);
  assert.equal(typeof text, "string");
});

test("generates an object of a schema", async () => {
  const { object } = await generateObject({ model, prompt: "Weather in Zürich?", schema });
  assert.equal(typeof object.city, "string");
});

test("embeds", async () => {
  const { embedding } = await embed({ model: provider.embedding(process.env.OPENAI_MODEL), value: "hello" });
  assert.ok(embedding.length > 0);
});

test("says why a call failed", async () => {
  const nobody = provider.chat("nobody/has-this");
  await assert.rejects(generateText({ model: nobody, prompt: "hello", maxRetries: 0 }), (error) => {
    assert.equal(error.statusCode, 404);
    return true;
  });
});
