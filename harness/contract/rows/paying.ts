import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { ContractRow } from '../row.ts';
import { list, lookup, pay, payAndHold, payCall, timesPaid } from './steps.ts';

const doesNotDeduplicate: ContractRow['declared'] = ({ deduplicates }) =>
  deduplicates === 'never' ? 'pays again: it never deduplicates' : null;
/** What a node may say to a call that repeats another one. */
const AGAIN: readonly NodeAnswer['kind'][] = ['duplicate', 'in_flight', 'settled'];

export const PAYING: readonly ContractRow[] = [
  {
    id: 'pay.settles',
    promise: 'A payment settles once, with preimage and exact fee; look-up and list say the same afterwards.',
    source: 'adapters.md §1, §3.4, §4.3, §5.3',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      const sinceMs = rig.time.nowMs();
      const answer = await pay(rig, invoice);
      found.kind(answer, ['settled'], 'pay');
      if (answer.kind === 'settled') {
        found.same(answer.preimage, invoice.preimage, 'the preimage');
        found.same(answer.feeMsat, rig.truth.feeMsat(invoice.amountMsat!), 'the fee');
      }
      const looked = await lookup(rig, invoice.hash);
      found.kind(looked, ['settled'], 'look-up');
      if (looked.kind === 'settled')
        found.same(looked.feeMsat, rig.truth.feeMsat(invoice.amountMsat!), 'its fee');
      const listing = await list(rig, sinceMs);
      const entries = listing.kind === 'listed' ? listing.entries : [];
      const states = entries.filter(({ hash }) => hash === invoice.hash).map(({ state }) => state);
      found.same(states.join(), 'settled', 'the list');
      found.same(rig.truth.receivedMsat(invoice.hash), Number(invoice.amountMsat), 'what the payee got');
      found.same(rig.truth.runs(invoice.hash).length, 1, 'how often it was paid');
    },
  },
  {
    id: 'pay.again-in-flight',
    promise: 'A second pay call while the first is under way is a duplicate, and sends nothing.',
    source: 'adapters.md §1.1, §3.3, §4.3 (layer B), §5.3',
    needs: [],
    declared: doesNotDeduplicate,
    async run(rig, found) {
      const { invoice, paying } = await payAndHold(rig);
      const again = await pay(rig, invoice);
      const runs = rig.truth.runs(invoice.hash).length;
      if (rig.payer.capabilities.deduplicates === 'never') {
        found.same(runs, 2, 'how often a node that says that it never deduplicates sent it');
        found.kind(again, ['failed', 'unknown'], 'the second call');
      } else {
        found.same(runs, 1, 'how often it was sent');
        found.kind(again, ['duplicate', 'in_flight'], 'the second call');
      }
      found.kind(await lookup(rig, invoice.hash), ['in_flight'], 'look-up');
      rig.friend.settle(invoice.hash);
      found.kind(await rig.time.until(paying), ['settled', 'unknown'], 'the first call');
      await rig.time.pass(1_000);
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up at the end');
      found.same(timesPaid(rig, invoice.hash), 1, 'how often it settled');
    },
  },
  {
    id: 'pay.again-after-success',
    promise: 'A pay call for what is paid sends nothing, and the payment stays settled.',
    source: 'adapters.md §3.3, §4.3, §5.3; core-lightning-observed.md §5',
    needs: [],
    declared: doesNotDeduplicate,
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      found.kind(await pay(rig, invoice), ['settled'], 'the first call');
      const again = await pay(rig, invoice);
      const runs = rig.truth.runs(invoice.hash).length;
      if (rig.payer.capabilities.deduplicates === 'never') {
        found.same(runs, 2, 'how often a node that says that it never deduplicates sent it');
        found.kind(again, ['failed', 'unknown'], 'the second call');
      } else {
        found.same(runs, 1, 'how often it was sent');
        found.kind(again, ['duplicate', 'settled'], 'the second call');
      }
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up');
    },
  },
  {
    id: 'pay.again-after-failure',
    promise: 'What failed can be paid again at the same node.',
    source: 'adapters.md §3.3, §4.3, §5.3',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      found.kind(await pay(rig, invoice, { feeLimitMsat: msat(0n) }), ['failed', 'rejected'], 'too dear');
      found.same(timesPaid(rig, invoice.hash), 0, 'how often it settled although it was too dear');
      found.kind(await pay(rig, invoice), ['settled'], 'the second call');
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up');
    },
  },
  {
    id: 'pay.again-after-expiry',
    promise: 'A paid invoice that has expired since is not paid again, and the payment stays settled.',
    source: 'lnd-observed.md §1 (5); core-lightning-observed.md §5; eclair-observed.md §4',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice({ expirySeconds: 60 });
      found.kind(await pay(rig, invoice), ['settled'], 'the first call');
      await rig.time.pass(120_000);
      const again = await pay(rig, invoice);
      found.kind(again, ['duplicate', 'settled', 'rejected', 'failed', 'unknown'], 'the second call');
      found.same(rig.truth.runs(invoice.hash).length, 1, 'how often it was sent');
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up');
    },
  },
  {
    id: 'pay.eight-at-once',
    promise: 'Eight pay calls at the same moment are one payment.',
    source: 'adapters.md §1.1; lnd-observed.md §5; core-lightning-observed.md §5; eclair-observed.md §1 (3)',
    needs: [],
    declared: doesNotDeduplicate,
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      const calls = Array.from({ length: 8 }, () => rig.payer.pay(payCall(rig, invoice)));
      const answers = await rig.time.until(Promise.all(calls));
      const runs = rig.truth.runs(invoice.hash).length;
      if (rig.payer.capabilities.deduplicates === 'never')
        found.that(runs > 1, `it says that it never deduplicates, and sent eight calls ${runs} times`);
      else {
        found.same(runs, 1, 'how often it was sent');
        for (const answer of answers) found.kind(answer, AGAIN, 'one of eight');
      }
      found.that(
        answers.some(({ kind }) => kind === 'settled'),
        'none of eight calls settled',
      );
      found.same(rig.truth.receivedMsat(invoice.hash), Number(invoice.amountMsat), 'what the payee got');
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up');
    },
  },
  {
    id: 'lookup.unknown-hash',
    promise: 'A hash that the node never heard of is not found: never failed.',
    source: 'adapters.md §1 (4), §3.4, §4.4, §5.3',
    needs: [],
    async run(rig, found) {
      const { hash } = rig.friend.invoice();
      found.kind(await lookup(rig, hash), ['not_found'], 'look-up');
      found.same(await rig.time.until(rig.payer.invoice(hash)), null, 'an invoice that the node never made');
    },
  },
];
