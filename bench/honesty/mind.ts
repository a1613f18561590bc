import type { Context, Input } from '#orchestrator/domain/context';
import { decide } from '#orchestrator/domain/decide';
import type {
  AgentId,
  CorridorId,
  DaemonEpoch,
  Digest,
  IntentId,
  NodeName,
  PaymentHash,
  PrincipalId,
  TenantId,
} from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { EngineRules } from '#orchestrator/domain/rules';
import { type IntentState, openAttempt } from '#orchestrator/domain/state';
import type { Timer, Timers } from '#orchestrator/ports/timers';
import type { Order } from './draw.ts';

/** As the engine has them; windows are shorter, so that what only time proves is proved within a trial. */
export const RULES: EngineRules = {
  // One node, so one attempt; the second only lets the decider send the first one again.
  attemptsMax: 2,
  backoffFirstMs: 1_000,
  backoffFactor: 2,
  backoffMaxMs: 10_000,
  attemptWindowMs: 8_000,
  callTimeoutMs: 12_000,
  partsMax: 8,
  cltvLimitBlocks: 1_008,
  lookupFirstMs: 1_000,
  lookupMaxMs: 12_000,
  inDoubtAfterMs: 60_000,
  approvalTtlMs: 60_000,
  quiescenceMarginMs: 2_000,
  confirmFailureMs: 2_000,
  retentionMs: 86_400_000,
};

/** What a payment is told of and asks for. */
export interface MindWorld {
  readonly timers: Timers;
  /** As the orchestrator knows it. */
  epoch(): DaemonEpoch | '';
  readonly resendSafe: boolean;
  pay(epochAtSend: DaemonEpoch | ''): Promise<NodeAnswer>;
  lookup(epochAtSend: DaemonEpoch | ''): Promise<NodeAnswer>;
  /** The decider holds the payment for ended: its first attempt settled, or definitively failed. */
  concluded(outcome: 'settled' | 'failed'): void;
}

/** One payment through the real decider, without journal and engine: what it makes of an adapter's answers. */
export class Mind {
  readonly #world: MindWorld;
  readonly #policyHash = 'bench' as Digest;
  #state: IntentState | null = null;
  #paysOpen = 0;
  #isLooking = false;
  #lookupsMade = 0;
  #alarm: { readonly timer: Timer; readonly atMs: number } | null = null;
  #isOver = false;

  constructor(world: MindWorld, order: Order, invoice: { readonly text: string; readonly hash: string }) {
    this.#world = world;
    const nowMs = world.timers.nowMs();
    this.#feed({
      type: 'submitted',
      intent: {
        schemaVersion: 1,
        id: `i-${order.at}` as IntentId,
        tenant: 'bench' as TenantId,
        idempotencyKey: `k-${order.at}`,
        fingerprint: 'bench' as Digest,
        agent: 'bench' as AgentId,
        principal: 'bench' as PrincipalId,
        delegation: 'bench',
        tier: 'low',
        corridor: 'bench' as CorridorId,
        invoice: invoice.text,
        hash: invoice.hash as PaymentHash,
        payee: 'payee',
        amountMsat: msat(BigInt(order.amountMsat)),
        feeCapMsat: msat(BigInt(order.feeLimitMsat)),
        receivedAtMs: nowMs,
        deadlineMs: nowMs + 60_000,
        // Of an invoice that has expired the decider would send nothing.
        invoiceExpiresAtMs: nowMs + Math.max(1_000, order.expirySeconds * 1_000),
        compliance: '{}',
        contentDigest: 'bench' as Digest,
      },
    });
  }

  /** The node told something about it: looked up, never believed. */
  hinted(): void {
    this.#feed({ type: 'hinted' });
  }

  /** Nothing more is asked. */
  stop(): void {
    this.#isOver = true;
    this.#alarm?.timer.cancel();
  }

  #feed(input: Input): void {
    if (this.#isOver) return;
    const draft = decide(this.#state, input, this.#context());
    this.#state = draft.state;
    for (const event of draft.events) {
      if (event.type !== 'attempt_resolved') continue;
      const { kind } = event.outcome;
      if (kind !== 'settled' && kind !== 'failed') continue;
      this.#world.concluded(kind);
      this.stop();
      return;
    }
    for (const effect of draft.effects)
      if (effect.type === 'dispatch') this.#pay();
      else if (effect.type === 'lookup') this.#look();
      else if (effect.type === 'wake') this.#wake(effect.atMs);
      else if (effect.type === 'wake_if_none' && this.#alarm === null) this.#wake(effect.atMs);
  }

  #context(): Context {
    const { timers, resendSafe } = this.#world;
    const nowMs = timers.nowMs();
    const policyHash = this.#policyHash;
    return {
      nowMs,
      rules: RULES,
      decidePolicy: ({ amountMsat, payee }) => ({
        ...{ effect: 'allow', policyVersion: 'bench', policyHash, rules: [], why: 'bench' },
        ...{ decidedAtMs: nowMs, validUntilMs: nowMs + 3_600_000, amountMsat, payee },
      }),
      inForce: () => ({ policyHash, killSwitch: 'off' }),
      chooseRoute: () => ({ node: 'payer' as NodeName, epoch: this.#world.epoch(), why: 'the only one' }),
      resendSafe: () => resendSafe,
      payCallOpen: this.#paysOpen > 0,
      lookupsMade: this.#lookupsMade,
    };
  }

  #pay(): void {
    this.#paysOpen += 1;
    const { no, epochAtSend } = openAttempt(this.#state!)!.record;
    void this.#world.pay(epochAtSend).then((answer) => {
      this.#paysOpen -= 1;
      this.#feed({ type: 'answered', attemptNo: no, answer, via: 'pay' });
    });
  }

  #look(): void {
    const open = openAttempt(this.#state!);
    if (this.#isLooking || open === null) return;
    this.#isLooking = true;
    void this.#world.lookup(open.record.epochAtSend).then((answer) => {
      this.#isLooking = false;
      this.#feed({ type: 'answered', attemptNo: open.record.no, answer, via: 'lookup' });
    });
  }

  #wake(atMs: number): void {
    this.#alarm?.timer.cancel();
    const { timers } = this.#world;
    const timer = timers.after(Math.max(0, atMs - timers.nowMs()), () => {
      this.#alarm = null;
      this.#lookupsMade += 1;
      this.#feed({ type: 'due' });
    });
    this.#alarm = { timer, atMs };
  }
}
