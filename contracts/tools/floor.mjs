// What no implementation of a row can save, in gas: see "Gas" in docs/contract.md.
export const FLOOR = {
  readColdSlot: 2_100,
  writeSlot: 2_900,
  recoverSigner: 3_000 + 100,
  hashStructDigestAndSlot: 30 + 6 * 6 + 30 + 6 * 3 + 30 + 6 * 2,
  calldata: 106 * 16 + 22 * 4,
  event: 375 * 4 + 8 * 64,
};

export const FLOOR_TOTAL = Object.values(FLOOR).reduce((sum, term) => sum + term, 0);

// The same row where one proof stands for all signatures: neither the signer, nor what was signed, nor 64 bytes of
// signature.
export const FLOOR_WITHOUT_SIGNATURE = FLOOR_TOTAL - FLOOR.recoverSigner - (30 + 6 * 6) - (30 + 6 * 3) - 64 * 16;
