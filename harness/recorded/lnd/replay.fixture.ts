import { createLndNode } from '#orchestrator/adapters/lnd/client';
import {
  type Call,
  certificateFor,
  type Reply,
  startTestLnd,
  type TestLnd,
} from '#orchestrator/adapters/lnd/server.fixture';
import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import { healthInWords, invoiceInWords, listingInWords } from '../conclusion.ts';
import type { Exchange, Trial } from '../item.ts';
import { field, type Json, textAt } from '../recordings.ts';
import {
  AFTER,
  BEFORE,
  followed,
  HASH_OF_TRIALS,
  hashOfInvoice,
  LIST_ALL,
  lookupCallFor,
  NODE,
  orRefused,
  PATIENCE_MS,
  PREIMAGE_OF_TRIALS,
  payCallFor,
  proven,
  ReplayTimers,
  until,
} from '../replay.fixture.ts';

const ZEROS = '0'.repeat(64);
/** Nobody recorded an answer to this: the connection breaks, and no conclusion can rest on it. */
const NOT_RECORDED: Reply = { after: 'reset' };

/** Fields of bytes that the adapter reads; they were recorded as hex. */
const BYTES = new Set(['preimage', 'r_preimage', 'r_hash', 'payment_addr']);

// biome-ignore lint/suspicious/noExplicitAny: a message as the protos take it
function message(value: Json, name = ''): any {
  if (Array.isArray(value)) return value.map((one) => message(one));
  if (typeof value === 'string' && BYTES.has(name)) return Buffer.from(value, 'hex');
  if (typeof value !== 'object' || value === null) return value;
  // Keys of 64 bits were recorded as eight characters; the adapter reads no custom records.
  const fields = Object.entries(value).filter(([key]) => !/custom_records$/.test(key));
  return Object.fromEntries(fields.map(([key, inner]) => [key, message(inner as Json, key)]));
}

/** A server that says again what LND said, and the adapter in front of it. */
export class LndReplay {
  readonly #lnd: TestLnd;
  readonly #timers = new ReplayTimers();
  #node: LightningNode;
  #epoch = BEFORE;

  private constructor(lnd: TestLnd) {
    this.#lnd = lnd;
    this.#node = this.#adapter();
  }

  #adapter(): LightningNode {
    return createLndNode({
      name: NODE,
      endpoint: this.#lnd.endpoint,
      tlsCert: { pem: this.#lnd.certificate.cert },
      macaroon: { hex: '0201036c6e64' },
      network: 'regtest',
      keepAliveMs: 0,
      host: { timers: this.#timers, epoch: () => this.#epoch },
    });
  }

  static async start(atEnd: (stop: () => Promise<void>) => void): Promise<LndReplay> {
    const lnd = await startTestLnd(() => NOT_RECORDED, { certificate: certificateFor() });
    const replay = new LndReplay(lnd);
    atEnd(async () => {
      await replay.#node.close();
      await lnd.stop();
    });
    return replay;
  }

  /** What the adapter concludes from these answers. `restarted`: the daemon was started anew since the payment was sent. */
  async conclude(asked: readonly Exchange[], restarted = false): Promise<string> {
    this.#epoch = restarted ? AFTER : BEFORE;
    const [first] = asked;
    if (first === undefined) throw new RangeError('nothing was asked');
    const queues = Map.groupBy([...asked], ({ method }) => method);
    this.#lnd.reply = (call) => {
      const next = queues.get(call.method)?.shift();
      return next === undefined || !isAbout(call, next) ? this.#otherwise(call) : replyOf(next);
    };
    const answer = await this.#call(first);
    // What breaks the connection does so a moment after its last message: the next call must not be struck by it.
    if (asked.some(({ answer: { status } }) => status === 'lost')) await this.#mended();
    return answer;
  }

