import type { Random } from '#chaos/random';
import type { IntentId } from '#orchestrator/domain/ids';
import type { ApproverLapse } from './faults/human-faults.ts';
import type { Kernel } from './kernel.ts';
import type { HistoryRecorder } from './recorder.ts';

/** How long the simulated approver takes, ms, and how rarely she refuses (1 of so many). */
const THINKS_MS = { min: 500, max: 6_000 };
const REFUSES_ONE_OF = 20;

/** Acts of the approver, as the kernel carries them. */
const APPROVES = 0;
const REFUSES = 1;
const APPROVES_TOO = 2;
const CANCELS = 3;
const VERDICTS = ['approved', 'refused', 'approved', 'canceled'] as const;

export interface ApproverParts {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly recorder: HistoryRecorder;
  readonly ordinalOf: (intent: IntentId) => number;
  readonly act: (intent: IntentId, verdict: (typeof VERDICTS)[number], approver: string) => void;
  /** What a fault makes of the approval that is asked for. */
  readonly lapse: (intent: IntentId) => ApproverLapse;
}

/** The human who approves payments of the high tier: always another name than the agent's, sometimes a refusal. */
export class Approver {
  readonly #at: ApproverParts;
  readonly #asked: { readonly intent: IntentId; readonly expiresAtMs: number }[] = [];
  readonly #onAct: number;

  constructor(parts: ApproverParts) {
    this.#at = parts;
    this.#onAct = parts.kernel.register((at, act) => this.#act(at, act));
  }

  /** `expiresAtMs`: from then on the approval opens nothing. */
  requested(intent: IntentId, expiresAtMs: number): void {
    const { kernel, random } = this.#at;
    const at = this.#asked.push({ intent, expiresAtMs }) - 1;
    const decidesAtMs = kernel.nowMs + random.between(THINKS_MS.min, THINKS_MS.max);
    const act = random.chance(1, REFUSES_ONE_OF) ? REFUSES : APPROVES;
    const lapse = this.#at.lapse(intent);
    switch (lapse?.kind) {
      case 'silent':
        return;
      case 'late':
        this.#schedule(Math.max(expiresAtMs + lapse.lateMs, kernel.nowMs), at, APPROVES);
        return;
      case 'twice':
        this.#schedule(decidesAtMs, at, APPROVES);
        this.#schedule(decidesAtMs + lapse.gapMs, at, APPROVES_TOO);
        return;
      case 'takes back':
        this.#schedule(decidesAtMs, at, APPROVES);
        this.#schedule(decidesAtMs + lapse.afterMs, at, lapse.how === 'refused' ? REFUSES : CANCELS);
        return;
      default:
        this.#schedule(decidesAtMs, at, act);
    }
  }

  #act(at: number, act: number): void {
    const { recorder, ordinalOf, act: tell } = this.#at;
    const { intent, expiresAtMs } = this.#asked[at]!;
    const verdict = VERDICTS[act]!;
    const name = act === APPROVES_TOO ? 'approver-2' : 'approver-1';
    const event = recorder.begin('person-acted');
    event.intent = ordinalOf(intent);
    event.actor = name;
    event.state = verdict;
    event.limitMsat = expiresAtMs;
    recorder.push();
    tell(intent, verdict, name);
  }

  #schedule(atMs: number, at: number, act: number): void {
    this.#at.kernel.schedule(atMs, this.#onAct, at, act);
  }
}
