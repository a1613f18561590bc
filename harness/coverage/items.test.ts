import { describe, expect, it } from 'vitest';
import { COVERAGE_IDS, type CoverageId } from '#reports/gate/coverage-quotas';
import { COVERAGE_ITEMS, FOLDED_ITEMS } from './registry.ts';
import { HASH, type Line, moved, resolved, SENT, timesOf } from './test-story.ts';

const secondAttempt = (node: number): readonly Line[] => [
  resolved(2_000, 'failed'),
  moved(2_000, 'in_flight', 'ready'),
  ['attempt-opened', 2_500, { intent: 0, attempt: 2, node, hash: HASH, amountMsat: 5_000 }],
  moved(2_500, 'ready', 'in_flight'),
];
const crash: Line = ['orchestrator-moved', 3_000, { state: 'crashed', request: 1 }];
const asked = (state: string, status: string): readonly Line[] => [
  ...SENT,
  ['request-submitted', 300, { request: 1, attempt: 0, state, hash: HASH }],
  ['response-received', 310, { request: 1, state: status }],
];
const partFailed = (amountMsat: number): Line => ['route-failed', 400, { node: 1, hash: HASH, amountMsat }];
const ended = (atMs: number): Line => ['payment-ended', atMs, { node: 1, hash: HASH, state: 'settled' }];
const drained = (node: number, cause = 'drain'): Line => ['liquidity-moved', 500, { node, peer: 9, cause }];
const decided = (atMs: number): Line => ['policy-decided', atMs, { intent: 0, state: 'allow' }];
const replaced = (atMs: number): Line => ['control-moved', atMs, { state: 'policy_replaced' }];
const answers = (atMs: number, state = 'approved'): Line => [
  'person-acted',
  atMs,
  { intent: 0, actor: 'approver-1', state, limitMsat: 9_000 },
];
const pass = (found: number, changes: number): Line => [
  'reconciler-ran',
  1_000,
  { amountMsat: found, feeMsat: changes },
];
const block = (atMs: number): Line => ['block-mined', atMs, { amountMsat: 800_001 }];

/** Item → a story in which it comes about once, and stories that only come near it. */
const STORIES: Partial<
  Record<CoverageId, { counts: readonly Line[]; nearMisses: Record<string, readonly Line[]> }>
