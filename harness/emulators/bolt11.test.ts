import { expect, it } from 'vitest';
import { readBolt11 } from '#orchestrator/adapters/bolt11';
import { type Bolt11Draft, bolt11 } from './bolt11.ts';
import { nodeKey } from './node-keys.ts';

const { secret, pubkey } = nodeKey('net', 'payee');
const DRAFT: Bolt11Draft = {
  secret,
  hash: 'ab'.repeat(32),
  amountMsat: 12_345_678,
  description: 'one coffee, größer',
  createdAtMs: 1_767_225_600_000,
  expirySeconds: 600,
  paymentSecret: 'cd'.repeat(32),
  minFinalCltvBlocks: 18,
};

it.each([
  [{}, {}],
  [{ amountMsat: null }, { amountMsat: null }],
  [{ amountMsat: 1 }, { amountMsat: 1n }],
  [{ amountMsat: 21e14 }, { amountMsat: 2_100_000_000_000_000n }],
  [{ description: '' }, { description: '' }],
  [
    { expirySeconds: 31_536_000, minFinalCltvBlocks: 144 },
    { expirySeconds: 31_536_000, minFinalCltvBlocks: 144 },
  ],
])('is read again as it was written: %o', (change: Partial<Bolt11Draft>, says) => {
  const { secret: _secret, ...draft } = DRAFT;
  expect(readBolt11(bolt11({ ...DRAFT, ...change }))).toEqual({
    ...draft,
    network: 'bcrt',
    payee: pubkey,
    amountMsat: 12_345_678n,
    ...says,
  });
});

it('is the same text for the same draft, with the features of a node of today', () => {
  expect(bolt11(DRAFT)).toBe(bolt11(DRAFT));
  // 9 (features), 3 words: bits 8, 14 and 17.
  expect(bolt11(DRAFT)).toMatch(/^lnbcrt123456780p1.*9qyysgq/);
});

it('names another payee when a bit of it is changed under a right checksum', () => {
  const other = bolt11({ ...DRAFT, secret: nodeKey('net', 'other').secret });
  expect(readBolt11(other)).toMatchObject({ payee: nodeKey('net', 'other').pubkey });
});

it.each([
  [{ description: 'ä'.repeat(320) }, /639 bytes/],
  [{ expirySeconds: 1.5 }, /1\.5 seconds/],
  [{ expirySeconds: 0 }, /0 seconds/],
])('refuses %o', (change, why) => expect(() => bolt11({ ...DRAFT, ...change })).toThrow(why));

it('keys: the same for the same names, on the curve, and different for all others', () => {
  expect(nodeKey('net', 'payee')).toEqual({ secret, pubkey });
  expect(pubkey).toMatch(/^0[23][0-9a-f]{64}$/);
  const all = [nodeKey('net', 'x'), nodeKey('ne', 'tx'), nodeKey('net2', 'payee'), nodeKey('net', 'payee')];
  expect(new Set(all.map((key) => key.pubkey)).size).toBe(4);
});
