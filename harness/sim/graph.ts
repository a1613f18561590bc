import { NETWORK_MSAT_MAX, type Network } from '#topologies/network';
import { PolicyTable } from './policy-table.ts';

/**
 * The channel graph as columns. A channel has two directed edges: `channel * 2` runs from side a to side b and
 * `channel * 2 + 1` back, so `edge ^ 1` is the other direction and `edge >> 1` the channel. All amounts are whole msat in
 * float64, exact because the network holds at most 2^53 - 1 msat.
 *
 * What is true: `balance`, `inFlight`, `slotsUsed`, `policy`, `closed`, `onChain`. What payers are told: `advertised`.
 */
export class ChannelGraph {
  readonly nodeCount: number;
  readonly channelCount: number;
  readonly edgeCount: number;
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  /** Edges that leave node n: `outEdges[outStart[n]] … outEdges[outStart[n + 1] - 1]`. */
  readonly outStart: Int32Array;
  readonly outEdges: Int32Array;

  /** By channel. */
  readonly capacity: Float64Array;
  readonly reserve: Float64Array;
  readonly slotsMax: Int32Array;
  readonly closed: Uint8Array;
  readonly closedAtHeight: Int32Array;

  /** By edge: what the sending side owns in the channel, what it has offered in HTLCs, and how many HTLCs that is. */
  readonly balance: Float64Array;
  readonly inFlight: Float64Array;
  readonly slotsUsed: Int32Array;

  readonly policy: PolicyTable;
  readonly advertised: PolicyTable;
  /** Moves on whenever `advertised` changes: everything computed from it is then out of date. */
  advertisedVersion = 0;

  /** By node: what it owns outside of channels. */
  readonly onChain: Float64Array;

  constructor(network: Network) {
    const nodes = network.nodes.length;
    const channels = network.channels.length;
    this.nodeCount = nodes;
    this.channelCount = channels;
    this.edgeCount = channels * 2;
    this.edgeFrom = new Int32Array(this.edgeCount);
    this.edgeTo = new Int32Array(this.edgeCount);
    this.capacity = new Float64Array(channels);
    this.reserve = new Float64Array(channels);
    this.slotsMax = new Int32Array(channels);
    this.closed = new Uint8Array(channels);
    this.closedAtHeight = new Int32Array(channels);
    this.balance = new Float64Array(this.edgeCount);
    this.inFlight = new Float64Array(this.edgeCount);
    this.slotsUsed = new Int32Array(this.edgeCount);
    this.policy = new PolicyTable(this.edgeCount);
    this.advertised = new PolicyTable(this.edgeCount);
    this.onChain = new Float64Array(nodes);
    this.#load(network);
    [this.outStart, this.outEdges] = this.#adjacency();
  }

  /** What the sending side of the edge could send now: its balance above the reserve; 0 when closed. */
  sendable(edge: number): number {
    const above = this.balance[edge] - this.reserve[edge >> 1];
    return above > 0 && this.closed[edge >> 1] === 0 ? above : 0;
  }

  /** Whether an HTLC fits the edge: open channel, balance above the reserve, a free slot. */
  fits(edge: number, amountMsat: number): boolean {
    const channel = edge >> 1;
    return (
      this.balance[edge] - this.reserve[channel] >= amountMsat &&
      this.slotsUsed[edge] < this.slotsMax[channel] &&
      this.closed[channel] === 0
    );
  }

  /** An HTLC is offered: from the sender's balance into flight. */
  lock(edge: number, amountMsat: number): void {
    this.balance[edge] -= amountMsat;
    this.inFlight[edge] += amountMsat;
    this.slotsUsed[edge]++;
  }

  /** An HTLC is gone: to the receiver (`toReceiver`) or back; over a closed channel to the chain balance of that side. */
  release(edge: number, amountMsat: number, toReceiver: boolean): void {
    this.inFlight[edge] -= amountMsat;
    this.slotsUsed[edge]--;
    if (this.closed[edge >> 1] !== 0)
      this.onChain[toReceiver ? this.edgeTo[edge] : this.edgeFrom[edge]] += amountMsat;
    else this.balance[toReceiver ? edge ^ 1 : edge] += amountMsat;
  }

