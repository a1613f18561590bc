import type { DaemonEpoch } from '../../domain/ids.ts';
import type { NodeRefused } from '../../ports/lightning-node.ts';
import { fields } from './answers.ts';
import type { EclairApi } from './api.ts';

/** `getinfo`, as far as we need it. */
export interface EclairInfo {
  readonly version: string;
  readonly nodeId: string;
  readonly alias: string;
  readonly network: string;
  readonly chainHash: string;
  readonly blockHeight: number;
  /** Drawn at every start of the daemon, so it never comes back (adapters.md §5.1): its epoch. */
  readonly instanceId: DaemonEpoch;
}

/** It waits for nothing inside the daemon, and look-ups wait for it. */
const INFO_MS = 5000;

/**
 * Which run of the daemon answers. What a daemon says carries no epoch of its own, so it is proved by the calls around
 * it: the same `instanceId` before and after, however long before, means that one process was there all the time. So one
 * `getinfo` after an answer is enough, and all answers that came before it was asked share it.
 */
export class InfoWatch {
  readonly #api: EclairApi;
  /** The last epoch that was heard; '' before the first. */
  epoch: DaemonEpoch | '' = '';
  #running: Promise<EclairInfo | NodeRefused> | null = null;
  #next: Promise<EclairInfo | NodeRefused> | null = null;

  constructor(api: EclairApi) {
    this.#api = api;
  }

  /** Asked after this call began. Never rejects. */
  fresh(): Promise<EclairInfo | NodeRefused> {
    if (this.#running === null) return this.#ask();
    // The one under way may have been answered before we were called.
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.#ask();
    });
    return this.#next;
  }

  /** The epoch in which everything between now and the hearing of `before` happened; '' when it is not one. */
  async since(before: DaemonEpoch | ''): Promise<DaemonEpoch | ''> {
    if (before === '') return '';
    const info = await this.fresh();
    return 'instanceId' in info && info.instanceId === before ? before : '';
  }

  #ask(): Promise<EclairInfo | NodeRefused> {
    const running = this.#api.ask('getinfo', {}, INFO_MS).then(
      (json) => {
        const info = infoOf(json);
        if (info === null) return this.#api.refused('malformed', 'getinfo', 'an answer without its fields');
        this.epoch = info.instanceId;
        return info;
      },
      (refused: NodeRefused) => refused,
    );
    this.#running = running;
    return running.finally(() => {
      if (this.#running === running) this.#running = null;
    });
  }
}

function infoOf(json: unknown): EclairInfo | null {
  const { version, nodeId, alias, network, chainHash, blockHeight, instanceId } = fields(json);
  if (typeof version !== 'string' || typeof nodeId !== 'string' || typeof alias !== 'string') return null;
  if (typeof network !== 'string' || typeof chainHash !== 'string' || typeof blockHeight !== 'number')
    return null;
  if (typeof instanceId !== 'string' || instanceId === '') return null;
  return {
    version,
    nodeId,
    alias,
    network,
    chainHash,
    blockHeight,
    instanceId: instanceId as DaemonEpoch,
  };
}
