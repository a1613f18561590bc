import type { FailureReason } from '#orchestrator/domain/outcome';
import type { Findings } from '../findings.ts';
import type { FriendlyInvoice, Rig } from '../rig.ts';
import type { ContractRow } from '../row.ts';
import { lookup, pay } from './steps.ts';

/** Nothing comes of it, and the answer says why. */
async function comesToNothing(
  rig: Rig,
  found: Findings,
  invoice: FriendlyInvoice,
  reasons: readonly FailureReason[],
): Promise<void> {
  const answer = await pay(rig, invoice);
  found.kind(answer, ['failed', 'rejected'], 'pay');
  if (answer.kind === 'failed' || answer.kind === 'rejected')
    found.that(
      reasons.includes(answer.reason),
      `the reason is ${answer.reason}, expected ${reasons.join(' or ')}`,
    );
  const settled = rig.truth.runs(invoice.hash).filter(({ state }) => state !== 'failed');
  found.same(settled.length, 0, 'payments that are under way or settled');
  found.same(rig.truth.htlcs(invoice.hash), 0, 'HTLCs that are out');
  // `listpays` may say pending for a moment after the end (adapters.md §4.3 (6)).
  await rig.time.pass(1_000);
  const looked = await lookup(rig, invoice.hash);
  found.kind(looked, ['not_found', 'failed'], 'look-up');
}

export const REFUSALS: readonly ContractRow[] = [
  {
    id: 'invoice.other-network',
    promise:
      'An invoice of another network is refused before anything is sent, for a reason that no other node can mend.',
    source: 'lnd-observed.md §6; adapters.md §4.4, §5.3',
    needs: [],
    run: (rig, found) => comesToNothing(rig, found, rig.friend.otherNetwork(), ['rejected_by_node']),
  },
  {
    id: 'invoice.unreadable',
    promise: 'What is no invoice is refused before anything is sent.',
    source: 'adapters.md §3.3, §4.4, §5.3',
    needs: [],
    run: (rig, found) => {
      const invoice = rig.friend.invoice();
      const text = `${invoice.text.slice(0, -8)}qqqqqqqq`;
      return comesToNothing(rig, found, { ...invoice, text }, ['rejected_by_node']);
    },
  },
  {
    id: 'invoice.expired',
    promise: 'An expired invoice is not paid, for that reason.',
    source: 'adapters.md §3.3, §4.4, §5.3',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice({ expirySeconds: 60 });
      await rig.time.pass(62_000);
      await comesToNothing(rig, found, invoice, ['invoice_expired']);
    },
  },
  {
    id: 'invoice.canceled',
    promise: 'What the payee refuses fails, and nothing stays out.',
    source: 'adapters.md §3.3, §4.4, §5.3 (BOLT 4 incorrect_or_unknown_payment_details)',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      rig.friend.cancel(invoice.hash);
      await comesToNothing(rig, found, invoice, ['incorrect_payment_details']);
    },
  },
  {
    id: 'balance.insufficient',
    promise: 'More than the node has is not sent.',
    source: 'adapters.md §3.3, §4.4, §5.3; core-lightning-observed.md §6',
    needs: [],
    run: (rig, found) =>
      comesToNothing(rig, found, rig.friend.invoice({ amountMsat: 995_000_000n }), [
        'insufficient_balance',
        // Core Lightning tells them apart in prose only.
        'no_route',
      ]),
  },
  {
    id: 'route.none',
    promise: 'Nobody who cannot be reached is paid.',
    source: 'adapters.md §3.3, §4.4, §5.3',
    needs: [],
    run: (rig, found) => comesToNothing(rig, found, rig.friend.unreachable(), ['no_route']),
  },
];
