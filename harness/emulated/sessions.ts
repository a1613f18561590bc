import type { LightningNode, Subscription } from '#orchestrator/ports/lightning-node';
import type { NodeHint } from '#orchestrator/ports/node';

export interface SessionsParts {
  /** A client of one node, not connected yet. */
  readonly open: (node: number) => LightningNode;
  /** By ordinal: the nodes that pay. */
  readonly payers: readonly number[];
  /** A hint came on the stream of process number `of`. */
  readonly hinted: (of: number, hint: NodeHint) => void;
}

interface Client {
  readonly node: LightningNode;
  readonly following: Subscription;
}

/** The connections of the orchestrator's processes to the nodes: each process has its own, and they die with it. */
export class Sessions {
  readonly #at: SessionsParts;
  /** By process, by node. */
  readonly #clients = new Map<number, Map<number, Client>>();

  constructor(parts: SessionsParts) {
    this.#at = parts;
  }

  /** Connects to every node, and follows its events. */
  begin(of: number): void {
    for (const node of this.#at.payers) this.#client(of, node);
  }

  of(process: number, node: number): LightningNode {
    return this.#client(process, node).node;
  }

  /** Processes that have connections. */
  get processes(): readonly number[] {
    return [...this.#clients.keys()];
  }

  /** Takes the connections of a process away from it. They close when the caller says so: what was written is on its way. */
  take(of: number): readonly LightningNode[] {
    const clients = this.#clients.get(of);
    this.#clients.delete(of);
    return stopped([...(clients?.values() ?? [])]);
  }

  takeAll(): readonly LightningNode[] {
    return this.processes.flatMap((of) => this.take(of));
  }

  #client(of: number, node: number): Client {
    let clients = this.#clients.get(of);
    if (clients === undefined) {
      clients = new Map();
      this.#clients.set(of, clients);
    }
    let client = clients.get(node);
    if (client === undefined) {
      client = this.#connect(of, node);
      clients.set(node, client);
    }
    return client;
  }

  #connect(of: number, ordinal: number): Client {
    const node = this.#at.open(ordinal);
    const following = node.follow(
      {
        hint: (hint) => this.#at.hinted(of, hint),
        invoice: () => {},
        cursor: () => {},
        gap: () => {},
      },
      '',
    );
    // Who cannot be reached now is found out by the calls; some adapters learn of their daemon here.
    node.probe().catch(() => {});
    return { node, following };
  }
}

function stopped(clients: readonly Client[]): readonly LightningNode[] {
  for (const { following } of clients) following.stop();
  return clients.map(({ node }) => node);
}
