import { describe, expect, it } from 'vitest';
import type { DrawTargets } from '#chaos/fault';
import { EVERYDAY_KINDS } from '#chaos/nemesis';
import { testRandom } from '#chaos/random-fixture';
import { rollCall } from './roll-call.ts';

const TARGETS: DrawTargets = {
  payerCount: 3,
  payeeCount: 4,
  nodeCount: 20,
  channelCount: 40,
  boundaryNames: ['before-dispatch'],
};
const play = (trialIndex: number, params: unknown = {}) =>
  rollCall.schedule(testRandom(trialIndex), trialIndex, params, { ...TARGETS, horizonMs: 20_000 });
const kindsOf = (trialIndex: number, params?: unknown) =>
  new Set(play(trialIndex, params).map(({ kind }) => kind));

describe('roll-call', () => {
  it('calls every everyday kind once a round, alone but for what it needs', () => {
    const round = EVERYDAY_KINDS.map((_, index) => kindsOf(index));
    const company = new Map([['store.stale_read', ['orch.crash_at']]]);
    expect(round).toEqual(EVERYDAY_KINDS.map((kind) => new Set([kind, ...(company.get(kind) ?? [])])));
    expect(kindsOf(EVERYDAY_KINDS.length)).toEqual(new Set(['ln.mpp_partial']));
    expect(kindsOf(EVERYDAY_KINDS.length + 2)).toEqual(new Set([EVERYDAY_KINDS[0]]));
  });

  it('gives gossip something to withhold', () => {
    expect(kindsOf(EVERYDAY_KINDS.length + 1)).toEqual(new Set(['ln.stale_graph', 'ln.fee_or_cltv_bump']));
  });

  it('calls only the kinds that it is told to, so many times', () => {
    const params = { kinds: ['node.hang', 'evt.drop'], faults: { min: 3, max: 3 } };
    expect(play(0, params).map(({ kind }) => kind)).toEqual(['node.hang', 'node.hang', 'node.hang']);
    expect(kindsOf(1, params)).toEqual(new Set(['evt.drop']));
    expect(() => play(0, { kinds: [] })).toThrow();
  });
});
