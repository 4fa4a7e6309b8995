// HTTP as OpenAI shapes it: error objects, bodies with a bound, server-sent events.

const MAX_BODY_BYTES = 64 * 1024 * 1024;

export const FINGERPRINT = "deopenchat-demonstration";
export const NOTICE = "This is a demonstration backend, not a language model.";

const HEADERS = { "x-demonstration-backend": "not a language model" };

export class Refusal extends Error {
  constructor(status, code, message, param = null, type = "invalid_request_error") {
    super(message);
    this.status = status;
    this.error = { message, type, param, code };
  }
}

export const badRequest = (message, param, code = "invalid_value") => new Refusal(400, code, message, param);

export function sendJson(response, status, value) {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { ...HEADERS, "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

export const sendRefusal = (response, refusal) => sendJson(response, refusal.status, { error: refusal.error });

/** The body as an object, with its size, because token counts are bounded by it. */
export async function readJson(request) {
  const pieces = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new Refusal(413, "request_too_large", `the body is over the limit of ${MAX_BODY_BYTES} bytes`);
    }
    pieces.push(piece);
  }
  return { body: parse(Buffer.concat(pieces).toString("utf8")), bytes };
}

function parse(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (reason) {
    throw badRequest(`the body is not JSON: ${reason.message}`, null, "invalid_json");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw badRequest("the body is not a JSON object", null, "invalid_json");
  }
  return value;
}

export class EventStream {
  #response;
  #delayMillis;

  constructor(response, delayMillis) {
    this.#response = response;
    this.#delayMillis = delayMillis;
    response.writeHead(200, {
      ...HEADERS,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
    });
  }

  /** False once nobody listens any more: the caller stops. */
  async send(value) {
    if (this.#response.closed) return false;
    this.#response.write(`data: ${JSON.stringify(value)}\n\n`);
    await pause(this.#delayMillis);
    return !this.#response.closed;
  }

  end() {
    this.#response.end("data: [DONE]\n\n");
  }
}

export const pause = (millis) => new Promise((resume) => setTimeout(resume, millis));
