import { hash } from 'node:crypto';
import type { Context, Input } from './context.ts';
import { decide } from './decide.ts';
import type { Draft } from './draft.ts';
import type {
  AgentId,
  CorridorId,
  DaemonEpoch,
  Digest,
  IntentId,
  NodeName,
  PaymentHash,
  Preimage,
  PrincipalId,
  TenantId,
} from './ids.ts';
import type { PaymentIntent } from './intent.ts';
import { msat } from './money.ts';
import type { NodeAnswer } from './node-answer.ts';
import type { EngineRules } from './rules.ts';
import type { IntentState } from './state.ts';

/** A preimage made of one byte 32 times, and the payment hash that it proves. */
export function preimageOf(byte: number): Preimage {
  return byte.toString(16).padStart(2, '0').repeat(32) as Preimage;
}
export function hashOf(preimage: Preimage): PaymentHash {
  return hash('sha256', Buffer.from(preimage, 'hex'), 'hex') as PaymentHash;
}
export const PREIMAGE = preimageOf(0x11);
export const HASH = hashOf(PREIMAGE);
export const WRONG_PREIMAGE = preimageOf(0x22);

export const RULES: EngineRules = {
  attemptsMax: 4,
  backoffFirstMs: 100,
  backoffFactor: 2,
  backoffMaxMs: 1000,
  attemptWindowMs: 1000,
  callTimeoutMs: 2000,
  partsMax: 8,
  cltvLimitBlocks: 1008,
  retentionMs: 86_400_000,
  lookupFirstMs: 100,
  lookupMaxMs: 800,
  inDoubtAfterMs: 5000,
  approvalTtlMs: 3000,
  quiescenceMarginMs: 500,
  confirmFailureMs: 2000,
};

export const DEADLINE_MS = 10_000;
export const EXPIRY_MS = 20_000;

export function sampleIntent(changes: Partial<PaymentIntent> = {}): PaymentIntent {
  return {
    schemaVersion: 1,
    id: 'int_1' as IntentId,
    tenant: 'acme' as TenantId,
    idempotencyKey: 'key-1',
    fingerprint: 'f1' as Digest,
    agent: 'bot' as AgentId,
    principal: 'Acme Inc' as PrincipalId,
    delegation: 'grant-1',
    tier: 'low',
    corridor: 'us-mx' as CorridorId,
    invoice: 'ln-invoice',
    hash: HASH,
    payee: 'carol',
    amountMsat: msat(1_000_000n),
    feeCapMsat: msat(5_000n),
    receivedAtMs: 0,
    deadlineMs: DEADLINE_MS,
    invoiceExpiresAtMs: EXPIRY_MS,
    compliance: '{}',
    contentDigest: 'c1' as Digest,
    ...changes,
  };
}

export function decisionOf(
  effect: 'allow' | 'review' | 'deny',
  nowMs: number,
  validForMs = 60_000,
): ReturnType<Context['decidePolicy']> {
  return {
    effect,
    policyVersion: 'v1',
    policyHash: 'p1' as Digest,
    rules: [`tier.low.${effect}`],
    why: 'because',
    decidedAtMs: nowMs,
    validUntilMs: nowMs + validForMs,
    amountMsat: msat(1_000_000n),
    payee: 'carol',
  };
}

/** Everything allowed, always through node `a`; nothing may be sent twice. */
export function contextAt(nowMs: number, changes: Partial<Context> = {}): Context {
  return {
    nowMs,
    rules: RULES,
    decidePolicy: () => decisionOf('allow', nowMs),
    inForce: () => ({ policyHash: 'p1' as Digest, killSwitch: 'off' }),
    chooseRoute: () => ({ node: 'a' as NodeName, epoch: epochOf('a.1'), why: 'first choice' }),
    resendSafe: () => false,
    payCallOpen: false,
    lookupsMade: 0,
    ...changes,
  };
}

export function epochOf(text: string): DaemonEpoch {
  return text as DaemonEpoch;
}

export const SETTLED: Extract<NodeAnswer, { kind: 'settled' }> = {
  kind: 'settled',
  preimage: PREIMAGE,
  feeMsat: msat(10n),
  epoch: epochOf('a.1'),
  record: '7',
};

export type Step = readonly [atMs: number, input: Input, context?: Partial<Context>];

export const SUBMITTED: Input = { type: 'submitted', intent: sampleIntent() };

export function answered(answer: NodeAnswer, via: 'pay' | 'lookup' = 'lookup', attemptNo = 1): Input {
  return { type: 'answered', attemptNo, answer, via };
}
export function notFound(epoch: string): Input {
  return answered({ kind: 'not_found', epoch: epochOf(epoch) });
}
export const TIMED_OUT = answered({ kind: 'unknown', cause: 'timeout' }, 'pay');

/** Decides step after step; gives the last draft and every draft before it. */
export function play(...steps: readonly Step[]): { state: IntentState; last: Draft; drafts: Draft[] } {
  const drafts: Draft[] = [];
  let state: IntentState | null = null;
  for (const [atMs, input, changes] of steps) {
    const draft = decide(state, input, contextAt(atMs, changes));
    drafts.push(draft);
    state = draft.state;
  }
  return { state: state!, last: drafts.at(-1)!, drafts };
}

/** Submitted at 0 and out through node `a`. */
export const SENT: readonly Step[] = [[0, SUBMITTED]];
/** And no answer came: in doubt since 2000 ms. */
export const IN_DOUBT: readonly Step[] = [...SENT, [2000, TIMED_OUT]];
