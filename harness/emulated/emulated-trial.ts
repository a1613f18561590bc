import { join } from 'node:path';
import type { DaemonEpoch } from '#orchestrator/domain/ids';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { Timers } from '#orchestrator/ports/timers';
import type { Network } from '#topologies/network';
import { createDesks, type DeskObserver, type Desks } from '../emulators/desks.ts';
import { BASE_UNIX_MS } from '../emulators/emulated-network.ts';
import type { Emulator } from '../emulators/emulator.ts';
import { Stepwise } from '../emulators/pace.ts';
import { virtualTimers } from '../emulators/timers.ts';
import type { InvoiceTexts } from '../sim/invoice-text.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { NodeWire, WireParts } from '../sim/node-wire.ts';
import { seededRandom } from '../sim/random.ts';
import type { TrialEnvironment } from '../sim/trial-environment.ts';
import { bolt11Invoices } from './bolt11-invoices.ts';
import { CallTickets } from './call-tickets.ts';
import type { Daemons } from './daemons.ts';
import { createSimNode } from './sim-node.ts';
import { SocketWire } from './socket-wire.ts';
import { makeTrialFolder, removeTrialFolder } from './trial-folder.ts';

interface Attached {
  readonly kernel: Kernel;
  readonly desks: Desks;
  readonly pace: Stepwise;
  readonly timers: Timers;
  readonly wire: SocketWire;
}

/**
 * The emulated environment of one trial: every node that pays is served by an emulator on a socket of this machine, and
 * reached by the adapter of its daemon. One trial at a time in a thread: virtual time stands still until its sockets are
 * quiet.
 */
export class EmulatedTrial implements TrialEnvironment {
  readonly invoices: InvoiceTexts;
  readonly #network: Network;
  readonly #seed: string;
  readonly #payers: readonly number[];
  readonly #daemons: Daemons;
  readonly #emulators = new Map<number, Emulator>();
  #folder = '';
  #attached: Attached | null = null;
  #broken: Error | null = null;

  constructor(network: Network, seed: string, daemons: Daemons) {
    this.#daemons = daemons;
    this.#network = network;
    this.#seed = seed;
    this.#payers = network.nodes.flatMap(({ payer }, node) => (payer ? [node] : []));
    this.invoices = bolt11Invoices({ network, desks: () => this.#at.desks, baseUnixMs: BASE_UNIX_MS });
  }

  wire(parts: WireParts): NodeWire {
    const { kernel, world } = parts;
    const network = this.#network;
    const pace = new Stepwise(kernel);
    const tickets = new CallTickets(() => kernel.nowMs);
    const wire = new SocketWire({
      ...parts,
      desks: () => this.#at.desks,
      tickets,
      payers: this.#payers,
      open: (node) => this.#open(node),
      touched: () => pace.touched(),
      baseUnixMs: BASE_UNIX_MS,
      broken: (error) => {
        this.#broken ??= error;
      },
    });
    const desks = createDesks({
      kernel,
      world,
      network,
      baseUnixMs: BASE_UNIX_MS,
      random: seededRandom(this.#seed).fork('desks'),
      strikes: tickets,
      clockwork: pace,
      watch: wire,
    });
    const timers = virtualTimers(kernel, BASE_UNIX_MS, pace);
    this.#attached = { kernel, desks, pace, timers, wire };
    return wire;
  }

  get nodes(): DeskObserver {
    return this.#at.desks.observer;
  }

  epochOf(node: number): DaemonEpoch {
    return this.#daemons.epochOf(this.#network.nodes[node]!.implementation, this.#at.desks.of(node));
  }

  /** Opens the servers. @throws whatever keeps one of them from listening */
  async start(): Promise<void> {
    this.#folder = makeTrialFolder();
    for (const node of this.#payers) {
      const { implementation } = this.#network.nodes[node]!;
      const desk = this.#at.desks.of(node);
      const emulator = await this.#daemons.start(implementation, desk, join(this.#folder, String(node)));
      if (emulator !== null) this.#emulators.set(node, emulator);
    }
  }

  /** Lets virtual time go by. @throws NeverQuiet; Error when an adapter broke its port's promises */
  async run(untilMs: number): Promise<void> {
    await this.#at.pace.run(untilMs);
    if (this.#broken !== null) throw this.#broken;
  }

  /** Closes everything that was opened, and removes what was written. */
  async stop(): Promise<void> {
    await this.#attached?.wire.close();
    const ends = await Promise.allSettled([...this.#emulators.values()].map((emulator) => emulator.stop()));
    if (this.#folder !== '') removeTrialFolder(this.#folder);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  get #at(): Attached {
    if (this.#attached === null) throw new Error('the emulated environment is not attached to a trial');
    return this.#attached;
  }

  #open(node: number): LightningNode {
    const { desks, timers } = this.#at;
    const { implementation } = this.#network.nodes[node]!;
    const emulator = this.#emulators.get(node);
    const desk = desks.of(node);
    if (emulator === undefined) return createSimNode({ desk, timers, implementation });
    const host = { timers, epoch: () => this.epochOf(node) };
    return this.#daemons.adapter(emulator.endpoint, desk.name, host);
  }
}
