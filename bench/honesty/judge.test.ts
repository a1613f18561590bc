import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import { type Heard, liesIn } from './judge.ts';
import { playTrial } from './trial.ts';

const PREIMAGE = '11'.repeat(32);
const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex');
const PAID = [{ hash: HASH, begunAtMs: 10 }];

const settled = (preimage: string) =>
  ({ kind: 'settled', preimage, feeMsat: null, epoch: '', record: '' }) as unknown as NodeAnswer;
const failed = (reserve: object = {}): NodeAnswer => ({
  ...{ kind: 'failed', reason: 'no_route', epoch: '', record: '' },
  ...reserve,
});
const UNKNOWN: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const REJECTED: NodeAnswer = { kind: 'rejected', reason: 'no_route', epoch: '' };
const NOT_SENT: NodeAnswer = { kind: 'not_sent' };

function heard(via: Heard['via'], answer: NodeAnswer, askedAtMs = 0, sends = 1): Heard {
  return { hash: HASH, via, answer, askedAtMs, sends };
}

describe('what was said and is not so', () => {
  it.each<[string, readonly Heard[], number]>([
    ['nothing was said', [heard('pay', UNKNOWN)], 0],
    ['settled with its preimage', [heard('pay', settled(PREIMAGE))], 0],
    ['settled with another preimage', [heard('pay', settled('22'.repeat(32)))], 1],
    ['settled without one', [heard('pay', settled(''))], 1],
    ['failed', [heard('pay', failed())], 1],
    ['failed with reserve', [heard('pay', failed({ unconfirmed: true }))], 0],
    ['failed, and may go on', [heard('pay', failed({ mayResume: true }))], 0],
    ['rejected', [heard('pay', REJECTED)], 1],
    ['never left', [heard('pay', NOT_SENT)], 1],
    ['the look-up of the only call says failed', [heard('pay', UNKNOWN), heard('lookup', failed(), 20)], 1],
    [
      'a look-up is rejected: says nothing of the call',
      [heard('pay', UNKNOWN), heard('lookup', REJECTED, 20)],
      0,
    ],
    ['one of two calls never left', [heard('pay', NOT_SENT), heard('pay', UNKNOWN, 5, 2)], 0],
    ['the other came after the payment', [heard('pay', NOT_SENT), heard('pay', UNKNOWN, 15, 2)], 1],
    ['of two calls the first had failed', [heard('pay', failed()), heard('pay', UNKNOWN, 5, 2)], 0],
  ])('%s: %#', (_, answers, lies) => {
    expect(liesIn(answers, [], PAID)).toHaveLength(lies);
  });

  it('paid twice, and only one call owns it', () => {
    expect(liesIn([heard('pay', settled(PREIMAGE))], [], [...PAID, ...PAID])).toHaveLength(1);
  });

  it('settled, and nothing was paid', () => {
    expect(liesIn([heard('pay', settled(PREIMAGE))], [], [])).toHaveLength(1);
    expect(liesIn([], [{ hash: HASH, outcome: 'settled' }], [])).toHaveLength(1);
  });

  it('given up by the decider, and paid', () => {
    const givenUp = [{ hash: HASH, outcome: 'failed' }] as const;
    expect(liesIn([heard('pay', failed({ unconfirmed: true }))], givenUp, PAID)).toHaveLength(1);
  });
});

/** An adapter that takes a broken connection for a failure. */
function hasty(node: LightningNode): LightningNode {
  const believed = (answer: NodeAnswer): NodeAnswer =>
    answer.kind === 'unknown' && answer.cause === 'reset' ? failed() : answer;
  const hurried: Partial<LightningNode> = { pay: async (call) => believed(await node.pay(call)) };
  return new Proxy(node, {
    get(of, name: keyof LightningNode) {
      const value = hurried[name] ?? of[name];
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}

describe.each(['lnd', 'cln', 'eclair'] as const)('a trial of %s under faults', (wire) => {
  it('finds an adapter that says "failed" of a broken connection, and only that one', async () => {
    const wish = { wire, seed: '3', calls: 60 };
    const honest = await playTrial(wish);
    expect(honest.lies).toEqual([]);
    expect(honest.heard.some(({ answer }) => answer.kind === 'unknown' && answer.cause === 'reset')).toBe(
      true,
    );
    const { lies } = await playTrial({ ...wish, decorate: hasty });
    expect(lies.some(({ why }) => why.includes('pay failed'))).toBe(true);
  });
});
