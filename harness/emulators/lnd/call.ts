import type { AfterRead } from '../strike.ts';
import type { Knock } from './door.ts';
import { GRPC, type GrpcStatus, OK } from './grpc-codes.ts';
import type { GrpcReply } from './grpc-wire.ts';
import type { Fields, LndMethod } from './protos.ts';
import { withoutFees, withUnknownState } from './spoil.ts';

/** What the handler of a method has in hand. */
export interface LndCall {
  readonly request: Fields;
  /** Whoever asked has hung up. */
  readonly gone: boolean;
  onGone(act: () => void): void;
  /** One message of several. `isAnswer`: it is what the caller waits for, so a fault may spoil it. */
  send(message: Fields, isAnswer?: boolean): void;
  /** The last message. */
  finish(message: Fields): void;
  /** OK, without another message. */
  end(): void;
  fail(status: GrpcStatus): void;
}

/** A call on the wire: the handler's words go out as they are, or as a fault leaves them (`AfterRead`). */
export class WireCall implements LndCall {
  readonly request: Fields;
  readonly #method: LndMethod;
  readonly #knock: Knock;
  readonly #reply: GrpcReply;
  readonly #after: AfterRead | null;
  /** Nothing more is said. */
  #silent = false;

  constructor(method: LndMethod, request: Fields, knock: Knock, reply: GrpcReply, after: AfterRead | null) {
    this.#method = method;
    this.request = request;
    this.#knock = knock;
    this.#reply = reply;
    this.#after = after;
    this.#silent = after === 'lost' || after === 'reset' || after === 'error';
  }

  get gone(): boolean {
    return this.#reply.gone;
  }

  onGone(act: () => void): void {
    this.#reply.onGone(act);
  }

  send(message: Fields, isAnswer = false): void {
    if (this.#silent) return;
    const spoilt = isAnswer ? this.#spoilt(message) : message;
    if (spoilt !== null) this.#reply.send(this.#method.write(spoilt));
  }

  finish(message: Fields): void {
    if (this.#silent) return;
    const spoilt = this.#spoilt(message);
    if (spoilt !== null) this.#reply.finish(this.#method.write(spoilt));
  }

  end(): void {
    this.fail(OK);
  }

  fail(status: GrpcStatus): void {
    if (this.#silent) return;
    switch (this.#after) {
      case 'reset_mid':
      case 'truncated':
        this.#drop();
        break;
      case 'unreadable':
        this.#silent = true;
        this.#reply.sendHtml();
        break;
      default:
        this.#reply.end(status);
    }
  }

  /** The daemon has read the call: a fault that does not wait for its answer. */
  read(): void {
    if (this.#after === 'reset') this.#drop();
    else if (this.#after === 'error')
      this.#reply.end({ code: GRPC.unavailable, text: 'transport is closing' });
  }

  /** null: it is not sent. */
  #spoilt(message: Fields): Fields | null {
    switch (this.#after) {
      case 'reset_mid':
        this.#drop();
        return null;
      case 'truncated':
        this.#silent = true;
        this.#reply.sendHalf(this.#method.write(message), () => this.#knock.drop());
        return null;
      case 'unreadable':
        this.#silent = true;
        // Either half of what "unreadable" may be, by what the message happens to be.
        if (this.#method.write(message).length % 2 === 0) this.#reply.sendHtml();
        else this.#reply.sendGarbage();
        return null;
      case 'unknown_state':
        return withUnknownState(message);
      case 'fee_missing':
        return withoutFees(message);
      default:
        return message;
    }
  }

  #drop(): void {
    this.#silent = true;
    this.#knock.drop();
  }
}
