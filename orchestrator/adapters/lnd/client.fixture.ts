import { onTestFinished } from 'vitest';
import type { LightningNode } from '../../ports/lightning-node.ts';
import { createLndNode } from './client.ts';
import { MACAROON, NODE, TestHost } from './host.fixture.ts';
import type { LndOptions } from './options.ts';
import { type Call, certificateFor, type Reply, startTestLnd, type TestLnd } from './server.fixture.ts';

export const CERTIFICATE = certificateFor();

export interface Bench {
  readonly lnd: TestLnd;
  readonly node: LightningNode;
  readonly host: TestHost;
}

/** The options of a client of that endpoint, except for what a test changes. */
export function optionsFor(endpoint: string, host: TestHost, change: Partial<LndOptions> = {}): LndOptions {
  return {
    name: NODE,
    endpoint,
    tlsCert: { pem: CERTIFICATE.cert },
    macaroon: { hex: MACAROON },
    network: 'regtest',
    host,
    ...change,
  };
}

/** A server with a script and a client of it; both gone at the end of the test. */
export async function bench(reply: (call: Call) => Reply, change: Partial<LndOptions> = {}): Promise<Bench> {
  const lnd = await startTestLnd(reply, { certificate: CERTIFICATE });
  const host = new TestHost();
  const node = createLndNode(optionsFor(lnd.endpoint, host, change));
  onTestFinished(async () => {
    await node.close();
    await lnd.stop();
  });
  return { lnd, node, host };
}
