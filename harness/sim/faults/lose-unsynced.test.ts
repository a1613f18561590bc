import { expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { active, WireBench } from '../testing/wire-bench.ts';
import { HtlcFaults } from './htlc-faults.ts';
import { NodeFaults } from './node-faults.ts';

/** Node 0 (Core Lightning) is killed just after its payment has ended; what it says before it has followed its channels up. */
function saysAfterCrash(loseUnsynced: boolean): readonly string[] {
  const it = new WireBench('cln');
  const { kernel, world } = it;
  const touch = () => {};
  const faults = new NodeFaults(kernel, world, { payers: [0], payees: [2], nodeCount: 3 }, touch, {
    impediments: [new HtlcFaults(kernel, world, seededRandom('x'), touch)],
    paymentsOpen: () => 0,
    onPayment: () => {},
  });
  it.invoice();
  it.pay();
  while (it.history.at(-1)?.kind !== 'payment-ended') kernel.run(kernel.nowMs + 1);
  const crash = active({ kind: 'node.crash', atMs: 0, durMs: 5, role: 'payer', node: 0, loseUnsynced });
  faults.begin(crash);
  faults.end(crash);
  const heard: string[] = [];
  for (let look = 0; look < 2; look++) {
    it.until(kernel.nowMs + (look === 0 ? 100 : 3000));
    it.lookup();
    heard.push(it.until(kernel.nowMs + 50)[0]!.split(' ')[2]!);
  }
  return heard;
}

it('node.crash with loseUnsynced takes the last writes of the books with it, until the channels tell again', () => {
  expect(saysAfterCrash(true)).toEqual(['in_flight', 'settled']);
  expect(saysAfterCrash(false)).toEqual(['settled', 'settled']);
});
