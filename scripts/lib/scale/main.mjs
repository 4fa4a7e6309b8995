// See USAGE.
import { readFileSync, writeFileSync } from "node:fs";
import { CASES, PARAMETERS } from "./model.mjs";
import { tables } from "./tables.mjs";

const PAGE = new URL("../../../docs/scale.md", import.meta.url);
const GENERATED = /(<!-- computed by scripts\/scale -->\n)[^]*?(<!-- end -->)/;

const USAGE = `Usage: scripts/scale [--NAME NUMBER]... | --check | --write

Computes what gateways, bridges and the chain have to carry, by the model of docs/scale.md, and prints it as Markdown.
Without options: the cases of that page.

${PARAMETERS.map(([name, usual, what]) => `  --${name.padEnd(14)} ${what}, else ${Number(usual.toPrecision(3))}`).join("\n")}
  --check          fails if the tables of docs/scale.md are not what this computes
  --write          writes them there
  --help           this text
`;

/** One case from the command line. */
function asked(words) {
  const given = {};
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i].replace(/^--/, "");
    const value = Number(words[i + 1]);
    const known = words[i].startsWith("--") && PARAMETERS.some(([parameter]) => parameter === name);
    if (!known) throw new Error(`unknown option ${words[i]}; see --help`);
    if (words[i + 1] === undefined || !(value >= 0)) throw new Error(`--${name} takes a number from 0, got ${words[i + 1]}`);
    if (name === "gateways" && value < 1) throw new Error("--gateways must be at least 1");
    given[name] = value;
  }
  return [["your case", given]];
}

function page() {
  const text = readFileSync(PAGE, "utf8");
  if (!GENERATED.test(text)) throw new Error("docs/scale.md has no place for its tables");
  return { text, wanted: text.replace(GENERATED, (all, begin, end) => begin + tables(CASES) + end) };
}

function check() {
  const { text, wanted } = page();
  if (text !== wanted) throw new Error('the tables of docs/scale.md are not what the model gives: run "scripts/scale --write"');
}

function main(words) {
  switch (words[0]) {
    case "--help":
      return process.stdout.write(USAGE);
    case "--check":
      return check();
    case "--write":
      return writeFileSync(PAGE, page().wanted);
    default:
      return process.stdout.write(tables(words.length === 0 ? CASES : asked(words)));
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
