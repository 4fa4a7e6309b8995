import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { backendStats, client, direct, model, rose, user } from "./support.mjs";

const CLIENT_TRIES = 3; // what the client does by default when nobody tells it not to

async function failure(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  return assert.fail("expected an error");
}

test("refuses an unknown model", async () => {
  const before = await backendStats();
  const error = await failure(client.chat.completions.create({ model: "no/such-model", messages: user("hi") }));
  assert.ok(error instanceof OpenAI.NotFoundError, `${error}`);
  assert.equal(error.code, "model_not_found");
  await rose("opened", direct ? 1 : 0, before);
});

for (const stream of [false, true]) {
  test(`names a failure of the backend and calls it only once, ${stream ? "streamed" : "not streamed"}`, async () => {
    const before = await backendStats();
    const error = await failure(client.chat.completions.create({ model, stream, messages: user("please fail") }));
    assert.ok(error instanceof OpenAI.InternalServerError, `${error}`);
    assert.equal(error.status, direct ? 500 : 502);
    assert.equal(error.code, direct ? "demonstration_failure" : "backend_error");
    assert.equal(error.headers.get("x-should-retry"), direct ? null : "false");
    await rose("opened", direct ? CLIENT_TRIES : 1, before);
  });
}

test("works again after a failure", async () => {
  await failure(client.chat.completions.create({ model, messages: user("please fail") }));
  const completion = await client.chat.completions.create({ model, messages: user("better now") });
  assert.match(completion.choices[0].message.content, /better now$/);
});

test("refuses a request without messages", async () => {
  const error = await failure(client.chat.completions.create({ model }));
  assert.ok(error instanceof OpenAI.BadRequestError, `${error}`);
  assert.equal(typeof error.error.message, "string");
});

test("answers an unknown route in the shape of OpenAI", async () => {
  const error = await failure(client.get("/no-such-route"));
  assert.ok(error instanceof OpenAI.NotFoundError, `${error}`);
  assert.equal(error.code, "unknown_url");
});
