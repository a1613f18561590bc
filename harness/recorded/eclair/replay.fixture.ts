import { WebSocketServer } from 'ws';
import {
  type Exchange as Asked,
  nodeOf,
  PASSWORD,
  ScriptedDaemon,
} from '#orchestrator/adapters/eclair/daemon.fixture';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import { healthInWords, listingInWords } from '../conclusion.ts';
import type { Exchange, Trial } from '../item.ts';
import { exchange } from '../items.ts';
import { field, type Json, textAt } from '../recordings.ts';
import {
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

/** A server that says again what Eclair said, and the adapter in front of it. */
export class EclairReplay {
  readonly #daemon: ScriptedDaemon;
  readonly #events: WebSocketServer;
  readonly #timers = new ReplayTimers();
  #node: LightningNode;

  private constructor(daemon: ScriptedDaemon) {
    this.#daemon = daemon;
    this.#node = this.#adapter();
    this.#events = new WebSocketServer({ server: daemon.server, path: '/ws', perMessageDeflate: false });
    for (const call of ['payinvoice', 'getsentinfo', 'audit', 'usablebalances'])
      daemon.on(call, ({ socket }) => socket.destroy());
  }

  static async start(atEnd: (stop: () => Promise<void>) => void): Promise<EclairReplay> {
    const daemon = await ScriptedDaemon.start();
    const replay = new EclairReplay(daemon);
    atEnd(async () => {
      await replay.#node.close();
      replay.#events.close();
      await daemon.stop();
    });
    return replay;
  }

  #adapter(): LightningNode {
    return nodeOf(this.#daemon.port, {
      name: NODE,
      password: { text: PASSWORD },
      host: { timers: this.#timers, epoch: () => '' },
    });
  }

  /** What the adapter concludes from this answer; throws when it was not asked for. */
  async conclude(asked: Exchange): Promise<string> {
    const { method } = asked;
    let said = 0;
    this.#daemon.on(method, (question) => {
      const again = said > 0 && method !== 'getinfo';
      if (again || !isAbout(question, asked)) question.socket.destroy();
      else {
        said++;
        say(asked, question);
      }
    });
    const concluded = await this.#call(asked);
    if (method === 'getinfo')
      this.#daemon.says(method, 200, exchange('eclair', 'readiness#1').answer.messages[0]);
    else this.#daemon.on(method, ({ socket }) => socket.destroy());
    if (said === 0 && method !== 'ws') throw new Error(`never asked for: ${asked.id}`);
    return concluded;
  }

  async #call({ method, request, answer }: Exchange): Promise<string> {
    const [body] = answer.messages;
    switch (method) {
      case 'payinvoice': {
        const invoice = textAt(request, 'invoice');
        const hash = textAt(body, 'paymentHash') || hashOfInvoice(invoice);
        const amountMsat = BigInt(String(field(request, 'amountMsat') ?? 0)) || null;
        const call = payCallFor(invoice, hash, amountMsat);
        return proven(await this.#node.pay(call), call.hash);
      }
      case 'getsentinfo': {
        const hash = textAt(request, 'paymentHash') || textAt(body, 0, 'paymentHash');
        const call = lookupCallFor(hash);
        return proven(await this.#node.lookup(call), call.hash);
      }
      case 'audit':
        return listingInWords(await this.#node.list(LIST_ALL));
      case 'usablebalances':
        return healthInWords(await this.#node.health());
      case 'getinfo':
        return orRefused(this.#node.probe().then(({ version }) => version));
      default:
        return this.#follow(body ?? null);
    }
  }

  async call({ caller }: Pick<Trial, 'caller'>): Promise<NodeAnswer> {
    const paid = {
      type: 'payment-sent',
      id: 'p1',
      paymentHash: HASH_OF_TRIALS,
      paymentPreimage: PREIMAGE_OF_TRIALS,
      parts: [{ feesPaid: 0 }],
    };
    this.#daemon.on('payinvoice', ({ reply, socket }) => {
      if (caller === '200 uuid') reply(200, '70051740-5afe-4f78-876c-38926b3d9a63');
      else if (caller === '200 payment-sent') reply(200, paid);
      else if (caller !== 'hung up') socket.destroy();
    });
    const asked = this.#daemon.times('payinvoice');
    const paying = this.#node.pay(payCallFor('', HASH_OF_TRIALS, null));
    if (caller === 'hung up') {
      await until(() => this.#daemon.times('payinvoice') > asked);
      this.#timers.pass(PATIENCE_MS);
    }
    const answer = await paying;
    proven(answer, HASH_OF_TRIALS);
    return answer;
  }

  async lookup(word: string, restarted: boolean): Promise<NodeAnswer> {
    this.#daemon.instanceId = restarted ? 'epoch-2' : 'epoch-1';
    const states = word === '[]' ? [] : word.split(',');
    this.#daemon.says('getsentinfo', 200, states.map(rowOf));
    const answer = await this.#node.lookup(lookupCallFor(HASH_OF_TRIALS));
    proven(answer, HASH_OF_TRIALS);
    return answer;
  }

  async #follow(event: Json): Promise<string> {
    this.#events.once('connection', (socket) => socket.send(JSON.stringify(event)));
    return followed(this.#node, '', (heard) => until(() => heard.length > 0));
  }
}

function rowOf(type: string, at: number) {
  const iso = new Date(1_795_369_000_000 + at).toISOString();
  const sent = { type: 'sent', paymentPreimage: PREIMAGE_OF_TRIALS, feesPaid: 0 };
  const STATUSES: Readonly<Record<string, object>> = {
    sent: { ...sent, route: [{ shortChannelId: '112x1x0' }] },
    'sent without a route': { ...sent, route: [] },
    failed: { type, failures: [] },
  };
  const status = STATUSES[type] ?? { type };
  return { id: `c${at}`, parentId: `p${at}`, paymentHash: HASH_OF_TRIALS, createdAt: { iso }, status };
}

/** By the invoice or the hash that is asked about. */
function isAbout({ form }: Asked, { method, request }: Exchange): boolean {
  if (method === 'payinvoice') {
    const invoice = textAt(request, 'invoice');
    return (
      invoice === '' || [invoice, payCallFor(invoice, '', null).invoice].includes(form.get('invoice') ?? '')
    );
  }
  const hash = textAt(request, 'paymentHash');
  return hash.length !== 64 || form.get('paymentHash') === hash;
}

function say({ answer }: Exchange, { reply, socket }: Asked): void {
  const [, status] = /^HTTP (\d+)$/.exec(answer.status) ?? [];
  if (status === undefined) socket.destroy();
  else reply(Number(status), answer.messages[0]);
}
