import { describe, expect, it } from 'vitest';
import type { FaultOf } from '#chaos/registry';
import { active, WireBench } from './testing/wire-bench.ts';

const strike = { atMs: 0, durMs: 1000, node: 0, call: 'any', count: 1 } as const;
const FAULTS = {
  requestLost: { kind: 'net.request_lost', ...strike },
  responseLost: { kind: 'net.response_lost', ...strike },
  resetBefore: { kind: 'net.reset', ...strike, phase: 'before' },
  resetAfter: { kind: 'net.reset', ...strike, phase: 'after' },
  refused: { kind: 'api.error', ...strike, accepted: false },
  acceptedError: { kind: 'api.error', ...strike, accepted: true },
} as const satisfies Record<
  string,
  FaultOf<'net.request_lost' | 'net.response_lost' | 'net.reset' | 'api.error'>
>;

function bench(...faults: (keyof typeof FAULTS)[]): WireBench {
  const made = new WireBench();
  for (const name of faults) made.callFaults.begin(active(FAULTS[name]));
  made.invoice();
  return made;
}

describe('the wire', () => {
  it('brings a pay call there and its end back: 5 ms each way, two hops there and back between', () => {
    const it = bench();
    it.pay();
    expect(it.until(1000)).toEqual(['50 1 settled']);
    it.lookup();
    expect(it.until(2000)).toEqual(['1010 2 settled']);
    it.lookup('b');
    expect(it.until(3000)).toEqual(['2010 3 not_found']);
    it.pay();
    expect(it.until(4000)).toEqual(['3010 4 duplicate']);
    expect(it.paid).toBe(1);
  });

  it.each<[keyof typeof FAULTS, string, number]>([
    ['requestLost', '1000 1 timeout', 0],
    ['responseLost', '1000 1 timeout', 1],
    ['resetBefore', '5 1 reset', 0],
    ['resetAfter', '10 1 reset', 1],
    ['refused', '5 1 unavailable', 0],
    ['acceptedError', '10 1 unavailable', 1],
  ])('%s: the client hears one thing, the node did another', (fault, answer, paid) => {
    const it = bench(fault);
    it.pay();
    expect(it.until(3000)).toEqual([answer]);
    expect(it.paid).toBe(paid);
    expect(it.touched).toHaveLength(1);
    it.lookup();
    expect(it.until(4000)).toEqual([`3010 2 ${paid === 1 ? 'settled' : 'not_found'}`]);
  });

  it('keeps what reaches a hung node and delivers it later, after the client gave up', () => {
    const it = bench();
    it.world.setNode(0, 'hung', 'test');
    it.pay('a', 500);
    it.lookup('a', 5000);
    expect(it.until(1000)).toEqual(['500 1 timeout']);
    expect(it.paid).toBe(0);
    it.world.setNode(0, 'up', 'test');
    expect(it.paid).toBe(1);
    // The late answer to the call that was given up is nobody's any more.
    expect(it.until(6000)).toEqual(['1005 2 in_flight']);
    expect(it.history.filter(({ kind }) => kind === 'call-answered')).toHaveLength(2);
  });

  it('holds back what a node had ready when it hangs', () => {
    const it = bench();
    it.pay();
    it.kernel.run(47);
    it.world.setNode(0, 'hung', 'test');
    expect(it.until(500)).toEqual([]);
    it.world.setNode(0, 'up', 'test');
    expect(it.until(600)).toEqual(['500 1 settled']);
  });

  it('is refused by a node that is down, and breaks when it dies in the middle', () => {
    const it = bench();
    it.pay();
    it.kernel.run(20);
    it.world.setNode(0, 'down', 'test');
    expect(it.until(20)).toEqual(['20 1 reset']);
    it.lookup();
    expect(it.until(1000)).toEqual(['25 2 not_sent']);
    expect(it.list(0)).toEqual({ kind: 'unavailable' });
  });

  it('never brings a restarted daemon the request of a connection to the old one', () => {
    const it = bench();
    it.pay();
    it.kernel.run(1);
    it.world.setNode(0, 'down', 'test');
    it.world.setNode(0, 'up', 'test');
    expect(it.until(3000)).toEqual(['1 1 reset']);
    expect(it.paid).toBe(0);
  });

  it('loses what waits in a hung daemon when that is killed', () => {
    const it = bench();
    it.world.setNode(0, 'hung', 'test');
    it.pay();
    it.kernel.run(100);
    it.world.setNode(0, 'down', 'test');
    it.world.setNode(0, 'up', 'test');
    expect(it.until(3000)).toEqual(['100 1 reset']);
    expect(it.paid).toBe(0);
  });

  it('lets the request of a dead orchestrator arrive, and nobody hears the answer', () => {
    const it = bench();
    it.pay();
    it.wire.orchestratorDied();
    expect(it.wire.isWaiting(1)).toBe(false);
    expect(it.until(3000)).toEqual([]);
    expect(it.paid).toBe(1);
  });

  it('tells of each call that failed, and counts down a fault', () => {
    const it = new WireBench();
    it.callFaults.begin(active({ ...FAULTS.refused, call: 'lookup', count: 2 }));
    it.invoice();
    it.pay();
    for (let calls = 0; calls < 3; calls++) it.lookup('b');
    expect(it.until(1000).map((line) => line.split(' ')[2])).toEqual([
      'unavailable',
      'unavailable',
      'not_found',
      'settled',
    ]);
  });

  it('is slowed by latency on both ways until the fault ends', () => {
    const it = bench();
    const slow = active({ kind: 'net.latency', atMs: 0, durMs: 1, node: 0, delayMs: 100, jitterMs: 0 });
    it.callFaults.begin(slow);
    it.lookup();
    expect(it.until(500)).toEqual(['210 1 not_found']);
    it.callFaults.end(slow);
    it.lookup();
    expect(it.until(1000)).toEqual(['510 2 not_found']);
  });

  it('goes on following a second payment of the same hash when the first call would have timed out', () => {
    const it = new WireBench();
    it.world.setNode(2, 'down', 'test');
    it.invoice('a', 800);
    it.pay('a', 72_400);
    expect(it.until(300).map((line) => line.split(' ')[2])).toEqual(['failed']);
    it.world.setNode(2, 'up', 'test');
    // By then the payer has forgotten that the payee did not answer.
    it.kernel.run(72_000);
    it.pay('a', 1000, 2);
    expect(it.until(74_000)).toEqual(['72850 2 settled']);
  });

  it('lists what changed since a moment, once each', () => {
    const it = bench();
    it.invoice('b');
    it.pay();
    it.until(500);
    it.pay('b');
    it.until(1000);
    expect(it.list(0)).toEqual({
      kind: 'listed',
      entries: [
        { hash: 'a'.repeat(64), state: 'settled' },
        { hash: 'b'.repeat(64), state: 'settled' },
      ],
    });
    expect(it.list(500)).toMatchObject({ entries: [{ hash: 'b'.repeat(64) }] });
    expect(it.list(1500)).toEqual({ kind: 'listed', entries: [] });
  });

  it.each(['requestLost', 'responseLost', 'refused', 'acceptedError'] as const)(
    'forgets a call struck by %s after its time',
    (fault) => {
      const it = bench(fault);
      it.pay();
      it.lookup();
      it.until(500);
      expect(it.wire.remembered).toBe(2);
      it.until(2000);
      expect(it.wire.remembered).toBe(0);
    },
  );

  it('forgets what a hung daemon kept for longer than the client waited, whether it resumes or is killed', () => {
    for (const then of ['up', 'down'] as const) {
      const it = bench();
      it.world.setNode(0, 'hung', 'test');
      it.pay('a', 500);
      it.lookup('a', 500);
      it.until(1000);
      expect(it.wire.remembered).toBe(2);
      it.world.setNode(0, then, 'test');
      it.until(2000);
      expect(it.wire.remembered).toBe(0);
    }
  });

  it('names epoch and record of an answer, and reads native words by the rules of the daemon', () => {
    const it = new WireBench('lnd');
    it.invoice();
    it.pay();
    it.until(1000);
    it.pay();
    it.until(2000);
    const answers = it.history.filter(({ kind }) => kind === 'call-answered');
    expect(answers.map(({ state, was, digest }) => `${state} ${was} ${digest}`)).toEqual([
      'settled 0.1 1',
      'duplicate 0.1 ',
    ]);
    // The client gives up while the daemon hangs: some of these are never read.
    let begun = 0;
    for (const letter of 'bcdef0123456789') {
      it.invoice(letter);
      it.world.setNode(0, 'hung', 'test');
      it.pay(letter, 100);
      it.until(it.kernel.nowMs + 200);
      it.world.setNode(0, 'up', 'test');
      it.until(it.kernel.nowMs + 1000);
      begun = it.paid - 1;
    }
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(8);
  });
});
