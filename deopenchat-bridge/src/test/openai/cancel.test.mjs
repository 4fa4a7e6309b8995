import assert from "node:assert/strict";
import { test } from "node:test";
import { backendStats, client, model, rose, user } from "./support.mjs";

const LONG = user("count to 900"); // some fifteen seconds when nobody stops it

const long = (options) => client.chat.completions.create({ model, stream: true, messages: LONG }, options);

async function assertStillAnswers() {
  const completion = await client.chat.completions.create({ model, messages: user("and now?") });
  assert.match(completion.choices[0].message.content, /and now\?$/);
}

test("stops the backend when the application leaves a stream", async () => {
  const before = await backendStats();
  let pieces = 0;
  for await (const _ of await long()) if (++pieces === 5) break;
  assert.equal(pieces, 5);
  await rose("aborted", 1, before);
  await assertStillAnswers();
});

test("stops the backend when the application aborts a stream", async () => {
  const before = await backendStats();
  const abort = new AbortController();
  let pieces = 0;
  for await (const _ of await long({ signal: abort.signal })) if (++pieces === 5) abort.abort();
  assert.ok(pieces < 100, `${pieces} pieces after an abort at the fifth`);
  await rose("aborted", 1, before);
  await assertStillAnswers();
});

test("cancels one stream and leaves another alone", async () => {
  const before = await backendStats();
  const other = client.chat.completions.create({ model, stream: true, messages: user("count to 30") });
  for await (const _ of await long()) break;
  let text = "";
  for await (const chunk of await other) text += chunk.choices[0].delta.content ?? "";
  assert.match(text, / 29 30$/);
  await rose("aborted", 1, before);
});
