// How cost grows, see docs/scale.md: what a case says of itself, and the lines that follow from it.
import { ROWS_OF_A_CLAIM, VALUES } from "./constants.mjs";

const DAY = 86_400;

/** What a case says, each with its unit and what it is if nothing is said. */
export const PARAMETERS = [
  ["clients", 1_000, "client keys that buy every day"],
  ["gateways", 1, "gateways that share them"],
  ["providersEach", 1, "providers that one client has accounts with"],
  ["rounds", 100, "rounds a day of a client, over all its accounts"],
  ["claims", 1, "times a day that a gateway claims what is owed (`--claim-after`)"],
  ["purchases", 1 / 30, "purchases a day for an account"],
  ["opened", 1 / 365, "accounts opened a day, for each there is"],
  ["answer", 4_000, "bytes of an answer, beyond a few words"],
  ["latency", 0.05, "seconds until the node answers one call"],
];

export const CASES = [
  ["a desk", { clients: 10 }],
  ["a busy gateway", { clients: 10_000 }],
  ["a hundred gateways", { clients: 100_000, gateways: 100, providersEach: 2 }],
  ["a million clients", { clients: 1_000_000, gateways: 1_000, providersEach: 3 }],
];

/** One line: what it is, its unit, its formula in words of parameters and constants, and what computes it. */
const LINES = {
  "One gateway": [
    ["accounts", "", "clients x providersEach / gateways", (c) => c.accounts],
    ["rounds a second", "", "clients x rounds / gateways / 86,400", (c) => c.roundsOfGateway / DAY],
    ["claims, transactions a day", "", "claims x accounts / 200, rounded up", (c) => c.claims * batches(c)],
    ["hours until all are claimed", "", "transactions of a claim x mined: one is on its way at a time",
      (c, k) => (batches(c) * k.mined) / 3600],
    ["gas of them a day", "gas", "transactions x gasClaim + claims x accounts x gasRow", claimGas],
    ["ledger, kept rounds", "bytes", "rounds x retain x (ledgerRoundKept + answer)",
      (c, k) => c.roundsOfGateway * k.retain * (k.ledgerRoundKept + c.answer)],
    ["memory of accounts", "bytes", "accounts x heapAccount", (c, k) => c.accounts * k.heapAccount],
    ["CPU, cores in use", "cores", "rounds a second x cpuGateway", (c, k) => (c.roundsOfGateway / DAY) * (k.cpuGateway / 1e6)],
    ["signatures made a second", "", "1 each round: the receipt", (c) => c.roundsOfGateway / DAY],
    ["signers recovered a second", "", "2 each round: request and, at most, confirmation", (c) => (2 * c.roundsOfGateway) / DAY],
    ["CPU for these, cores", "cores", "rounds a second x (sign + 2 x recover)",
      (c, k) => (c.roundsOfGateway / DAY / 1e6) * (k.sign + 2 * k.recover)],
    ["logs to follow a day", "", "claims x accounts + transactions, its own alone", (c) => c.claims * (c.accounts + batches(c))],
    ["calls of its node a day, idle", "", "3 x 86,400 / poll", (c, k) => (3 * DAY) / k.poll],
    ["rows not settled yet, while it claims", "", "200 x window / mined, or all accounts", unsettled],
    ["seconds of a look then", "", "2 x these rows x latency: each account is asked for, one after the other", lookSeconds],
    ["calls of its node a day, for claimed rows", "", "claims x accounts x 2 x looks in the window", accountCalls],
    ["bytes of its node a day", "bytes", "looks, logs again at each look of the window, accounts read again", nodeBytes],
    ["what a start reads", "bytes", "2 x accounts ever opened x pageBytes, at most", (c, k) => 2 * c.accounts * k.pageBytes],
    ["asked for `/v1/info` a second", "", "accounts / watch", (c, k) => c.accounts / k.watch],
  ],
  "One bridge": [
    ["journal a year", "bytes", "rounds x 365 x journalRound: nothing is forgotten", (c, k) => c.rounds * 365 * k.journalRound],
    ["CPU, cores in use", "cores", "rounds x cpuBridge / 86,400", (c, k) => (c.rounds / DAY) * (k.cpuBridge / 1e6)],
    ["calls of its node a day", "", "3 x providersEach x 86,400 / watch", (c, k) => (3 * c.providersEach * DAY) / k.watch],
    ["bytes of its node a day", "bytes", "providersEach x lookBridge x 86,400 / watch",
      (c, k) => (c.providersEach * k.lookBridge * DAY) / k.watch],
  ],
  "All together": [
    ["rounds a day", "", "clients x rounds", (c) => c.clients * c.rounds],
    ["claims, transactions a day", "", "gateways x those of one", (c) => c.gateways * c.claims * batches(c)],
    ["purchases, transactions a day", "", "accounts of all x (purchases + opened)", (c) => c.allAccounts * (c.purchases + c.opened)],
    ["gas of claims a day", "gas", "gateways x that of one", (c, k) => c.gateways * claimGas(c, k)],
    ["gas of purchases a day", "gas", "accounts of all x (purchases x gasTopUp + opened x gasOpen)", purchaseGas],
    ["share of Ethereum's blocks", "%", "gas / (86,400 / blockTime x blockGas)",
      (c, k) => (100 * (c.gateways * claimGas(c, k) + purchaseGas(c, k))) / ((DAY / k.blockTime) * k.blockGas)],
    ["share of Filecoin's blocks, estimate", "%", "claims x fevmClaim / (86,400 / fevmTime x fevmBlock)",
      (c, k) => (100 * c.gateways * c.claims * batches(c) * k.fevmClaim) / ((DAY / k.fevmTime) * k.fevmBlock)],
    ["gas of claims for a round", "gas", "gas of claims / rounds", (c, k) => (c.gateways * claimGas(c, k)) / (c.clients * c.rounds)],
    ["state of accounts on the chain", "bytes", "accounts of all x slotsOpen x slotBytes, at most",
      (c, k) => c.allAccounts * k.slotsOpen * k.slotBytes],
    ["logs of claims a day", "bytes", "claims x accounts of all x logBytes", (c, k) => c.claims * c.allAccounts * k.logBytes],
    ["calls of all bridges a second", "", "3 x accounts of all / watch", (c, k) => (3 * c.allAccounts) / k.watch],
  ],
};

