import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { client, model } from "./support.mjs";

test("lists the model", async () => {
  const models = [];
  for await (const one of client.models.list()) models.push(one);
  const found = models.find((one) => one.id === model);
  assert.ok(found, `${model} among ${models.map((one) => one.id)}`);
  assert.equal(found.object, "model");
});

test("retrieves the model by its name", async () => {
  assert.equal((await client.models.retrieve(model)).id, model);
});

test("knows no other model", async () => {
  await assert.rejects(client.models.retrieve("no/such-model"), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, "model_not_found");
    return true;
  });
});
