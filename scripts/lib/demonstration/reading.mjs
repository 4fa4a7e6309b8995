// What the requests of the three endpoints have in common: fields read with their type and range.

import { badRequest, Refusal } from "./wire.mjs";

const MAX_CHOICES = 128;
export const MAX_OUTPUT_TOKENS = 2048;

export function readModel(body, model) {
  if (body.model === undefined)
    throw badRequest("you must provide a model parameter", "model", "missing_required_parameter");
  if (body.model !== model) throw modelNotFound(body.model);
}

export const modelNotFound = (asked) =>
  new Refusal(404, "model_not_found", `the model '${asked}' does not exist`, "model");

export function readInteger(body, name, least, most, otherwise) {
  const value = body[name];
  if (value === undefined || value === null) return otherwise;
  if (!Number.isInteger(value))
    throw badRequest(`expected an integer for ${name}, got ${JSON.stringify(value)}`, name, "invalid_type");
  if (value < least || value > most) throw badRequest(`expected ${name} from ${least} to ${most}, got ${value}`, name);
  return value;
}

export const readChoices = (body) => readInteger(body, "n", 1, MAX_CHOICES, 1);

export function readLimit(body, ...names) {
  const limits = names.map((name) => readInteger(body, name, 1, Number.MAX_SAFE_INTEGER, MAX_OUTPUT_TOKENS));
  return Math.min(MAX_OUTPUT_TOKENS, ...limits);
}

export function readStream(body) {
  const stream = body.stream ?? false;
  if (typeof stream !== "boolean") throw badRequest("expected a boolean for stream", "stream", "invalid_type");
  if (!stream && body.stream_options != null) {
    throw badRequest("stream_options is only allowed when stream is true", "stream_options");
  }
  return { stream, includeUsage: body.stream_options?.include_usage === true };
}

/** The text before the first stop sequence. */
export function beforeStop(text, stop) {
  const ends = [stop ?? []]
    .flat()
    .map((sequence) => text.indexOf(sequence))
    .filter((index) => index >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/** The text of a message's content, a string or a list of parts; other media have no words. */
export function textOf(content) {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => part?.text ?? part?.refusal ?? "").join("");
}
