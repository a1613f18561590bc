import type { FaultKind } from '#chaos/registry';
import { ENGINE_CORE } from '#orchestrator/engine/core';
import { Engine } from '#orchestrator/engine/engine';
import { engineRules } from '#orchestrator/policy/engine-rules';
import type { createPolicyEngine } from '#orchestrator/policy/evaluate';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';
import { SpendWindows } from '#orchestrator/policy/windows';
import type { EnginePorts } from '#orchestrator/ports/host';
import { CorridorRouter } from '#orchestrator/routing/router';
import type { HistoryEncoder } from '#reports/evidence/encoded-history';
import type { FaultEffect, TrialSpec } from '#reports/evidence/trial';
import { workloadOf } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';
import type { MutantParts } from '../mutants/mutant.ts';
import { mutantNamed } from '../mutants/registry.ts';
import { Approver } from './approver.ts';
import { Callbacks } from './callbacks.ts';
import { Clients } from './clients.ts';
import { DiskJournal } from './disk-journal.ts';
import { aimsOf, drawSchedule, entryOf } from './draw-schedule.ts';
import { CallFaults } from './faults/call-faults.ts';
import { CallbackFaults } from './faults/callback-faults.ts';
import { Forgeries } from './faults/forgeries.ts';
import type { FaultApplier } from './faults/injector.ts';
import { FaultInjector } from './faults/injector.ts';
import { LightningFaults } from './faults/lightning-faults.ts';
import type { NodeAims } from './faults/node-faults.ts';
import { NodeFaults } from './faults/node-faults.ts';
import { StoreFaults } from './faults/store-faults.ts';
import { healthOf } from './health-reports.ts';
import { invoiceDecoder } from './invoice-text.ts';
import { Kernel } from './kernel.ts';
import { LedgerHistory } from './ledger-history.ts';
import { Operator } from './operator.ts';
import { OrchestratorProcess } from './process.ts';
import { seededRandom } from './random.ts';
import type { HistoryListener } from './recorder.ts';
import { HistoryRecorder } from './recorder.ts';
import type { TrialContext, TrialOptions } from './trial-context.ts';
import { recordBounds, recordEnd, recordStart } from './trial-facts.ts';
import { ViabilityWatch } from './viability-watch.ts';
import { Wire } from './wire.ts';
import { workloadSource } from './workload-source.ts';
import { SimWorld } from './world.ts';
import type { OpenPayments, WorldFollowers } from './world-history.ts';
import { worldHistory } from './world-history.ts';

/** Gossip takes this long to reach the payers; minutes on mainnet, seconds in a test network. */
const GOSSIP_DELAY_MS = 5_000;
/**
 * How long a payer avoids a channel that failed. Real daemons remember for an hour (LND's half-life) and probe again; a
 * trial lasts a minute, and "a path exists but I will not look" would hide what L02 is about.
 */
const FAILURE_MEMORY_MS = 4_000;
const START_HEIGHT = 800_000;
const RECONCILE_EVERY_MS = 15_000;
const HEALTH_EVERY_MS = 1_000;
/** After the heal: gossip and reconnects settle first, then a few intents show that payments work again. */
const PROBES_AFTER_HEAL_MS = 5_000;
const PROBES_TAKE_MS = 5_000;

/** One trial: the world, the orchestrator's process, clients, faults, all on one kernel and one history. */
export class Simulation {
  readonly #kernel = new Kernel();
  readonly #context: TrialContext;
  readonly #network: Network;
  readonly #policy: LoadedPolicy;
  readonly #createPolicy: typeof createPolicyEngine;
  readonly #mutant: MutantParts | null;
  readonly #recorder: HistoryRecorder;
  readonly #world: SimWorld;
  readonly #ledger: LedgerHistory;
  readonly #wire: Wire;
  readonly #journal: DiskJournal;
  readonly #process: OrchestratorProcess;
  readonly #injector: FaultInjector;
  readonly #open: OpenPayments = new Map();
  readonly #aims: NodeAims;
  #router: CorridorRouter | null = null;
  readonly #watch: ViabilityWatch;

