import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smallEmulatedNetwork } from '../network.fixture.ts';
import { ClnNode } from './cln-node.ts';
import { JsonFrames } from './framing.ts';
import { isObject, readJson, type Wire, writeJson } from './wire-json.ts';

const HASH = 'ab'.repeat(32);
/** Names of parameters, and values that are almost right. */
const NAMES = [
  ...['invstring', 'bolt11', 'amount_msat', 'maxfee', 'payment_hash', 'label', 'status', 'partid', 'groupid'],
  ...[
    'timeout',
    'index',
    'start',
    'limit',
    'rune',
    'restrictions',
    'params',
    'method',
    'id',
    'filter',
    'string',
  ],
  ...[
    'description',
    'expiry',
    'preimage',
    'subsystem',
    'indexname',
    'nextvalue',
    'command',
    'layers',
    'amount',
  ],
  ...[
    'source',
    'destination',
    'maxfee_msat',
    'riskfactor',
    'style',
    'addresstype',
    'lastpay_index',
    'invoice',
  ],
];
const VALUES: readonly Wire[] = [
  ...[
    '',
    'any',
    'x',
    HASH,
    HASH.slice(2),
    '1000msat',
    '1.5sat',
    '-1',
    'pending',
    'created',
    'sendpays',
    'lnbcrt1x',
  ],
  ...['lightning:lnbc1', 'lno1', 'perkw', 'all', 'é'.repeat(700), '=', '0x10'],
  ...[0, -1, 1.5, 1e300, 2 ** 53, 2n ** 64n, true, false, null, [], {}, [[]], ['x'], [['a=b|c']], { a: 1 }],
];

it('answers whatever it is asked', () => {
  const network = smallEmulatedNetwork({ payer: 'cln' });
  const options = {
    version: 'v26.06.6',
    networkFolder: '/x/regtest',
    hsmSecret: new Uint8Array(32),
    holdPlugin: true,
  };
  const node = new ClnNode({ desk: network.desk('payer'), ...options });
  const value = fc.constantFrom(...VALUES);
  const params = fc.oneof(
    fc.array(value, { maxLength: 5 }),
    fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 5, noNullPrototype: true }),
    value,
  );
  const words = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...node.methods.keys(), 'frobnicate'), params, (method, asked: Wire) => {
      node.arrives(
        method,
        asked,
        () => {},
        (_strike, done) => {
          const answer = (word: string) => (result: unknown) => {
            expect(isObject(result) || result instanceof Error).toBe(true);
            words.add(word);
          };
          const call = {
            node,
            params: asked,
            gone: false,
            answer: answer('result'),
            refuse: answer('error'),
          };
          node.run(method, call);
          done();
        },
      );
    }),
    { numRuns: 3_000 },
  );
  expect([...words].toSorted()).toEqual(['error', 'result']);
  node.stop();
  network.stop();
});

it('what is written is read again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }), (json, whole) => {
      const text = writeJson({ json: JSON.parse(JSON.stringify(json)) as Wire, whole });
      expect(writeJson(readJson(text))).toBe(text);
      expect(new JsonFrames().push(Buffer.from(text))).toEqual([text]);
    }),
    { numRuns: 300 },
  );
});
