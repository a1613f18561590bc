import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { CallFaultName } from '../rig.ts';
import type { ContractRow } from '../row.ts';
import { list, lookup, pay, payCall, refusal, timesPaid } from './steps.ts';

interface Struck {
  readonly fault: CallFaultName;
  /** What a pay call may be answered. */
  readonly says: readonly NodeAnswer['kind'][];
  /** Whether the daemon does what it was asked all the same. */
  readonly isPaid: boolean;
  readonly promise: string;
}

const UNKNOWN = ['unknown'] as const;
/** The daemon, or who guards it, has said that it did nothing. */
const NOTHING = ['unknown', 'rejected', 'not_sent'] as const;

const PAYS: readonly Struck[] = [
  {
    fault: 'request lost',
    says: UNKNOWN,
    isPaid: false,
    promise: 'A pay call that is lost on its way is unknown.',
  },
  {
    fault: 'response lost',
    says: UNKNOWN,
    isPaid: true,
    promise: 'A pay call whose answer is lost is unknown, and a look-up tells that it settled.',
  },
  {
    fault: 'reset before it is read',
    says: UNKNOWN,
    isPaid: false,
    promise: 'A connection that breaks under a pay call proves nothing: unknown, and not sent again.',
  },
  {
    fault: 'reset after it is read',
    says: UNKNOWN,
    isPaid: true,
    promise: 'A connection that breaks once the call is read: unknown, and a look-up tells that it settled.',
  },
  {
    fault: 'reset instead of the answer',
    says: UNKNOWN,
    isPaid: true,
    promise:
      'A connection that breaks where the answer should be: unknown, and a look-up tells that it settled.',
  },
  { fault: 'truncated', says: UNKNOWN, isPaid: true, promise: 'Half an answer is none.' },
  {
    fault: 'unreadable',
    says: UNKNOWN,
    isPaid: true,
    promise: 'A page of HTML, or bytes that are no message, are no answer.',
  },
  {
    fault: 'unknown state',
    says: ['unknown', 'settled'],
    isPaid: true,
    promise: 'A state that no version had is no failure.',
  },
  {
    fault: 'error, accepted',
    says: UNKNOWN,
    isPaid: true,
    promise: 'A server error after the daemon took the call is unknown, and a look-up tells that it settled.',
  },
  {
    fault: 'error, not accepted',
    says: UNKNOWN,
    isPaid: false,
    promise: 'A server error says nothing about the payment: unknown.',
  },
  {
    fault: 'throttled',
    says: NOTHING,
    isPaid: false,
    promise: 'A throttled pay call is not sent again by anybody below.',
  },
  {
    fault: 'credentials expired',
    says: NOTHING,
    isPaid: false,
    promise: 'Expired credentials send nothing, and are no failure of the payment.',
  },
  {
    fault: 'locked',
    says: NOTHING,
    isPaid: false,
    promise: 'A daemon that is locked has sent nothing, and the payment has not failed.',
  },
];

function payRow({ fault, says, isPaid, promise }: Struck): ContractRow {
  return {
    id: `pay.${fault.replaceAll(',', '').replaceAll(' ', '-')}`,
    promise,
    source: 'adapters.md §1 (2), §7; properties-and-faults.md F21–F35',
    needs: ['call-faults'],
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      const undo = rig.strike(fault, ['pay']);
      const answer = await pay(rig, invoice);
      undo();
      found.kind(answer, says, 'pay');
      await rig.time.pass(20_000);
      found.same(timesPaid(rig, invoice.hash), isPaid ? 1 : 0, 'how often it settled');
      found.kind(await lookup(rig, invoice.hash), [isPaid ? 'settled' : 'not_found'], 'look-up');
      // What was struck leaves nothing behind.
      const next = rig.friend.invoice();
      found.kind(await pay(rig, next), ['settled'], 'the next payment');
    },
  };
}

