// The picture of docs/contract.md: gas of a claim by rounds, and by clients. What to draw; how is in figure.mjs.
import { FLOOR_TOTAL, FLOOR_WITHOUT_SIGNATURE } from "./floor.mjs";
import { Figure, Panel } from "./figure.mjs";

const ROUNDS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
const CLIENTS = [1, 2, 5, 10, 20, 50, 100, 200];

const number = (value) => Math.round(value).toLocaleString("en");
const name = (count) => (count === 1 ? "1 row" : `${count} rows`);

/** @returns the text of an SVG file */
export function claimGas(snapshot, published) {
  const gas = (key) => Number(snapshot[`claim, ${key}`]);
  const other = (words) => published.find((figure) => figure.name.includes(words));
  return new Figure("What a claim costs", "whole transactions, fixed cost and calldata included; both axes logarithmic")
    .add(byRounds(gas, other))
    .add(byClients(gas, other))
    .svg();
}

function byRounds(gas, other) {
  const claims = ROUNDS.map((rounds) => [rounds, gas(`rounds ${rounds}`)]);
  const transfer = other("a transfer").gas;
  const panel = new Panel({
    title: "One client: gas to be paid for its rounds",
    x: { label: "rounds paid for", from: 1, to: 1e6, ticks: ROUNDS },
    y: { label: "gas", from: 1e4, to: 1e7, ticks: [1e4, 1e5, 1e6, 1e7] },
  });
  const leaves = [1e7 / transfer, 1e7];
  panel.steep([[1, transfer], leaves], `a transfer for each round: at least ${number(transfer)} each`);
  ["a proof", "close and settle", "Celer"].map(other).forEach(({ name, gas }) => panel.level(gas, "other", name, number(gas)));
  panel.line(claims, "ours", "Deopenchat, a claim", `${number(claims[0][1])} to ${number(claims.at(-1)[1])}`);
  return panel;
}

function byClients(gas, other) {
  const claims = CLIENTS.map((clients) => [clients, gas(name(clients)) / clients]);
  const proofs = proofOfABatch(gas, other("a proof").gas);
  const ious = other("IOUs");
  const moreIous = iousInBulk(ious);
  const panel = new Panel({
    title: "Many clients: gas for each of them, by how many one transaction pays for",
    x: { label: "clients", from: 1, to: 200, ticks: CLIENTS },
    y: { label: "gas per client", from: 5e3, to: 5e5, ticks: [5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5] },
  });
  ["close and settle", "Celer"].map(other).forEach(({ name, gas }) => panel.level(gas, "other", name, number(gas)));
  panel.line(proofs, "guess", "a proof of the batch (estimate)", number(proofs.at(-1)[1]));
  panel.line(moreIous, "guess", "Raiden, IOUs in bulk (estimate from 7 on)", number(moreIous.at(-1)[1]));
  panel.line([[1, ious.gas], moreIous[0]], "other dots");
  panel.level(FLOOR_TOTAL, "floor", "least for a row with its signature", number(FLOOR_TOTAL));
  panel.line(claims, "ours", "Deopenchat, a claim", number(claims.at(-1)[1]));
  return panel;
}

/** An estimate: our fixed cost, one proof, and for each client what is left of a row without its signature. */
function proofOfABatch(gas, proof) {
  const fixed = gas("1 row") - (gas("200 rows") - gas("100 rows")) / 100 + proof;
  return CLIENTS.map((clients) => [clients, fixed / clients + FLOOR_WITHOUT_SIGNATURE]);
}

/** From the six that were published on, as if each more cost what the second to the sixth did. */
function iousInBulk({ gas, gasOfSix }) {
  const marginal = (gasOfSix - gas) / 5;
  return [6, 10, 20, 50, 100, 200].map((clients) => [clients, (gas + (clients - 1) * marginal) / clients]);
}
