import { expect, it } from 'vitest';
import { bolt11Decoder, readBolt11 } from './bolt11.ts';

// "Examples" of BOLT 11: a donation of any amount; a coffee, with a public key of its own network (regtest is not among them).
const DONATION =
  'lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql';
const COFFEE =
  'lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh';

it.each([
  [
    DONATION,
    { amountMsat: null, description: 'Please consider supporting this project', expirySeconds: 3600 },
  ],
  [COFFEE, { amountMsat: 250_000_000n, description: '1 cup coffee', expirySeconds: 60 }],
  [COFFEE.toUpperCase(), { amountMsat: 250_000_000n }],
])('reads %.20s…', (text, says) => {
  expect(readBolt11(text)).toMatchObject({
    network: 'bc',
    hash: '0001020304050607080900010203040506070809000102030405060708090102',
    payee: '03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad',
    paymentSecret: '11'.repeat(32),
    minFinalCltvBlocks: 18,
    createdAtMs: 1_496_314_658_000,
    ...says,
  });
});

it('decodes for the engine: what decides anything', () => {
  expect(bolt11Decoder('bitcoin')(COFFEE)).toEqual({
    hash: '0001020304050607080900010203040506070809000102030405060708090102',
    payee: '03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad',
    amountMsat: 250_000_000n,
    expiresAtMs: 1_496_314_718_000,
  });
});

// The invalid examples of BOLT 11, and texts of our own.
it.each([
  ['', /expected payment request/],
  ['pays me', /expected ln prefix/],
  ['lnsim1:2:1000:5:00', /not a BOLT 11 invoice/],
  [`${DONATION.slice(0, -1)}q`, /checksum/],
  [DONATION.slice(0, 200), /not a BOLT 11 invoice/],
  [`${COFFEE.slice(0, 60)}Q${COFFEE.slice(61)}`, /not a BOLT 11 invoice/],
  ['x'.repeat(1_000_000), /not a BOLT 11 invoice/],
  // Signature that recovers no key.
  [
    'lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaxtrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspk28uwq',
    /not a BOLT 11 invoice/,
  ],
  // Made without a payment secret, as nobody does any more: BOLT 11 wants one.
  [
    'lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq8rkx3yf5tcsyz3d73gafnh3cax9rn449d9p5uxz9ezhhypd0elx87sjle52x86fux2ypatgddc6k63n7erqz25le42c4u4ecky03ylcqca784w',
    /no payment secret/,
  ],
  // 2,500,000,001 pico-bitcoin is no whole number of msat.
  [
    'lnbc2500000001p1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu7hqtk93pkf7sw55rdv4k9z2vj050rxdr6za9ekfs3nlt5lr89jqpdmxsmlj9urqumg0h9wzpqecw7th56tdms40p2ny9q4ddvjsedzcplva53s',
    /whole millitokens/,
  ],
])('says why it cannot read %.24s…', (text, why) => {
  expect(readBolt11(text)).toEqual({ error: expect.stringMatching(why) });
  expect(bolt11Decoder('regtest')(text)).toHaveProperty('error');
});

it('refuses another network, and does not know every name', () => {
  expect(bolt11Decoder('regtest')(COFFEE)).toEqual({
    error: 'an invoice of another network: lnbc…, expected lnbcrt…',
  });
  expect(() => bolt11Decoder('litecoin')).toThrow(RangeError);
});
