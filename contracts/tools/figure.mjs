// Draws panels of lines over logarithmic axes as one SVG file, readable on light and on dark pages. Each line carries its
// name at its right end: there is no legend.

const WIDTH = 900;
const HEAD = 64;
const PANEL = 372;
const PLOT = { left: 92, right: 586, top: 44, bottom: 312 };
const LABEL_GAP = 34;

const STYLE = `
svg { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --soft: #59636e; --grid: #e4e8ec; --ours: #0969da; --other: #7d8590; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0d1117; --ink: #e6edf3; --soft: #9198a1; --grid: #232a33; --ours: #58a6ff; --other: #848d97; }
}
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--soft); }
.page { fill: var(--page); }
.head { font-size: 18px; font-weight: 600; fill: var(--ink); }
.title { font-size: 14px; font-weight: 600; fill: var(--ink); }
.grid { stroke: var(--grid); }
.axis { stroke: var(--soft); }
.line { fill: none; stroke: var(--other); stroke-width: 1.5; stroke-linejoin: round; }
.guess { stroke-dasharray: 6 4; }
.floor { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; }
.ours { stroke: var(--ours); stroke-width: 3; }
.dot { fill: var(--other); }
.dot.ours { fill: var(--ours); stroke: var(--page); stroke-width: 1.5; }
.leader { fill: none; stroke: var(--other); stroke-width: 0.75; opacity: 0.7; }
.figure { fill: var(--ink); font-variant-numeric: tabular-nums; }
text.ours { fill: var(--ours); stroke: none; font-weight: 600; }`;

const short = (value) => value.toFixed(1).replace(/\.0$/, "");
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function text(x, y, words, attributes = "") {
  return `<text x="${short(x)}" y="${short(y)}"${attributes && ` ${attributes}`}>${escaped(words)}</text>`;
}

function tick(value) {
  return value >= 1e6 ? `${value / 1e6} M` : value.toLocaleString("en");
}

export class Panel {
  #title;
  #x;
  #y;
  #drawn = [];
  #labels = [];

  /** Axes have a label, the values at both ends, and the values that are written. */
  constructor({ title, x, y }) {
    this.#title = title;
    this.#x = { ...x, start: PLOT.left, end: PLOT.right };
    this.#y = { ...y, start: PLOT.bottom, end: PLOT.top };
  }

  /** A line with its name and figure beside its right end; without a name it is part of the one before it. */
  line(points, kind, name, figure) {
    const places = points.map(([x, y]) => [this.#at(this.#x, x), this.#at(this.#y, y)]);
    this.#drawn.push(`<path class="line ${kind}" d="${path(places)}"/>`);
    if (kind === "ours" || kind.endsWith("dots")) this.#drawn.push(...places.map((place) => dot(place, kind)));
    if (name) this.#labels.push({ end: places.at(-1), y: places.at(-1)[1], kind, name, figure });
  }

  /** The same value from end to end. */
  level(value, kind, name, figure) {
    this.line([this.#x.from, this.#x.to].map((x) => [x, value]), kind, name, figure);
  }

  /** A line that leaves the panel at its top, with its name beside it. */
  steep(points, name) {
    const places = points.map(([x, y]) => [this.#at(this.#x, x), this.#at(this.#y, y)]);
    const [x, y] = places.at(-1);
    this.#drawn.push(`<path class="line other" d="${path(places)}"/>`, text(x + 12, y + 14, name));
  }

  svg(top) {
    const parts = [text(20, 20, this.#title, 'class="title"'), ...this.#grid(), ...this.#drawn, ...this.#names()];
    return `<g transform="translate(0 ${top})">\n${parts.join("\n")}\n</g>`;
  }

  #at({ from, to, start, end }, value) {
    return start + (Math.log(value / from) / Math.log(to / from)) * (end - start);
  }

  #grid() {
    const { left, right, top, bottom } = PLOT;
    const across = this.#y.ticks.flatMap((value) => {
      const y = this.#at(this.#y, value);
      return [`<path class="grid" d="M${left} ${short(y)}H${right}"/>`, text(left - 8, y + 4, tick(value), 'text-anchor="end"')];
    });
    const down = this.#x.ticks.flatMap((value) => {
      const x = this.#at(this.#x, value);
      return [`<path class="axis" d="M${short(x)} ${bottom}v4"/>`, text(x, bottom + 19, tick(value), 'text-anchor="middle"')];
    });
    const middle = (top + bottom) / 2;
    return [
      ...across,
      `<path class="axis" d="M${left} ${bottom}H${right}"/>`,
      ...down,
      text((left + right) / 2, bottom + 38, this.#x.label, 'text-anchor="middle"'),
      text(26, middle, this.#y.label, `text-anchor="middle" transform="rotate(-90 26 ${middle})"`),
    ];
  }

  #names() {
    return spread(this.#labels).flatMap(({ end, y, kind, name, figure }) => {
      const style = kind === "ours" ? ' class="ours"' : "";
      const from = `${short(end[0] + 5)} ${short(end[1])}`;
      return [
        `<path class="leader" d="M${from}L${PLOT.right + 22} ${short(y)}h6"/>`,
        `<text x="${PLOT.right + 34}" y="${short(y - 2)}"${style}>${escaped(name)}</text>`,
        `<text x="${PLOT.right + 34}" y="${short(y + 13)}" class="figure">${escaped(figure)}</text>`,
      ];
    });
  }
}

/** Neighbours that are too near push each other apart until all names can be read; nobody leaves the panel. */
function spread(labels) {
  const sorted = [...labels].sort((left, right) => left.y - right.y);
  for (let round = 0; round < 100; round++) {
    for (let i = 1; i < sorted.length; i++) {
      const missing = LABEL_GAP - (sorted[i].y - sorted[i - 1].y);
      if (missing <= 0) continue;
      sorted[i - 1].y -= missing / 2;
      sorted[i].y += missing / 2;
    }
    for (const label of sorted) label.y = Math.min(Math.max(label.y, PLOT.top), PLOT.bottom - 12);
  }
  return sorted;
}

function path(places) {
  return places.map(([x, y], i) => `${i === 0 ? "M" : "L"}${short(x)} ${short(y)}`).join("");
}

function dot([x, y], kind) {
  return `<circle class="dot ${kind}" cx="${short(x)}" cy="${short(y)}" r="${kind === "ours" ? 4.5 : 3}"/>`;
}

export class Figure {
  #panels = [];
  #title;
  #subtitle;

  constructor(title, subtitle) {
    this.#title = title;
    this.#subtitle = subtitle;
  }

  add(panel) {
    this.#panels.push(panel);
    return this;
  }

  svg() {
    const height = HEAD + PANEL * this.#panels.length;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
      `<title>${escaped(`${this.#title}: ${this.#subtitle}`)}</title>`,
      `<style>${STYLE}\n</style>`,
      `<rect class="page" width="${WIDTH}" height="${height}" rx="8"/>`,
      text(20, 32, this.#title, 'class="head"'),
      text(20, 52, this.#subtitle),
      ...this.#panels.map((panel, i) => panel.svg(HEAD + i * PANEL + 8)),
      "</svg>",
      "",
    ].join("\n");
  }
}
