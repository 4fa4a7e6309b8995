// POST /v1/completions

import { randomUUID } from "node:crypto";
import { answerTo } from "./answers.mjs";
import { beforeStop, readChoices, readLimit, readModel, readStream } from "./reading.mjs";
import { promptTokens, tokenize, usage } from "./tokens.mjs";
import { badRequest, EventStream, FINGERPRINT, sendJson } from "./wire.mjs";

export async function completions({ body, bytes, response, model, delayMillis }) {
  readModel(body, model);
  const prompts = readPrompts(body);
  const { stream, includeUsage } = readStream(body);
  const limit = readLimit(body, "max_tokens");
  const perPrompt = readChoices(body);

  const replies = prompts.flatMap((prompt) => Array(perPrompt).fill(replyTo(body, prompt, limit)));
  const counted = usage(
    promptTokens(prompts, bytes),
    replies.reduce((sum, reply) => sum + reply.pieces.length, 0),
  );
  const head = {
    id: `cmpl-${randomUUID()}`,
    object: "text_completion",
    created: Math.floor(Date.now() / 1000),
    model,
    system_fingerprint: FINGERPRINT,
  };
  if (stream)
    return streamed(new EventStream(response, delayMillis), head, replies, includeUsage ? counted : undefined);
  return sendJson(response, 200, {
    ...head,
    choices: replies.map((reply, index) => choice(index, reply.pieces.join(""), reply.ending)),
    usage: counted,
  });
}

/** A text, a list of texts, or the same in tokens of somebody's tokenizer, which here are just numbers. */
function readPrompts(body) {
  const prompt = body.prompt;
  if (typeof prompt === "string") return [prompt];
  if (!Array.isArray(prompt) || prompt.length === 0) {
    throw badRequest("expected a text or a list for prompt", "prompt", "missing_required_parameter");
  }
  if (prompt.every(Number.isInteger)) return [prompt.join(" ")];
  return prompt.map((one) => (typeof one === "string" ? one : [one].flat().join(" ")));
}

function replyTo(body, prompt, limit) {
  const echo = body.echo === true ? `${prompt} ` : "";
  const all = tokenize(beforeStop(echo + answerTo(prompt), body.stop));
  return { pieces: all.slice(0, limit), ending: all.length > limit ? "length" : "stop" };
}

const choice = (index, text, ending) => ({ text, index, logprobs: null, finish_reason: ending });

async function streamed(stream, head, replies, counted) {
  const chunk = (choices, used = null) => ({ ...head, choices, ...(counted && { usage: used }) });
  for (const [index, reply] of replies.entries()) {
    for (const piece of reply.pieces) {
      if (!(await stream.send(chunk([choice(index, piece, null)])))) return;
    }
    if (!(await stream.send(chunk([choice(index, "", reply.ending)])))) return;
  }
  if (counted && !(await stream.send(chunk([], counted)))) return;
  stream.end();
}
