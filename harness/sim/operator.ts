import type { Random } from '#chaos/random';
import type { Proof } from '#orchestrator/domain/context';
import type { IntentId, Preimage } from '#orchestrator/domain/ids';
import type { Kernel } from './kernel.ts';
import type { SimWorld } from './world.ts';

/** How long it takes until somebody works on an entry of the exception queue, ms. */
const REACTS_MS = { min: 3_000, max: 10_000 };

/**
 * The person behind the exception queue. She does the one thing that is always safe: asks the payee. Paid: here is the
 * preimage. Held: wait. Not paid: the payee closes the invoice, and from then on nothing of it can be paid any more.
 */
export class Operator {
  readonly #kernel: Kernel;
  readonly #random: Random;
  readonly #world: SimWorld;
  readonly #prove: (intent: IntentId, proof: Proof) => void;
  readonly #queue: { readonly intent: IntentId; readonly hash: string }[] = [];
  /** The entry of each intent that is not done with: a later attempt may be raised again. */
  readonly #open = new Map<IntentId, number>();
  readonly #onReact: number;

  constructor(
    kernel: Kernel,
    random: Random,
    world: SimWorld,
    prove: (intent: IntentId, proof: Proof) => void,
  ) {
    this.#kernel = kernel;
    this.#random = random;
    this.#world = world;
    this.#prove = prove;
    this.#onReact = kernel.register((at) => this.#react(at));
  }

  raised(intent: IntentId, hash: string): void {
    const at = this.#queue.push({ intent, hash }) - 1;
    this.#open.set(intent, at);
    this.#again(at);
  }

  /** The ledger says that the entry is done with. */
  closed(intent: IntentId): void {
    this.#open.delete(intent);
  }

  #react(at: number): void {
    const { intent, hash } = this.#queue[at]!;
    if (this.#open.get(intent) !== at) return;
    // The orchestrator may be away, or die before it has written the proof down: she looks again until the entry is gone.
    this.#again(at);
    const preimage = this.#world.revealedPreimage(hash);
    if (preimage !== '') this.#prove(intent, { kind: 'preimage', preimage: preimage as Preimage });
    // The payee holds the money and will decide: nothing is wrong, only slow.
    else if (this.#world.invoiceState(hash) === 'held') return;
    else if (this.#world.cancelInvoice(hash) || this.#isClosed(hash))
      this.#prove(intent, { kind: 'closed_at_payee' });
  }

  /** Closed unpaid: nothing can pay it any more. */
  #isClosed(hash: string): boolean {
    const state = this.#world.invoiceState(hash);
    return state === 'canceled' || state === 'expired';
  }

  #again(at: number): void {
    const reactsMs = this.#random.between(REACTS_MS.min, REACTS_MS.max);
    this.#kernel.schedule(this.#kernel.nowMs + reactsMs, this.#onReact, at, 0);
  }
}
