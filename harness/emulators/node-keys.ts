import { createECDH, hash } from 'node:crypto';
import type { Network } from '#topologies/network';

/** A node's identity on secp256k1. */
export interface NodeKey {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** Compressed, 66 hex digits. */
  readonly pubkey: string;
}

/**
 * The key of a node, from the names of network and node alone: the same in every run. `NetworkNode.pubkey` plays no part,
 * not even where an imported graph has the real one: nobody here can sign for it, and payers read the payee from the
 * signature of an invoice, so a node must be known by the key that it signs with.
 */
export function nodeKey(network: string, node: string): NodeKey {
  const ecdh = createECDH('secp256k1');
  for (let round = 0; ; round++) {
    const secret = hash(
      'sha256',
      `fulgurite node key ${round} ${network.length}:${network}${node}`,
      'buffer',
    );
    // One in 2^128 is no scalar of the curve.
    if (!isScalar(secret)) continue;
    ecdh.setPrivateKey(secret);
    return { secret, pubkey: ecdh.getPublicKey('hex', 'compressed') };
  }
}

const ORDER = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';

function isScalar(secret: Buffer): boolean {
  const hex = secret.toString('hex');
  return hex < ORDER && !/^0+$/.test(hex);
}

/** The keys of all nodes of a network, each made when it is first asked for: graphs have ten thousand nodes. */
export class NodeKeys {
  readonly #network: string;
  readonly #names: readonly string[];
  readonly #keys: (NodeKey | undefined)[];
  #ordinals: Map<string, number> | undefined;

  constructor(network: string, names: readonly string[]) {
    this.#network = network;
    this.#names = names;
    this.#keys = new Array(names.length).fill(undefined);
  }

  of(node: number): NodeKey {
    const known = this.#keys[node];
    if (known !== undefined) return known;
    const name = this.#names[node];
    if (name === undefined) throw new RangeError(`the network has no node ${node}`);
    const key = nodeKey(this.#network, name);
    this.#keys[node] = key;
    return key;
  }

  /** The node with this public key; -1: none. */
  ordinalOf(pubkey: string): number {
    this.#ordinals ??= new Map(this.#names.map((_, node) => [this.of(node).pubkey, node]));
    return this.#ordinals.get(pubkey) ?? -1;
  }
}

const KNOWN = new WeakMap<Network, NodeKeys>();

/** The keys of a network, made once: trials of one run share it. */
export function nodeKeysOf(network: Network): NodeKeys {
  const known = KNOWN.get(network);
  if (known !== undefined) return known;
  const keys = new NodeKeys(
    network.name,
    network.nodes.map(({ name }) => name),
  );
  KNOWN.set(network, keys);
  return keys;
}
