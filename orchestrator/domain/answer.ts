import type { Outcome } from './outcome.ts';
import type { IntentState } from './state.ts';
import type { IntentStatus } from './status.ts';

/** The final answer to the client: made once, at the end, from the ledger; stored and replayed byte for byte (S07). */
export function finalAnswer(
  state: IntentState,
  to: IntentStatus,
  cause: string,
  settled: Extract<Outcome, { kind: 'settled' }> | null,
): { status: number; body: string } {
  const { intent } = state;
  const body: Record<string, string> = {
    intent: intent.id,
    status: to,
    payment_hash: intent.hash,
    amount_msat: intent.amountMsat.toString(),
  };
  if (settled !== null) {
    body.preimage = settled.preimage;
    body.fee_msat = settled.feeMsat === null ? 'unknown' : settled.feeMsat.toString();
  } else body.cause = cause;
  return { status: to === 'declined' ? 403 : 200, body: JSON.stringify(body) };
}
