import assert from "node:assert/strict";
import { test } from "node:test";
import { client, model, user } from "./support.mjs";

const schema = {
  type: "object",
  properties: {
    title: { type: "string" },
    year: { type: "integer", minimum: 1900 },
    kind: { enum: ["film", "book"] },
    rating: { type: ["number", "null"] },
    people: { type: "array", minItems: 2, items: { $ref: "#/$defs/person" } },
  },
  required: ["title", "year", "kind", "rating", "people"],
  additionalProperties: false,
  $defs: {
    person: {
      type: "object",
      properties: { name: { type: "string" }, mentor: { anyOf: [{ $ref: "#/$defs/person" }, { type: "null" }] } },
      required: ["name", "mentor"],
      additionalProperties: false,
    },
  },
};
const response_format = { type: "json_schema", json_schema: { name: "work", strict: true, schema } };

function assertWork(work) {
  assert.deepEqual(Object.keys(work).sort(), ["kind", "people", "rating", "title", "year"]);
  assert.equal(typeof work.title, "string");
  assert.ok(Number.isInteger(work.year) && work.year >= 1900);
  assert.ok(["film", "book"].includes(work.kind));
  assert.equal(work.people.length, 2);
  assert.equal(typeof work.people[1].name, "string");
}

test("answers with JSON that fits the schema", async () => {
  const completion = await client.chat.completions.parse({ model, messages: user("A work"), response_format });
  assertWork(completion.choices[0].message.parsed);
});

test("streams JSON that fits the schema", async () => {
  const stream = client.chat.completions.stream({ model, messages: user("A work"), response_format });
  const completion = await stream.finalChatCompletion();
  assertWork(completion.choices[0].message.parsed);
});

test("answers with some JSON object when there is no schema", async () => {
  const { choices } = await client.chat.completions.create({
    model,
    messages: user("JSON please"),
    response_format: { type: "json_object" },
  });
  assert.equal(typeof JSON.parse(choices[0].message.content), "object");
});
