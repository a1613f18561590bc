import { describe, expect, it } from 'vitest';
import type { TimedFault } from '#chaos/registry';
import { active, WireBench } from '../testing/wire-bench.ts';

const at = { atMs: 0, durMs: 1000, node: 0 } as const;

/** One pay call at 0 ms under these faults: what the client hears, and what the node did. */
function payUnder(...faults: readonly TimedFault[]) {
  const it = new WireBench();
  it.invoice();
  for (const [ordinal, fault] of faults.entries()) it.begin(active(fault, ordinal));
  it.pay();
  return { it, heard: it.until(3000), paid: it.paid };
}

describe('faults of single calls', () => {
  it.each<[TimedFault, string, number]>([
    [{ kind: 'net.reset', ...at, call: 'any', count: 1, phase: 'mid' }, '50 1 reset', 1],
    [{ kind: 'net.truncate', ...at, call: 'any', count: 1 }, '50 1 malformed', 1],
    [{ kind: 'net.bandwidth', ...at, bytesPerS: 10_000 }, '300 1 settled', 1],
    [{ kind: 'api.throttle', ...at, callsMax: 0, perMs: 100 }, '5 1 unavailable', 0],
    [{ kind: 'api.auth_expired', ...at }, '5 1 rejected', 0],
    [{ kind: 'api.schema_drift', ...at, drift: 'unreadable' }, '50 1 malformed', 1],
    [{ kind: 'api.schema_drift', ...at, drift: 'unknown_state' }, '50 1 malformed', 1],
    [{ kind: 'api.schema_drift', ...at, drift: 'fee_missing' }, '50 1 settled', 1],
    [{ kind: 'net.blackhole', ...at }, '1000 1 timeout', 0],
    [{ kind: 'net.flap', ...at, cycles: 1, downPct: 50 }, '5 1 not_sent', 0],
    [partition('both'), '1000 1 timeout', 0],
    [partition('outgoing'), '1000 1 timeout', 0],
    [partition('incoming'), '1000 1 timeout', 1],
  ])('%j: the client hears one thing, the node did another', (fault, heard, paid) => {
    const under = payUnder(fault);
    expect(under.heard).toEqual([heard]);
    expect(under.paid).toBe(paid);
    expect(under.it.touched.length).toBeGreaterThan(0);
  });

  it('a refused look-up for credentials is no word about the payment', () => {
    const { it } = payUnder();
    it.begin(active({ kind: 'api.auth_expired', ...at }));
    it.lookup();
    expect(it.until(4000)).toEqual(['3005 2 unavailable']);
    expect(it.list(0)).toEqual({ kind: 'unavailable' });
    expect(it.callFaults.hidesHealth(0)).toBe(true);
  });

  it('a settled payment without its fee is still settled, and its list is still read', () => {
    const it = new WireBench();
    it.invoice();
    it.begin(active({ kind: 'api.schema_drift', ...at, drift: 'fee_missing' }));
    it.pay();
    it.until(1000);
    expect(it.fees).toEqual([null]);
    expect(it.list(0)).toMatchObject({ kind: 'listed', entries: [{ state: 'settled' }] });
  });

  it('a narrow connection carries one message after the other', () => {
    const it = new WireBench();
    it.invoice();
    it.begin(active({ kind: 'net.bandwidth', ...at, bytesPerS: 1_000 }));
    it.lookup('a', 9000);
    it.lookup('b', 9000);
    // 300 bytes there, 1,500 back; one after the other, requests first.
    expect(it.until(9000)).toEqual(['2105 1 not_found', '3605 2 not_found']);
  });

  it('a throttle lets so many calls through in each window', () => {
    const it = new WireBench();
    it.begin(active({ kind: 'api.throttle', ...at, callsMax: 2, perMs: 500 }));
    for (const letter of ['a', 'b', 'c']) it.lookup(letter);
    expect(it.until(400)).toEqual(['5 3 unavailable', '10 1 not_found', '10 2 not_found']);
    it.kernel.run(500);
    it.lookup('d');
    expect(it.until(600)).toEqual(['510 4 not_found']);
  });

  it('a flap resets the calls that wait, and the node goes on', () => {
    const it = new WireBench();
    it.invoice();
    it.pay();
    it.kernel.run(20);
    it.begin(active({ kind: 'net.flap', ...at, cycles: 2, downPct: 50 }));
    expect(it.until(100)).toEqual(['20 1 reset']);
    it.kernel.run(300);
    it.lookup();
    expect(it.until(400)).toEqual(['310 2 settled']);
    it.kernel.run(560);
    it.lookup();
    expect(it.until(700)).toEqual(['565 3 not_sent']);
    // The callback about the end came while the connection was away.
    expect(it.hints).toEqual([]);
  });

  it('a partition of the orchestrator strikes the payers of its group only', () => {
    const it = new WireBench();
    const cut = { ...partition('both'), node: 0, nodes: 1 } as const;
    it.begin(active(cut));
    expect([0, 1, 2].map((node) => it.connections.isCutOff(node))).toEqual([true, false, false]);
    it.end(active(cut));
  });
});

function partition(direction: 'both' | 'outgoing' | 'incoming'): TimedFault & { kind: 'net.partition' } {
  return { kind: 'net.partition', ...at, from: 'orchestrator', nodes: 1, direction };
}
