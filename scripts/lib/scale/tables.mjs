// The model's parameters, constants and figures as Markdown.
import { CONSTANTS } from "./constants.mjs";
import { compute, PARAMETERS } from "./model.mjs";

const SCALES = [
  [1e12, " T"],
  [1e9, " G"],
  [1e6, " M"],
  [1e3, " k"],
];

/** Three digits are more than the model knows. */
function short(value, unit) {
  const [factor, prefix] = SCALES.find(([least]) => value >= (least === 1e3 && unit !== "bytes" ? 1e5 : least)) ?? [1, " "];
  const digits = Number((value / factor).toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 6 });
  return `${digits}${prefix}${unit === "bytes" ? "B" : unit === "%" ? "%" : ""}`.trim();
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |\n`;
  return `${line(head)}|${"---|".repeat(head.length)}\n${rows.map(line).join("")}\n`;
}

function parameters(cases) {
  const given = ([name, usual]) => cases.map(([, said]) => short(said[name] ?? usual, ""));
  const rows = PARAMETERS.map((parameter) => [`\`${parameter[0]}\``, parameter[2], ...given(parameter)]);
  return table(["parameter", "what it is", ...cases.map(([name]) => name)], rows);
}

function constants() {
  const rows = CONSTANTS.map(([name, value, unit, what, how]) => [
    `\`${name}\``,
    `${value.toLocaleString("en")} ${unit}`,
    what,
    how,
  ]);
  return table(["constant", "value", "what it is", "how it is known"], rows);
}

function figures(cases) {
  const head = ["formula", ...cases.map(([name]) => name)];
  return compute(cases)
    .map(([part, lines]) => {
      const rows = lines.map(([name, unit, formula, values]) => [name, formula, ...values.map((value) => short(value, unit))]);
      return `**${part}**\n\n${table(["what", ...head], rows)}`;
    })
    .join("");
}

/** Everything that docs/scale.md takes from the model. */
export function tables(cases) {
  return `${parameters(cases)}${figures(cases)}${constants()}`;
}
