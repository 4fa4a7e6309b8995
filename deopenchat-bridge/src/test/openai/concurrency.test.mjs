import assert from "node:assert/strict";
import { test } from "node:test";
import { client, collect, model, user } from "./support.mjs";

const CALLS = 24;

test("answers many calls at the same time, each with its own answer", async () => {
  const prompts = Array.from({ length: CALLS }, (_, index) => `call number ${index}`);
  const answers = await Promise.all(
    prompts.map(async (prompt, index) => {
      const stream = index % 2 === 0;
      const answer = await client.chat.completions.create({ model, stream, messages: user(prompt) });
      if (!stream) return answer.choices[0].message.content;
      return (await collect(answer)).map((chunk) => chunk.choices[0].delta.content ?? "").join("");
    }),
  );
  answers.forEach((answer, index) => assert.ok(answer.endsWith(`You wrote: ${prompts[index]}`), answer));
});
