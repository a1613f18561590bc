import { z } from 'zod';
import { apiFaultSchema } from '../api-fault-schema.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const DAY_MS = 86_400_000;

export const hashParams = z.object({
  hash: hex32.describe('Payment hash, 64 lower-case hex digits.'),
});
export const nameParams = z.object({
  name: z
    .string()
    .describe('Name of a node of the network; where names are public keys, 8 digits or more do.'),
});
export const faultParams = z.object({
  id: z.string().describe('The id with which the fault was switched on.'),
});

export const mineWish = z
  .strictObject({ blocks: z.int().min(1).max(10_000).default(1).describe('How many, all at once.') })
  .meta({ id: 'MineWish' });

export const clockWish = z
  .strictObject({
    advanceMs: z
      .int()
      .min(0)
      .max(366 * DAY_MS)
      .optional()
      .describe('Everything that is due within so many ms of the network’s time happens now.'),
    speed: z
      .number()
      .min(0.001)
      .max(100_000)
      .optional()
      .describe('From then on, how many times as fast as the wall clock.'),
  })
  .refine(({ advanceMs, speed }) => advanceMs !== undefined || speed !== undefined, {
    message: 'give advanceMs, speed, or both',
  })
  .meta({ id: 'ClockWish' });

export const stateWish = z
  .strictObject({
    state: z
      .enum(['up', 'down', 'hung'])
      .describe(
        'down: killed, its sockets are closed. hung: it accepts connections and reads nothing. up: started again, or resumed.',
      ),
    losesUnsynced: z
      .boolean()
      .default(false)
      .describe('With down: its last writes to the disk are lost as well, as in a power cut.'),
  })
  .refine(({ state, losesUnsynced }) => state === 'down' || !losesUnsynced, {
    path: ['losesUnsynced'],
    message: 'only a node that goes down loses writes',
  })
  .meta({ id: 'StateWish' });

export const invoiceWish = z
  .strictObject({
    amountMsat: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .nullable()
      .default(null)
      .describe('null: the payer chooses.'),
    description: z.string().max(600).default('').describe('As the text of the invoice carries it.'),
    expirySeconds: z.int().min(1).max(31_536_000).default(3_600),
    hold: z
      .boolean()
      .default(false)
      .describe('The payee keeps the payment until /invoices/{hash}/settle or /cancel.'),
    preimage: hex32.optional().describe('Drawn when not given.'),
  })
  .meta({ id: 'InvoiceWish' });

export const settleWish = z
  .strictObject({
    preimage: hex32
      .optional()
      .describe('Only needed where the hold invoice was made on the node’s own API, with its hash alone.'),
  })
  .meta({ id: 'SettleWish' });

export const faultWish = apiFaultSchema.meta({ id: 'FaultWish' });
