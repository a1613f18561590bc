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
  const { id, hash, amountMsat } = state.intent;
  const head = `{"intent":${JSON.stringify(id)},"status":"${to}","payment_hash":"${hash}","amount_msat":"${amountMsat}"`;
  const rest =
    settled === null
      ? `"cause":${JSON.stringify(cause)}}`
      : `"preimage":"${settled.preimage}","fee_msat":"${settled.feeMsat ?? 'unknown'}"}`;
  return { status: to === 'declined' ? 403 : 200, body: `${head},${rest}` };
}
