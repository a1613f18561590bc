import type { AlteredField, ClientOperation } from './operation.ts';

/** What the request is after one field was changed, everything else as in the first. */
export function altered(first: ClientOperation, alters: AlteredField): Partial<ClientOperation> {
  switch (alters) {
    case 'fee-cap':
      return { feeCapMsat: first.feeCapMsat + 1000 };
    case 'deadline':
      return { deadlineMs: first.deadlineMs + 1000 };
    case 'corridor':
      return { corridor: `${first.corridor}-other` };
    case 'compliance':
      return { compliance: `${first.compliance} ` };
  }
}
