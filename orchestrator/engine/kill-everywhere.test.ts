import { describe, expect, it } from 'vitest';
import { verifyChain } from '../audit/chain.ts';
import { BOUNDARIES } from '../domain/boundaries.ts';
import type { IntentId, PaymentHash } from '../domain/ids.ts';
import type { AuditRecord } from '../domain/ledger-event.ts';
import { msat } from '../domain/money.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import { epochOf, hashOf, preimageOf } from '../domain/sample.fixture.ts';
import { Killed, Rig, requestFor } from './rig.fixture.ts';

/** What a node does with the n-th pay call for an invoice; after the last one it settles. */
type Deed = 'settle' | 'fail' | 'lose' | 'hold';

const SCRIPTS: Record<number, readonly Deed[]> = {
  1: ['settle'],
  2: ['fail', 'settle'],
  3: ['lose', 'settle'],
  4: ['hold'],
  5: ['settle'],
};
const HELD_FOR_MS = 9_000;
const RUN_MS = 36_000;

interface NodeRecord {
  state: 'in_flight' | 'settled' | 'failed';
  readonly no: number;
  readonly settlesAtMs: number;
}

/** Two honest daemons, one client that insists, one approver, and a process that is killed once. */
class World {
  readonly rig = new Rig();
  readonly settlements = new Map<PaymentHash, number>();
  deaths = 0;
  readonly #records = new Map<string, NodeRecord>();
  readonly #calls = new Map<PaymentHash, number>();
  readonly #final = new Map<number, string>();
  #asked = 0;
  #dead = false;
  #answered = { pays: 0, lookups: 0, lists: 0, responses: 0 };

  constructor() {
    this.rig.books.resendSafe = true;
    this.rig.books.effectOf = ({ tier }) => (tier === 'high' ? 'review' : 'allow');
  }

  /** The final answer to the client, by invoice. */
  get final(): ReadonlyMap<number, string> {
    return this.#final;
  }

