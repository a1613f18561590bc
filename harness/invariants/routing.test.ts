import { describe, expect, it } from 'vitest';
import { changed, doubled, find, inserted, reasons, without } from './broken-history.ts';
import { breakersClose } from './l07-breakers-close.ts';
import { reservationsReleased } from './l11-reservations-released.ts';
import { reservations } from './s18-reservations.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const unknown = correctHistory(['unknown']);
const reserved = { kind: 'reservation-moved', state: 'reserved' } as const;
const released = { kind: 'reservation-moved', state: 'released' } as const;

describe('S18', () => {
  it('fires when money is set aside twice, or given back twice', () => {
    expect(reasons(doubled(happy, reserved), reservations)).toEqual(['reserved 1005000 msat a second time']);
    expect(reasons(doubled(happy, released), reservations)).toEqual([
      'released a reservation that it did not hold',
    ]);
  });

  it('fires when more is set aside than is free, or another sum than the attempt may spend', () => {
    expect(reasons(changed(happy, reserved, { limitMsat: 1_004_999 }), reservations)).toEqual([
      'reserved 1005000 msat on node 0, of which 1004999 msat were free',
    ]);
    expect(reasons(changed(happy, reserved, { amountMsat: 1_000_000 }), reservations)).toEqual([
      'attempt 1 left with leave to spend 1005000 msat on node 0, 1000000 msat on node 0 are reserved for it',
    ]);
    expect(reasons(without(happy, reserved), reservations)[0]).toContain('nothing is reserved for it');
    // Set aside with the decision, before the record of it is durable.
    const { kind: _kind, ...early } = { ...happy[find(happy, reserved)]!, intent: -1, amountMsat: 7 };
    const before = inserted(without(happy, reserved), { kind: 'policy-decided' }, 'reservation-moved', early);
    expect(reasons(before, reservations)[0]).toContain('7 msat on node 0 are reserved for it');
  });

  it('lets a new process set aside again what may be out, and forgets the one before', () => {
    const crash = correctHistory(['crash']);
    expect(reasons(changed(crash, reserved, { limitMsat: 0 }, 1), reservations)).toEqual([]);
    const old = doubled(crash, { ...released, request: 2 }, { request: 1 });
    expect(reasons(old, reservations)).toEqual([]);
  });
});

describe('L11', () => {
  it('fires when money is given back late, or never', () => {
    const end = happy[find(happy, { kind: 'phase-began', state: 'end' })]!.atMs;
    expect(reasons(without(happy, released), reservationsReleased)[0]).toMatch(
      /^1005000 msat were still set aside \d+ ms after the end; the bound is 60000 ms/,
    );
    const late = inserted(
      without(happy, released),
      { kind: 'phase-began', state: 'end' },
      'reservation-moved',
      {
        ...happy[find(happy, released)]!,
        atMs: end,
      },
    );
    expect(reasons(late, reservationsReleased)[0]).toMatch(/^1005000 msat were given back \d+ ms after/);
  });

  it('lets an attempt whose end is not known keep its money', () => {
    expect(reasons(correctHistory(['stuck']), reservationsReleased)).toEqual([]);
  });
});

describe('L07', () => {
  const opened = { kind: 'breaker-moved', state: 'open' } as const;
  const closed = { kind: 'breaker-moved', state: 'closed' } as const;

  it('fires when a breaker stays open with nothing against its node', () => {
    const silent = unknown.slice(0, find(unknown, opened) + 1);
    const end = inserted(silent, opened, 'phase-began', { state: 'end', atMs: 300_000 });
    expect(reasons(end, breakersClose)[0]).toMatch(
      /^the breaker of node 0 was open for \d+ ms with nothing against the node; the bound is 60000 ms/,
    );
    const down = inserted(end, opened, 'node-moved', { node: 0, state: 'down' });
    expect(reasons(down, breakersClose)).toEqual([]);
  });

  it('fires when it does not close after a good answer', () => {
    const half = changed(unknown, closed, { state: 'half_open' });
    expect(reasons(half, breakersClose)).toEqual([
      expect.stringMatching(
        /^the breaker of node 0 was half_open for \d+ ms after the node had answered well/,
      ),
    ]);
  });
});