  /** Others take HTLC slots of the channel until `left` are free on its busier side; returns how many they took. */
  takeSlots(channel: number, left: number): number {
    const used = Math.max(this.slotsUsed[channel * 2], this.slotsUsed[channel * 2 + 1]);
    const taken = Math.max(0, this.slotsMax[channel] - used - left);
    this.slotsMax[channel] -= taken;
    return taken;
  }

  giveSlots(channel: number, slots: number): void {
    this.slotsMax[channel] += slots;
  }

  /** The directed edge by which `node` sends over `channel`. @throws RangeError when it is not an end of it. */
  edgeOf(node: number, channel: number): number {
    const edge = channel * 2;
    if (this.edgeFrom[edge] === node) return edge;
    if (this.edgeTo[edge] === node) return edge + 1;
    throw new RangeError(`node ${node} is not an end of channel ${channel}`);
  }

  /** All that a node owns: its side of every channel, its outgoing HTLCs, its chain balance. */
  ownedMsat(node: number): number {
    return this.onChain[node] + this.#sumOver(node, this.balance) + this.#sumOver(node, this.inFlight);
  }

  inFlightMsat(node: number): number {
    return this.#sumOver(node, this.inFlight);
  }

  /** Gossip about an edge arrives: payers now know its true policy; a closed channel looks disabled. */
  advertise(edge: number): boolean {
    let changed = this.advertised.copyFrom(this.policy, edge);
    if (this.closed[edge >> 1] !== 0 && this.advertised.disabled[edge] === 0) {
      this.advertised.disabled[edge] = 1;
      changed = true;
    }
    if (changed) this.advertisedVersion++;
    return changed;
  }

  #sumOver(node: number, column: Float64Array): number {
    let sum = 0;
    for (let at = this.outStart[node]; at < this.outStart[node + 1]; at++) sum += column[this.outEdges[at]];
    return sum;
  }

  #load(network: Network): void {
    let total = 0;
    for (const [channel, it] of network.channels.entries()) {
      const edge = channel * 2;
      if (!(it.a >= 0 && it.a < this.nodeCount && it.b >= 0 && it.b < this.nodeCount) || it.a === it.b)
        throw new RangeError(`channel ${it.id}: ends ${it.a} and ${it.b} are not two nodes of the network`);
      if (!(it.balanceAMsat >= 0 && it.balanceAMsat <= it.capacityMsat))
        throw new RangeError(`channel ${it.id}: balance ${it.balanceAMsat} is not within its capacity`);
      total += it.capacityMsat;
      if (total > NETWORK_MSAT_MAX)
        throw new RangeError(
          `network ${network.name}: capacities add up to more than ${NETWORK_MSAT_MAX} msat`,
        );
      this.edgeFrom[edge] = this.edgeTo[edge + 1] = it.a;
      this.edgeTo[edge] = this.edgeFrom[edge + 1] = it.b;
      this.capacity[channel] = it.capacityMsat;
      this.reserve[channel] = it.reserveMsat;
      this.slotsMax[channel] = it.htlcSlots;
      this.balance[edge] = it.balanceAMsat;
      this.balance[edge + 1] = it.capacityMsat - it.balanceAMsat;
      this.policy.set(edge, it.policyA);
      this.policy.set(edge + 1, it.policyB);
      this.advertised.set(edge, it.policyA);
      this.advertised.set(edge + 1, it.policyB);
    }
  }

  #adjacency(): readonly [Int32Array, Int32Array] {
    const start = new Int32Array(this.nodeCount + 1);
    for (let edge = 0; edge < this.edgeCount; edge++) start[this.edgeFrom[edge] + 1]++;
    for (let node = 0; node < this.nodeCount; node++) start[node + 1] += start[node];
    const filled = start.slice();
    const edges = new Int32Array(this.edgeCount);
    for (let edge = 0; edge < this.edgeCount; edge++) edges[filled[this.edgeFrom[edge]]++] = edge;
    return [start, edges];
  }
}
