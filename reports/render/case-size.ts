import { counted } from '../gate/quantity.ts';

/** What is left of a failing trial after shrinking. */
export interface CaseSize {
  readonly faults: number;
  readonly payments: number;
  readonly nodes: number;
  readonly channels: number;
}

/** `no fault, 1 payment, 3 nodes, 2 channels` */
export function sizeInWords({ faults, payments, nodes, channels }: CaseSize): string {
  return [
    faults === 0 ? 'no fault' : counted(faults, 'fault'),
    counted(payments, 'payment'),
    counted(nodes, 'node'),
    counted(channels, 'channel'),
  ].join(', ');
}
