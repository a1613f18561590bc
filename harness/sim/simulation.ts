import type { FaultKind } from '#chaos/registry';
import { ENGINE_CORE } from '#orchestrator/engine/core';
import { Engine } from '#orchestrator/engine/engine';
import { engineRules } from '#orchestrator/policy/engine-rules';
import type { createPolicyEngine } from '#orchestrator/policy/evaluate';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';
import type { EnginePorts } from '#orchestrator/ports/host';
import { CorridorRouter } from '#orchestrator/routing/router';
import type { HistoryEncoder } from '#reports/evidence/encoded-history';
import type { FaultEffect } from '#reports/evidence/trial';
import type { Network } from '#topologies/network';
import type { MutantParts } from '../mutants/mutant.ts';
import { mutantNamed } from '../mutants/registry.ts';
import { AnchorHistory } from './anchor-history.ts';
import { Approver } from './approver.ts';
import { Callbacks } from './callbacks.ts';
import { Clients } from './clients.ts';
import { ControlPlane } from './control-plane.ts';
import { DiskJournal } from './disk-journal.ts';
import { aimsOf } from './draw-schedule.ts';
import type { NodeAims } from './faults/aims.ts';
import { CallFaults } from './faults/call-faults.ts';
import { CallbackFaults } from './faults/callback-faults.ts';
import { ChainFaults } from './faults/chain-faults.ts';
import { ChannelFaults } from './faults/channel-faults.ts';
import { ConnectionFaults } from './faults/connection-faults.ts';
import { ControlFaults } from './faults/control-faults.ts';
import { Forgeries } from './faults/forgeries.ts';
import { HtlcFaults } from './faults/htlc-faults.ts';
import { HumanFaults } from './faults/human-faults.ts';
import type { FaultApplier } from './faults/injector.ts';
import { FaultInjector } from './faults/injector.ts';
import { LightningFaults } from './faults/lightning-faults.ts';
import { LoadFaults } from './faults/load-faults.ts';
import { NodeFaults } from './faults/node-faults.ts';
import { ProcessFaults } from './faults/process-faults.ts';
import { StoreFaults } from './faults/store-faults.ts';
import { healthOf } from './health-reports.ts';
import { type InvoiceTexts, simInvoices } from './invoice-text.ts';
import { Kernel } from './kernel.ts';
import { LedgerHistory } from './ledger-history.ts';
import { nodeVoice } from './node-voice.ts';
import type { NodeWire, WireParts } from './node-wire.ts';
import { Operator } from './operator.ts';
import { Orchestrators } from './orchestrators.ts';
import { seededRandom } from './random.ts';
import type { HistoryListener } from './recorder.ts';
import { HistoryRecorder } from './recorder.ts';
import { RouterHistory } from './router-history.ts';
import { SkewedClock } from './skewed-clock.ts';
import type { TrialOptions } from './trial-context.ts';
import type { TrialEnvironment } from './trial-environment.ts';
import { boundsOf, recordBounds, recordEnd, recordStart } from './trial-facts.ts';
import type { TrialInput } from './trial-input.ts';
import { ViabilityWatch } from './viability-watch.ts';
import { Wire } from './wire.ts';
import { PROBES_AFTER_HEAL_MS } from './workload-source.ts';
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
/** In a trial of days, finished payments and invoices would fill the memory: nodes forget them so long after their end. */
const FORGET_AFTER_MS = 3_600_000;
const LONG_TRIAL_MS = 6 * 3_600_000;
const RECONCILE_EVERY_MS = 15_000;
const HEALTH_EVERY_MS = 1_000;
/** The intents that are sent after the heal (`PROBES_AFTER_HEAL_MS`) are done after this. */
const PROBES_TAKE_MS = 5_000;

/** One trial: the world, the orchestrator's process, clients, faults, all on one kernel and one history. */
export class Simulation {
  readonly #kernel = new Kernel();
  readonly #timing: TrialInput['timing'];
  readonly #network: Network;
  readonly #policy: LoadedPolicy;
  readonly #mutant: MutantParts | null;
  readonly #recorder: HistoryRecorder;
  readonly #world: SimWorld;
  readonly #ledger: LedgerHistory;
  readonly #environment: TrialEnvironment | null;
  readonly #invoices: InvoiceTexts;
  readonly #wire: NodeWire;
  readonly #journal: DiskJournal;
  readonly #orchestrators: Orchestrators;
  readonly #control: ControlPlane;
  readonly #controlFaults: ControlFaults;
  readonly #injector: FaultInjector;
  readonly #callFaults: CallFaults;
  readonly #open: OpenPayments = new Map();
  readonly #aims: NodeAims;
  readonly #anchors: AnchorHistory;
  /** By process. */
  readonly #routers = new Map<number, RouterHistory>();
  #born = 0;
  readonly #watch: ViabilityWatch;

