import type { Random } from '#chaos/random';
import { AUTONOMY_TIERS, type AutonomyTier } from '#orchestrator/domain/intent';
import type { Workload } from '#scenarios/workload-schema';
import type { Network } from '#topologies/network';
import { altered } from './alter.ts';
import { arrivalTimes } from './arrivals.ts';
import { FollowUps } from './follow-ups.ts';
import { ALTERATIONS, type ClientOperation } from './operation.ts';
import { payeesByCorridor } from './payees.ts';
import { Preimages } from './preimages.ts';
import { Weighted } from './weighted.ts';

const SHARE_STEPS = 1_000_000;

/** The requests of one trial, by `atMs`, one at a time: nothing is sorted and nothing is kept but open follow-ups. */
export class WorkloadStream {
  readonly #workload: Workload;
  readonly #arrivalMs: () => number;
  readonly #parties: Random;
  readonly #amounts: Random;
  readonly #clients: Random;
  readonly #preimages: Preimages;
  readonly #alteredPreimages: Preimages;
  readonly #bands: Weighted<Workload['valueBands'][number]>;
  readonly #tenants: Weighted<Workload['tenants'][number]>;
  readonly #corridors: Weighted<Workload['corridors'][number]>;
  readonly #tiers: Weighted<AutonomyTier>;
  readonly #payees: ReadonlyMap<string, readonly number[]>;
  readonly #followUps = new FollowUps();
  readonly #retryHits: number;
  readonly #alteredHits: number;
  readonly #keys = new Map<string, number>();
  #firstAtMs: number;
  #firstCount = 0;
  #order = 0;

  constructor(workload: Workload, network: Pick<Network, 'name' | 'nodes'>, random: Random) {
    this.#workload = workload;
    this.#arrivalMs = arrivalTimes(workload.arrivals, random.fork('arrivals'));
    this.#parties = random.fork('parties');
    this.#amounts = random.fork('amounts');
    this.#clients = random.fork('clients');
    this.#preimages = new Preimages(random.fork('preimages'));
    this.#alteredPreimages = new Preimages(random.fork('altered-preimages'));
    this.#bands = new Weighted(workload.valueBands, (band) => band.weight);
    this.#tenants = new Weighted(workload.tenants, (tenant) => tenant.weight);
    this.#corridors = new Weighted(workload.corridors, (corridor) => corridor.weight);
    this.#tiers = new Weighted(AUTONOMY_TIERS, (tier) => workload.tiers[tier]);
    this.#payees = payeesByCorridor(workload, network);
    this.#retryHits = Math.round(workload.retryShare * SHARE_STEPS);
    this.#alteredHits = Math.round(workload.alteredShare * SHARE_STEPS);
    this.#firstAtMs = this.#arrivalMs();
  }

  /** The next request, or null at the end. */
  next(): ClientOperation | null {
    const firstsLeft = this.#firstCount < this.#workload.intents;
    // A first goes before a follow-up of the same moment: both orders are right, one has to be fixed.
    if (firstsLeft && this.#firstAtMs <= this.#followUps.nextAtMs) return this.#first();
    return this.#followUp();
  }

  *[Symbol.iterator](): Generator<ClientOperation> {
    for (let op = this.next(); op !== null; op = this.next()) yield op;
  }

  #first(): ClientOperation {
    const { deadlineS, invoiceExpiryS, compliance } = this.#workload;
    const parties = this.#parties;
    const number = this.#firstCount++;
    const atMs = this.#firstAtMs;
    this.#firstAtMs = this.#arrivalMs();
    const tenant = this.#tenants.draw(parties);
    const agent = tenant.agents[parties.between(0, tenant.agents.length - 1)]!;
    const corridor = this.#corridors.draw(parties).id;
    const payees = this.#payees.get(corridor)!;
    const amountMsat = this.#amountMsat(this.#amounts);
    const first: ClientOperation = {
      atMs,
      kind: 'first',
      order: this.#order++,
      firstOrder: -1,
      alters: '',
      tenant: tenant.name,
      agent: agent.name,
      principal: agent.principal,
      delegation: agent.delegation,
      key: this.#nextKey(tenant.name),
      tier: this.#tiers.draw(parties),
      corridor,
      payee: payees[parties.between(0, payees.length - 1)]!,
      amountMsat,
      feeCapMsat: this.#feeCapMsat(amountMsat),
      deadlineMs: atMs + deadlineS * 1000,
      expiresAtMs: atMs + invoiceExpiryS * 1000,
      compliance: compliance.replace('{intent}', String(number)),
      preimage: this.#preimages.draw(),
      hash: this.#preimages.hashOfLast(),
    };
    this.#planFollowUp(first);
    return first;
  }

  /** Each tenant counts its own keys, so that tenants do use the same ones (S09). */
  #nextKey(tenant: string): string {
    const count = (this.#keys.get(tenant) ?? 0) + 1;
    this.#keys.set(tenant, count);
    return `key-${count}`;
  }

  #followUp(): ClientOperation | null {
    const next = this.#followUps.pop();
    if (next === undefined) return null;
    const { first, kind, alters, atMs } = next;
    const same = { ...first, atMs, kind, alters, order: this.#order++, firstOrder: first.order };
    if (alters === '') return same;
    if (alters !== 'invoice') return { ...same, ...altered(first, alters) };
    const amountMsat = this.#amountMsat(this.#clients);
    const preimage = this.#alteredPreimages.draw();
    return { ...same, amountMsat, preimage, hash: this.#alteredPreimages.hashOfLast() };
  }

  #planFollowUp(first: ClientOperation): void {
    const roll = this.#clients.between(0, SHARE_STEPS - 1);
    if (roll >= this.#retryHits + this.#alteredHits) return;
    const { min, max } = this.#workload.retryAfterMs;
    const atMs = first.atMs + this.#clients.between(min, max);
    if (roll < this.#retryHits) this.#followUps.push({ atMs, kind: 'retry', alters: '', first });
    else {
      const alters = ALTERATIONS[this.#clients.between(0, ALTERATIONS.length - 1)]!;
      this.#followUps.push({ atMs, kind: 'altered', alters, first });
    }
  }

  #amountMsat(random: Random): number {
    const { minSat, maxSat } = this.#bands.draw(random);
    return random.between(minSat, maxSat) * 1000;
  }

  #feeCapMsat(amountMsat: number): number {
    const { ppm, minSat } = this.#workload.feeCap;
    // Divided first: the product alone could pass 2^53. Rounded down, so the cap is never above its ppm.
    const whole = Math.floor(amountMsat / 1_000_000) * ppm;
    const rest = Math.floor(((amountMsat % 1_000_000) * ppm) / 1_000_000);
    return Math.max(whole + rest, minSat * 1000);
  }
}
