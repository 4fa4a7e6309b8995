import assert from "node:assert/strict";
import { test } from "node:test";
import { client, collect, model, NOTICE, user } from "./support.mjs";

const parameters = {
  type: "object",
  properties: {
    city: { type: "string" },
    days: { type: "integer", minimum: 2, maximum: 7 },
    unit: { type: "string", enum: ["celsius", "fahrenheit"] },
  },
  required: ["city", "days", "unit"],
  additionalProperties: false,
};
const weather = { type: "function", function: { name: "get_weather", description: "The weather", parameters } };
const time = { type: "function", function: { name: "get_time", parameters: { type: "object", properties: {} } } };
const ask = (more = {}) => ({ model, messages: user("Weather in Zürich?"), tools: [weather, time], ...more });

function assertForecastArguments(text) {
  const given = JSON.parse(text);
  assert.deepEqual(Object.keys(given).sort(), ["city", "days", "unit"]);
  assert.equal(typeof given.city, "string");
  assert.ok(Number.isInteger(given.days) && given.days >= 2 && given.days <= 7);
  assert.equal(given.unit, "celsius");
}

test("calls a tool with arguments that fit its schema", async () => {
  const [{ message, finish_reason }] = (await client.chat.completions.create(ask())).choices;
  assert.equal(finish_reason, "tool_calls");
  assert.equal(message.content, null);
  assert.equal(message.tool_calls[0].function.name, "get_weather");
  assert.ok(message.tool_calls[0].id);
  assertForecastArguments(message.tool_calls[0].function.arguments);
});

test("calls the tool that it is told to call", async () => {
  const tool_choice = { type: "function", function: { name: "get_time" } };
  const { choices } = await client.chat.completions.create(ask({ tool_choice }));
  assert.equal(choices[0].message.tool_calls[0].function.name, "get_time");
});

test("answers with text when tools are switched off", async () => {
  const { choices } = await client.chat.completions.create(ask({ tool_choice: "none" }));
  assert.equal(choices[0].message.tool_calls, undefined);
  assert.match(choices[0].message.content, /Weather in Zürich/);
});

test("streams a tool call in pieces that join to its arguments", async () => {
  const chunks = await collect(await client.chat.completions.create(ask({ stream: true })));
  const pieces = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
  assert.equal(pieces[0].function.name, "get_weather");
  assert.ok(pieces[0].id);
  assert.ok(pieces.length > 5, "pieces of arguments");
  assertForecastArguments(pieces.map((piece) => piece.function.arguments ?? "").join(""));
  assert.equal(chunks.at(-1).choices[0].finish_reason, "tool_calls");
});

test("turns a tool's result into text", async () => {
  const { choices } = await client.chat.completions.create(ask());
  const call = choices[0].message.tool_calls[0];
  const result = { role: "tool", tool_call_id: call.id, content: "18 degrees" };
  const { choices: last } = await client.chat.completions.create(
    ask({ messages: [...ask().messages, choices[0].message, result] }),
  );
  assert.equal(last[0].message.content, `${NOTICE} The tool answered: 18 degrees`);
});

for (const stream of [false, true]) {
  test(`completes the client's own tool loop, ${stream ? "streamed" : "not streamed"}`, async () => {
    const calls = [];
    const forecast = {
      name: "get_weather",
      parameters,
      parse: JSON.parse,
      function: (given) => (calls.push(given), "18 degrees"),
    };
    const runner = client.chat.completions.runTools({
      model,
      stream,
      messages: user("Weather in Zürich?"),
      tools: [{ type: "function", function: forecast }],
    });
    assert.match(await runner.finalContent(), /The tool answered: 18 degrees$/);
    assert.equal(calls.length, 1);
    assert.equal(calls[0].unit, "celsius");
  });
}
