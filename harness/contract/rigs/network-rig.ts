import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonEpoch } from '#orchestrator/domain/ids';
import type { AdapterHost, LightningNode } from '#orchestrator/ports/lightning-node';
import { createSimNode } from '../../emulated/sim-node.ts';
import type { CallClass } from '../../emulators/api-call.ts';
import type { ApiFaultInput } from '../../emulators/api-fault-schema.ts';
import type { EmulatedDesk } from '../../emulators/desk.ts';
import { EmulatedNetwork } from '../../emulators/emulated-network.ts';
import type { Emulator, StartEmulator } from '../../emulators/emulator.ts';
import { CallLog } from '../call-log.ts';
import { judge } from '../judge.ts';
import type { CallFaultName, ClientWish, Rig, RigTime } from '../rig.ts';
import { WatchedNode } from '../watched-node.ts';
import { CALL_FAULT_INPUTS } from './call-faults.ts';
import { type ClientOptions, type ClnWay, clientOf, secretOf, wrong } from './clients.ts';
import { contractNetwork, PAYER } from './contract-network.ts';
import { startGiant } from './giant.ts';
import { NetworkFriend } from './network-friend.ts';
import { NetworkTruth } from './network-truth.ts';

/** The daemon under test and how it is reached. */
export interface NetworkRigOptions {
  readonly daemon: 'plain' | 'lnd' | 'cln' | 'eclair';
  /** null: in this process, without a protocol. */
  readonly server: {
    readonly start: StartEmulator;
    readonly way: ClnWay;
    readonly versions: Readonly<Record<'too old' | 'oldest', string>>;
  } | null;
  readonly cannot: Rig['cannot'];
  /** Files of the daemons; those of an earlier rig are used again. */
  readonly folder: string;
  /** Puts something before the adapter: tests break it there. `secrets`: what no message may hold. */
  readonly wrap?: (node: LightningNode, secrets: () => readonly string[]) => LightningNode;
}

/** Longest that anything waits for an answer, ms. */
const FOR_EVER_MS = 3_600_000;
/** What is still under way at the end of a row ends within this, unless it never does. */
const REST_MS = 90_000;
const NETWORK = 'regtest';

/** A rig in the simulated network: each its own network, its own clock, its own servers. */
export class NetworkRig implements Rig {
  readonly cannot: Rig['cannot'];
  readonly time: RigTime;
  readonly truth: NetworkTruth;
  readonly friend: NetworkFriend;
  payer!: LightningNode;
  payee!: LightningNode;
  readonly #options: NetworkRigOptions;
  readonly #network: EmulatedNetwork;
  readonly #log = new CallLog();
  readonly #nodes: LightningNode[] = [];
  readonly #emulators = new Map<string, Emulator>();
  readonly #stops: (() => void)[] = [];
  #faults = 0;

  private constructor(options: NetworkRigOptions) {
    this.#options = options;
    this.cannot = options.cannot;
    const network = new EmulatedNetwork({ network: contractNetwork(options.daemon), pace: 'stepwise' });
    this.#network = network;
    this.time = {
      nowMs: () => network.timers.nowMs(),
      pass: (ms) => network.run(ms),
      until: (promise) => network.until(promise, FOR_EVER_MS),
    };
    this.truth = new NetworkTruth(network);
    this.friend = new NetworkFriend(network);
  }

  /** Both nodes have been probed. */
  static async open(options: NetworkRigOptions): Promise<NetworkRig> {
    const rig = new NetworkRig(options);
    try {
      rig.payer = await rig.#client('payer');
      rig.payee = await rig.#client('payee');
      await rig.time.until(Promise.all([rig.payer.probe(), rig.payee.probe()]));
    } catch (error) {
      await rig.stop();
      throw error;
    }
    return rig;
  }

  strike(fault: CallFaultName, calls: readonly CallClass[]): () => void {
    return this.#switchOn((at) => ({ ...at, calls: [...calls], ...CALL_FAULT_INPUTS[fault] }));
  }

  slow(delayMs: number, calls: readonly CallClass[]): () => void {
    return this.#switchOn((at) => ({ ...at, kind: 'net.latency', delayMs, calls: [...calls] }));
  }

  cutStreams(): void {
    this.#network.desks.breakStreams(PAYER);
    this.#network.desks.cutConnections(PAYER);
  }

