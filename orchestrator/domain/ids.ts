import type { Brand } from './brand.ts';

export type TenantId = Brand<string, 'tenant'>;
export type AgentId = Brand<string, 'agent'>;
export type PrincipalId = Brand<string, 'principal'>;
export type CorridorId = Brand<string, 'corridor'>;
export type NodeName = Brand<string, 'node-name'>;

/** `(tenant, idempotency key)` names one intent; the id is ours, the key is the client's. */
export type IntentId = Brand<string, 'intent-id'>;

/** 32 bytes, 64 lower-case hex digits (BOLT 4 `payment_hash`). */
export type PaymentHash = Brand<string, 'payment-hash'>;

/** 32 bytes, 64 lower-case hex digits; its SHA-256 is the payment hash. Secret until the payment settles. */
export type Preimage = Brand<string, 'preimage'>;

/** Changes whenever a daemon restarts (process start time, container id, Eclair `instanceId`): adapters.md §1 (1). */
export type DaemonEpoch = Brand<string, 'daemon-epoch'>;

/** SHA-256, 64 lower-case hex digits, of a canonical text. */
export type Digest = Brand<string, 'digest'>;
