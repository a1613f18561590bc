import { createClnNode } from '#orchestrator/adapters/cln/client';
import {
  type Answer,
  type FakeCall,
  type FakeCln,
  fakeCln,
} from '#orchestrator/adapters/cln/fake-cln.fixture';
import type { PaymentHash } from '#orchestrator/domain/ids';
import type { Msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { NodeHealth } from '#orchestrator/ports/node';
import { type Conclusion, healthInWords, invoiceInWords, listingInWords } from '../conclusion.ts';
import type { Exchange, Trial } from '../item.ts';
import { exchange } from '../items.ts';
import { field, type Json, type JsonObject, listAt, textAt } from '../recordings.ts';
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

/** What a daemon says where nothing was recorded, and the situation says that it would. */
const SUPPLIED: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'no rows': { listsendpays: { payments: [] }, listpays: { pays: [] } },
  'a plain configuration': { listconfigs: { configs: {} }, help: { help: [] } },
};

/** A server on a unix socket that says again what Core Lightning said, and the adapter in front of it. */
export class ClnReplay {
  readonly #fake: FakeCln;
  readonly #timers = new ReplayTimers();
  #node: LightningNode;
  #epoch = BEFORE;

  private constructor(fake: FakeCln) {
    this.#fake = fake;
    this.#node = this.#adapter();
  }

  static async start(atEnd: (stop: () => Promise<void>) => void): Promise<ClnReplay> {
    const fake = await fakeCln('unix', (_call, answer) => answer.reset());
    const replay = new ClnReplay(fake);
    atEnd(async () => {
      await replay.#node.close();
      await fake.stop();
    });
    return replay;
  }

  /** Everything that the adapter asked. */
  get asked(): readonly FakeCall[] {
    return this.#fake.calls;
  }

  #adapter(): LightningNode {
    return createClnNode({
      name: NODE,
      transport: this.#fake.transport,
      network: 'regtest',
      host: { timers: this.#timers, epoch: () => this.#epoch },
    });
  }

  /** What the adapter concludes from these answers; throws when one of them was never asked for. */
  async conclude(asked: readonly Exchange[], supplied?: Conclusion['supplied']): Promise<string> {
    this.#epoch = asked.some(({ note }) => /after (the )?restart/.test(note)) ? AFTER : BEFORE;
    const [first] = asked;
    if (first === undefined) throw new RangeError('nothing was asked');
    // One that has learnt that there is no `xpay` would not ask for it again.
    await this.#node.close();
    this.#node = this.#adapter();
    const queues = Map.groupBy([...asked], ({ method }) => method);
    const said = new Set<Exchange>();
    this.#fake.handler = (call, answer) => {
      const queue = queues.get(call.method) ?? [];
      const about = queue.filter((one) => isAbout(call, one));
      // Where rows are supplied the books stand still: what was said once is said again.
      const next = about.find((one) => !said.has(one)) ?? (supplied === 'no rows' ? about.at(-1) : undefined);
      if (next !== undefined) {
        said.add(next);
        return say(next, answer);
      }
      const instead = supplied === undefined ? undefined : SUPPLIED[supplied]?.[call.method];
      if (instead !== undefined) answer.result(instead);
      // A daemon before v24.11: the adapter then takes `pay`, which is what was recorded.
      else if (call.method === 'xpay' && queues.has('pay')) say(exchange('cln', 'errors#0'), answer);
      // A call that waits for something to happen waits on.
      else if (!call.method.startsWith('wait')) answer.reset();
    };
    const concluded = await this.#call(first, asked);
    const left = asked.filter((one) => !said.has(one));
    if (left.length > 0) throw new Error(`never asked for: ${left.map(({ id }) => id)}`);
    return concluded;
  }

  async #call(first: Exchange, asked: readonly Exchange[]): Promise<string> {
    const { method, request, answer } = first;
    switch (method) {
      case 'pay':
      case 'xpay': {
        const amountMsat = BigInt(String(field(request, 'amount_msat') ?? 0)) || null;
        const invoice = invoiceOf(request);
        const hash = textAt(answer.messages[0], 'payment_hash') || hashOfInvoice(invoice);
        const call = payCallFor(invoice, hash, amountMsat);
        return proven(await this.#hear(this.#node.pay(call), method, answer.status === 'left'), call.hash);
      }
      case 'listsendpays':
      case 'listpays': {
        if (field(request, 'index') !== null) return listingInWords(await this.#node.list(LIST_ALL));
        const hash =
          textAt(request, 'payment_hash') ||
          hashOfInvoice(textAt(request, 'bolt11')) ||
          textAt(answer.messages[0], 'pays', 0, 'payment_hash');
        const call = lookupCallFor(hash);
        return proven(await this.#node.lookup(call), call.hash);
      }
      case 'listpeerchannels':
        return channelsInWords(answer.messages[0], await this.#node.health());
      case 'getinfo':
        return orRefused(
          this.#node.probe().then(({ version, synced }) => `${version}, ${synced ? 'synced' : 'not synced'}`),
        );
      case 'invoice': {
        const order = { amountMsat: 1_000n as Msat, description: '', expirySeconds: 3600 };
        return orRefused(this.#node.createInvoice(order).then(() => 'made'));
      }
      case 'listinvoices': {
        const hash = textAt(answer.messages[0], 'invoices', 0, 'payment_hash') as PaymentHash;
        return orRefused(this.#node.invoice(hash).then(invoiceInWords));
      }
      default:
        return this.#follow(asked);
    }
  }

  /** What the adapter concludes from the pay call of a trial. */
  async call({ caller }: Pick<Trial, 'caller'>): Promise<NodeAnswer> {
    this.#epoch = BEFORE;
    this.#fake.handler = ({ method }, answer) => {
      if (caller === 'transport') answer.reset();
      else if (caller === 'ok' && method === 'xpay') answer.result(PAID);
    };
    const call = payCallFor('', HASH_OF_TRIALS, null);
    const answer = await this.#hear(this.#node.pay(call), 'xpay', caller === 'hung up');
    proven(answer, HASH_OF_TRIALS);
    return answer;
  }

  /** And from one look-up of it. */
  async lookup(word: string, restarted: boolean): Promise<NodeAnswer> {
    this.#epoch = restarted ? AFTER : BEFORE;
    const statuses = word === '[]' ? [] : word.split(',');
    this.#fake.handler = ({ method }, answer) => {
      if (method === 'listsendpays') answer.result({ payments: statuses.map(rowOf) });
      else answer.result({ pays: statuses.map((status) => ({ status })) });
    };
    const answer = await this.#node.lookup(lookupCallFor(HASH_OF_TRIALS));
    proven(answer, HASH_OF_TRIALS);
    return answer;
  }

  async #hear<Value>(call: Promise<Value>, method: string, leaves: boolean): Promise<Value> {
    if (leaves) {
      await this.#fake.arrival(method);
      this.#timers.pass(PATIENCE_MS);
    }
    return call;
  }

  /** All that was recorded is told, and then the follower waits for what comes next. */
  async #follow(asked: readonly Exchange[]): Promise<string> {
    const calls = this.#fake.calls.length;
    return followed(this.#node, '', async (heard) => {
      // Each of the recorded questions once; then the next `wait` and `waitanyinvoice`, to which nothing is said.
      await until(() => this.#fake.calls.length >= calls + asked.length || heard.includes('gap'));
      await new Promise((resolve) => setTimeout(resolve, 10));
    });
  }
}