  kill(): void {
    this.#move('down');
  }

  start(): void {
    this.#move('up');
  }

  hang(): void {
    this.#move('hung');
  }

  resume(): void {
    this.#move('up');
  }

  async open(wish: ClientWish): Promise<LightningNode> {
    const payer = this.#emulators.get('payer');
    const { server } = this.#options;
    if (payer === undefined || server === null) throw new TypeError(`${wish.kind}: there is no server here`);
    switch (wish.kind) {
      case 'wrong credentials':
        return this.#adapter(payer, { wrongCredentials: true });
      case 'wrong certificate':
        return this.#adapter(payer, { certificateOf: this.#emulators.get('payee')!.endpoint });
      case 'other network':
        return this.#adapter(payer, { network: 'bitcoin' });
      case 'version':
        return this.#adapter(await this.#start('payer', server.versions[wish.version], wish.version));
      case 'giant': {
        const giant = await startGiant(payer.endpoint, this.#options.folder, server.way);
        this.#stops.push(() => giant.stop());
        return this.#adapter({ ...payer, endpoint: giant.endpoint });
      }
    }
  }

  heal(): void {
    const { faults } = this.#network;
    for (const { fault } of [...faults.on]) if (fault.id.startsWith('row ')) faults.switchOff(fault.id);
    if (this.#payerDesk.state !== 'up') this.#move('up');
  }

  /** Lets everything end, and says what was wrong with all that was said meanwhile. */
  async judge(): Promise<readonly string[]> {
    this.heal();
    await this.time.pass(REST_MS);
    return judge({ log: this.#log, truth: this.truth, secrets: this.secrets });
  }

  /** What no message may hold. */
  get secrets(): readonly string[] {
    return [...this.#emulators.values()].flatMap(({ endpoint }) => {
      const secret = secretOf(endpoint);
      return [secret, wrong(secret)];
    });
  }

  async stop(): Promise<void> {
    for (const node of this.#nodes) await node.close();
    for (const stop of this.#stops) stop();
    for (const emulator of this.#emulators.values()) await emulator.stop();
    this.#network.stop();
  }

  get #payerDesk(): EmulatedDesk {
    return this.#network.desks.of(PAYER);
  }

  async #client(name: string): Promise<LightningNode> {
    const desk = this.#network.desk(name);
    const { daemon, server } = this.#options;
    if (server !== null) return this.#adapter(await this.#start(name));
    return this.#watched(createSimNode({ desk, timers: this.#network.timers, implementation: daemon }));
  }

  /** @param as what its folder is called beside those of others at the same node */
  async #start(name: string, version?: string, as = ''): Promise<Emulator> {
    const folder = join(this.#options.folder, `${name} ${as}`.trim().replaceAll(' ', '-'));
    mkdirSync(folder, { recursive: true });
    const emulator = await this.#options.server!.start({
      desk: this.#network.desk(name),
      folder,
      port: 0,
      ...(version !== undefined && { version }),
    });
    this.#emulators.set(`${name}${as}`, emulator);
    return emulator;
  }

  #adapter({ desk, endpoint }: Emulator, more: Partial<ClientOptions> = {}): LightningNode {
    const host: AdapterHost = { timers: this.#network.timers, epoch: () => desk.epoch as DaemonEpoch };
    const options = {
      name: desk.name,
      host,
      way: this.#options.server!.way,
      network: NETWORK,
      wrongCredentials: false,
      certificateOf: endpoint,
      wrote: (line: string) => this.#log.texts.push(line),
      ...more,
    };
    return this.#watched(clientOf(endpoint, options));
  }

  #watched(node: LightningNode): LightningNode {
    const { wrap = (same) => same } = this.#options;
    const watched = new WatchedNode(
      wrap(node, () => this.secrets),
      this.time.nowMs,
      this.#log,
    );
    this.#nodes.push(watched);
    return watched;
  }

  #switchOn(
    faultOf: (envelope: { readonly id: string; readonly node: string }) => ApiFaultInput,
  ): () => void {
    const id = `row ${this.#faults++}`;
    this.#network.faults.switchOn(faultOf({ id, node: 'payer' }));
    return () => this.#network.faults.switchOff(id);
  }

  #move(state: 'up' | 'down' | 'hung'): void {
    this.#network.act((world) => world.setNode(PAYER, state, 'contract'));
  }
}
