import { describe, expect, it } from 'vitest';
import type { TriggerEvent } from '#chaos/fault';
import type { TimedFault } from '#chaos/registry';
import { seededRandom } from '../random.ts';
import { active, WireBench } from '../testing/wire-bench.ts';
import { HtlcFaults } from './htlc-faults.ts';
import { NodeFaults } from './node-faults.ts';

const at = { atMs: 0, durMs: 5000, role: 'payer', node: 0 } as const;
const LOSS = { kind: 'node.permanent_loss', ...at, durMs: 0 } as const;

/** Node 0 pays node 2 over node 1 (10 ms a hop, 5 ms each way to the orchestrator), with faults of daemons. */
function bench() {
  const it = new WireBench();
  const { kernel, world, callFaults } = it;
  const felt: string[] = [];
  let open = 0;
  let hear: (event: TriggerEvent, node: number) => void = () => {};
  const touch = (_active: unknown, node: number, _hash: string, what: string) =>
    felt.push(`${kernel.nowMs} ${node} ${what}`);
  const faults = new NodeFaults(kernel, world, { payers: [0], payees: [2], nodeCount: 3 }, touch, {
    impediments: [callFaults, new HtlcFaults(kernel, world, seededRandom('x'), touch)],
    paymentsOpen: () => open,
    onPayment: (hearer) => {
      hear = hearer;
    },
  });
  const begin = (fault: TimedFault, ordinal = 0) => {
    const own = active(fault, ordinal);
    faults.begin(own);
    return () => faults.end(own);
  };
  const load = (payments: number) => {
    open = payments;
    hear('pay-accepted', 0);
  };
  it.invoice();
  return { it, begin, load, felt };
}

describe('a daemon that runs badly', () => {
  it('is slow in its API and in its channels', () => {
    const { it, begin, felt } = bench();
    const end = begin({ kind: 'node.slow', ...at, addMs: 100 });
    it.pay();
    // There and back by the API, and the preimage on its way home.
    expect(it.until(1000)).toEqual(['350 1 settled']);
    expect(felt).toEqual(['145 0 HTLC delayed']);
    expect(it.touched).toEqual(['0 call delayed', '0 call delayed']);
    end();
    it.lookup();
    expect(it.until(2000)).toEqual(['1010 2 settled']);
  });

  it('comes back locked: pay calls are refused unread, look-ups say nothing, no HTLC passes', () => {
    const { it, begin } = bench();
    const end = begin({ kind: 'node.locked_or_syncing', ...at, state: 'locked' });
    it.pay();
    expect(it.until(500)).toEqual(['5 1 not_sent']);
    it.pay();
    it.lookup();
    expect(it.until(1000)).toEqual(['505 2 not_sent', '505 3 unavailable']);
    expect(it.world.nodeState(0)).toBe('down');
    end();
    it.pay();
    expect(it.until(2000)).toEqual(['1050 4 settled']);
    expect(it.world.epoch(0)).toBe(2);
  });

  it('comes back out of step with the chain: it refuses calls and HTLCs until it is', () => {
    const { it, begin } = bench();
    const end = begin({ kind: 'node.locked_or_syncing', ...at, role: 'any', node: 1, state: 'syncing' });
    it.kernel.run(600);
    it.pay();
    expect(it.until(2000)).toEqual(['630 1 failed']);
    const endOwn = begin({ kind: 'node.locked_or_syncing', ...at, state: 'syncing' }, 1);
    it.kernel.run(2600);
    it.lookup();
    expect(it.until(3000)).toEqual(['2605 2 unavailable']);
    expect([it.world.nodeState(0), it.world.epoch(0)]).toEqual(['up', 2]);
    end();
    endOwn();
    it.lookup();
    expect(it.until(4000)).toEqual(['3010 3 failed']);
  });

  it('is killed with too many payments under way, each time', () => {
    const { it, begin, load, felt } = bench();
    const end = begin({ kind: 'node.oom', atMs: 0, durMs: 5000, node: 0, paymentsMax: 2, downMs: 100 });
    const seen = [2, 3, 3].map((payments, at) => {
      it.kernel.run(at * 200);
      load(payments);
      it.kernel.run(at * 200 + 10);
      return it.world.nodeState(0);
    });
    expect(seen).toEqual(['up', 'down', 'down']);
    expect(felt).toEqual(['200 0 node down', '400 0 node down']);
    it.kernel.run(1000);
    expect([it.world.nodeState(0), it.world.epoch(0)]).toEqual(['up', 3]);
    end();
    load(9);
    it.kernel.run(2000);
    expect(it.world.nodeState(0)).toBe('up');
  });

  it('lost for good stays down under whatever else ends', () => {
    const { it, begin } = bench();
    begin(LOSS);
    const end = begin({ kind: 'node.crash', ...at, loseUnsynced: false }, 1);
    end();
    expect(it.world.nodeState(0)).toBe('down');
  });
});

describe('a node with an old database', () => {
  const rollback = (ageMs: number) =>
    ({ kind: 'node.state_rollback', atMs: 0, durMs: 0, node: 0, ageMs }) as const;

  it('knows nothing of payments since, and pays again when asked', () => {
    const { it, begin, felt } = bench();
    it.kernel.run(100);
    it.pay();
    it.kernel.run(1000);
    begin(rollback(950))();
    expect(felt).toEqual(['1000 0 payment forgotten']);
    it.lookup();
    it.pay();
    expect(it.until(3000)).toEqual(['150 1 settled', '1010 2 not_found', '1050 3 failed']);
    // The payee refuses what is paid already; the node has sent it all the same.
    expect(it.paid).toBe(2);
  });

  it('shows for ever as in flight what ended since, and forgets nothing older', () => {
    const { it, begin, felt } = bench();
    it.pay();
    it.kernel.run(1000);
    begin(rollback(980))();
    it.lookup();
    expect(it.until(2000).at(-1)).toBe('1010 2 in_flight');
    begin(rollback(900), 1)();
    expect(felt).toHaveLength(1);
  });
});
