import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeAnswer } from '../domain/node-answer.ts';
import { FAILURE_REASONS } from '../domain/outcome.ts';
import { ASKED, PREIMAGE } from './asked.fixture.ts';
import { type RealDaemon, rulesOf } from './rules.ts';

/** Words of the daemons, words of other daemons, and noise: whatever could come over a wire. */
const WORDS = [
  ...['UNKNOWN', 'IN_FLIGHT', 'SUCCEEDED', 'FAILED', 'INITIATED', 'NONE', 'TIMEOUT', 'NO_ROUTE', 'ERROR'],
  ...[
    'INCORRECT_PAYMENT_DETAILS',
    'INSUFFICIENT_BALANCE',
    'CANCELED',
    'pending',
    'complete',
    'failed',
    'sent',
  ],
  ...['PENDING', 'INBOUND', 'OUTBOUND', 'bolt11', 'spontaneous', '', 'constructor', '__proto__', 'paid'],
];
const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 20 }));
const TEXTS = [
  "payment isn't initiated",
  'invoice is already paid',
  'invoice expired. Valid until',
  'wallet locked, unlock it to enable full RPC access',
  'Unexpected injectpaymentonion error 200: {}',
  'invoice has expired',
  'A payment with the given hash has already been initiated.',
  'Failed to send the given payment.',
  'The given invoice is invalid.',
];
const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string());
const code = fc.oneof(
  fc.integer({ min: 0, max: 16 }),
  fc.constantFrom(
    -32602,
    -32601,
    -5,
    -4,
    -3,
    -1,
    200,
    201,
    205,
    207,
    208,
    209,
    219,
    400,
    401,
    404,
    408,
    500,
    1501,
  ),
  fc.integer(),
);
const preimage = fc.constantFrom('', '0'.repeat(64), PREIMAGE);
const amount = fc.bigInt({ min: -(1n << 70n), max: 1n << 70n });
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 4 });

const silent = fc.record({ kind: fc.constant('no_answer' as const), why: word });
const grpc = fc.record({ kind: fc.constant('grpc_error' as const), code, message: text });
const noise = fc.record({ kind: word });
const clnRows = fc.record({
  kind: fc.constant('rows' as const),
  rows: list(
    fc.record({ groupid: word, status: word, amountMsat: amount, amountSentMsat: amount, preimage }),
  ),
  listpaysPending: fc.boolean(),
});
const lndPayment = fc.record({
  kind: fc.constant('payment' as const),
  status: word,
  failureReason: word,
  preimage,
  feeMsat: amount,
  paymentIndex: word,
  htlcs: list(fc.record({ status: word, preimage })),
});

/** By daemon: anything it could say, and whether some listed row lets it be called failed, refused or unsent. */
const SAID: Readonly<Record<RealDaemon, { pay: fc.Arbitrary<unknown>; lookup: fc.Arbitrary<unknown> }>> = {
  lnd: { pay: fc.oneof(lndPayment, grpc, silent, noise), lookup: fc.oneof(lndPayment, grpc, silent, noise) },
  cln: {
    pay: fc.oneof(
      fc.record({
        kind: fc.constant('rpc_error' as const),
        code: fc.option(code),
        message: text,
        after: fc.option(clnRows),
      }),
      fc.record({
        kind: fc.constant('paid' as const),
        preimage,
        amountMsat: amount,
        amountSentMsat: amount,
        successfulParts: fc.nat(3),
      }),
      silent,
      noise,
    ),
    lookup: fc.oneof(
      clnRows,
      fc.record({ kind: fc.constant('rpc_error' as const), code, message: text }),
      silent,
    ),
  },
  eclair: {
    pay: fc.oneof(
      fc.record({ kind: fc.constant('http_error' as const), status: code, error: text }),
      fc.record({ kind: fc.constant('payment-failed' as const), id: word, failures: list(text) }),
      silent,
      noise,
    ),
    lookup: fc.oneof(
      fc.record({
        kind: fc.constant('rows' as const),
        rows: list(
          fc.record({
            parentId: word,
            createdAtMs: fc.nat(),
            status: word,
            preimage,
            feesPaidMsat: amount,
            routeEmpty: fc.boolean(),
            failures: list(text),
          }),
        ),
      }),
      fc.record({ kind: fc.constant('http_error' as const), status: code, error: text }),
      silent,
      noise,
    ),
  },
  ldk: {
    pay: fc.oneof(fc.constant({ kind: 'initiated' }), grpc, silent, noise),
    lookup: fc.oneof(
      fc.record({
        kind: fc.constant('payment' as const),
        direction: word,
        status: word,
        paymentKind: word,
        preimage,
        feePaidMsat: fc.option(amount),
      }),
      fc.constant({ kind: 'absent' }),
      grpc,
      silent,
      noise,
    ),
  },
};

