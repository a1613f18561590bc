import type { ApiFaultInput, CallFaultKind } from '../../emulators/api-fault-schema.ts';
import type { CallFaultName } from '../rig.ts';

type CallFaultInput = Extract<ApiFaultInput, { readonly kind: CallFaultKind }>;
type Envelope = 'id' | 'node' | 'calls';
type Parameters<Fault> = Fault extends unknown ? Omit<Fault, Envelope> : never;

/** The faults of a row in the words of the emulators. */
export const CALL_FAULT_INPUTS: Readonly<Record<CallFaultName, Parameters<CallFaultInput>>> = {
  'request lost': { kind: 'net.request_lost' },
  'response lost': { kind: 'net.response_lost' },
  'reset before it is read': { kind: 'net.reset', phase: 'before' },
  'reset after it is read': { kind: 'net.reset', phase: 'after' },
  'reset instead of the answer': { kind: 'net.reset', phase: 'mid' },
  truncated: { kind: 'net.truncate' },
  'error, not accepted': { kind: 'api.error', accepted: false },
  'error, accepted': { kind: 'api.error', accepted: true },
  throttled: { kind: 'api.throttle', callsMax: 0, perMs: 1_000 },
  'credentials expired': { kind: 'api.auth_expired' },
  locked: { kind: 'node.locked_or_syncing', state: 'locked' },
  'unknown state': { kind: 'api.schema_drift', drift: 'unknown_state' },
  unreadable: { kind: 'api.schema_drift', drift: 'unreadable' },
};
