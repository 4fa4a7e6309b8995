// Usage: free-ports.mjs COUNT [WANTED]; prints so many different free ports of 127.0.0.1, WANTED first if it is free.

import { createServer } from "node:net";

const [count, wanted] = process.argv.slice(2).map(Number);

const listen = (port) =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => done(server));
  });

const servers = [await listen(wanted || 0).catch(() => listen(0))];
while (servers.length < count) servers.push(await listen(0));
console.log(servers.map((server) => server.address().port).join(" "));
servers.forEach((server) => server.close());