const LOOKUP_FAULTS: readonly CallFaultName[] = [
  'request lost',
  'response lost',
  'reset before it is read',
  'reset instead of the answer',
  'truncated',
  'unreadable',
  'unknown state',
  'error, not accepted',
  'throttled',
  'credentials expired',
  'locked',
];

/** What any call may carry; what comes of it is no news of a payment. */
export const TRANSPORT: readonly ContractRow[] = [
  ...PAYS.map(payRow),
  {
    id: 'lookup.struck',
    promise:
      'A look-up that is not answered says nothing of the payment, whatever struck it: never failed, never not found.',
    source: 'adapters.md §1 (2), (4), §7',
    needs: ['call-faults'],
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      found.kind(await pay(rig, invoice), ['settled'], 'pay');
      for (const fault of LOOKUP_FAULTS) {
        const undo = rig.strike(fault, ['lookup', 'list']);
        const looked = await lookup(rig, invoice.hash);
        found.kind(looked, ['unknown', 'not_sent', 'settled'], `look-up, ${fault}`);
        const listing = await list(rig, 0);
        // Some have no list of their own and name what they have seen; a state that nobody knows counts as in flight.
        const states = listing.kind === 'listed' ? listing.entries.map(({ state }) => state) : [];
        found.that(!states.includes('failed'), `list, ${fault}: it says ${states.join()}`);
        undo();
      }
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up afterwards');
    },
  },
  {
    id: 'info.struck',
    promise:
      'Any other call that is not answered is refused with the names of node and call, in its time; health is then "not reachable".',
    source: 'adapters.md §1; ports/lightning-node.ts',
    needs: ['call-faults'],
    async run(rig, found) {
      for (const fault of ['request lost', 'reset before it is read', 'unreadable', 'truncated'] as const) {
        const undo = rig.strike(fault, ['info', 'invoice', 'lookup', 'list']);
        const order = { amountMsat: null, description: '', expirySeconds: 60 };
        found.that((await refusal(rig, rig.payer.probe())) !== null, `probe, ${fault}: it was answered`);
        found.that(
          (await refusal(rig, rig.payer.createInvoice(order))) !== null,
          `createInvoice, ${fault}: it was answered`,
        );
        const { reachable } = await rig.time.until(rig.payer.health());
        found.same(reachable, false, `reachable, ${fault}`);
        undo();
      }
      await rig.time.pass(1_000);
      found.same((await rig.time.until(rig.payer.health())).reachable, true, 'reachable afterwards');
    },
  },
  {
    id: 'slow.in-time',
    promise: 'An answer that is late but in time is heard.',
    source: 'properties-and-faults.md F21',
    needs: ['call-faults'],
    async run(rig, found) {
      const undo = rig.slow(4_000, ['pay', 'lookup']);
      const invoice = rig.friend.invoice();
      found.kind(await pay(rig, invoice), ['settled'], 'pay');
      found.kind(await lookup(rig, invoice.hash), ['settled'], 'look-up');
      undo();
    },
  },
  {
    id: 'slow.read-too-late',
    promise:
      'A call that the daemon reads after the client gave up is unknown, and may settle: it has not failed.',
    source: 'adapters.md §1 (2), (4); lnd-observed.md §7; eclair-observed.md §6',
    needs: ['call-faults'],
    async run(rig, found) {
      const invoice = rig.friend.invoice();
      const undo = rig.slow(20_000, ['pay']);
      const paying = rig.payer.pay(payCall(rig, invoice));
      found.kind(await rig.time.until(paying), ['unknown'], 'pay');
      undo();
      found.kind(await lookup(rig, invoice.hash), ['not_found', 'unknown'], 'look-up before it is read');
      await rig.time.pass(20_000);
      const paid = timesPaid(rig, invoice.hash);
      found.that(paid <= 1, `it settled ${paid} times`);
      const looked = await lookup(rig, invoice.hash);
      found.kind(looked, paid === 1 ? ['settled'] : ['not_found', 'failed'], 'look-up at the end');
    },
  },
];
