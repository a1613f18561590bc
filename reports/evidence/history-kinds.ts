import type { HistoryColumns } from './history-columns.ts';

/** kind → voice and the meaning of its columns. The documentation of the `events` table is generated from this. */
export const HISTORY_KINDS = {
  // client
  'request-submitted': {
    voice: 'client',
    meaning:
      'A client submits. state: first | retry (same key, same content) | altered (same key, other content). For a retry, `request` of the first submission is in `attempt`.',
    columns: {
      request: 'ordinal',
      attempt: 'ordinal of the first request with this (tenant, key), -1 for first',
      actor: 'tenant',
      cause: 'idempotency key',
      digest: 'SHA-256 of the request body as the client wrote it',
      amountMsat: 'amount',
      limitMsat: 'fee cap',
      hash: 'payment hash of the invoice',
      peer: 'payee',
      state: 'first | retry | altered',
      tier: 'tier',
      corridor: 'corridor',
    },
  },
  'response-received': {
    voice: 'client',
    meaning: 'The client got an answer (or `state` 0: refused connection or time-out, nothing was answered).',
    columns: {
      request: 'ordinal',
      actor: 'tenant',
      cause: 'idempotency key',
      state: 'HTTP status as text',
      digest: 'the response body, byte for byte',
      intent: 'intent named in the body, -1 none',
    },
  },
  // ledger
  'intent-received': {
    voice: 'ledger',
    meaning: 'An intent is durable.',
    columns: {
      intent: 'ordinal',
      actor: 'tenant',
      cause: 'idempotency key',
      hash: 'payment hash',
      amountMsat: 'amount',
      limitMsat: 'fee cap',
      digest: 'content digest (S27)',
      was: 'request fingerprint',
      peer: 'payee',
      tier: 'tier',
      corridor: 'corridor',
      feeMsat: 'deadline, absolute ms',
      state: 'agent that asked',
    },
  },
  'policy-decided': {
    voice: 'ledger',
    meaning: 'A policy decision is durable.',
    columns: {
      intent: 'ordinal',
      state: 'allow | review | deny',
      amountMsat: 'amount decided on',
      peer: 'payee',
      digest: 'policy hash',
      was: 'policy version',
      cause: 'rules that fired, comma separated',
      feeMsat: 'valid until, absolute ms',
      limitMsat: 'decided at, absolute ms',
    },
  },
  'approval-moved': {
    voice: 'ledger',
    meaning: 'A human approval was requested, given or refused.',
    columns: {
      intent: 'ordinal',
      state: 'requested | given | refused',
      actor: 'approver',
      limitMsat: 'decided at, absolute ms (given, refused)',
    },
  },
  'intent-moved': {
    voice: 'ledger',
    meaning: 'The intent changed state.',
    columns: { intent: 'ordinal', was: 'from', state: 'to', cause: 'why' },
  },
  'attempt-opened': {
    voice: 'ledger',
    meaning: 'The write-ahead record of an attempt is durable.',
    columns: {
      intent: 'ordinal',
      attempt: 'number',
      node: 'payer node',
      hash: 'payment hash',
      amountMsat: 'amount',
      limitMsat: 'fee limit of this attempt',
      digest: 'content digest (S27)',
      was: 'policy hash',
      feeMsat: 'decided at, absolute ms',
    },
  },
  'attempt-resolved': {
    voice: 'ledger',
    meaning:
      'Knowledge about an attempt is durable. settled and failed are final; unknown and in_flight are not.',
    columns: {
      intent: 'ordinal',
      attempt: 'number',
      node: 'payer node',
      hash: 'payment hash',
      state: 'settled | failed | in_flight | unknown',
      cause: 'reason or cause',
      feeMsat: 'fee if settled (-1: node did not say)',
      digest: 'preimage if settled',
      actor: 'pay_answer | lookup | reconciler | recovery',
      amountMsat: 'amount of the attempt',
      limitMsat: 'decided at, absolute ms',
    },
  },
  'exception-moved': {
    voice: 'ledger',
    meaning: 'An entry of the operator exception queue was raised or closed.',
    columns: {
      intent: 'ordinal',
      state: 'raised | closed',
      cause: 'kind when raised, cause when closed',
      actor: 'operator when closed',
      digest: 'evidence',
    },
  },
  'answer-stored': {
    voice: 'ledger',
    meaning: 'The final answer of an intent is durable.',
    columns: { intent: 'ordinal', state: 'HTTP status as text', digest: 'the body, byte for byte' },
  },
  'audit-recorded': {
    voice: 'ledger',
    meaning: 'One record of the hash-chained audit log is durable.',
    columns: {
      request: 'audit seq',
      intent: 'ordinal',
      actor: 'actor',
      cause: 'canonical text of the record without its hash',
      was: 'previous hash',
      digest: 'hash',
      state: 'action',
    },
  },
  'reconciler-ran': {
    voice: 'ledger',
    meaning: 'The reconciler finished a pass. amountMsat: open discrepancies found; feeMsat: changes made.',
    columns: { amountMsat: 'discrepancies found', feeMsat: 'changes made' },
  },
  'orchestrator-moved': {
    voice: 'ledger',
    meaning:
      'The orchestrator process started (after recovery: all open attempts are being resolved) or crashed.',
    columns: { state: 'started | crashed', cause: 'boundary or fault', request: 'incarnation, 1, 2, …' },
  },
  // wire
  'call-sent': {
    voice: 'wire',
    meaning: 'A call left the orchestrator for a node.',
    columns: {
      request: 'call ordinal',
      intent: 'ordinal, -1 if the ledger has no durable record of it',
      attempt: 'number',
      node: 'node',
      hash: 'payment hash',
      amountMsat: 'amount',
      limitMsat: 'fee limit',
      feeMsat: 'limit of the time lock, blocks (pay)',
      state: 'pay | lookup',
      digest: 'content digest of what was sent, computed by the harness (pay)',
    },
  },
  'call-answered': {
    voice: 'wire',
    meaning: 'An answer (or the lack of one) reached the orchestrator.',
    columns: {
      request: 'call ordinal',
      intent: 'ordinal',
      attempt: 'number',
      node: 'node',
      hash: 'payment hash',
      state: 'kind of NodeAnswer',
      cause: 'reason or cause',
      was: "the daemon's epoch as the answer names it",
      digest: "the node's own name for its record",
    },
  },
  'callback-delivered': {
    voice: 'wire',
    meaning: 'A callback reached the orchestrator.',
    columns: {
      request: 'callback ordinal',
      node: 'node that it claims to come from',
      hash: 'payment hash',
      state: 'settled | failed | in_flight',
      cause: 'genuine | late | duplicate | stale | reordered | forged',
    },
  },
  // world
  'payment-begun': {
    voice: 'world',
    meaning: 'A payer node accepted a payment (its own durable record exists).',
    columns: {
      node: 'payer',
      peer: 'payee',
      hash: 'payment hash',
      amountMsat: 'amount',
      limitMsat: 'fee limit',
    },
  },
  'payment-ended': {
    voice: 'world',
    meaning:
      'The payment ended on the network: no HTLC of it is left. settled: the payee was paid and the payer has the preimage.',
    columns: {
      node: 'payer',
      peer: 'payee',
      hash: 'payment hash',
      state: 'settled | failed',
      amountMsat: 'amount that reached the payee',
      feeMsat: 'routing fees paid',
      digest: 'preimage if settled',
      cause: 'failure reason',
    },
  },
  'route-failed': {
    voice: 'world',
    meaning: 'One part of a payment failed on its route (BOLT 4 onion failure).',
    columns: {
      node: 'payer',
      peer: 'node that failed it',
      hash: 'payment hash',
      amountMsat: 'amount of the part',
      cause: 'BOLT 4 failure name',
    },
  },
  'invoice-paid': {
    voice: 'world',
    meaning: 'A payee released the preimage: from here on the payment is irrevocable.',
    columns: { node: 'payee', hash: 'payment hash', amountMsat: 'amount received', digest: 'preimage' },
  },
  'invoice-moved': {
    voice: 'world',
    meaning: 'A payee invoice changed state other than by being paid.',
    columns: {
      node: 'payee',
      hash: 'payment hash',
      state: 'held | canceled | expired',
      amountMsat: 'amount',
    },
  },
  'node-moved': {
    voice: 'world',
    meaning: 'A node changed state.',
    columns: { node: 'node', state: 'up | down | hung', cause: 'why' },
  },
  'block-mined': { voice: 'world', meaning: 'A block was found.', columns: { amountMsat: 'height' } },
  'channel-closed': {
    voice: 'world',
    meaning: 'A channel was force-closed.',
    columns: { node: 'one side', peer: 'other side', cause: 'why', amountMsat: 'capacity' },
  },
  'liquidity-moved': {
    voice: 'world',
    meaning: 'Balance moved by others than the orchestrator (rival payments, a drain, a refill).',
    columns: { node: 'from', peer: 'to', amountMsat: 'amount', cause: 'why' },
  },
  'balance-seen': {
    voice: 'world',
    meaning: 'All that a node owns: its side of every channel, its outgoing HTLCs, its chain balance.',
    columns: {
      node: 'node',
      amountMsat: 'total',
      state: 'start | end',
      feeMsat: 'of which in outgoing HTLCs',
    },
  },
  'node-truth': {
    voice: 'world',
    meaning: 'At the end of the trial, one event per (payer node, hash) that the node knows: its own record.',
    columns: {
      node: 'payer',
      hash: 'payment hash',
      state: 'settled | failed | in_flight',
      amountMsat: 'amount',
      feeMsat: 'fee',
      digest: 'preimage if settled',
    },
  },
  'htlc-pending': {
    voice: 'world',
    meaning:
      'At the end of the trial, an HTLC of this hash is legitimately still out (explainStuck): its time lock is not reached.',
    columns: {
      node: 'node that offers it',
      peer: 'node it was offered to',
      hash: 'payment hash',
      amountMsat: 'amount',
      limitMsat: 'expiry height',
      feeMsat: 'current height',
    },
  },
  'viability-seen': {
    voice: 'world',
    meaning:
      'The oracle looked for a viable path for a payment at this moment, on true balances, in its own arithmetic.',
    columns: {
      intent: 'ordinal',
      hash: 'payment hash',
      state: 'viable | not-viable',
      peer: 'payee',
      amountMsat: 'amount',
      limitMsat: 'fee cap',
      feeMsat: 'cheapest fee found, -1 none',
    },
  },
  // trial
  'limit-in-force': {
    voice: 'world',
    meaning:
      'What the pilot file says the policy must enforce, for the oracle (S19, S20): read by the harness, not by the orchestrator.',
    columns: {
      tier: 'tier',
      actor: 'whose rolling sum: tenant | agent',
      amountMsat: 'per payment limit',
      limitMsat: 'rolling sum limit',
      feeMsat: 'window, ms',
      state: 'auto | review',
      cause: 'review: above how many msat a human must approve; empty: always',
    },
  },
  'bound-in-force': {
    voice: 'world',
    meaning:
      'A time or count bound of a property in this trial (for example L01: ms after heal; S30.backoff-first: ms before the first retry).',
    columns: { actor: 'property id, or id and part', amountMsat: 'bound, ms or count' },
  },
  'phase-began': {
    voice: 'world',
    meaning:
      'storm: faults on. heal: every fault healed. quiet: no new work; liveness is judged. end: nothing more happens.',
    columns: { state: 'storm | heal | quiet | end' },
  },
  'fault-began': {
    voice: 'world',
    meaning: 'A fault is injected.',
    columns: {
      request: 'fault ordinal in the schedule',
      state: 'fault kind',
      node: 'target node',
      peer: 'other end',
      cause: 'parameters as JSON',
    },
  },
  'fault-touched': {
    voice: 'world',
    meaning:
      'A fault had an effect (a call lost, a payment cut off, balance moved …). At most once per effect.',
    columns: {
      request: 'fault ordinal',
      state: 'fault kind',
      node: 'node',
      hash: 'payment hash if one was touched',
      cause: 'effect',
    },
  },
  'fault-ended': {
    voice: 'world',
    meaning: 'A fault was healed (or ran out).',
    columns: {
      request: 'fault ordinal',
      state: 'fault kind',
      node: 'target node',
      amountMsat: 'how many effects it had',
    },
  },
  // added after the first version; the order of kinds is that of the encoded log
  'attempt-resent': {
    voice: 'ledger',
    meaning: 'The record that an attempt is sent once more, to the same node, is durable.',
    columns: {
      intent: 'ordinal',
      attempt: 'number',
      node: 'payer node',
      hash: 'payment hash',
      limitMsat: 'decided at, absolute ms',
    },
  },
  'reservation-moved': {
    voice: 'ledger',
    meaning: 'The router set money aside on a node for an intent, or gave it back.',
    columns: {
      request: 'process of the orchestrator, 1, 2, …',
      intent: 'ordinal, -1 while none is durable',
      hash: 'payment hash',
      node: 'payer node',
      state: 'reserved | released',
      amountMsat: 'amount and fee limit together',
      limitMsat:
        'what the router believed spendable on the node when it chose it, less what is reserved there by now',
    },
  },
  'breaker-moved': {
    voice: 'ledger',
    meaning: "The router's circuit breaker of a node changed state.",
    columns: {
      request: 'process of the orchestrator, 1, 2, …',
      node: 'payer node',
      state: 'closed | open | half_open',
    },
  },
  'control-moved': {
    voice: 'world',
    meaning:
      'Somebody outside changed what the orchestrator is told: the kill switch, the policy document, or whether the policy engine answers.',
    columns: {
      state:
        'kill_switch_on | kill_switch_off | policy_replaced | policy_refused | policy_unavailable | policy_available',
      digest: 'policy hash in force afterwards',
      cause: 'why',
    },
  },
  'audit-anchored': {
    voice: 'world',
    meaning: 'The head of the audit chain was deposited outside the orchestrator.',
    columns: { request: 'audit seq', digest: 'hash of the record with that seq' },
  },
  'block-disconnected': {
    voice: 'world',
    meaning: 'A reorganisation took the highest block away.',
    columns: { amountMsat: 'height of the block that is gone' },
  },
  'person-acted': {
    voice: 'world',
    meaning:
      'A person answers a request for approval; whether the orchestrator hears it, and what it makes of it, is told by others.',
    columns: {
      intent: 'ordinal',
      actor: 'person',
      state: 'approved | refused | canceled',
      limitMsat: 'from when on an approval opens nothing, absolute ms',
    },
  },
} as const satisfies Record<
  string,
  {
    voice: 'client' | 'ledger' | 'wire' | 'world';
    meaning: string;
    columns: Partial<Record<keyof HistoryColumns, string>>;
  }
>;
