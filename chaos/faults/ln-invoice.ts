import { z } from 'zod';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

/** What is wrong with an invoice that a client submits. */
export const INVOICE_DEFECTS = [
  'expired',
  'wrong_network',
  'unparsable',
  'already_closed',
  'second_key',
] as const;
export type InvoiceDefect = (typeof INVOICE_DEFECTS)[number];

export const lnInvoice = defineFault({
  kind: 'ln.invoice',
  title: 'bad invoices',
  meaning:
    'The next `count` purchases come with an invoice that is expired, of another network, no invoice at all, already closed at the payee (paid by somebody else, or cancelled), or sent under a second key as well.',
  source: 'properties-and-faults.md F52',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.invoice'),
    defect: z.enum(INVOICE_DEFECTS),
    count: z.int().min(1).max(1_000_000),
  }),
  heals: 'Invoices are good again.',
  draw(random, targets, horizonMs) {
    if (targets.payeeCount === 0) return null;
    return {
      kind: 'ln.invoice' as const,
      ...drawWindow(random, horizonMs, 10, 50),
      defect: pick(random, INVOICE_DEFECTS),
      count: random.between(1, 8),
    };
  },
});
