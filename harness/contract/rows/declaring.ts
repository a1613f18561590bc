import type { NodeListing } from '#orchestrator/ports/node';
import { DOCUMENTED } from '../documented.ts';
import type { FriendlyInvoice } from '../rig.ts';
import type { ContractRow } from '../row.ts';
import { list, pay, payAndHold } from './steps.ts';

const SAT_MSAT = 1_000n;

/** How the list shows it; '': not at all. */
function stateIn(listing: NodeListing, { hash }: FriendlyInvoice): string {
  const entries = listing.kind === 'listed' ? listing.entries : [];
  return entries
    .filter((entry) => entry.hash === hash)
    .map(({ state }) => state)
    .join();
}

export const DECLARING: readonly ContractRow[] = [
  {
    id: 'node.known',
    promise: 'A probe says who answers, health what it can spend.',
    source: 'ports/lightning-node.ts; adapters.md §3.6, §4.6, §5.6',
    needs: [],
    async run(rig, found) {
      const [payer, payee] = await rig.time.until(Promise.all([rig.payer.probe(), rig.payee.probe()]));
      found.that(/^0[23][0-9a-f]{64}$/.test(payer.pubkey), `its public key is ${payer.pubkey}`);
      found.that(payer.pubkey !== payee.pubkey, 'two nodes have one public key');
      found.same(payer.network, 'regtest', 'its network');
      found.that(payer.version !== '' && payer.blockHeight > 0, 'no version, or no height');
      const before = await rig.time.until(rig.payer.health());
      found.same(before.reachable, true, 'reachable');
      found.that(before.epoch !== '', 'health names no epoch');
      const invoice = rig.friend.invoice();
      await pay(rig, invoice);
      await rig.time.pass(1_000);
      const after = await rig.time.until(rig.payer.health());
      const spent = invoice.amountMsat! + rig.truth.feeMsat(invoice.amountMsat!);
      const less = before.spendableMsat - after.spendableMsat;
      // LND tells balances in whole satoshi.
      found.that(
        less > spent - SAT_MSAT && less < spent + SAT_MSAT,
        `it can spend ${less} msat less, expected ${spent}`,
      );
      found.that(after.largestChannelMsat <= after.spendableMsat, 'one channel has more than all');
    },
  },
  {
    id: 'list.all',
    promise:
      'The list shows what settled, failed or was begun since a moment, each once; and what was pending and has ended since.',
    source: 'adapters.md §3.4, §4.5, §5.2',
    needs: [],
    declared: ({ listsAll }) =>
      listsAll ? null : 'lists what settled; of the rest only what this client has sent itself',
    async run(rig, found) {
      const sinceMs = rig.time.nowMs();
      const settled = rig.friend.invoice();
      const failed = rig.friend.invoice();
      await pay(rig, settled);
      rig.friend.cancel(failed.hash);
      await pay(rig, failed);
      const { invoice: held } = await payAndHold(rig);
      await rig.time.pass(1_000);
      const { listsAll } = rig.payer.capabilities;
      const isSeen = (word: string, shown: string) => shown === word || (!listsAll && shown === '');
      const first = await list(rig, sinceMs);
      found.same(first.kind, 'listed', 'the list');
      found.same(stateIn(first, settled), 'settled', 'what settled, on the list,');
      found.that(
        isSeen('in_flight', stateIn(first, held)),
        `what is pending is listed as "${stateIn(first, held)}"`,
      );
      found.that(
        isSeen('failed', stateIn(first, failed)),
        `what failed is listed as "${stateIn(first, failed)}"`,
      );
      const laterMs = rig.time.nowMs();
      await rig.time.pass(1_000);
      rig.friend.cancel(held.hash);
      await rig.time.pass(5_000);
      const second = await list(rig, laterMs);
      found.that(
        isSeen('failed', stateIn(second, held)),
        `what has failed since is listed as "${stateIn(second, held)}"`,
      );
    },
  },
  {
    id: 'capabilities.documented',
    promise: 'The node declares what the references say of its daemon; the other rows hold it to that.',
    source: 'adapters.md §1.1',
    needs: [],
    async run(rig, found) {
      for (const { capabilities } of [rig.payer, rig.payee]) {
        const documented = DOCUMENTED[capabilities.daemon];
        for (const [name, value] of Object.entries(documented))
          found.same(capabilities[name as keyof typeof documented], value, `${capabilities.daemon}, ${name}`);
      }
    },
  },
];
