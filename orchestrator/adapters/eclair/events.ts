import { WebSocket } from 'ws';
import type { NodeName, PaymentHash, Preimage } from '../../domain/ids.ts';
import type { Follower, Subscription } from '../../ports/lightning-node.ts';
import type { Timer, Timers } from '../../ports/timers.ts';
import { fields, isHex32, parsed } from './answers.ts';

export interface EventSource {
  readonly node: NodeName;
  /** `ws://host:port/…/ws` */
  readonly url: string;
  readonly authorization: string;
  readonly timers: Timers;
}

const EVENT_BYTES_MAX = 4 << 20;
const OPENING_MS = 10_000;
/** Akka HTTP closes a stream on which nothing moved for 60 s. One without a pong in this time is dead. */
const PING_MS = 25_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Follows `/ws` until it is stopped. Lossy by design: a queue of ten events in the daemon, nothing for what is under way,
 * nothing replayed (adapters.md §5.1, eclair-observed.md §8). So every hole is told: when the stream breaks, and again
 * when it is open, because what happened in between will never come.
 */
export function followEvents(source: EventSource, follower: Follower): Subscription {
  const stream = new EventStream(source, follower);
  return { stop: () => stream.stop() };
}

class EventStream {
  readonly #source: EventSource;
  readonly #follower: Follower;
  #socket: WebSocket;
  #timer: Timer | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #broken = false;
  #stopped = false;

  constructor(source: EventSource, follower: Follower) {
    this.#source = source;
    this.#follower = follower;
    this.#socket = this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#socket.terminate();
  }

  #open(): WebSocket {
    const { url, authorization } = this.#source;
    const socket = new WebSocket(url, {
      headers: { authorization },
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: EVENT_BYTES_MAX,
    });
    let why = '';
    this.#ring(OPENING_MS, () => {
      why = 'the stream did not open in time';
      socket.terminate();
    });
    socket.on('open', () => {
      this.#pauseMs = FIRST_PAUSE_MS;
      if (this.#broken) this.#gap('the stream is open again, and replays nothing');
      this.#broken = false;
      this.#watch(socket);
    });
    socket.on('message', (data) => this.#told(data.toString()));
    // The text may quote what the other side sent; its code says enough.
    socket.on('error', (thrown: NodeJS.ErrnoException) => {
      if (why === '') why = `the stream broke (${thrown.code ?? 'refused'})`;
    });
    socket.on('close', () => this.#closed(why === '' ? 'the stream ended' : why));
    return socket;
  }

  #watch(socket: WebSocket): void {
    let alive = true;
    socket.on('pong', () => {
      alive = true;
    });
    const beat = () => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
      this.#ring(PING_MS, beat);
    };
    this.#ring(PING_MS, beat);
  }

  #closed(why: string): void {
    if (this.#stopped) return;
    if (!this.#broken) this.#gap(why);
    this.#broken = true;
    this.#ring(this.#pauseMs, () => {
      this.#socket = this.#open();
    });
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  /** Names changed between versions, but not these (0.11 to 0.14). Any other event is none of ours. */
  #told(text: string): void {
    if (this.#stopped) return;
    const event = parsed(text);
    const { type, paymentHash, paymentPreimage } = fields(event);
    if (typeof type !== 'string') return this.#gap('an event that cannot be read');
    if (type !== 'payment-sent' && type !== 'payment-failed' && type !== 'payment-received') return;
    if (!isHex32(paymentHash)) return this.#gap(`${type} without a payment hash`);
    const hash = paymentHash as PaymentHash;
    if (type === 'payment-received') return this.#follower.invoice(hash, 'paid');
    const preimage = isHex32(paymentPreimage) ? (paymentPreimage as Preimage) : '';
    const claims = type === 'payment-sent' ? 'settled' : 'failed';
    this.#follower.hint({ node: this.#source.node, hash, claims, preimage });
  }

  #gap(why: string): void {
    if (!this.#stopped) this.#follower.gap(why);
  }

  /** One timer at a time: to open, to be alive, to try again. */
  #ring(ms: number, ring: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#source.timers.after(ms, ring);
  }
}