  run(): void {
    const { rig } = this;
    for (let step = 0; rig.nowMs < RUN_MS; step++) {
      rig.nowMs += 100;
      for (const [key, record] of this.#records)
        if (record.state === 'in_flight' && record.settlesAtMs <= rig.nowMs) this.#settle(key, record);
      if (this.#dead) {
        this.#dead = false;
        this.#enter(() => rig.restart());
      }
      if (step % 10 === 0) for (const invoice of Object.keys(SCRIPTS)) this.#ask(Number(invoice));
      if (step % 20 === 5) this.#approve();
      if (step % 70 === 65) this.#enter(() => rig.engine.reconcile());
      this.#enter(() => rig.wait(0));
      this.#talk();
    }
  }

  #enter(run: () => void): void {
    if (this.#dead) return;
    try {
      run();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    const stopped = this.rig.stops.splice(0).length > 0;
    if (this.rig.killed || stopped) this.#die();
  }

  /** What was on its way to the process is lost; what had left it arrives. */
  #die(): void {
    const { rig } = this;
    rig.killed = false;
    this.#dead = true;
    this.deaths++;
    this.#take();
    for (const call of rig.pays.slice(this.#answered.pays)) this.#pay(call.node, call.hash);
    this.#answered = {
      pays: rig.pays.length,
      lookups: rig.lookups.length,
      lists: rig.lists.length,
      responses: rig.responses.length,
    };
    rig.wakes.length = 0;
  }

  #ask(invoice: number): void {
    if (this.#final.has(invoice)) return;
    const tier = invoice === 5 ? 'high' : 'low';
    this.#enter(() => this.rig.submit(invoice * 1000 + ++this.#asked, requestFor(invoice, { tier })));
  }

  #approve(): void {
    const waiting: IntentId[] = [];
    this.rig.journal.replay((group) => {
      if (group.events.some((event) => event.type === 'approval_requested')) waiting.push(group.intent);
    });
    for (const intent of waiting)
      this.#enter(() => this.rig.engine.act(intent, { type: 'approved', approver: 'ann' }));
  }

  /** Nodes answer what has reached them, clients read what has reached them. */
  #talk(): void {
    const { rig } = this;
    while (!this.#dead && this.#answered.pays < rig.pays.length) {
      const call = rig.pays[this.#answered.pays++]!;
      const answer = this.#pay(call.node, call.hash);
      this.#enter(() => rig.answer(call, answer));
    }
    while (!this.#dead && this.#answered.lookups < rig.lookups.length) {
      const call = rig.lookups[this.#answered.lookups++]!;
      this.#enter(() => rig.answer(call, this.#reading(call.node, call.hash)));
    }
    while (!this.#dead && this.#answered.lists < rig.lists.length) {
      const call = rig.lists[this.#answered.lists++]!;
      this.#enter(() => rig.engine.listed(call.callId, { kind: 'unavailable' }));
    }
    this.#take();
  }

  #take(): void {
    const { rig } = this;
    for (const { requestId, status, body } of rig.responses.slice(this.#answered.responses)) {
      if (status !== 200) continue;
      const invoice = Math.floor(requestId / 1000);
      const known = this.#final.get(invoice);
      if (known !== undefined) expect(body).toBe(known);
      this.#final.set(invoice, body);
    }
    this.#answered.responses = rig.responses.length;
  }

  #pay(node: string, hash: PaymentHash): NodeAnswer {
    const key = `${node} ${hash}`;
    const known = this.#records.get(key);
    if (known !== undefined && known.state !== 'failed') return { kind: 'duplicate', epoch: epochOf(node) };
    const no = (this.#calls.get(hash) ?? 0) + 1;
    this.#calls.set(hash, no);
    const invoice = Object.keys(SCRIPTS).find((byte) => hashOf(preimageOf(Number(byte))) === hash);
    const deed = SCRIPTS[Number(invoice)]![no - 1] ?? 'settle';
    if (deed === 'lose') return { kind: 'unknown', cause: 'timeout' };
    const settlesAtMs = deed === 'hold' ? this.rig.nowMs + HELD_FOR_MS : this.rig.nowMs;
    const record: NodeRecord = { state: deed === 'fail' ? 'failed' : 'in_flight', no, settlesAtMs };
    this.#records.set(key, record);
    if (deed === 'settle') this.#settle(key, record);
    return deed === 'hold' ? { kind: 'unknown', cause: 'timeout' } : this.#reading(node, hash);
  }

  #settle(key: string, record: NodeRecord): void {
    record.state = 'settled';
    const hash = key.split(' ')[1] as PaymentHash;
    this.settlements.set(hash, (this.settlements.get(hash) ?? 0) + 1);
  }

  #reading(node: string, hash: PaymentHash): NodeAnswer {
    const epoch = epochOf(node);
    const known = this.#records.get(`${node} ${hash}`);
    if (known === undefined) return { kind: 'not_found', epoch };
    const record = String(known.no);
    const byte = Object.keys(SCRIPTS).find((one) => hashOf(preimageOf(Number(one))) === hash);
    switch (known.state) {
      case 'settled':
        return { kind: 'settled', preimage: preimageOf(Number(byte)), feeMsat: msat(0n), epoch, record };
      case 'failed':
        return { kind: 'failed', reason: 'no_route', epoch, record };
      case 'in_flight':
        return { kind: 'in_flight', epoch, record };
    }
  }
}

/** Every payment once, every client answered, every intent at its end, the audit log whole. */
function examine(world: World, why: string): void {
  const { rig } = world;
  const hashes = Object.keys(SCRIPTS).map((byte) => hashOf(preimageOf(Number(byte))));
  expect([...world.settlements].sort(), why).toEqual(hashes.map((hash) => [hash, 1]).sort());
  for (const invoice of Object.keys(SCRIPTS))
    expect(world.final.get(Number(invoice)), `${why}: invoice ${invoice}`).toContain('"status":"settled"');
  const records: AuditRecord[] = [];
  const ends = new Map<string, string>();
  rig.journal.replay((group) => {
    records.push(...group.audit);
    for (const event of group.events) if (event.type === 'moved') ends.set(group.intent, event.to);
  });
  expect([...ends.values()], why).toEqual(hashes.map(() => 'settled'));
  expect(verifyChain(records, rig.journal.auditHead), why).toMatchObject({ ok: true });
  expect(rig.books.held.size, why).toBe(0);
}

function undisturbed(): World {
  const world = new World();
  world.run();
  return world;
}

describe('a process that is killed', () => {
  const calm = undisturbed();

  it('is not killed in the first run, which passes every boundary', () => {
    examine(calm, 'undisturbed');
    const passed = new Set(calm.rig.boundaries);
    for (const name of BOUNDARIES)
      for (const phase of ['before', 'after']) expect(passed).toContain(`${phase} ${name}`);
  });

  it('at any passage of any boundary pays each invoice once and loses no intent', () => {
    for (let kill = 0; kill < calm.rig.boundaries.length; kill++) {
      const world = new World();
      let passed = 0;
      world.rig.onBoundary = () => {
        if (passed++ === kill) world.rig.kill();
      };
      world.run();
      expect(world.deaths).toBe(1);
      examine(world, `killed ${calm.rig.boundaries[kill]}, passage ${kill}`);
    }
  });

  it('and again at once, in the recovery from the first death', () => {
    const last = calm.rig.boundaries.length - 1;
    for (let kill = 0; kill < last; kill += 3)
      for (const next of [1, 2, 4]) {
        const world = new World();
        let passed = 0;
        world.rig.onBoundary = () => {
          passed++;
          if (passed - 1 === kill || passed - 1 === kill + next) world.rig.kill();
        };
        world.run();
        expect(world.deaths).toBe(2);
        examine(world, `killed ${calm.rig.boundaries[kill]} and ${next} passages later`);
      }
  });

  it('or stopped by a commit of which nobody knows whether it was kept', () => {
    const commits = calm.rig.asked.length;
    for (const kept of [true, false])
      for (let at = 0; at < commits; at++) {
        const world = new World();
        for (let calmly = 0; calmly < at; calmly++) world.rig.results.push('durable');
        world.rig.results.push(kept ? 'kept, unknown' : 'unknown');
        world.run();
        expect(world.deaths).toBe(1);
        examine(world, `commit ${at} unknown, ${kept ? 'kept' : 'not kept'}`);
      }
  });
});
