import { NodeRefused, type RefusalKind } from '../../ports/lightning-node.ts';
import type { Timers } from '../../ports/timers.ts';
import { Deadline, type Ending } from './deadline.ts';
import type { Json, JsonObject } from './json.ts';
import type { Heard, Lane, Transport } from './transport.ts';

type NoResult = Exclude<Heard, { readonly kind: 'result' }>;

const TIMEOUT: Heard = { kind: 'lost', cause: 'timeout', why: 'no answer in time' };
const TEXT_MAX = 500;

export interface RpcOptions {
  /** The name of the node, for messages. */
  readonly name: string;
  readonly transport: Transport;
  readonly timers: Timers;
  /** How long calls are waited for that bring no time of their own. */
  readonly callTimeoutMs: number;
  /** Hears of answers that cannot be read, in one line with node and call. */
  readonly trouble: (line: string) => void;
}

/** Calls of one node: what was heard, or a refusal with the names of node and call. */
export class Rpc {
  readonly #options: RpcOptions;

  constructor(options: RpcOptions) {
    this.#options = options;
  }

  deadline(ms: number): Deadline {
    return new Deadline(this.#options.timers, ms);
  }

  callDeadline(): Deadline {
    return this.deadline(this.#options.callTimeoutMs);
  }

  /** Never rejects. */
  hear(lane: Lane, method: string, params: JsonObject, until: Ending): Promise<Heard> {
    return new Promise((resolve) => {
      if (until.over) {
        resolve(TIMEOUT);
        return;
      }
      const leave = this.#options.transport.call(lane, method, params, (heard) => {
        stopWaiting();
        if (heard.kind === 'malformed') this.trouble(method, heard.why);
        resolve(heard);
      });
      const stopWaiting = until.onOver(() => {
        stopWaiting();
        leave();
        resolve(TIMEOUT);
      });
    });
  }

  /** The result, or a refusal. `secrets`: what is in `params` and must not be in a message. @throws NodeRefused */
  async ask(method: string, params: JsonObject, secrets: readonly string[] = []): Promise<Json> {
    const deadline = this.callDeadline();
    try {
      const heard = await this.hear('query', method, params, deadline);
      if (heard.kind === 'result') return heard.value;
      throw this.refusedBy(method, heard, secrets);
    } finally {
      deadline.cancel();
    }
  }

  /** What was heard instead of a result that can be read. */
  refusedBy(method: string, heard: Heard, secrets: readonly string[] = []): NodeRefused {
    if (heard.kind === 'result') return this.unread(method);
    return this.refused(kindOf(heard), method, whyOf(heard), secrets);
  }

  unread(method: string): NodeRefused {
    return this.refused('malformed', method, 'an answer that cannot be read');
  }

  refused(kind: RefusalKind, method: string, why: string, secrets: readonly string[] = []): NodeRefused {
    let text = why;
    for (const secret of [...this.#options.transport.secrets(), ...secrets])
      text = text.replaceAll(secret, '(secret)');
    return new NodeRefused(kind, this.#options.name, method, text.slice(0, TEXT_MAX));
  }

  /** Tells of an answer that cannot be read. */
  trouble(method: string, why = 'an answer that cannot be read'): void {
    this.#options.trouble(this.refused('malformed', method, why).message);
  }

  close(): void {
    this.#options.transport.close();
  }
}

/** What an error other than of a payment refuses. Codes: adapters.md §7. */
function kindOf(heard: NoResult): RefusalKind {
  switch (heard.kind) {
    case 'refused':
      return heard.refusal;
    case 'lost':
      return heard.cause === 'timeout' ? 'timeout' : 'unreachable';
    case 'malformed':
      return 'malformed';
    default:
      return REFUSALS.get(heard.code) ?? 'answered_error';
  }
}

const REFUSALS: ReadonlyMap<number | null, RefusalKind> = new Map([
  [1501, 'credentials'],
  [1502, 'credentials'],
  [-32601, 'not_supported'],
  [-5, 'not_ready'],
]);

function whyOf(heard: NoResult): string {
  if (heard.kind !== 'error') return heard.why;
  return heard.code === null ? heard.message : `${heard.message} (code ${heard.code})`;
}