/** Transactions of one claim of everybody. */
function batches(c) {
  return Math.ceil(c.accounts / ROWS_OF_A_CLAIM);
}

function claimGas(c, k) {
  return c.claims * (batches(c) * k.gasClaim + c.accounts * k.gasRow);
}

function purchaseGas(c, k) {
  return c.allAccounts * (c.purchases * k.gasTopUp + c.opened * k.gasOpen);
}

function unsettled(c, k) {
  return Math.min(c.accounts, (ROWS_OF_A_CLAIM * k.window) / k.mined);
}

function lookSeconds(c, k) {
  return 2 * unsettled(c, k) * c.latency;
}

/** How often what happened in a block is seen until the block is settled. */
function looksInWindow(c, k) {
  return Math.max(1, k.window / Math.max(k.poll, lookSeconds(c, k)));
}

function accountCalls(c, k) {
  return c.claims * c.accounts * 2 * looksInWindow(c, k);
}

function nodeBytes(c, k) {
  const looks = (DAY / k.poll) * k.lookGateway;
  const logs = c.claims * c.accounts * k.logBytes * looksInWindow(c, k);
  return looks + logs + accountCalls(c, k) * k.accountBytes;
}

/** Fills in what a case does not say, and what follows at once. */
function complete(given) {
  const c = { ...Object.fromEntries(PARAMETERS.map(([name, usual]) => [name, usual])), ...given };
  const allAccounts = c.clients * c.providersEach;
  return { ...c, allAccounts, accounts: allAccounts / c.gateways, roundsOfGateway: (c.clients * c.rounds) / c.gateways };
}

/** For each part of the model its lines: name, unit, formula, and a figure for each case. */
export function compute(cases) {
  const completed = cases.map(([, given]) => complete(given));
  return Object.entries(LINES).map(([part, lines]) => [
    part,
    lines.map(([name, unit, formula, of]) => [name, unit, formula, completed.map((c) => of(c, VALUES))]),
  ]);
}
