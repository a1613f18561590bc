import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { PayeeInvoice } from '#orchestrator/ports/lightning-node';
import type { NodeHealth, NodeListing } from '#orchestrator/ports/node';

/**
 * One recorded situation, and what our adapter must conclude from what the real daemon said in it. Written by hand, from the
 * observed pages; a test drives the adapter's real call against a server that answers with the recording.
 */
export interface Conclusion {
  readonly situation: string;
  /** Recorded questions and answers, in the notation of `idsIn`; each is a drive of its own. */
  readonly items: string;
  /** In the words below. */
  readonly concludes: string;
  /** What the server answers beside the recording, where nothing was recorded and the adapter asks. */
  readonly supplied?: 'no rows' | 'a plain configuration';
}

/** A conclusion in words, without what differs from payment to payment (hash, preimage, record, epoch). */
export function answerInWords(answer: NodeAnswer): string {
  switch (answer.kind) {
    case 'settled':
      return `settled, fee ${answer.feeMsat === null ? 'not known' : `${answer.feeMsat} msat`}`;
    case 'failed':
      return [
        `failed: ${answer.reason}`,
        ...(answer.unconfirmed ? ['to be confirmed'] : []),
        ...(answer.mayResume ? ['may run on'] : []),
      ].join(', ');
    case 'in_flight':
      return 'in flight';
    case 'not_found':
      return 'no record';
    case 'rejected':
      return `rejected: ${answer.reason}`;
    case 'duplicate':
      return 'known to the node';
    case 'not_sent':
      return 'not sent';
    default:
      return `unknown: ${answer.cause}`;
  }
}

export function listingInWords(listing: NodeListing): string {
  if (listing.kind !== 'listed') return listing.kind;
  const states = Map.groupBy(listing.entries, ({ state }) => state);
  const counts = (['settled', 'failed', 'in_flight'] as const).flatMap((state) =>
    states.has(state) ? [`${states.get(state)!.length} ${state === 'in_flight' ? 'in flight' : state}`] : [],
  );
  return counts.length === 0 ? 'nothing listed' : counts.join(', ');
}

export function healthInWords({ reachable, spendableMsat, largestChannelMsat }: NodeHealth): string {
  return reachable
    ? `can send ${spendableMsat} msat, ${largestChannelMsat} msat over one channel`
    : 'not reachable';
}

export function invoiceInWords(invoice: PayeeInvoice | null): string {
  if (invoice === null) return 'no such invoice';
  const { state, receivedMsat } = invoice;
  return state === 'paid' ? `paid, ${receivedMsat} msat` : state;
}