  async #call(first: Exchange): Promise<string> {
    const { request, answer } = first;
    const hash =
      textAt(answer.messages[0], 'payment_hash') ||
      textAt(request, 'payment_hash') ||
      hashOfInvoice(textAt(request, 'payment_request'));
    const leaves =
      answer.status === 'left' && (first.method === 'SendPaymentV2' || answer.messages.length === 0);
    switch (first.method) {
      case 'SendPaymentV2': {
        const amountMsat = BigInt(String(field(request, 'amt_msat') ?? 0)) || null;
        const call = payCallFor(textAt(request, 'payment_request'), hash, amountMsat);
        return proven(await this.#hear(this.#node.pay(call), leaves), call.hash);
      }
      case 'TrackPaymentV2': {
        const call = lookupCallFor(hash);
        return proven(await this.#hear(this.#node.lookup(call), leaves), call.hash);
      }
      case 'ListPayments':
        // One that has listed before would look up what it remembers.
        await this.#node.close();
        this.#node = this.#adapter();
        return listingInWords(await this.#node.list(LIST_ALL));
      case 'ListChannels':
        return healthInWords(await this.#node.health());
      case 'GetState':
      case 'GetInfo':
        return orRefused(
          this.#hear(this.#node.probe(), leaves).then(
            ({ synced, version }) => `${version.split(' ')[0]}, ${synced ? 'synced' : 'not synced'}`,
          ),
        );
      case 'LookupInvoice':
        return orRefused(this.#node.invoice(textAt(request, 'r_hash') as PaymentHash).then(invoiceInWords));
      case 'SettleInvoice':
        return orRefused(
          this.#node.settleInvoice(textAt(request, 'preimage') as Preimage).then(() => 'done'),
        );
      case 'CancelInvoice':
        return orRefused(
          this.#node.cancelInvoice(textAt(request, 'payment_hash') as PaymentHash).then(() => 'done'),
        );
      default:
        return this.#follow(first);
    }
  }

  /** What the adapter concludes from the pay call of a trial, in the words of its summary. */
  async call({ told, caller }: Pick<Trial, 'told' | 'caller'>): Promise<NodeAnswer> {
    this.#epoch = BEFORE;
    const end = endOf(caller);
    const messages = told.map(paymentOf);
    this.#lnd.reply = () => ({ messages, ...end });
    const leaves = end.status === undefined && end.after === undefined;
    const answer = await this.#hear(this.#node.pay(payCallFor('', HASH_OF_TRIALS, null)), leaves);
    if (end.after !== undefined) await this.#mended();
    proven(answer, HASH_OF_TRIALS);
    return answer;
  }

  /** And from one look-up of it. */
  async lookup(word: string, restarted: boolean): Promise<NodeAnswer> {
    this.#epoch = restarted ? AFTER : BEFORE;
    const isPayment = word.includes('htlcs=');
    const reply: Reply = isPayment ? { messages: [paymentOf(word)] } : endOf(word);
    this.#lnd.reply = () => reply;
    const answer = await this.#node.lookup(lookupCallFor(HASH_OF_TRIALS));
    if (reply.after !== undefined) await this.#mended();
    proven(answer, HASH_OF_TRIALS);
    return answer;
  }

  async #mended(): Promise<void> {
    this.#lnd.reply = () => NOT_RECORDED;
    await new Promise((resolve) => setTimeout(resolve, 30));
    await this.#node.health();
  }

  #otherwise({ method }: Call): Reply {
    // Two calls are one probe: what was not recorded with the other is as it is in a daemon that runs.
    if (method === 'GetState') return { messages: [{ state: 'SERVER_ACTIVE' }], status: OK };
    return NOT_RECORDED;
  }

  /** When the client left at the time, it leaves here too: its patience ends as soon as its question has arrived. */
  async #hear<Value>(call: Promise<Value>, leaves: boolean): Promise<Value> {
    if (leaves) {
      const asked = this.#lnd.calls.length;
      await until(() => this.#lnd.calls.length > asked);
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.#timers.pass(PATIENCE_MS);
    }
    return call;
  }

  async #follow(first: Exchange): Promise<string> {
    const { request } = first;
    const indices = [request.add_index, request.settle_index].map((index) => Number(index ?? 0));
    const cursor = first.method === 'SubscribeInvoices' ? indices.join(':') : '';
    const asked = this.#lnd.calls.length;
    // Invoices and payments are two streams on one connection: both break with it.
    const quiet = async (heard: readonly string[]) => {
      await until(() => this.#lnd.calls.length >= asked + 2);
      if (first.answer.status === 'lost')
        await until(() => heard.filter((one) => one === 'gap').length === 2);
      else await until(() => heard.length >= first.answer.messages.length);
    };
    this.#lnd.reply = ({ method }) => (method === first.method ? replyOf(first) : {});
    return followed(this.#node, cursor, quiet);
  }
}

const OK = { code: 0, details: '' };

/** By method and key fields: another question gets no answer. An invoice that was stood in for is asked about by none. */
function isAbout({ request }: Call, { method, request: asked }: Exchange): boolean {
  if (method === 'TrackPaymentV2') {
    const hash = textAt(asked, 'payment_hash');
    return hash.length !== 64 || request.payment_hash.toString('hex') === hash;
  }
  if (method !== 'SendPaymentV2') return true;
  const invoice = textAt(asked, 'payment_request');
  return (
    request.payment_request === invoice || payCallFor(invoice, '', null).invoice === request.payment_request
  );
}

function replyOf({ answer, method }: Exchange): Reply {
  const messages = answer.messages.map((one) => message(one));
  const [, code] = /^gRPC (\d+)$/.exec(answer.status) ?? [];
  if (code !== undefined) return { messages, status: { code: Number(code), details: answer.text } };
  if (answer.status === 'left') return { messages };
  return messages.length === 0 && method !== 'GetInfo' ? { after: 'cut' } : { messages, after: 'cut' };
}

/** `FAILED(NO_ROUTE) htlcs=[F]` as a message. */
function paymentOf(word: string): object {
  const [, status = '', reason = 'NONE', htlcs = ''] =
    /^(\w+?)(?:\((\w+)\))? htlcs=\[(\w*)\]$/.exec(word) ?? [];
  if (status === '') throw new Error(`${word} is no payment`);
  const paid = (letter: string) => letter === 'S';
  const STATES: Readonly<Record<string, string>> = { I: 'IN_FLIGHT', S: 'SUCCEEDED', F: 'FAILED' };
  return {
    payment_hash: HASH_OF_TRIALS,
    payment_preimage: status === 'SUCCEEDED' ? PREIMAGE_OF_TRIALS : ZEROS,
    status,
    failure_reason: `FAILURE_REASON_${reason}`,
    payment_index: '1',
    htlcs: [...htlcs].map((letter) => ({
      status: STATES[letter],
      preimage: paid(letter) ? Buffer.from(PREIMAGE_OF_TRIALS, 'hex') : Buffer.alloc(0),
    })),
  };
}

const CODES: Readonly<Record<string, number>> = { UNKNOWN: 2, NOT_FOUND: 5, ALREADY_EXISTS: 6 };

/** How a call ended, as the summaries have it: `OK `, `UNKNOWN: text`, `UNAVAILABLE Connection dropped`, `CANCELLED`. */
function endOf(word: string): Reply {
  const [, name = '', details = ''] = /^(\w+):? ?(.*)$/.exec(word) ?? [];
  if (name === 'OK') return { status: OK };
  if (name === 'UNAVAILABLE') return { after: 'cut' };
  const code = CODES[name];
  return code === undefined ? {} : { status: { code, details } };
}