  constructor(
    context: TrialContext,
    spec: TrialSpec,
    options: TrialOptions,
    policy: LoadedPolicy,
    createPolicy: typeof createPolicyEngine,
    encoder: HistoryEncoder | null,
    listeners: readonly HistoryListener[],
  ) {
    const { pilot, network } = context;
    const kernel = this.#kernel;
    this.#context = context;
    this.#network = network;
    this.#policy = policy;
    this.#createPolicy = createPolicy;
    const random = seededRandom(spec.seed);
    const aims = aimsOf(network);
    this.#aims = aims;
    const entry = entryOf(context, spec);
    const schedule = options.schedule ?? drawSchedule(context, spec);
    this.#recorder = new HistoryRecorder(() => kernel.nowMs, encoder, [
      ...listeners,
      (event) => this.#watch.follow(event),
    ]);
    const recorder = this.#recorder;
    const followers: WorldFollowers = { wire: null, callbacks: null, injector: null };
    this.#world = new SimWorld({
      network,
      kernel,
      random: random.fork('world'),
      observer: worldHistory(recorder, followers, this.#open),
      hopLatencyMs: pilot.latency.hopMs,
      gossipDelayMs: GOSSIP_DELAY_MS,
      blockIntervalMs: pilot.timing.blockMeanMs,
      startHeight: START_HEIGHT,
      failureMemoryMs: FAILURE_MEMORY_MS,
    });
    const world = this.#world;
    this.#ledger = new LedgerHistory(
      recorder,
      network.nodes.map((node) => node.name),
    );
    const ledger = this.#ledger;
    this.#injector = new FaultInjector(kernel, recorder, schedule, aims.payers);
    const injector = this.#injector;
    const touch = injector.touch.bind(injector);
    const callFaults = new CallFaults(random.fork('call faults'), aims.payers, touch, (node) =>
      injector.signal('call-failed', node),
    );
    const callbackFaults = new CallbackFaults(random.fork('callback faults'), aims.payers, touch);
    const nodeFaults = new NodeFaults(kernel, world, aims, touch);
    const lightningFaults = new LightningFaults(world, network, aims, random.fork('lightning faults'), touch);
    const storeFaults = new StoreFaults(touch);
    const wireRandom = random.fork('wire');
    const { apiMs } = pilot.latency;
    this.#wire = new Wire({
      kernel,
      world,
      recorder,
      ledger,
      faults: callFaults,
      random: wireRandom,
      apiMs,
      sent: (node) => injector.signal('pay-sent', node),
      sink: {
        answered: (callId, answer) => this.#process.answered(callId, answer),
        listed: (callId, listing) => this.#process.listed(callId, listing),
      },
    });
    const eventRandom = random.fork('events');
    const callbacks = new Callbacks({
      kernel,
      world,
      recorder,
      faults: callbackFaults,
      nodeName: (ordinal) => ledger.nodeName(ordinal),
      oneWayMs: () => eventRandom.between(apiMs.min, apiMs.max),
      listening: () => this.#process.alive,
      deliver: (hint) => {
        injector.signal('callback', ledger.nodeOrdinal(hint.node));
        this.#mutant?.hint?.(hint);
        this.#process.hinted(hint);
      },
    });
    const forgeries = new Forgeries({
      kernel,
      random: random.fork('forgeries'),
      payers: aims.payers,
      callbacks,
      openPayment: (pick) => {
        if (this.#open.size === 0) return null;
        const [hash, node] = [...this.#open][pick % this.#open.size]!;
        return { hash, node };
      },
      touch,
    });
    const approver = new Approver(kernel, random.fork('approver'), (intent, verdict, name) =>
      this.#process.act(intent, { type: verdict, approver: name }),
    );
    const operator = new Operator(kernel, random.fork('operator'), world, (intent, proof) =>
      this.#process.act(intent, { type: 'proof', actor: 'operator-1', proof }),
    );
    this.#journal = new DiskJournal({
      kernel,
      random: random.fork('disk'),
      diskMs: pilot.latency.diskMs,
      durable: (group, auditTexts) => {
        ledger.record(group, auditTexts);
        for (const event of group.events) {
          if (event.type === 'approval_requested') approver.requested(group.intent);
          else if (event.type === 'exception_raised' && event.kind === 'in_doubt_too_long')
            operator.raised(group.intent, ledger.intentOf(group.intent)?.hash ?? '');
          else if (event.type === 'exception_closed') operator.closed(group.intent);
        }
      },
      result: (ticket, result) => this.#process.committed(ticket, result),
      strike: () => storeFaults.strikeCommit(),
      crash: (cause) => this.#process.crash(cause),
    });
    const clients: { current: Clients | null } = { current: null };
    this.#process = new OrchestratorProcess({
      kernel,
      recorder,
      faults: storeFaults,
      build: (ports) => this.#build(ports),
      journal: () => this.#journal,
      calls: () => this.#wire,
      respond: (requestId, status, body) => clients.current?.answered(requestId, status, body),
      died: () => {
        this.#wire.orchestratorDied();
        clients.current?.orchestratorDied();
      },
      commitAsked: () => injector.signal('commit', -1),
      forgotten: (intents) => {
        this.#journal.forget(intents);
        ledger.forget(intents);
      },
      stopped: () => injector.signal('orch-stopped', -1),
      reconcileEveryMs: RECONCILE_EVERY_MS,
    });
    this.#mutant =
      options.mutant === undefined
        ? null
        : mutantNamed(options.mutant).plant({
            kernel,
            payers: aims.payers.map((node) => ledger.nodeName(node)),
            process: this.#process,
            isWaiting: (callId) => this.#wire.isWaiting(callId),
          });
    const appliers: readonly [(kind: FaultKind) => boolean, FaultApplier][] = [
      [CallFaults.handles, callFaults],
      [CallbackFaults.handles, callbackFaults],
      [NodeFaults.handles, nodeFaults],
      [LightningFaults.handles, lightningFaults],
      [StoreFaults.handles, storeFaults],
      [Forgeries.handles, forgeries],
    ];
    injector.connect((active) => {
      const applier = appliers.find(([handles]) => handles(active.fault.kind));
      if (applier === undefined) throw new Error(`the simulation cannot inject ${active.fault.kind}`);
      return applier[1];
    });
    followers.wire = this.#wire;
    followers.callbacks = callbacks;
    followers.injector = injector;
    const workload = workloadOf(pilot, entry);
    clients.current = new Clients({
      kernel,
      world,
      recorder,
      ledger,
      faults: lightningFaults,
      retryAfterMsMax: workload.retryAfterMs.max,
      source: workloadSource(
        workload,
        network,
        random.fork('workload'),
        pilot.timing.stormMs + PROBES_AFTER_HEAL_MS,
      ),
      submit: (submission) => this.#process.submit(submission),
    });
    this.#watch = new ViabilityWatch({ kernel, world, ledger, recorder, policy });
    const onHealth = kernel.register(() => {
      this.#reportHealth();
      kernel.schedule(kernel.nowMs + HEALTH_EVERY_MS, onHealth, 0, 0);
    });
    kernel.schedule(HEALTH_EVERY_MS, onHealth, 0, 0);
  }

  get eventCount(): number {
    return this.#recorder.count;
  }

  get nowMs(): number {
    return this.#kernel.nowMs;
  }

  effects(): FaultEffect[] {
    return this.#injector.effects();
  }

  /** Storm, heal, a few probes, quiet, end. */
  run(): void {
    const { timing } = this.#context.pilot;
    const recorder = this.#recorder;
    recordStart(recorder, this.#world, this.#policy.document);
    recordBounds(recorder, {
      ...timing.boundsMs,
      L02: this.#policy.document.retry.attemptsMax,
    });
    this.#phase('storm');
    this.#process.start();
    this.#kernel.run(timing.stormMs);
    this.#injector.healAll();
    this.#process.heal();
    this.#watch.healed();
    this.#phase('heal');
    this.#kernel.run(timing.stormMs + Math.min(timing.quietMs, PROBES_AFTER_HEAL_MS + PROBES_TAKE_MS));
    this.#phase('quiet');
    this.#kernel.run(timing.stormMs + timing.quietMs);
    recordEnd(recorder, this.#world);
    this.#phase('end');
  }

  #phase(state: 'storm' | 'heal' | 'quiet' | 'end'): void {
    const event = this.#recorder.begin('phase-began');
    event.state = state;
    this.#recorder.push();
  }

  #build(ports: EnginePorts): Engine {
    const policy = this.#policy;
    const router = new CorridorRouter(policy);
    this.#router = router;
    this.#reportHealth();
    const real = this.#createPolicy(policy, new SpendWindows(policy));
    const mutant = this.#mutant;
    return new Engine({
      ports: mutant?.ports?.(ports) ?? ports,
      rules: engineRules(policy),
      policy: mutant?.policy?.(real) ?? real,
      router,
      decodeInvoice: invoiceDecoder(this.#network),
      core: mutant?.core?.(ENGINE_CORE) ?? ENGINE_CORE,
    });
  }

  #reportHealth(): void {
    if (this.#router === null) return;
    for (const node of this.#aims.payers) {
      const health = healthOf(this.#world, this.#network, node, this.#kernel.nowMs);
      if (health !== null) this.#router.report(health);
    }
  }
}
