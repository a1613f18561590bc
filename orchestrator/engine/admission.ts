import type { IntentRequest, Submission } from '../api/request.ts';
import { sha256Text } from '../domain/digest.ts';
import type { AgentId, CorridorId, Digest, IntentId, PrincipalId, TenantId } from '../domain/ids.ts';
import type { PaymentIntent } from '../domain/intent.ts';
import { MSAT_MAX, msat } from '../domain/money.ts';
import type { InvoiceDecoder } from '../ports/invoice.ts';

/** SHA-256 over everything that the client sent except the key: every field counts (S06). */
export function fingerprintOf(body: IntentRequest): Digest {
  return sha256Text(
    JSON.stringify([
      body.schemaVersion,
      body.agent,
      body.principal,
      body.delegation,
      body.tier,
      body.corridor,
      body.invoice,
      body.amountMsat,
      body.feeCapMsat,
      body.deadlineMs,
      body.compliance,
    ]),
  );
}

/** SHA-256 over what must reach the payee and the report unchanged (S27). */
export function contentDigestOf(content: {
  invoice: string;
  payee: string;
  amountMsat: string;
  compliance: string;
}): Digest {
  return sha256Text(JSON.stringify([content.invoice, content.payee, content.amountMsat, content.compliance]));
}

/** The place of a key: keys of two tenants never meet (S09). The length keeps `a` + `bc` apart from `ab` + `c`. */
export function keyScope(tenant: string, idempotencyKey: string): string {
  return `${tenant.length}:${tenant}${idempotencyKey}`;
}

/** An intent from a submission, or why it cannot be one. */
export function admit(
  submission: Submission,
  fingerprint: Digest,
  id: IntentId,
  nowMs: number,
  decode: InvoiceDecoder,
): PaymentIntent | { readonly error: string } {
  const { body, tenant, idempotencyKey } = submission;
  if (idempotencyKey.length < 1 || idempotencyKey.length > 255)
    return { error: 'Idempotency-Key must have 1 to 255 characters' };
  const invoice = decode(body.invoice);
  if ('error' in invoice) return { error: `invoice: ${invoice.error}` };
  const amount = BigInt(body.amountMsat);
  const feeCap = BigInt(body.feeCapMsat);
  if (amount > MSAT_MAX || feeCap > MSAT_MAX)
    return { error: `amountMsat and feeCapMsat must not exceed ${MSAT_MAX}` };
  if (invoice.amountMsat !== null && invoice.amountMsat !== amount)
    return { error: `amountMsat is ${amount} but the invoice asks for ${invoice.amountMsat}` };
  return {
    schemaVersion: 1,
    id,
    tenant: tenant as TenantId,
    idempotencyKey,
    fingerprint,
    agent: body.agent as AgentId,
    principal: body.principal as PrincipalId,
    delegation: body.delegation,
    tier: body.tier,
    corridor: body.corridor as CorridorId,
    invoice: body.invoice,
    hash: invoice.hash,
    payee: invoice.payee,
    amountMsat: msat(amount),
    feeCapMsat: msat(feeCap),
    receivedAtMs: nowMs,
    deadlineMs: body.deadlineMs,
    invoiceExpiresAtMs: invoice.expiresAtMs,
    compliance: body.compliance,
    contentDigest: contentDigestOf({
      invoice: body.invoice,
      payee: invoice.payee,
      amountMsat: body.amountMsat,
      compliance: body.compliance,
    }),
  };
}
