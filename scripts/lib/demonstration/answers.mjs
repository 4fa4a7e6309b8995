// What the demonstration backend says. Every text begins by saying what it is.

import { NOTICE } from "./wire.mjs";

const MAX_COUNT = 1000;
const MAX_QUOTED = 400;

export function answerTo(prompt) {
  const count = /\bcount to (\d{1,9})\b/i.exec(prompt);
  if (count !== null) return `${NOTICE} ${counting(Math.min(Number(count[1]), MAX_COUNT))}`;
  return `${NOTICE} You wrote: ${quoted(prompt)}`;
}

export const answerToTool = (result) => `${NOTICE} The tool answered: ${quoted(result)}`;

const counting = (last) => Array.from({ length: last }, (_, index) => index + 1).join(" ");

function quoted(text) {
  const characters = Array.from(text);
  return characters.length <= MAX_QUOTED ? text : `${characters.slice(0, MAX_QUOTED).join("")} (shortened)`;
}