const PAID = {
  payment_preimage: PREIMAGE_OF_TRIALS,
  amount_msat: 1_000_000,
  amount_sent_msat: 1_000_000,
  failed_parts: 0,
  successful_parts: 1,
};

function rowOf(status: string) {
  return {
    payment_hash: HASH_OF_TRIALS,
    groupid: 1,
    partid: 1,
    status,
    amount_msat: 1_000_000,
    amount_sent_msat: 1_000_000,
    ...(status === 'complete' && { payment_preimage: PREIMAGE_OF_TRIALS }),
  };
}

/** Against what the recording shows of its channels, all of them added up. */
function channelsInWords(shown: Json | undefined, health: NodeHealth): string {
  const sum = listAt(shown, 'channels').reduce<bigint>(
    (total, channel) => total + BigInt(String(field(channel, 'spendable_msat') ?? 0)),
    0n,
  );
  if (!health.reachable) return 'not reachable';
  if (health.spendableMsat === 0n) return 'can send nothing';
  return health.spendableMsat === sum ? 'can send what its channels show' : healthInWords(health);
}

function invoiceOf(request: JsonObject): string {
  return textAt(request, 'bolt11') || textAt(request, 'invstring') || textAt(request, 'positional', 0);
}

/** By method and key parameters: another question is not the one that was recorded. */
function isAbout({ method, params }: FakeCall, { request }: Exchange): boolean {
  if (method === 'wait')
    return params.subsystem === request.subsystem && params.nextvalue === request.nextvalue;
  if (method === 'pay' || method === 'xpay') {
    const invoice = invoiceOf(request);
    return [invoice, payCallFor(invoice, '', null).invoice].includes(
      String(params.bolt11 ?? params.invstring),
    );
  }
  const hash = textAt(request, 'payment_hash');
  return hash === '' || params.payment_hash === undefined || params.payment_hash === hash;
}

function say({ answer }: Exchange, to: Answer): void {
  const [, code] = /^error (.+)$/.exec(answer.status) ?? [];
  if (code !== undefined) to.error(Number(code), answer.text);
  else if (answer.status === 'result') to.result(answer.messages[0]);
  else if (answer.status === 'lost') to.reset();
}