  constructor(
    input: TrialInput,
    options: Pick<TrialOptions, 'mutant'>,
    policy: LoadedPolicy,
    createPolicy: typeof createPolicyEngine,
    encoder: HistoryEncoder | null,
    listeners: readonly HistoryListener[],
    environment: TrialEnvironment | null = null,
  ) {
    const { network, timing, latency, schedule } = input;
    const kernel = this.#kernel;
    this.#timing = timing;
    this.#network = network;
    this.#environment = environment;
    this.#invoices = environment?.invoices ?? simInvoices(network);
    this.#policy = policy;
    const random = seededRandom(input.seed);
    const aims = aimsOf(network);
    this.#aims = aims;
    const tampers: readonly HistoryListener[] =
      options.mutant === undefined ? [] : [(event) => this.#mutant?.evidence?.(event)];
    this.#recorder = new HistoryRecorder(() => kernel.nowMs, encoder, [
      ...tampers,
      ...listeners,
      (event) => this.#watch.follow(event),
    ]);
    const recorder = this.#recorder;
    const followers: WorldFollowers = { wire: null, callbacks: null, injector: null, nodes: null };
    const forgets = timing.stormMs > LONG_TRIAL_MS ? { forgetAfterMs: FORGET_AFTER_MS } : {};
    this.#world = new SimWorld({
      network,
      kernel,
      random: random.fork('world'),
      observer: worldHistory(recorder, followers, this.#open),
      voice: nodeVoice(followers),
      hopLatencyMs: latency.hopMs,
      gossipDelayMs: GOSSIP_DELAY_MS,
      blockIntervalMs: timing.blockMeanMs,
      startHeight: START_HEIGHT,
      failureMemoryMs: FAILURE_MEMORY_MS,
      ...forgets,
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
    const callFaults = new CallFaults(kernel, random.fork('call faults'), aims.payers, touch, (node) =>
      injector.signal('call-failed', node),
    );
    const callbackFaults = new CallbackFaults(random.fork('callback faults'), aims.payers, touch);
    const htlcFaults = new HtlcFaults(kernel, world, random.fork('htlc faults'), touch);
    const channelFaults = new ChannelFaults(kernel, world, network, aims, touch);
    const chainFaults = new ChainFaults(world, aims, touch);
    const connectionFaults = new ConnectionFaults({
      kernel,
      payers: aims.payers,
      touch,
      network: htlcFaults,
      reset: (node) => this.#wire.cutOff(node),
    });
    callFaults.connect(connectionFaults);
    const nodeFaults = new NodeFaults(kernel, world, aims, touch, {
      impediments: [callFaults, htlcFaults],
      paymentsOpen: (node) => countOf(this.#open, node),
      onPayment: (heard) => injector.hear(heard),
    });
    const lightningFaults = new LightningFaults(world, network, aims, random.fork('lightning faults'), touch);
    const storeFaults = new StoreFaults(random.fork('store faults'), touch);
    const humanFaults = new HumanFaults(touch);
    const loadFaults = new LoadFaults(random.fork('load faults'), touch);
    const clock = new SkewedClock(kernel);
    const processFaults = new ProcessFaults(kernel, touch, {
      clock,
      standStill: (ms) => this.#orchestrators.main.standStill(ms),
      goOn: () => this.#orchestrators.main.goOn(),
      startTwin: () => this.#orchestrators.startTwin(),
      endTwin: () => this.#orchestrators.endTwin(),
    });
    this.#control = new ControlPlane({ recorder, policy, create: createPolicy });
    this.#controlFaults = new ControlFaults({
      kernel,
      control: this.#control,
      payers: aims.payers,
      policy,
      touch,
    });
    const wireRandom = random.fork('wire');
    const { apiMs } = latency;
    const wireParts: WireParts = {
      kernel,
      world,
      recorder,
      ledger,
      invoices: this.#invoices,
      faults: callFaults,
      random: wireRandom,
      apiMs,
      sent: (node) => injector.signal('pay-sent', node),
      ...forgets,
      sink: {
        answered: (callId, answer) => this.#orchestrators.answered(callId, answer),
        listed: (callId, listing) => this.#orchestrators.listed(callId, listing),
        hinted: (hint, of) => this.#orchestrators.hinted(hint, of),
      },
    };
    this.#wire = environment?.wire(wireParts) ?? new Wire(wireParts);
    const eventRandom = random.fork('events');
    const callbacks = new Callbacks({
      kernel,
      world,
      recorder,
      faults: callbackFaults,
      nodeName: (ordinal) => ledger.nodeName(ordinal),
      oneWayMs: () => eventRandom.between(apiMs.min, apiMs.max),
      listening: () => this.#orchestrators.alive,
      loses: (node, hash) => connectionFaults.losesCallback(node, hash),
      deliver: (hint) => {
        injector.signal('callback', ledger.nodeOrdinal(hint.node));
        this.#mutant?.hint?.(hint);
        this.#wire.told(hint);
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
    const approver = new Approver({
      kernel,
      random: random.fork('approver'),
      recorder,
      ordinalOf: (intent) => ledger.ordinalOf(intent),
      act: (intent, verdict, name) =>
        this.#orchestrators.act(
          intent,
          verdict === 'canceled' ? { type: 'cancel', actor: name } : { type: verdict, approver: name },
        ),
      lapse: (intent) => humanFaults.strike(ledger.intentOf(intent)?.hash ?? ''),
    });
    const operator = new Operator(kernel, random.fork('operator'), world, (intent, proof) =>
      this.#orchestrators.act(intent, { type: 'proof', actor: 'operator-1', proof }),
    );
    this.#journal = new DiskJournal({
      kernel,
      random: random.fork('disk'),
      diskMs: latency.diskMs,
      durable: (group, auditTexts) => {
        ledger.record(group, auditTexts);
        for (const event of group.events) {
          if (event.type === 'approval_requested') approver.requested(group.intent, event.expiresAtMs);
          else if (event.type === 'exception_raised' && event.kind === 'in_doubt_too_long')
            operator.raised(group.intent, ledger.intentOf(group.intent)?.hash ?? '');
          else if (event.type === 'exception_closed') operator.closed(group.intent);
        }
      },
      result: (ticket, result, term) => this.#orchestrators.committed(ticket, result, term),
      strike: (group) => storeFaults.strikeCommit(group.events),
      staleMs: () => storeFaults.staleMs(),
      crash: (cause) => this.#orchestrators.crash(cause),
    });
    this.#anchors = new AnchorHistory(recorder, () => this.#journal.auditHead);
    const clients: { current: Clients | null } = { current: null };
    this.#orchestrators = new Orchestrators({
      kernel,
      clock,
      recorder,
      faults: storeFaults,
      build: (ports, of) => this.#build(ports, of),
      journal: () => this.#journal,
      wire: () => this.#wire,
      respond: (requestId, status, body) => clients.current?.answered(requestId, status, body),
      died: (of, asked) => {
        this.#control.closeDesk(of);
        this.#routers.delete(of);
        clients.current?.orchestratorDied(asked);
      },
      commitAsked: () => injector.signal('commit', -1),
      forgotten: (intents) => {
        this.#journal.forget(intents);
        ledger.forget(intents);
      },
      stopped: () => injector.signal('orch-stopped', -1),
      waited: () => processFaults.waited(),
      reconcileEveryMs: RECONCILE_EVERY_MS,
    });
    this.#mutant =
      options.mutant === undefined
        ? null
        : mutantNamed(options.mutant).plant({
            kernel,
            payers: aims.payers.map((node) => ledger.nodeName(node)),
            process: this.#orchestrators.main,
            isWaiting: (callId) => this.#wire.isWaiting(callId),
          });
    const appliers: readonly [(kind: FaultKind) => boolean, FaultApplier][] = [
      [CallFaults.handles, callFaults],
      [ConnectionFaults.handles, connectionFaults],
      [HtlcFaults.handles, htlcFaults],
      [ChannelFaults.handles, channelFaults],
      [ChainFaults.handles, chainFaults],
      [CallbackFaults.handles, callbackFaults],
      [NodeFaults.handles, nodeFaults],
      [LightningFaults.handles, lightningFaults],
      [StoreFaults.handles, storeFaults],
      [Forgeries.handles, forgeries],
      [ProcessFaults.handles, processFaults],
      [ControlFaults.handles, this.#controlFaults],
      [HumanFaults.handles, humanFaults],
      [LoadFaults.handles, loadFaults],
    ];
    callbackFaults.connect(kernel, (node, count) => callbacks.replayLast(node, count));
    this.#callFaults = callFaults;
    injector.connect((active) => {
      const applier = appliers.find(([handles]) => handles(active.fault.kind));
      if (applier === undefined) throw new Error(`the simulation cannot inject ${active.fault.kind}`);
      return applier[1];
    });
    followers.wire = this.#wire;
    followers.nodes = environment?.nodes ?? null;
    followers.callbacks = callbacks;
    followers.injector = injector;
    clients.current = new Clients({
      kernel,
      world,
      recorder,
      ledger,
      invoices: this.#invoices,
      faults: lightningFaults,
      load: loadFaults,
      random: random.fork('extra purchases'),
      retryAfterMsMax: input.retryAfterMsMax,
      source: input.source,
      submit: (submission) => this.#orchestrators.submit(submission),
    });
    this.#watch = new ViabilityWatch({
      kernel,
      world,
      ledger,
      recorder,
      policy,
      failureMemoryMs: FAILURE_MEMORY_MS,
    });
    const onHealth = kernel.register(() => {
      this.#reportHealth();
      this.#anchors.deposit();
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

  run(): void {
    for (const untilMs of this.phases()) this.#kernel.run(untilMs);
  }

  /** Storm, heal, a few probes, quiet, end. The caller runs the kernel up to and including each time that comes out, in ms. */
  *phases(): Generator<number, void, void> {
    const timing = this.#timing;
    const recorder = this.#recorder;
    recordStart(recorder, this.#world, this.#policy.document);
    recordBounds(recorder, boundsOf(timing.boundsMs, this.#policy.document));
    this.#phase('storm');
    this.#orchestrators.start();
    yield timing.stormMs;
    this.#injector.healAll();
    this.#orchestrators.heal();
    this.#watch.healed();
    this.#phase('heal');
    yield timing.stormMs + Math.min(timing.quietMs, PROBES_AFTER_HEAL_MS + PROBES_TAKE_MS);
    this.#phase('quiet');
    yield timing.stormMs + timing.quietMs;
    this.#anchors.depositLast();
    recordEnd(recorder, this.#world);
    this.#phase('end');
  }

  #phase(state: 'storm' | 'heal' | 'quiet' | 'end'): void {
    const event = this.#recorder.begin('phase-began');
    event.state = state;
    this.#recorder.push();
  }

  #build(ports: EnginePorts, of: number): Engine {
    const { policy } = this.#control;
    const corridors = new CorridorRouter(policy);
    const router = new RouterHistory(corridors, this.#recorder, this.#ledger, ++this.#born);
    this.#routers.set(of, router);
    this.#reportHealth();
    this.#wire.orchestratorStarted(of);
    const desk = this.#control.openDesk(of, (replaced) => {
      corridors.adopt(replaced);
      this.#orchestrators.policyReplaced(of);
    });
    const real = this.#controlFaults.port(desk, (ms) => this.#orchestrators.standStill(of, ms));
    const rules = engineRules(policy);
    const mutant = this.#mutant;
    return new Engine({
      ports: mutant?.ports?.(ports) ?? ports,
      rules: mutant?.rules?.(rules) ?? rules,
      policy: mutant?.policy?.(real) ?? real,
      router: mutant?.router?.(router) ?? router,
      decodeInvoice: this.#invoices.decode,
      core: mutant?.core?.(ENGINE_CORE) ?? ENGINE_CORE,
    });
  }

  #reportHealth(): void {
    if (this.#routers.size === 0) return;
    for (const node of this.#aims.payers) {
      if (this.#callFaults.hidesHealth(node)) continue;
      const health = healthOf(this.#world, this.#network, node, this.#kernel.nowMs);
      if (health === null) continue;
      const epoch = this.#environment?.epochOf(node) ?? health.epoch;
      const told = this.#controlFaults.report(node, { ...health, epoch });
      for (const router of this.#routers.values()) router.report(told);
    }
  }
}

function countOf(open: OpenPayments, node: number): number {
  let count = 0;
  for (const payer of open.values()) if (payer === node) count++;
  return count;
}
