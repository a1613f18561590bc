import type { Random } from '#chaos/random';
import type { IntentId } from '#orchestrator/domain/ids';
import type { Kernel } from './kernel.ts';

/** How long the simulated approver takes, ms, and how rarely she refuses (1 of so many). */
const THINKS_MS = { min: 500, max: 6_000 };
const REFUSES_ONE_OF = 20;

/** The human who approves payments of the high tier: always another name than the agent's, sometimes a refusal. */
export class Approver {
  readonly #kernel: Kernel;
  readonly #random: Random;
  readonly #act: (intent: IntentId, verdict: 'approved' | 'refused', approver: string) => void;
  readonly #asked: IntentId[] = [];
  readonly #onDecide: number;

  constructor(
    kernel: Kernel,
    random: Random,
    act: (intent: IntentId, verdict: 'approved' | 'refused', approver: string) => void,
  ) {
    this.#kernel = kernel;
    this.#random = random;
    this.#act = act;
    this.#onDecide = kernel.register((at, refuses) =>
      this.#act(this.#asked[at]!, refuses === 1 ? 'refused' : 'approved', 'approver-1'),
    );
  }

  requested(intent: IntentId): void {
    const at = this.#asked.push(intent) - 1;
    const thinksMs = this.#random.between(THINKS_MS.min, THINKS_MS.max);
    const refuses = this.#random.chance(1, REFUSES_ONE_OF) ? 1 : 0;
    this.#kernel.schedule(this.#kernel.nowMs + thinksMs, this.#onDecide, at, refuses);
  }
}
