// A value that fits a JSON schema: the smallest honest one, with every listed property present, strings that name
// the demonstration where the schema leaves room, and no invention beyond what the schema asks for.

const MAX_DEPTH = 6;
const NOTICE = "demonstration, not a language model";

const FORMATS = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  duration: "PT1S",
  email: "demonstration@example.com",
  hostname: "example.com",
  ipv4: "127.0.0.1",
  ipv6: "::1",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

export const valueFor = (schema) => build(schema ?? {}, schema ?? {}, 0);

function build(schema, root, depth) {
  if (schema === true || schema === false || schema === null) return NOTICE;
  if (schema.$ref !== undefined) return build(resolve(schema.$ref, root), root, depth + 1);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.allOf)) return build(merged(schema), root, depth);
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return build(choose(choices, depth), root, depth + 1);
  return ofType(typeOf(schema, depth), schema, root, depth);
}

function ofType(type, schema, root, depth) {
  switch (type) {
    case "object":
      return object(schema, root, depth);
    case "array":
      return array(schema, root, depth);
    case "integer":
    case "number":
      return number(schema, type === "integer");
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return string(schema);
  }
}

function typeOf(schema, depth) {
  if (Array.isArray(schema.type)) {
    return depth >= MAX_DEPTH && schema.type.includes("null") ? "null" : schema.type[0];
  }
  if (schema.type !== undefined) return schema.type;
  if (schema.properties !== undefined) return "object";
  return schema.items !== undefined ? "array" : "string";
}

const isNull = (choice) => choice.type === "null" || choice.const === null;

function choose(choices, depth) {
  if (depth >= MAX_DEPTH) return choices.find(isNull) ?? choices.find((c) => c.$ref === undefined) ?? choices[0];
  return choices.find((choice) => !isNull(choice)) ?? choices[0];
}

function merged(schema) {
  const { allOf, ...own } = schema;
  return [own, ...allOf].reduce(
    (sum, part) => ({
      ...sum,
      ...part,
      properties: { ...sum.properties, ...part.properties },
      required: [...(sum.required ?? []), ...(part.required ?? [])],
    }),
    {},
  );
}

function object(schema, root, depth) {
  const required = new Set(schema.required ?? []);
  const value = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (depth < MAX_DEPTH || required.has(name)) value[name] = nested(property, root, depth);
  }
  for (const name of required) {
    if (!(name in value)) value[name] = NOTICE;
  }
  return value;
}

function array(schema, root, depth) {
  if (Array.isArray(schema.prefixItems)) return schema.prefixItems.map((item) => nested(item, root, depth));
  const wanted = schema.minItems ?? (depth < MAX_DEPTH ? 1 : 0);
  const length = Math.min(wanted, schema.maxItems ?? wanted, 100);
  return Array.from({ length }, () => nested(schema.items ?? {}, root, depth));
}

function nested(schema, root, depth) {
  if (depth > MAX_DEPTH + 4) return null; // a schema that requires itself for ever has no value at all
  return build(schema, root, depth + 1);
}

function number(schema, whole) {
  const step = schema.multipleOf ?? (whole ? 1 : 0);
  const gap = whole ? 1 : 0;
  const least = schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + gap);
  const most = schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - gap);
  if (least === undefined && most === undefined) return step || 1;
  if (step === 0) return between(least, most);
  return least === undefined ? Math.floor(most / step) * step : Math.ceil(least / step) * step;
}

// Strictly inside, so that it makes no difference which end is exclusive.
function between(least, most) {
  if (least === undefined) return most - 1;
  return most === undefined ? least + 1 : (least + most) / 2;
}

function string(schema) {
  if (FORMATS[schema.format] !== undefined) return FORMATS[schema.format];
  const atMost = NOTICE.slice(0, schema.maxLength ?? NOTICE.length);
  return atMost.padEnd(Math.min(schema.minLength ?? 0, 10_000), ".");
}

function resolve(reference, root) {
  const path = reference.replace(/^#\/?/, "");
  if (path === "") return root;
  const found = path
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((node, part) => node?.[part], root);
  return found ?? {};
}
