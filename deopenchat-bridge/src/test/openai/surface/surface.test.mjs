// What the demonstration backend does not serve, against a scripted one: the same client, and nothing but base URL and key.

import assert from "node:assert/strict";
import { test } from "node:test";
import { toFile } from "openai";
import { client, collect, model } from "../support.mjs";

const TEXT = "Hello from the script.";
const SOUND = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256));

test("answers a response with its text and usage", async () => {
  const response = await client.responses.create({ model, input: "Say hello" });
  assert.equal(response.output_text, TEXT);
  assert.equal(response.usage.input_tokens, 7);
});

test("streams a response by its named events", async () => {
  const events = await collect(await client.responses.create({ model, input: "Say hello", stream: true }));
  assert.deepEqual(
    events.map((event) => event.type),
    ["response.created", "response.output_text.delta", "response.output_text.delta", "response.completed"],
  );
  assert.equal(events.map((event) => event.delta ?? "").join(""), TEXT);
});

test("refuses a response that continues another, by the name of the parameter", async () => {
  await assert.rejects(client.responses.create({ model, input: "and now?", previous_response_id: "resp_1" }), {
    status: 400,
    code: "unsupported_parameter",
    param: "previous_response_id",
  });
});

test("raises the error that ends a response", async () => {
  const stream = await client.responses.create({ model, input: "break off", stream: true });
  await assert.rejects(collect(stream), /ended its answer too early/);
});

test("transcribes a sound", async () => {
  const transcription = await client.audio.transcriptions.create({ model, file: await toFile(SOUND, "a.wav") });
  assert.equal(transcription.text, `${SOUND.length} bytes of sound`);
});

test("translates a sound to plain text", async () => {
  const file = await toFile(SOUND, "a.wav");
  assert.equal(await client.audio.translations.create({ model, file, response_format: "text" }), TEXT);
});

test("streams a transcription", async () => {
  const file = await toFile(SOUND, "a.wav");
  const events = await collect(await client.audio.transcriptions.create({ model, file, stream: true }));
  assert.equal(events.at(-1).type, "transcript.text.done");
  assert.equal(events.map((event) => event.delta ?? "").join(""), TEXT);
});

test("speaks, byte for byte", async () => {
  const speech = await client.audio.speech.create({ model, voice: "alloy", input: "Say hello" });
  assert.equal(speech.headers.get("content-type"), "audio/mpeg");
  assert.deepEqual(Buffer.from(await speech.arrayBuffer()), SOUND);
});

test("makes images", async () => {
  const images = await client.images.generate({ model, prompt: "a rose", n: 1 });
  assert.deepEqual(
    images.data.map((image) => image.b64_json),
    ["AAAA", "BBBB"],
  );
});
