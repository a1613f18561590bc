import { msat } from '#orchestrator/domain/money';
import type { ContractRow } from '../row.ts';
import { pay, timesPaid } from './steps.ts';

/** Fees that are no whole satoshi, that are one, and that are a little more than one. */
const AMOUNTS_MSAT: readonly bigint[] = [12_345_678n, 10_000_000n, 1_000n, 99_990_001n];

export const AMOUNTS: readonly ContractRow[] = [
  {
    id: 'fee.exact-cap',
    promise: 'A fee cap that is the fee is enough; one msat less sends nothing.',
    source: 'adapters.md §3.1, §4.2, §5.2; eclair-observed.md §5',
    needs: [],
    declared: ({ feeCapMsat }) => (feeCapMsat ? null : 'caps are kept to the satoshi, downwards'),
    async run(rig, found) {
      const { feeCapMsat } = rig.payer.capabilities;
      for (const amountMsat of AMOUNTS_MSAT) {
        const feeMsat = rig.truth.feeMsat(amountMsat);
        const dear = rig.friend.invoice({ amountMsat });
        const tooDear = await pay(rig, dear, { feeLimitMsat: msat(feeMsat - 1n) });
        found.kind(tooDear, ['failed', 'rejected'], `a cap of ${feeMsat - 1n} msat`);
        found.same(
          timesPaid(rig, dear.hash),
          0,
          `how often ${feeMsat} msat were paid with one msat less allowed`,
        );
        found.same(rig.truth.htlcs(dear.hash), 0, 'HTLCs that are out for it');
        const invoice = rig.friend.invoice({ amountMsat });
        const paid = await pay(rig, invoice, { feeLimitMsat: msat(feeMsat) });
        if (feeCapMsat || feeMsat % 1_000n === 0n) {
          found.kind(paid, ['settled'], `a cap of ${feeMsat} msat, which is the fee`);
          if (paid.kind === 'settled') found.same(paid.feeMsat, feeMsat, 'the fee');
        } else found.that(paid.kind !== 'settled', 'it says that it cannot keep caps to the msat, and does');
      }
    },
  },
  {
    id: 'amount.chosen-by-payer',
    promise: 'An invoice without an amount is paid with that of the call, exactly.',
    source: 'adapters.md §3.1, §4.2, §5.2',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice({ amountMsat: null });
      const answer = await pay(rig, invoice, { amountMsat: msat(7_654_321n) });
      found.kind(answer, ['settled'], 'pay');
      found.same(rig.truth.receivedMsat(invoice.hash), 7_654_321, 'what the payee got');
    },
  },
  {
    id: 'amount.nobody-says',
    promise: 'Where neither invoice nor call says an amount, nothing is sent.',
    source: 'lnd-observed.md §6; adapters.md §3.3, §4.4, §5.3',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice({ amountMsat: null });
      const answer = await pay(rig, invoice, { amountMsat: msat(0n) });
      found.kind(answer, ['rejected', 'failed'], 'pay');
      found.same(rig.truth.runs(invoice.hash).length, 0, 'how often it was sent');
    },
  },
  {
    id: 'amount.contradicts',
    promise: 'An invoice that states another amount than the call is not paid: neither amount is sent.',
    source: 'adapters.md §3.3, §4.4; eclair-observed.md §5 (overpaid)',
    needs: [],
    async run(rig, found) {
      const invoice = rig.friend.invoice({ amountMsat: 5_000_000n });
      for (const amountMsat of [5_000_001n, 4_999_999n, 6_000_000n]) {
        const answer = await pay(rig, invoice, { amountMsat: msat(amountMsat) });
        found.kind(answer, ['rejected', 'failed'], `${amountMsat} msat for an invoice of 5,000,000`);
      }
      found.same(rig.truth.runs(invoice.hash).length, 0, 'how often it was sent');
    },
  },
];
