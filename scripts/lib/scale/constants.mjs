// What the model of docs/scale.md counts with, each with where it comes from. Gas is read from the checked-in snapshot.
import { readFileSync } from "node:fs";

const snapshot = JSON.parse(readFileSync(new URL("../../../contracts/snapshots/Deopenchat.json", import.meta.url), "utf8"));
const gas = (name) => Number(snapshot[name]);

export const ROWS_OF_A_CLAIM = 200;

const gasOfARow = Math.ceil((gas("claim, 200 rows") - gas("claim, 100 rows")) / 100);

const STORAGE = "derived from contract.md, Storage; agrees with gasOpen";
const ESTIMATE = "estimate from Filecoin's price list and a simulation of its state, never run";
const MEASURED = "measured, `scripts/measure scale`";
const BUSY = `${MEASURED}, on two cores with a load of 17: too high rather than too low`;
const SIGNATURES = `${MEASURED}: the best of three runs`;
const MILLION = "measured, `scripts/measure ledger`";
const SNAPSHOT = "measured, `scripts/gas`";

/** Each: name, value, unit, what it is, how it is known. */
export const CONSTANTS = [
  ["gasRow", gasOfARow, "gas", "one more row of a claim", SNAPSHOT],
  ["gasClaim", gas("claim, 1 row") - gasOfARow, "gas", "a claim without its rows", SNAPSHOT],
  ["gasOpen", gas("fetchTokens, new account"), "gas", "the first purchase of a client", SNAPSHOT],
  ["gasTopUp", gas("fetchTokens, top up"), "gas", "a further purchase", SNAPSHOT],
  ["slotsOpen", 5, "slots", "a client's first account: two words, its key, its place in the list", STORAGE],
  ["slotBytes", 64, "bytes", "a slot's key and value, without the nodes of the tree above it", "derived"],
  ["ledgerRoundKept", 2194, "bytes", "a round in the ledger, with an answer of a few words", MEASURED],
  ["journalRound", 2438, "bytes", "a round in the journal", MEASURED],
  ["heapAccount", 2700, "bytes", "an account in the gateway's memory, three receipts open", MILLION],
  ["cpuGateway", 6300, "us", "CPU time of a small round in the gateway, one at a time", BUSY],
  ["cpuBridge", 8700, "us", "the same in the bridge", BUSY],
  ["sign", 100, "us", "a signature with libsecp256k1", SIGNATURES],
  ["recover", 44, "us", "a signer recovered", SIGNATURES],
  ["lookGateway", 2792, "bytes", "a look of a gateway at which nothing happened, 3 calls", MEASURED],
  ["lookBridge", 4140, "bytes", "a look of a bridge, 3 calls", MEASURED],
  ["logBytes", 690, "bytes", "the log of a row, as a node tells it", MEASURED],
  ["accountBytes", 1508, "bytes", "one account asked of a node", MEASURED],
  ["pageBytes", 1152, "bytes", "the same account in a page", "derived: 18 words in hexadecimal"],
  ["poll", 10, "s", "between two looks of a gateway", "`Network.FILECOIN`"],
  ["window", 300, "s", "until a block counts as settled: 10 blocks of 30 s", "`Network.FILECOIN`"],
  ["watch", 15, "s", "between two looks of a bridge", "`BridgeConfig.DEFAULT_WATCH_INTERVAL`"],
  ["mined", 60, "s", "from sending a claim until it is in a block, and the next may go", "Filecoin's receipts, 60 to 90 s"],
  ["retain", 7, "days", "answers and final rounds are kept", "`--retain`"],
  ["blockGas", 60e6, "gas", "a block of Ethereum", "assumed, as `Planner` of the gateway does"],
  ["blockTime", 12, "s", "between two of them", "Ethereum"],
  ["fevmClaim", 1.3e9, "Filecoin gas", "a claim of 200 rows, 10,000 accounts with the provider", ESTIMATE],
  ["fevmBlock", 10e9, "Filecoin gas", "a block", "contract.md, Gas"],
  ["fevmTime", 30, "s", "between two epochs, one block counted for each", "Filecoin"],
];

/** By name. */
export const VALUES = Object.fromEntries(CONSTANTS.map(([name, value]) => [name, value]));
