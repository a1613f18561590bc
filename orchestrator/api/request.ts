import { z } from 'zod';
import { AUTONOMY_TIERS } from '../domain/intent.ts';

/** What a client sends to create a payment intent. The tenant comes from its credentials, the key from a header. */
export const intentRequestSchema = z.strictObject({
  schemaVersion: z.literal(1).describe('Version of this shape.'),
  agent: z.string().min(1).max(128).describe('The machine that asks.'),
  principal: z.string().min(1).max(128).describe('Who is accountable for it.'),
  delegation: z.string().min(1).max(128).describe('The grant that lets the agent act for the principal.'),
  tier: z.enum(AUTONOMY_TIERS).describe('Autonomy tier under which the agent asks.'),
  corridor: z.string().min(1).max(128),
  invoice: z.string().min(1).max(8192).describe('BOLT 11 invoice, carried byte for byte.'),
  amountMsat: z
    .string()
    .regex(/^[1-9][0-9]{0,18}$/, 'a whole number of msat above 0, as text')
    .describe('What the payee shall receive, in msat, as text.'),
  feeCapMsat: z
    .string()
    .regex(/^(0|[1-9][0-9]{0,18})$/, 'a whole number of msat, 0 or more, as text')
    .describe('The most that may be paid in routing fees, all attempts together.'),
  deadlineMs: z.int().min(0).describe('No dispatch after this moment (Unix ms).'),
  compliance: z.string().max(65536).describe('Compliance payload; carried unchanged.'),
});

export type IntentRequest = z.infer<typeof intentRequestSchema>;

/** The identity of a request beside its body. */
export interface Submission {
  readonly requestId: number;
  readonly tenant: string;
  /** 1 to 255 characters (Stripe's limit). */
  readonly idempotencyKey: string;
  readonly body: IntentRequest;
}

/** Checks a body that comes from outside. The simulation's clients are ours and well-typed; an HTTP server must ask here. */
export function parseIntentRequest(
  body: unknown,
): { ok: true; request: IntentRequest } | { ok: false; error: string } {
  const parsed = intentRequestSchema.safeParse(body);
  if (parsed.success) return { ok: true, request: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, error: `${issue?.path.join('.') || 'body'}: ${issue?.message}` };
}
