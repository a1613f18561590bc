import { expect, it } from 'vitest';
import { EmulatedNetwork } from '../emulated-network.ts';
import { smallNetwork } from '../network.fixture.ts';
import type { RunningNetwork } from '../start-network.ts';
import { nodeOf } from './node-of.ts';

it('finds a node by its name, and one that is called by its public key by how that begins', () => {
  const small = smallNetwork({ payer: 'lnd' });
  const names = [`02${'ab'.repeat(32)}`, `02${'ab'.repeat(31)}cd`, `03${'ef'.repeat(32)}`];
  const network = { ...small, nodes: small.nodes.map((node, at) => ({ ...node, name: names[at]! })) };
  const emulated = new EmulatedNetwork({ network });
  const host = { running: { network, emulated } as unknown as RunningNetwork };
  const find = (name: string) => nodeOf(host, name).ordinal;
  expect(names.map(find)).toEqual([0, 1, 2]);
  expect(find('03efefef')).toBe(2);
  // Two begin like this; too short; no key.
  for (const name of ['02abababababababab', '03efefe', 'moon'])
    expect(() => find(name)).toThrow(`there is no node "${name}"`);
  emulated.stop();
});