> = {
  C01: {
    counts: [...SENT, ...secondAttempt(2), resolved(4_000, 'settled', 2)],
    nearMisses: {
      'the second attempt goes through the same node': [
        ...SENT,
        ...secondAttempt(1),
        resolved(4_000, 'settled', 2),
      ],
      'the fallback fails too': [...SENT, ...secondAttempt(2), resolved(4_000, 'failed', 2)],
      'the first attempt settles after the fallback was sent': [
        ...SENT,
        ...secondAttempt(2),
        resolved(4_000, 'settled', 1),
      ],
    },
  },
  C02: {
    counts: [...SENT, crash],
    nearMisses: {
      'the outcome was durable before': [...SENT, resolved(2_000, 'settled'), crash],
      'only the attempt was durable, nothing had left': [...SENT.slice(0, 6), crash],
      'a clean start': [...SENT, ['orchestrator-moved', 3_000, { state: 'started', request: 2 }]],
    },
  },
  C03: {
    counts: [...SENT, resolved(15_001, 'settled')],
    nearMisses: {
      'at the deadline': [...SENT, resolved(15_000, 'settled')],
      'failed after it': [...SENT, resolved(20_000, 'failed')],
    },
  },
  C04: {
    counts: asked('retry', '409'),
    nearMisses: {
      'the stored answer came back': asked('retry', '200'),
      'other content under the same key': asked('altered', '409'),
    },
  },
  C05: {
    counts: asked('altered', '422'),
    nearMisses: { 'the same content': asked('retry', '422'), 'not refused': asked('altered', '200') },
  },
  C06: {
    counts: [...SENT, partFailed(2_500), ended(900)],
    nearMisses: {
      'the whole payment failed in one part': [...SENT, partFailed(5_000), ended(900)],
      'all parts ended in the same moment': [...SENT, partFailed(2_500), ended(400)],
      'no part failed': [...SENT, ended(900)],
    },
  },
  'C07-settled': {
    counts: [...SENT, resolved(2_000, 'unknown'), resolved(3_000, 'unknown'), resolved(4_000, 'settled')],
    nearMisses: {
      'it failed': [...SENT, resolved(2_000, 'unknown'), resolved(4_000, 'failed')],
      'never in doubt': [...SENT, resolved(4_000, 'settled')],
      'doubted and decided in one breath': [...SENT, resolved(4_000, 'unknown'), resolved(4_000, 'settled')],
    },
  },
  'C07-failed': {
    counts: [...SENT, resolved(2_000, 'unknown'), resolved(4_000, 'failed')],
    nearMisses: {
      'it settled': [...SENT, resolved(2_000, 'unknown'), resolved(4_000, 'settled')],
      'only in flight': [...SENT, resolved(2_000, 'in_flight'), resolved(4_000, 'failed')],
    },
  },
  C08: {
    counts: [...SENT, drained(1)],
    nearMisses: {
      'another node lost balance': [...SENT, drained(2)],
      'the payment was over': [...SENT, ended(450), drained(1)],
      'the balance came back': [...SENT, drained(1, 'refill')],
    },
  },
  C09: {
    counts: [...SENT.slice(0, 4), replaced(115), decided(118), ...SENT.slice(4)],
    nearMisses: {
      'replaced before the decision': [replaced(90), ...SENT],
      'replaced after it was sent': [...SENT, replaced(200)],
      'refused, so the old one stays': [
        ...SENT.slice(0, 4),
        ['control-moved', 115, { state: 'policy_refused' }],
        ...SENT.slice(4),
      ],
    },
  },
  C10: {
    counts: [...SENT.slice(0, 3), moved(110, 'received', 'awaiting_approval'), answers(9_000)],
    nearMisses: {
      'the person was in time': [
        ...SENT.slice(0, 3),
        moved(110, 'received', 'awaiting_approval'),
        answers(8_999),
      ],
      'she refused': [
        ...SENT.slice(0, 3),
        moved(110, 'received', 'awaiting_approval'),
        answers(9_000, 'refused'),
      ],
    },
  },
  C11: {
    counts: [pass(2, 2), pass(0, 0)],
    nearMisses: {
      'nothing found': [pass(0, 0), pass(0, 0)],
      'found, and never gone': [pass(1, 1), pass(1, 0)],
      'gone by itself': [pass(1, 0), pass(0, 0)],
    },
  },
  C12: {
    counts: [...SENT, block(9_000), block(9_000), block(9_000)],
    nearMisses: {
      'one block at a time': [...SENT, block(9_000), block(609_000)],
      'nothing in flight': [...SENT, ended(400), block(9_000), block(9_000)],
    },
  },
};

describe('coverage items', () => {
  it('are the catalogue, each with a quota of its own', () => {
    expect(COVERAGE_ITEMS.map(({ id }) => id)).toEqual(COVERAGE_IDS);
    expect(Object.keys(STORIES)).toEqual(FOLDED_ITEMS.map(({ id }) => id));
  });

  it.each(Object.entries(STORIES))('%s counts what it is about, once', (id, { counts }) => {
    expect(timesOf(id as CoverageId, counts)).toBe(1);
  });

  it.each(
    Object.entries(STORIES).flatMap(([id, { nearMisses }]) =>
      Object.entries(nearMisses).map(([name, story]) => [id, name, story] as const),
    ),
  )('%s does not count: %s', (id, _name, story) => {
    expect(timesOf(id as CoverageId, story)).toBe(0);
  });

  it('counts an old decision that leaves under a new policy as C09 too', () => {
    expect(timesOf('C09', [...SENT.slice(0, 4), replaced(115), ...SENT.slice(4)])).toBe(1);
  });

  it('counts a reorganisation as C12', () => {
    expect(timesOf('C12', [...SENT, ['block-disconnected', 9_000, { amountMsat: 800_001 }]])).toBe(1);
  });
});
