import { z } from 'zod';
import { apiFaultSchema } from '../api-fault-schema.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const preimage = z.string().regex(/^([0-9a-f]{64})?$/);
const pubkey = z.string().regex(/^0[23][0-9a-f]{64}$/);
const msat = z.int().min(0);
const unixMs = z.int().min(0);
const nodeState = z.enum(['up', 'down', 'hung']);

/** How a node of a daemon with an API is reached. Files are absolute paths. */
export const endpointSchema = z
  .discriminatedUnion('daemon', [
    z.strictObject({
      daemon: z.literal('lnd'),
      grpc: z.string().describe('127.0.0.1:port; TLS, and the macaroon as metadata `macaroon` in hex.'),
      tlsCertFile: z.string(),
      macaroonFile: z.string().describe('admin.macaroon; readonly and invoice lie beside it.'),
    }),
    z.strictObject({
      daemon: z.literal('cln'),
      socketFile: z.string().describe('lightning-rpc: JSON-RPC 2.0 on a unix socket.'),
      rest: z.string().describe('clnrest: https://127.0.0.1:port, header `Rune`.'),
      caFile: z.string(),
      runeFile: z.string(),
    }),
    z.strictObject({
      daemon: z.literal('eclair'),
      http: z.string().describe('http://127.0.0.1:port; Basic authentication with an empty user name.'),
      passwordFile: z.string(),
    }),
  ])
  .meta({ id: 'Endpoint' });

export const nodeSchema = z
  .strictObject({
    name: z.string(),
    implementation: z.enum(['plain', 'lnd', 'cln', 'eclair', 'ldk']),
    pubkey,
    endpoint: endpointSchema.nullable().describe('null: it takes part in the network and has no API.'),
  })
  .meta({ id: 'Node' });

export const nodeNowSchema = nodeSchema.extend({ state: nodeState }).meta({ id: 'NodeNow' });

export const healthSchema = z
  .strictObject({
    run: z.string().describe('Drawn at every start; also in topology.json.'),
    network: z.string(),
    pid: z.int(),
    startedAt: z.iso.datetime(),
    nodes: z.int().describe('All of the network.'),
    apis: z.int().describe('Those that listen.'),
  })
  .meta({ id: 'Health' });

export const clockSchema = z
  .strictObject({
    nowMs: unixMs.describe('Unix ms of the network’s clock; invoices expire by it.'),
    speed: z.number().describe('How many times as fast as the wall clock.'),
    height: z.int(),
  })
  .meta({ id: 'Clock' });

export const faultNowSchema = z
  .strictObject({
    fault: apiFaultSchema.meta({ id: 'Fault' }),
    sinceMs: unixMs,
    seen: z.int().describe('Calls or events that it looked at.'),
    struck: z.int().describe('Of those, how many it struck.'),
  })
  .meta({ id: 'FaultNow' });

export const invoiceSchema = z
  .strictObject({
    node: z.string().describe('The payee.'),
    hash,
    bolt11: z.string(),
    state: z.enum(['open', 'held', 'paid', 'canceled', 'expired']),
    hold: z.boolean(),
    amountMsat: msat.nullable().describe('null: the payer chooses.'),
    receivedMsat: msat,
    preimage: preimage.describe('Also of an invoice that is not paid: not for the orchestrator under test.'),
    description: z.string(),
    createdAtMs: unixMs,
    expiresAtMs: unixMs,
    settledAtMs: unixMs.describe('0: not paid.'),
  })
  .meta({ id: 'Invoice' });

const channelSchema = z
  .strictObject({
    id: z.string(),
    shortId: z.string().describe('BOLT 7: block x transaction x output.'),
    peer: z.string(),
    active: z.boolean(),
    capacityMsat: msat,
    localMsat: msat,
    remoteMsat: msat,
    reserveMsat: msat,
    htlcs: z.int().describe('That are out on it.'),
  })
  .meta({ id: 'Channel' });

const recordSchema = z
  .strictObject({
    hash,
    state: z.enum(['in_flight', 'settled', 'failed']),
    amountMsat: msat,
    feeMsat: msat,
    preimage,
    createdAtMs: unixMs,
    changedAtMs: unixMs,
  })
  .meta({ id: 'Record' });

export const truthSchema = z
  .strictObject({
    network: z.string(),
    clock: clockSchema,
    nodes: z.array(
      z.strictObject({
        name: z.string(),
        pubkey,
        implementation: nodeSchema.shape.implementation,
        state: nodeState,
        epoch: z.string().describe('Another one after every start.'),
        ownedMsat: msat.describe('Its side of every channel, its outgoing HTLCs, its balance on the chain.'),
        inFlightMsat: msat.describe('Of which in outgoing HTLCs.'),
        channels: z.array(channelSchema),
        invoices: z.array(invoiceSchema),
        records: z
          .array(recordSchema)
          .describe('What its own books say, which is less than the truth where the daemon lost something.'),
      }),
    ),
    payments: z
      .array(
        z.strictObject({
          payer: z.string(),
          payee: z.string(),
          hash,
          state: z.enum(['in_flight', 'settled', 'failed']),
          amountMsat: msat.describe('What reached the payee; 0 unless settled.'),
          feeMsat: msat,
          preimage,
          reason: z.string().describe('Why it failed; empty otherwise.'),
          begunAtMs: unixMs,
          endedAtMs: unixMs.describe('0: not ended.'),
        }),
      )
      .describe('What was really paid, in the order in which it began: a daemon that pays twice has two.'),
    htlcs: z.array(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        hash,
        amountMsat: msat,
        expiryHeight: z.int(),
      }),
    ),
  })
  .meta({ id: 'Truth' });

export type NodeShown = z.infer<typeof nodeSchema>;
export type InvoiceShown = z.infer<typeof invoiceSchema>;
export type TruthShown = z.infer<typeof truthSchema>;
export type ClockShown = z.infer<typeof clockSchema>;
