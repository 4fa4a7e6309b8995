// Usage: find-backend.mjs [URL]; prints "URL MODEL NAME" of an OpenAI-compatible server that lists a model: the one at
// URL, or the first on the ports where people usually run one. Nothing found: prints nothing. URL not good: fails.

const USUAL = [
  ["Ollama", 11434],
  ["llama.cpp", 8080],
  ["vLLM", 8000],
  ["LM Studio", 1234],
];
const PATIENCE_MILLIS = 1500;

const given = process.argv[2];
if (given) {
  const base = given.replace(/\/+$/, "").replace(/(\/v1)?$/, "/v1");
  try {
    console.log(`${base} ${await firstModel(base)} the given server`);
  } catch (reason) {
    console.error(`${base}/models: ${reason.cause?.message ?? reason.message}; is it an OpenAI-compatible server?`);
    process.exitCode = 1;
  }
} else {
  const found = await Promise.all(USUAL.map(probe));
  const best = found.find((line) => line !== undefined);
  if (best) console.log(best);
}

async function probe([name, port]) {
  const base = `http://127.0.0.1:${port}/v1`;
  try {
    return `${base} ${await firstModel(base)} ${name}`;
  } catch {
    return undefined;
  }
}

async function firstModel(base) {
  const response = await fetch(`${base}/models`, { signal: AbortSignal.timeout(PATIENCE_MILLIS), redirect: "error" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { data } = await response.json();
  const id = Array.isArray(data) ? data[0]?.id : undefined;
  if (typeof id !== "string" || /\s/.test(id)) throw new Error("it lists no model");
  return id;
}
