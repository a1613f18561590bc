import { NodeRefused } from '#orchestrator/ports/lightning-node';
import type { ContractRow } from '../row.ts';
import { lookup, payAndHold, payCall, refusal, timesPaid } from './steps.ts';

/** One of five calls that LND reads too late is paid (lnd-observed.md §7). */
const CALLS = 12;

export const HANGING: readonly ContractRow[] = [
  {
    id: 'hang.resumed-too-late',
    promise: 'A daemon that hangs until the client has given up: unknown; what it then pays is never failed.',
    source: 'lnd-observed.md §1 (2), §7; core-lightning-observed.md §5; eclair-observed.md §6',
    needs: ['hang'],
    async run(rig, found) {
      const invoices = Array.from({ length: CALLS }, () => rig.friend.invoice());
      rig.hang();
      const calls = invoices.map((invoice) => rig.payer.pay(payCall(rig, invoice)));
      for (const answer of await rig.time.until(Promise.all(calls))) found.kind(answer, ['unknown'], 'pay');
      rig.resume();
      for (const { hash } of invoices) await lookup(rig, hash);
      await rig.time.pass(10_000);
      for (const { hash } of invoices) {
        const paid = timesPaid(rig, hash);
        found.that(paid <= 1, `one call was paid ${paid} times`);
        const looked = await lookup(rig, hash);
        found.kind(looked, paid === 1 ? ['settled'] : ['not_found', 'failed'], 'look-up at the end');
      }
    },
  },
  {
    id: 'hang.answers-late',
    promise: 'A daemon that hangs under a payment and resumes in time is heard.',
    source: 'properties-and-faults.md F03',
    needs: ['hang'],
    async run(rig, found) {
      const { invoice, paying } = await payAndHold(rig);
      rig.hang();
      await rig.time.pass(1_000);
      rig.friend.settle(invoice.hash);
      await rig.time.pass(2_000);
      rig.resume();
      found.kind(await rig.time.until(paying), ['settled'], 'pay');
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up');
    },
  },
  {
    id: 'hang.asked',
    promise:
      'A daemon that hangs is not reachable; calls to it end in their time, and say nothing of payments.',
    source: 'adapters.md §1 (2); ports/lightning-node.ts',
    needs: ['hang'],
    async run(rig, found) {
      const { invoice } = await payAndHold(rig);
      rig.hang();
      found.same((await rig.time.until(rig.payer.health())).reachable, false, 'reachable');
      const refused = await refusal(rig, rig.payer.probe());
      found.that(
        refused instanceof NodeRefused && ['timeout', 'unreachable'].includes(refused.kind),
        `probe: ${refused instanceof Error ? refused.message : 'it was answered'}`,
      );
      found.kind(await lookup(rig, invoice.hash), ['unknown'], 'look-up');
      rig.resume();
      await rig.time.pass(2_000);
      found.kind(await lookup(rig, invoice.hash), ['in_flight'], 'look-up afterwards');
      rig.friend.cancel(invoice.hash);
    },
  },
];
