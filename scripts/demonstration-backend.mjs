#!/usr/bin/env node
// A small OpenAI-compatible server that stands in for a model where there is none. It says so in every answer.

import http from "node:http";
import { parseArgs } from "node:util";
import { chat } from "./lib/demonstration/chat.mjs";
import { completions } from "./lib/demonstration/completions.mjs";
import { embeddings } from "./lib/demonstration/embeddings.mjs";
import { modelNotFound } from "./lib/demonstration/reading.mjs";
import { FINGERPRINT, readJson, Refusal, sendJson, sendRefusal } from "./lib/demonstration/wire.mjs";

const HELP = `Usage: demonstration-backend.mjs [--port N] [--model NAME] [--delay-ms N]

An OpenAI-compatible server on 127.0.0.1 that is not a language model and says so in every answer.

  --port N       port to listen on; 0 (default) takes a free one, named in the ready line
  --model NAME   the one model that it lists and accepts; default ${FINGERPRINT}
  --delay-ms N   pause after each streamed event, default 15
  --help         this text

Routes: GET /v1/models, GET /v1/models/{id}, POST /v1/chat/completions, POST /v1/completions,
POST /v1/embeddings, GET /stats (how many requests were opened, completed, failed, aborted by the client).

What a chat may ask for:
  "count to N"   a long answer, N words (at most 1,000)
  "please fail"  an answer with status 500 and an OpenAI error
  tools          the first tool, or the forced one, is called with arguments that fit its schema
  a JSON schema  the answer is JSON that fits it
`;

const POSTS = { "/v1/chat/completions": chat, "/v1/completions": completions, "/v1/embeddings": embeddings };

const options = readOptions();
const stats = { opened: 0, completed: 0, failed: 0, aborted: 0 };
const started = Math.floor(Date.now() / 1000);

const server = http.createServer({ keepAliveTimeout: 75_000 }, async (request, response) => {
  try {
    await route(request, response);
  } catch (reason) {
    fail(response, reason);
  }
});
server.on("clientError", (_, socket) => socket.destroy());
server.on("error", (reason) => exit(`cannot listen on 127.0.0.1:${options.port}: ${reason.message}`, 1));
server.listen(options.port, "127.0.0.1", () => {
  console.log(`demonstration backend listening on http://127.0.0.1:${server.address().port}/v1`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));

async function route(request, response) {
  const pathname = decoded(request.url.split("?", 1)[0]);
  const answer = POSTS[pathname];
  if (answer !== undefined && request.method === "POST") return inference(answer, request, response);
  if (answer !== undefined || request.method !== "GET") throw unknownUrl(request.method, pathname);
  if (pathname === "/stats") return sendJson(response, 200, stats);
  if (pathname === "/v1/models") return sendJson(response, 200, { object: "list", data: [listed()] });
  if (pathname.startsWith("/v1/models/")) return one(response, pathname.slice("/v1/models/".length));
  throw unknownUrl(request.method, pathname);
}

async function inference(answer, request, response) {
  stats.opened++;
  response.once("close", () => {
    if (!response.writableFinished) stats.aborted++;
    else if (response.statusCode === 200) stats.completed++;
    else stats.failed++;
  });
  const { body, bytes } = await readJson(request);
  await answer({ body, bytes, response, model: options.model, delayMillis: options.delayMillis });
}

function one(response, id) {
  if (id !== options.model) throw modelNotFound(id);
  sendJson(response, 200, listed());
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const listed = () => ({ id: options.model, object: "model", created: started, owned_by: FINGERPRINT });

const unknownUrl = (method, path) => new Refusal(404, "unknown_url", `unknown request URL: ${method} ${path}`);

function fail(response, reason) {
  if (response.closed) return;
  if (response.headersSent) return response.destroy();
  if (reason instanceof Refusal) return sendRefusal(response, reason);
  console.error(reason);
  sendRefusal(response, new Refusal(500, "internal_error", "the demonstration backend failed", null, "server_error"));
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "0" },
        model: { type: "string", default: FINGERPRINT },
        "delay-ms": { type: "string", default: "15" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) exit(HELP, 0);
    return {
      port: integer("--port", values.port, 65_535),
      model: values.model,
      delayMillis: integer("--delay-ms", values["delay-ms"], 60_000),
    };
  } catch (reason) {
    return exit(`${reason.message}\nSee --help.`, 2);
  }
}

function integer(option, text, most) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) throw new Error(`${option} ${text}: expected an integer from 0 to ${most}`);
  return value;
}

function exit(message, code) {
  (code === 0 ? console.log : console.error)(message);
  process.exit(code);
}