const KINDS = ['settled', 'failed', 'in_flight', 'not_found', 'rejected', 'duplicate', 'not_sent', 'unknown'];
const DAEMONS = Object.keys(SAID) as RealDaemon[];

/** The words by which each daemon, and it alone, says "failed"; written down again, not read from the rules. */
const SAYS_FAILED: Readonly<Record<RealDaemon, (said: string) => boolean>> = {
  lnd: (said) => said.includes('"status":"FAILED"'),
  cln: (said) => said.includes('"status":"failed"'),
  eclair: (said) => said.includes('"status":"failed"') || said.includes('"kind":"payment-failed"'),
  ldk: (said) => said.includes('"status":"FAILED"') && said.includes('"direction":"OUTBOUND"'),
};
const flat = (said: unknown) =>
  JSON.stringify(said, (_, value) => (typeof value === 'bigint' ? `${value}` : value));

function read(daemon: RealDaemon, via: 'pay' | 'lookup', said: unknown): NodeAnswer {
  const rules = rulesOf(daemon);
  return via === 'pay' ? rules.classifyPay(said as never, ASKED) : rules.resolve(said as never, ASKED);
}

describe.each(DAEMONS)('the rules of %s', (daemon) => {
  it.each(['pay', 'lookup'] as const)('are total for any %s answer, and never guess a failure', (via) => {
    fc.assert(
      fc.property(SAID[daemon][via], (said) => {
        const answer = read(daemon, via, said);
        expect(KINDS).toContain(answer.kind);
        // The same words, the same class: no rule depends on anything else.
        expect(read(daemon, via, said)).toEqual(answer);
        if (answer.kind === 'failed') expect(SAYS_FAILED[daemon](flat(said))).toBe(true);
        if (answer.kind === 'failed' || answer.kind === 'rejected')
          expect(FAILURE_REASONS).toHaveProperty(answer.reason);
        if (answer.kind === 'failed' && daemon !== 'lnd') expect(answer.unconfirmed).toBe(true);
        // A look-up refuses nothing and repeats nothing: it only ever reads.
        if (via === 'lookup') expect(['rejected', 'duplicate']).not.toContain(answer.kind);
        // A request that never left was refused at the door, or came before the daemon ran.
        if (answer.kind === 'not_sent') expect(flat(said)).toMatch(/"refused"|wallet locked/);
      }),
      { numRuns: 2000 },
    );
  });

  it('make unknown of any status and any text that no row lists', () => {
    const strange = fc
      .string({ minLength: 1 })
      .filter((some) => !WORDS.includes(some) && !TEXTS.includes(some));
    const number = fc.integer({ min: 2001, max: 9000 });
    fc.assert(
      fc.property(strange, number, fc.constantFrom('pay', 'lookup'), (status, unlisted, via) => {
        const errors = [
          { kind: 'grpc_error', code: unlisted, message: status },
          { kind: 'grpc_error', code: 2, message: `${status}?` },
          { kind: 'rpc_error', code: unlisted, message: status, after: null },
          { kind: 'http_error', status: unlisted, error: status },
          { kind: status },
          { kind: 'payment', status, failureReason: 'NONE', htlcs: [], direction: 'OUTBOUND', preimage: '' },
        ];
        for (const said of errors) expect(read(daemon, via, said)).toMatchObject({ kind: 'unknown' });
      }),
      { numRuns: 300 },
    );
  });
});

it('only LND may be sent the same payment again', () => {
  expect(DAEMONS.filter((daemon) => rulesOf(daemon).resendSafe)).toEqual(['lnd']);
});
