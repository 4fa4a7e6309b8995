// Usage: stream-chat.mjs BASE_URL KEY MODEL PROMPT; prints the answer as it arrives. Ends with 1 unless it came to its end.

const [base, key, model, prompt] = process.argv.slice(2);
const PATIENCE_MILLIS = 300_000;

try {
  const response = await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ model, stream: true, messages: [{ role: "user", content: prompt }] }),
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
  if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`);
  await print(response.body);
} catch (reason) {
  console.error(`the chat failed: ${reason.cause?.message ?? reason.message}`);
  process.exitCode = 1;
}

async function print(body) {
  let pieces = 0;
  for await (const data of events(body)) {
    if (data === "[DONE]") {
      process.stdout.write("\n");
      if (pieces === 0) throw new Error("the answer is empty");
      return;
    }
    const event = JSON.parse(data);
    if (event.error) throw new Error(event.error.message);
    const text = event.choices?.[0]?.delta?.content ?? "";
    pieces += text ? 1 : 0;
    process.stdout.write(text);
  }
  throw new Error("the stream ended without [DONE]");
}

/** The data of each event; this side of the bridge writes one data line per event. */
async function* events(body) {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
  }
}
