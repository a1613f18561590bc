import { hash as digest } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NodeName, PaymentHash, Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import { type LightningNode, NodeRefused } from '#orchestrator/ports/lightning-node';
import type { NodeListing, PayCall } from '#orchestrator/ports/node';
import { CallLog } from './call-log.ts';
import { judge } from './judge.ts';
import type { Run, Truth } from './rig.ts';
import { WatchedNode } from './watched-node.ts';

const PREIMAGE = '77'.repeat(32) as Preimage;
const HASH = digest('sha256', Buffer.from(PREIMAGE, 'hex'), 'hex') as PaymentHash;
const EPOCH = { epoch: '', record: '' } as const;
const FAILED: NodeAnswer = { kind: 'failed', reason: 'no_route', ...EPOCH };
const SETTLED: NodeAnswer = { kind: 'settled', preimage: PREIMAGE, feeMsat: msat(20n), ...EPOCH };
const UNKNOWN: NodeAnswer = { kind: 'unknown', cause: 'reset' };
const PAID: Run = { state: 'settled', amountMsat: 1_000, feeMsat: 20, begunAtMs: 10, endedAtMs: 30 };

interface Told {
  readonly runs?: readonly Run[];
  /** Pay calls at 0, 10, 20 … ms. */
  readonly pays?: readonly NodeAnswer[];
  /** A look-up at 100 ms. */
  readonly lookup?: NodeAnswer;
  readonly listing?: NodeListing;
  readonly payCalls?: number;
  readonly refused?: unknown;
  readonly text?: string;
}

function breaches({
  runs = [],
  pays = [],
  lookup,
  listing,
  payCalls = 0,
  refused,
  text,
}: Told): readonly string[] {
  const log = new CallLog();
  const call = { hash: HASH, amountMsat: msat(1_000n), feeLimitMsat: msat(20n) } as PayCall;
  for (const [at, answer] of pays.entries())
    log.pays.push({ call, startedAtMs: at * 10, endedAtMs: at * 10 + 5, answer });
  if (lookup !== undefined) log.lookups.push({ call, startedAtMs: 100, endedAtMs: 100, answer: lookup });
  if (listing !== undefined) log.listings.push({ listing, atMs: 100 });
  if (refused !== undefined) log.refusals.push({ node: 'alice', method: 'probe', error: refused });
  if (text !== undefined) log.texts.push(text);
  const truth = { runs: () => runs, payCalls: () => payCalls } as unknown as Truth;
  return judge({ log, truth, secrets: ['a secret macaroon'] });
}

describe('what every row is judged by', () => {
  const listed = (state: 'settled' | 'failed'): NodeListing => ({
    kind: 'listed',
    entries: [{ hash: HASH, state }],
  });
  const refused = (why: string, node = 'alice') => new NodeRefused('timeout', node, 'getinfo', why);
  const malformed = new NodeRefused('odd' as 'timeout', 'alice', 'getinfo', 'no');

  it.each<readonly [string, Told, RegExp | null]>([
    [
      'a denied payment that settled',
      { runs: [PAID], pays: [FAILED] },
      /settled, and the pay calls .* failed/,
    ],
    ['one that was refused', { runs: [PAID], pays: [{ kind: 'not_sent' }] }, /not_sent/],
    ['one that was not denied', { runs: [PAID], pays: [UNKNOWN] }, null],
    ['a failure that must be confirmed', { runs: [PAID], pays: [{ ...FAILED, unconfirmed: true }] }, null],
    ['a second call that says why it sent nothing', { runs: [PAID], pays: [UNKNOWN, FAILED] }, null],
    [
      'a denied call after the one that was sent',
      { runs: [PAID, PAID], pays: [UNKNOWN, FAILED] },
      /unknown, reset; failed/,
    ],
    [
      'a call that began after the payment',
      { runs: [{ ...PAID, begunAtMs: 5 }], pays: [FAILED, UNKNOWN] },
      /failed/,
    ],
    ['settled, and it is', { runs: [PAID], pays: [SETTLED] }, null],
    ['settled, and nothing was', { pays: [SETTLED] }, /nothing was paid/],
    [
      'a preimage of nothing',
      { runs: [PAID], pays: [{ ...SETTLED, preimage: HASH as never }] },
      /without a preimage/,
    ],
    [
      'a fee that was not paid',
      { runs: [PAID], pays: [{ ...SETTLED, feeMsat: msat(19n) }] },
      /fee of 19 msat/,
    ],
    ['a fee that nobody knows', { runs: [PAID], pays: [{ ...SETTLED, feeMsat: null }] }, null],
    ['too high a fee', { runs: [{ ...PAID, feeMsat: 21 }], pays: [UNKNOWN] }, /fee of 21 msat was paid/],
    ['another amount', { runs: [{ ...PAID, amountMsat: 999 }], pays: [UNKNOWN] }, /999 msat were paid/],
    ['a call sent twice', { pays: [UNKNOWN], payCalls: 2 }, /1 pay calls reached the daemon 2 times/],
    ['a look-up that denies it', { runs: [PAID], pays: [UNKNOWN], lookup: FAILED }, /a look-up said failed/],
    ['one that may turn', { runs: [PAID], pays: [UNKNOWN], lookup: { ...FAILED, mayResume: true } }, null],
    [
      'one from before it began',
      { runs: [{ ...PAID, begunAtMs: 200 }], pays: [UNKNOWN], lookup: FAILED },
      null,
    ],
    ['a look-up that refuses', { lookup: { kind: 'duplicate', epoch: '' } }, /only pay calls do/],
    ['a look-up that invents', { lookup: SETTLED }, /a look-up said settled, and nothing/],
    ['a list that invents', { listing: listed('settled') }, /a list said settled/],
    [
      'a list that denies',
      { runs: [PAID], pays: [UNKNOWN], listing: listed('failed') },
      /a list said failed/,
    ],
    ['a refusal', { refused: refused('no answer') }, null],
    ['a refusal with a secret', { refused: refused('with a secret macaroon') }, /holds a secret/],
    ['a refusal without a name', { refused: refused('no', 'bob') }, /does not name/],
    ['a refusal of no kind', { refused: malformed }, /odd is no kind/],
    ['a log with a secret', { text: 'no answer to a secret macaroon' }, /written into a log/],
    ['another error', { refused: new TypeError('no') }, /threw TypeError/],
  ])('%s', (_, told, breach) => {
    const found = breaches(told);
    if (breach === null) expect(found).toEqual([]);
    else expect(found.join('\n')).toMatch(breach);
  });

  it('calls that reject, end late or never', async () => {
    let nowMs = 0;
    const log = new CallLog();
    const call = { hash: HASH, timeoutMs: 10 } as PayCall;
    const slowly = async () => {
      await Promise.resolve();
      nowMs += 11;
      return UNKNOWN;
    };
    const node = {
      name: 'alice' as NodeName,
      pay: slowly,
      lookup: () => Promise.reject(new Error('no')),
      list: () => new Promise(() => {}),
    } as unknown as LightningNode;
    const watched = new WatchedNode(node, () => nowMs, log);
    await watched.pay(call);
    await expect(watched.lookup(call)).rejects.toThrow('no');
    expect(log.breaches).toEqual([
      'pay ended after 11 ms, its time is 10 ms',
      expect.stringContaining('lookup rejected'),
    ]);
    const truth = { runs: () => [], payCalls: () => null } as unknown as Truth;
    expect(judge({ log, truth, secrets: [] }).join()).toContain('a look-up never ended');
  });
});
