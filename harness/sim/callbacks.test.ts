import { describe, expect, it } from 'vitest';
import type { FaultOf } from '#chaos/registry';
import { active, WireBench } from './testing/wire-bench.ts';

type Kind = 'evt.delay' | 'evt.duplicate' | 'evt.reorder' | 'evt.drop';
const envelope = { atMs: 0, durMs: 1000, node: 0 };

function bench(...faults: FaultOf<Kind>[]): WireBench {
  const made = new WireBench();
  faults.forEach((fault, ordinal) => {
    made.callbackFaults.begin(active(fault, ordinal));
  });
  made.invoice('a');
  made.invoice('b');
  made.pay('a');
  return made;
}
const causes = ({ history }: WireBench) =>
  history.filter(({ kind }) => kind === 'callback-delivered').map(({ cause }) => cause);

describe('callbacks', () => {
  it('tell of the end of a payment, 5 ms after it', () => {
    const it = bench();
    it.until(1000);
    expect(it.hints).toEqual(['50 settled']);
    expect(causes(it)).toEqual(['genuine']);
  });

  it.each<[FaultOf<Kind>, string[], string[]]>([
    [{ kind: 'evt.delay', ...envelope, delayMs: 700 }, ['750 settled'], ['late']],
    [
      { kind: 'evt.duplicate', ...envelope, copies: 2, gapMs: 100 },
      ['50 settled', '150 settled', '250 settled'],
      ['genuine', 'duplicate', 'duplicate'],
    ],
    [{ kind: 'evt.drop', ...envelope, sharePct: 100 }, [], []],
    [{ kind: 'evt.reorder', ...envelope, spanMs: 200 }, ['350 settled'], ['reordered']],
  ])('$kind', (fault, hints, told) => {
    const it = bench(fault);
    it.until(2000);
    expect(it.hints).toEqual(hints);
    expect(causes(it)).toEqual(told);
    expect(it.touched).toHaveLength(1);
  });

  it('come in the opposite order within a reordered span', () => {
    const it = bench({ kind: 'evt.reorder', ...envelope, spanMs: 500 });
    it.until(100);
    it.pay('b');
    it.until(2000);
    const order = it.history.filter(({ kind }) => kind === 'callback-delivered').map(({ hash }) => hash[0]);
    expect(order).toEqual(['b', 'a']);
  });

  it.each<['lost' | 'rewound' | 'ahead', string[]]>([
    ['lost', ['a', 'c', 'd']],
    ['rewound', ['a', 'a', 'b', 'c', 'd']],
    ['ahead', ['a']],
  ])('of a stream that is opened again, %s', (cursor, told) => {
    const it = bench();
    for (const letter of ['c', 'd']) it.invoice(letter);
    it.until(100);
    const reset = active({
      kind: 'evt.stream_reset_cursor_loss',
      ...envelope,
      cursor,
      downMs: 200,
      count: 2,
    });
    it.callbackFaults.begin(reset);
    // While it is down, after it is up again, and once more.
    for (const [letter, atMs] of [
      ['b', 110],
      ['c', 400],
      ['d', 500],
    ] as const) {
      it.until(atMs);
      it.pay(letter);
    }
    it.until(900);
    const heard = it.history.filter(({ kind }) => kind === 'callback-delivered').map(({ hash }) => hash[0]);
    expect(heard).toEqual(told);
    it.callbackFaults.end(reset);
    it.invoice('e');
    it.pay('e');
    it.until(2000);
    expect(it.hints).toHaveLength(told.length + 1);
  });

  it('are shaped for the aimed node only, and not after the fault ended', () => {
    const it = new WireBench();
    const drop = active({ kind: 'evt.drop', ...envelope, sharePct: 100 });
    it.callbackFaults.begin(drop);
    it.callbacks.told(1, 'x', 'settled', '');
    it.callbackFaults.end(drop);
    it.callbacks.told(0, 'y', 'failed', '');
    it.until(100);
    expect(it.hints).toEqual(['5 settled', '5 failed']);
  });

  it('can be replayed when there was one, and forged when there was none', () => {
    const it = bench();
    expect(it.callbacks.replay(0, 3)).toBeNull();
    it.until(100);
    expect(it.callbacks.replay(0, 3)).toBe('a'.repeat(64));
    it.callbacks.forge(0, 'c'.repeat(64), 'failed');
    it.until(200);
    expect(it.hints).toEqual(['50 settled', '100 settled', '100 failed']);
    expect(causes(it)).toEqual(['genuine', 'stale', 'forged']);
  });

  it('wait in a hung node, are lost with a killed one, and with a dead orchestrator', () => {
    const it = new WireBench();
    it.callbacks.told(0, 'x', 'settled', '');
    it.world.setNode(0, 'hung', 'test');
    it.until(100);
    expect(it.hints).toEqual([]);
    it.world.setNode(0, 'up', 'test');
    expect(it.hints).toEqual(['100 settled']);
    it.callbacks.told(0, 'y', 'settled', '');
    it.world.setNode(0, 'hung', 'test');
    it.until(200);
    it.world.setNode(0, 'down', 'test');
    it.world.setNode(0, 'up', 'test');
    it.listening = false;
    it.callbacks.told(0, 'z', 'settled', '');
    it.until(300);
    expect(it.hints).toHaveLength(1);
    expect(causes(it)).toHaveLength(1);
  });
});
