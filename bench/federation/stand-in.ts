/** Systems kept elsewhere, with one fault each, on loopback. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './raw-federation.js';

export type StandIn = { readonly url: string; close(): Promise<void> };

export async function startStandIn(fault: Fault, slowMs: number): Promise<StandIn> {
  const server = createServer((request, response) => {
    request.resume();
    const answer = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    const nothingFound = JSON.stringify({ hits: [], overflow: false });
    switch (fault) {
      case 'slow':
        return void setTimeout(() => answer(200, nothingFound), slowMs);
      case 'failing':
        return void answer(500, '{}');
      case 'lying':
        return void answer(200, JSON.stringify({ hits: 'none', overflow: false }));
      case 'silent':
        return;
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
