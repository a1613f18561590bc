import { describe, expect, it } from 'vitest';
import { BOUNDARIES, commitBoundary } from './boundaries.ts';
import { preimageProves } from './digest.ts';
import { evolve } from './evolve.ts';
import { feePpm, MSAT_MAX, msat, msatToNumber, ZERO_MSAT } from './money.ts';
import { backoffMs, lookupPauseMs } from './rules.ts';
import {
  HASH,
  PREIMAGE,
  play,
  RULES,
  SENT,
  SUBMITTED,
  sampleIntent,
  WRONG_PREIMAGE,
} from './sample.fixture.ts';
import { INTENT_STATUSES, mayMove, STATUS_GRAPH } from './status.ts';

describe('money', () => {
  it('refuses what cannot be money', () => {
    expect(msat(MSAT_MAX)).toBe(MSAT_MAX);
    expect(() => msat(-1n)).toThrow(RangeError);
    expect(() => msat(MSAT_MAX + 1n)).toThrow(RangeError);
    expect(() => msatToNumber(msat(2n ** 53n))).toThrow(/does not fit/);
    expect(msatToNumber(msat(2n ** 53n - 1n))).toBe(Number.MAX_SAFE_INTEGER);
  });
  it('gives fees in parts per million, also of nothing', () => {
    expect(feePpm(msat(1_500n), msat(1_000_000n))).toBe(1500);
    expect(feePpm(msat(1n), msat(3n))).toBe(333_333.333);
    expect(feePpm(msat(1n), ZERO_MSAT)).toBe(0);
  });
});

describe('preimageProves', () => {
  it('takes 32 bytes whose SHA-256 is the hash, nothing else', () => {
    expect(preimageProves(PREIMAGE, HASH)).toBe(true);
    for (const bad of [WRONG_PREIMAGE, '', PREIMAGE.slice(2), `${PREIMAGE}00`, 'zz'.repeat(32)])
      expect(preimageProves(bad, HASH)).toBe(false);
  });
});

describe('pauses', () => {
  it('grow and are bounded', () => {
    expect([1, 2, 3, 4, 5, 60].map((retry) => backoffMs(RULES, retry))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    expect([1, 2, 3, 4, 5, 500].map((lookup) => lookupPauseMs(RULES, lookup))).toEqual([
      100, 200, 400, 800, 800, 800,
    ]);
  });
});

describe('the graph of states', () => {
  it('is what S10 judges by: every state is reached, terminal ones lead nowhere', () => {
    const reached = new Set(INTENT_STATUSES.flatMap((status) => STATUS_GRAPH[status]));
    expect(INTENT_STATUSES.filter((status) => !reached.has(status))).toEqual(['received']);
    expect(mayMove('in_doubt', 'settled')).toBe(true);
    expect(mayMove('settled', 'failed')).toBe(false);
  });
});

const { state, last } = play(...SENT);

describe('evolve', () => {
  it('refuses events that cannot follow: a broken program or a corrupted journal', () => {
    const received = last.events[0]!;
    const opened = last.events.find((event) => event.type === 'attempt_opened')!;
    const stored = { type: 'answer_stored', status: 200, body: '{}' } as const;
    expect(() => evolve(null, stored)).toThrow(/before intent_received/);
    expect(() => evolve(state, received)).toThrow(/received twice/);
    expect(() => evolve(state, opened)).toThrow(/attempt 1 after 1/);
    expect(() => evolve(evolve(state, stored), stored)).toThrow(/answered twice/);
    const moved = { type: 'moved', from: 'ready', to: 'in_flight', cause: '', atMs: 1 } as const;
    expect(() => evolve(state, moved)).toThrow(/while in_flight/);
    expect(() => evolve(state, { ...moved, from: 'in_flight', to: 'received' })).toThrow(/to received/);
    expect(() => evolve(state, { type: 'attempt_resent', no: 9, atMs: 1 })).toThrow(/no attempt 9/);
  });
});

describe('commitBoundary', () => {
  it('names every write by what tells most, and every boundary but the calls can be named', () => {
    expect(commitBoundary(last.events)).toBe('accept.commit');
    expect(commitBoundary([{ type: 'retry_scheduled', notBeforeMs: 1 }])).toBe('retry.commit');
    expect(commitBoundary([])).toBe('doubt.commit');
    const ended = play([sampleIntent().deadlineMs, SUBMITTED]).last.events;
    expect(commitBoundary(ended)).toBe('accept.commit');
    expect(commitBoundary(ended.slice(1))).toBe('outcome.commit');
    expect(new Set(BOUNDARIES).size).toBe(BOUNDARIES.length);
  });
});
