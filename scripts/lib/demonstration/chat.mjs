// POST /v1/chat/completions

import { randomUUID } from "node:crypto";
import { answerTo, answerToTool } from "./answers.mjs";
import { beforeStop, readChoices, readLimit, readModel, readStream, textOf } from "./reading.mjs";
import { valueFor } from "./schema.mjs";
import { promptTokens, tokenize, usage } from "./tokens.mjs";
import { badRequest, EventStream, FINGERPRINT, NOTICE, Refusal, sendJson } from "./wire.mjs";

const ROLES = new Set(["system", "developer", "user", "assistant", "tool", "function"]);

export async function chat({ body, bytes, response, model, delayMillis }) {
  readModel(body, model);
  const messages = readMessages(body);
  const { stream, includeUsage } = readStream(body);
  const limit = readLimit(body, "max_completion_tokens", "max_tokens");
  const choices = readChoices(body);
  refuseWhenAsked(messages);

  const reply = limited(replyTo(body, messages), limit);
  const counted = usage(
    promptTokens([...messages.flatMap(words), JSON.stringify(body.tools ?? "")], bytes),
    reply.tokens * choices,
  );
  const head = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model,
    system_fingerprint: FINGERPRINT,
  };
  if (stream)
    return streamed(new EventStream(response, delayMillis), head, reply, choices, includeUsage ? counted : undefined);
  return sendJson(response, 200, {
    ...head,
    object: "chat.completion",
    choices: Array.from({ length: choices }, (_, index) => choice(index, reply)),
    usage: counted,
  });
}

function readMessages(body) {
  if (!Array.isArray(body.messages))
    throw badRequest("expected a list for messages", "messages", "missing_required_parameter");
  if (body.messages.length === 0) throw badRequest("messages is empty", "messages");
  body.messages.forEach((message, index) => {
    if (!ROLES.has(message?.role))
      throw badRequest(`unknown role ${JSON.stringify(message?.role)}`, `messages[${index}].role`);
  });
  return body.messages;
}

const words = (message) => [
  message.role,
  textOf(message.content),
  ...(message.tool_calls ?? []).flatMap((call) => [call.function?.name ?? "", call.function?.arguments ?? ""]),
];

function refuseWhenAsked(messages) {
  if (textOf(messages.at(-1).content).toLowerCase().includes("please fail")) {
    throw new Refusal(500, "demonstration_failure", `${NOTICE} It was asked to fail.`, null, "server_error");
  }
}

// A reply is either pieces of text or one tool call with its arguments in pieces.

function replyTo(body, messages) {
  const tool = toolFor(body, messages.at(-1).role);
  if (tool !== undefined) {
    return {
      tool: tool.function.name,
      pieces: tokenize(JSON.stringify(valueFor(tool.function.parameters ?? { type: "object" }))),
      ending: "tool_calls",
    };
  }
  return { pieces: tokenize(beforeStop(textFor(body, messages), body.stop)), ending: "stop" };
}

function toolFor(body, lastRole) {
  const tools = (body.tools ?? []).filter((tool) => tool?.type === "function" && tool.function?.name);
  const wanted = body.tool_choice ?? "auto";
  if (tools.length === 0 || wanted === "none") return undefined;
  if (typeof wanted === "object") return forced(tools, wanted.function?.name);
  return wanted === "required" || lastRole === "user" ? tools[0] : undefined;
}

function forced(tools, name) {
  const tool = tools.find((candidate) => candidate.function.name === name);
  if (tool === undefined) throw badRequest(`tool_choice names '${name}', which is not among tools`, "tool_choice");
  return tool;
}

function textFor(body, messages) {
  const format = body.response_format;
  if (format?.type === "json_schema") return JSON.stringify(valueFor(format.json_schema?.schema));
  if (format?.type === "json_object") return JSON.stringify({ notice: NOTICE });
  const last = messages.at(-1);
  return last.role === "tool" ? answerToTool(textOf(last.content)) : answerTo(textOf(last.content));
}

function limited(reply, limit) {
  const named = reply.tool === undefined ? 0 : tokenize(reply.tool).length;
  const room = Math.max(0, limit - named);
  const cut = reply.pieces.length > room;
  const pieces = cut ? reply.pieces.slice(0, room) : reply.pieces;
  return {
    ...reply,
    pieces,
    ending: cut ? "length" : reply.ending,
    tokens: Math.min(limit, named + pieces.length),
  };
}

const callId = () => `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`;

function choice(index, reply) {
  const text = reply.pieces.join("");
  const message =
    reply.tool === undefined
      ? { role: "assistant", content: text, refusal: null }
      : {
          role: "assistant",
          content: null,
          refusal: null,
          tool_calls: [{ id: callId(), type: "function", function: { name: reply.tool, arguments: text } }],
        };
  return { index, message, logprobs: null, finish_reason: reply.ending };
}

async function streamed(stream, head, reply, choices, counted) {
  const chunk = (parts) => ({ ...head, object: "chat.completion.chunk", ...parts, ...(counted && { usage: null }) });
  const delta = (index, delta, ending = null) =>
    stream.send(chunk({ choices: [{ index, delta, logprobs: null, finish_reason: ending }] }));
  for (let index = 0; index < choices; index++) {
    for (const part of deltas(reply)) {
      if (!(await delta(index, part))) return;
    }
    if (!(await delta(index, {}, reply.ending))) return;
  }
  if (counted && !(await stream.send({ ...chunk({ choices: [] }), usage: counted }))) return;
  stream.end();
}

function* deltas(reply) {
  if (reply.tool === undefined) {
    yield { role: "assistant", content: "", refusal: null };
    for (const content of reply.pieces) yield { content };
    return;
  }
  const start = { index: 0, id: callId(), type: "function", function: { name: reply.tool, arguments: "" } };
  yield { role: "assistant", content: null, tool_calls: [start] };
  for (const piece of reply.pieces) yield { tool_calls: [{ index: 0, function: { arguments: piece } }] };
}
