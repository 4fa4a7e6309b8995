// A token of the demonstration backend: a word or one mark of punctuation, with the white space before it. The
// rule is public and simple, so that anybody can count again; a token has at least one byte, so that a count
// never exceeds the bytes of the text.

const TOKEN = /\s*(?:[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_])|\s+$/gu;

export const tokenize = (text) => text.match(TOKEN) ?? [];

export const countTokens = (text) => tokenize(text).length;

/** Prompt tokens of everything that the model would read, never more than the bytes of the body it came in. */
export function promptTokens(texts, bodyBytes) {
  const counted = texts.reduce((sum, text) => sum + countTokens(text), 0);
  return Math.min(counted, bodyBytes);
}

export const usage = (promptTokens, completionTokens) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
});
