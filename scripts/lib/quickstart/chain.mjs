// The few questions that the quickstart asks the chain itself, so that it need not believe anybody's report.

export async function rpc(endpoint, method, ...params) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  });
  const { result, error } = await response.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

export const balance = async (endpoint, address) => BigInt(await rpc(endpoint, "eth_getBalance", address, "latest"));

export async function gasCost(endpoint, transaction) {
  const receipt = await rpc(endpoint, "eth_getTransactionReceipt", transaction);
  if (receipt?.status !== "0x1") throw new Error(`transaction ${transaction} was not mined with success`);
  return BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice);
}
