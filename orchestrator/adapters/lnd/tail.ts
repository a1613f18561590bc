import type { Timer } from '../../ports/timers.ts';
import type { Fault, LndConnection, OpenStream } from './connection.ts';
import type { Method } from './methods.ts';

const BACKOFF_MS_MIN = 500;
const BACKOFF_MS_MAX = 30_000;
/** A stream that lives so long counts as open. LND sends no headers before its first message, so nothing else tells. */
const STEADY_MS = 1000;

/** One stream of LND that is opened again, after a wait that doubles, until it is stopped. */
export class Tail<Request, Message> {
  readonly #at: LndConnection;
  readonly #method: Method<Request, Message>;
  readonly #request: () => Request;
  readonly #heard: (message: Message) => void;
  readonly #gap: (why: string) => void;
  #stream: OpenStream | null = null;
  #timer: Timer | null = null;
  #backoffMs = BACKOFF_MS_MIN;
  #broken = false;
  #stopped = false;

  constructor(
    at: LndConnection,
    method: Method<Request, Message>,
    does: { request: () => Request; heard: (message: Message) => void; gap: (why: string) => void },
  ) {
    this.#at = at;
    this.#method = method;
    this.#request = does.request;
    this.#heard = does.heard;
    this.#gap = does.gap;
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#stream?.cancel();
  }

  #open(): void {
    if (this.#stopped || this.#at.closed) return;
    this.#timer = this.#at.host.timers.after(STEADY_MS, () => this.#isSteady());
    this.#stream = this.#at.hear('streams', this.#method, this.#request(), {
      message: (message) => {
        if (this.#stopped) return;
        this.#isSteady();
        this.#heard(message);
      },
      ended: (fault) => this.#broke(fault),
    });
  }

  /** What happened between break and re-opening was not heard: only from here on it is worth looking it up. */
  #isSteady(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#backoffMs = BACKOFF_MS_MIN;
    if (!this.#broken) return;
    this.#broken = false;
    this.#gap(`${this.#method.name}: open again`);
  }

  #broke(fault: Fault): void {
    this.#timer?.cancel();
    if (this.#stopped || this.#at.closed) return;
    // Told once for as long as it stays broken.
    if (!this.#broken) this.#gap(`${this.#method.name}: ${this.#told(fault)}`);
    this.#broken = true;
    this.#timer = this.#at.host.timers.after(this.#backoffMs, () => this.#open());
    this.#backoffMs = Math.min(this.#backoffMs * 2, BACKOFF_MS_MAX);
  }

  #told(fault: Fault): string {
    return fault.kind === 'status' ? `ended (gRPC ${fault.code}: ${this.#at.shown(fault.text)})` : fault.kind;
  }
}
