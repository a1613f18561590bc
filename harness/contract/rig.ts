import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type { Msat } from '#orchestrator/domain/money';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { CallClass } from '../emulators/api-call.ts';

/** What a row may ask of the place where it runs beside the node itself. */
export const ABILITIES = {
  'frozen-time': 'time stands still between two steps of a row',
  'call-faults': 'one call can be lost, cut, spoilt or refused on its way',
  'stream-faults': 'event streams can be cut while the daemon lives',
  kill: 'the daemon can be killed and started again',
  hang: 'the daemon can be frozen and thawed',
  credentials: 'calls carry credentials, and wrong ones can be shown',
  certificate: 'the daemon proves itself by a certificate',
  'other-network': 'the client is told which network it expects',
  versions: 'the daemon can be run as another version',
  giant: 'something else can answer in the place of the daemon',
} as const;
export type Ability = keyof typeof ABILITIES;

/** What becomes of calls: F21–F35 of the vocabulary, as far as one call is enough for them. */
export const CALL_FAULTS = [
  'request lost',
  'response lost',
  'reset before it is read',
  'reset after it is read',
  'reset instead of the answer',
  'truncated',
  'error, not accepted',
  'error, accepted',
  'throttled',
  'credentials expired',
  'locked',
  'unknown state',
  'unreadable',
] as const;
export type CallFaultName = (typeof CALL_FAULTS)[number];

/** The daemon has read a call: how far it is. */
export type Stage =
  /** Its own records show nothing. */
  | 'asked'
  /** They do, and no HTLC is on its way. */
  | 'written'
  /** An HTLC is. */
  | 'out'
  /** The payee has the money. */
  | 'paid'
  /** It was never asked, or has failed. */
  | 'none';

/** One time that the payer really sent a payment, whatever its daemon remembers. Unix ms; `endedAtMs` 0: not over. */
export interface Run {
  readonly state: 'in_flight' | 'settled' | 'failed';
  readonly amountMsat: number;
  readonly feeMsat: number;
  readonly begunAtMs: number;
  readonly endedAtMs: number;
}

/** What is true, from the network itself: never from the node under test. */
export interface Truth {
  /** Of the payer, in the order in which they began. */
  runs(hash: string): readonly Run[];
  /** HTLCs of this payment that are out now. */
  htlcs(hash: string): number;
  receivedMsat(hash: string): number;
  /** Meaningful between the moment at which a pay call was read and its answer. */
  stage(hash: string): Stage;
  /** Pay calls that have reached the payer's daemon; null: nobody counts them here. */
  payCalls(): number | null;
  /** Fee of the only route from payer to friend. */
  feeMsat(amountMsat: bigint): bigint;
}

/** A payee that nobody tests: its invoices and what becomes of them do not go through an adapter. */
export interface Friend {
  /** `expirySeconds`: 3600 when not given. `amountMsat` null: the payer chooses. */
  invoice(wish?: {
    readonly amountMsat?: bigint | null;
    readonly expirySeconds?: number;
    readonly hold?: true;
  }): FriendlyInvoice;
  /** An invoice of somebody whom no channel reaches. */
  unreachable(): FriendlyInvoice;
  /** A sound invoice of the main network, where the payer is not. */
  otherNetwork(): FriendlyInvoice;
  /** Releases the preimage of a hold invoice. */
  settle(hash: PaymentHash): void;
  cancel(hash: PaymentHash): void;
}

export interface FriendlyInvoice {
  readonly hash: PaymentHash;
  /** BOLT 11. */
  readonly text: string;
  readonly amountMsat: Msat | null;
  readonly preimage: Preimage;
}

/** Another client of the payer's daemon. */
export type ClientWish =
  | { readonly kind: 'wrong credentials' | 'wrong certificate' | 'other network' }
  | { readonly kind: 'version'; readonly version: 'too old' | 'oldest' }
  /** Something that answers every call with more than any answer can be. */
  | { readonly kind: 'giant' };

export interface RigTime {
  /** Unix ms. */
  nowMs(): number;
  pass(ms: number): Promise<void>;
  /** Lets time go by until the promise is settled. @throws Error when it never is */
  until<Value>(promise: Promise<Value>): Promise<Value>;
}

/**
 * A place where rows run: two nodes of the same kind behind the adapter under test, a network between them, and whoever strikes
 * it. What a place cannot do it says, and rows that need it do not run there.
 */
export interface Rig {
  /** Why it cannot; absent: it can. */
  readonly cannot: Readonly<Partial<Record<Ability, string>>>;
  readonly payer: LightningNode;
  readonly payee: LightningNode;
  readonly time: RigTime;
  readonly truth: Truth;
  readonly friend: Friend;
  /** Strikes calls of the payer until it is undone. */
  strike(fault: CallFaultName, calls: readonly CallClass[]): () => void;
  /** The payer's daemon reads calls so much later. */
  slow(delayMs: number, calls: readonly CallClass[]): () => void;
  /** Cuts what the payer's daemon has open to its followers; they may come again at once. */
  cutStreams(): void;
  /** The payer's daemon. */
  kill(): void;
  start(): void;
  hang(): void;
  resume(): void;
  /** @throws NodeRefused */
  open(wish: ClientWish): Promise<LightningNode>;
  /** All faults are over. */
  heal(): void;
}
