import type { ApiCall } from '../api-call.ts';
import type { DecodedBolt11, EmulatedDesk } from '../desk.ts';
import type { ApiStrike } from '../strike.ts';
import type { ClnBooks, ClnNodeOptions } from './cln-books.ts';
import { InvoiceBook } from './invoice-book.ts';
import type { Call, Method } from './method.ts';
import { methodsOf } from './methods/all.ts';
import { METHOD_NOT_FOUND, RpcError } from './rpc-error.ts';
import { Runes } from './runes.ts';
import { SendpayRows } from './sendpay-rows.ts';
import { WaitIndexes } from './wait-indexes.ts';
import { WaitingCalls } from './waiting-calls.ts';
import { isList, isObject, type Wire } from './wire-json.ts';

/** What Core Lightning is behind its two doors: commands, tables and what it waits for. */
export class ClnNode implements ClnBooks {
  readonly desk: EmulatedDesk;
  readonly options: ClnNodeOptions;
  readonly methods: ReadonlyMap<string, Method>;
  readonly indexes = new WaitIndexes();
  readonly waiting = new WaitingCalls();
  readonly rows: SendpayRows;
  readonly invoices: InvoiceBook;
  readonly runes: Runes;
  /** By public key, as far as invoices named them. */
  readonly payees = new Map<string, number>();
  /** Commands that wait for an event: a fault can break them all. */
  readonly #streams = new Set<() => void>();
  readonly #stopListening: () => void;

  constructor(options: ClnNodeOptions) {
    const { desk, holdPlugin } = options;
    this.desk = desk;
    this.options = options;
    this.methods = methodsOf(holdPlugin);
    this.rows = new SendpayRows(desk, this.indexes, (row) => this.waiting.partChanged(row));
    this.invoices = new InvoiceBook(desk, this.indexes);
    this.runes = new Runes(options.hsmSecret);
    this.#stopListening = desk.listen({
      // Notifications go to plugins only; over the socket the cursors of `wait` take their place.
      told: () => this.indexes.tell(),
      invoiceChanged: (invoice) => {
        const changed = this.invoices.take(invoice);
        if (changed !== null) this.waiting.invoiceChanged(changed);
      },
      recordChanged: (hash) => {
        this.rows.of(hash);
      },
      block() {
        // Height is asked of the desk.
      },
      moved: (state) => this.#moved(state),
      streamsBroken: () => {
        for (const hangUp of [...this.#streams]) hangUp();
      },
    });
  }

  /**
   * A request is at the door: `read` runs when the daemon reads it, with what a fault does to it. @param hangUp breaks its
   * connection. Returns what must run when the call is over.
   */
  arrives(
    method: string,
    params: Wire,
    hangUp: () => void,
    read: (strike: ApiStrike, done: () => void) => void,
  ): void {
    const call = this.#described(method, params);
    let done = () => {};
    if (call.class === 'stream') {
      this.#streams.add(hangUp);
      done = () => this.#streams.delete(hangUp);
    }
    this.desk.arrives(call, (strike) => read(strike, done));
  }

  /** Does what was asked. Answers at once, later, or never. */
  run(name: string, call: Call): void {
    try {
      const method = this.methods.get(name);
      if (method === undefined) throw new RpcError(METHOD_NOT_FOUND, `Unknown command '${name}'`);
      const result = method.run(call);
      if (result !== undefined) call.answer(result);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      call.refuse(error);
    }
  }

  /** @throws Error with a reason for people */
  decode(text: string): DecodedBolt11 {
    const invoice = this.desk.decode(text.replace(/^lightning:/i, ''));
    this.payees.set(invoice.payeePubkey, invoice.payee);
    return invoice;
  }

  stop(): void {
    this.#stopListening();
  }

  #described(name: string, params: Wire): ApiCall {
    const hash = this.#hashIn(params);
    const of = this.methods.get(name)?.class ?? 'info';
    // A look-up without a hash is a list.
    return { class: of === 'lookup' && hash === '' ? 'list' : of, method: name, hash };
  }

  #hashIn(params: Wire): string {
    const named = isObject(params) ? (params.payment_hash ?? params.invstring ?? params.bolt11) : undefined;
    const given = isList(params) ? params[0] : named;
    if (typeof given !== 'string') return '';
    if (/^[0-9a-f]{64}$/i.test(given)) return given.toLowerCase();
    if (!/^(lightning:)?ln/i.test(given)) return '';
    try {
      return this.decode(given).hash;
    } catch {
      // The command itself will say what is wrong with it.
      return '';
    }
  }

  #moved(state: 'up' | 'down' | 'hung'): void {
    if (state === 'down') {
      this.indexes.forgetWaiters();
      this.waiting.forget();
      this.#streams.clear();
    } else if (state === 'up') this.rows.readAgain();
  }
}
