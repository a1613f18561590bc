import type { IntentRequest, Submission } from '../api/request.ts';
import type { Context, Input } from '../domain/context.ts';
import { decide } from '../domain/decide.ts';
import type { Draft } from '../domain/draft.ts';
import type { Digest, IntentId } from '../domain/ids.ts';
import type { PaymentIntent } from '../domain/intent.ts';
import type { AuditDraft, LedgerEvent } from '../domain/ledger-event.ts';
import type { IntentState } from '../domain/state.ts';
import type { InvoiceDecoder } from '../ports/invoice.ts';
import { admit, fingerprintOf, keyScope } from './admission.ts';
import { auditTrail } from './audit-trail.ts';

/**
 * The pure parts that an engine is made of: how a request becomes an intent, what follows from an input, what is audited.
 * Whoever assembles an engine may bring others; the engine's source stays as it is.
 */
export interface EngineCore {
  keyScope(tenant: string, idempotencyKey: string): string;
  fingerprintOf(body: IntentRequest): Digest;
  admit(
    submission: Submission,
    fingerprint: Digest,
    id: IntentId,
    nowMs: number,
    decode: InvoiceDecoder,
  ): PaymentIntent | { readonly error: string };
  decide(state: IntentState | null, input: Input, context: Context): Draft;
  auditTrail(intent: IntentId, actor: string, events: readonly LedgerEvent[], atMs: number): AuditDraft[];
}

export const ENGINE_CORE: EngineCore = { keyScope, fingerprintOf, admit, decide, auditTrail };
