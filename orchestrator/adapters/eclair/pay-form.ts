import { hash as digest } from 'node:crypto';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { PayCall } from '../../ports/node.ts';
import { feeCap } from './fee-cap.ts';

/** Akka HTTP closes a connection on which nothing moved for 60 s; a clean 500 comes before that. */
const BLOCKING_SECONDS_MAX = 55;
/** Eclair refuses a longer one with 400. */
const EXTERNAL_ID_CHARS_MAX = 66;
/** Eclair's own default. */
const ATTEMPTS_MAX = 5;
/** About what one attempt took at p95 with 64 payments at once (eclair-observed.md §3). */
const ATTEMPT_MS = 4000;

const REFUSED: NodeAnswer = { kind: 'rejected', reason: 'rejected_by_node', epoch: '' };

/**
 * The form of `payinvoice`, or why none is sent: an invoice of another network, or one that states another amount than
 * the call (Eclair would pay what the invoice says, whatever cap and ledger are made for).
 *
 * `blocking=true`, and not the name of the payment at once and `getsentinfo` after it:
 * - what it answers is the end of *this* payment by its own id; of an invoice whose features Eclair does not know it says
 *   so, where the other way leaves no row, no event and no word (adapters.md §5.3);
 * - one exchange instead of many, and nothing is polled: an answer comes when there is one, in any clock;
 * - nothing is lost by it: a time-out, 500, 408 or a cut connection is unknown in both ways and ends with a look-up.
 * Its price is one connection for each payment that is under way; `HttpLine` bounds them and keeps look-ups apart.
 *
 * `timeoutSeconds` is later than our own time limit, so that no outcome within it is lost. There is no field for a limit
 * by the clock, parts or time locks; `maxAttempts` is as many as fit the attempt window.
 */
export function payForm(call: PayCall, prefix: string): string | NodeAnswer {
  const stated = statedMsat(call.invoice, prefix);
  if (stated === undefined || (stated !== null && stated !== call.amountMsat)) return REFUSED;
  const { maxFeeFlatSat, maxFeePct } = feeCap(call.feeLimitMsat, call.amountMsat);
  const form = new URLSearchParams({
    invoice: call.invoice,
    maxAttempts: `${Math.min(ATTEMPTS_MAX, Math.max(1, Math.floor(call.attemptWindowMs / ATTEMPT_MS)))}`,
    maxFeeFlatSat: `${maxFeeFlatSat}`,
    maxFeePct: `${maxFeePct}`,
    externalId: externalId(call),
    blocking: 'true',
    timeoutSeconds: `${Math.min(BLOCKING_SECONDS_MAX, Math.ceil(call.timeoutMs / 1000) + 1)}`,
  });
  // It would override what an invoice states (observed §5: overpaid), so only where none does.
  if (stated === null) form.set('amountMsat', `${call.amountMsat}`);
  return form.toString();
}

/** Stored with the payment, neither unique nor searchable: for people who read Eclair's database. */
function externalId({ intent, attemptNo }: PayCall): string {
  const plain = `${intent}/${attemptNo}`;
  if (plain.length <= EXTERNAL_ID_CHARS_MAX) return plain;
  return `${digest('sha256', intent, 'hex').slice(0, 48)}/${attemptNo}`;
}

const MSAT_PER: Readonly<Record<string, bigint>> = {
  '': 100_000_000_000n,
  m: 100_000_000n,
  u: 100_000n,
  n: 100n,
};

/** The amount in the human-readable part of a BOLT 11 invoice; null: none; undefined: no invoice of this network. */
function statedMsat(invoice: string, prefix: string): bigint | null | undefined {
  const text = invoice.toLowerCase();
  const match = /^ln(bcrt|bc|tbs|tb|sb)(?:(\d{1,19})([munp]?))?$/.exec(text.slice(0, text.lastIndexOf('1')));
  if (match === null || match[1] !== prefix) return undefined;
  if (match[2] === undefined) return null;
  const [, , figure, unit = ''] = match;
  if (unit === 'p') return BigInt(figure!) / 10n;
  return BigInt(figure!) * MSAT_PER[unit]!;
}
