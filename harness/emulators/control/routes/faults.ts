import { z } from 'zod';
import type { ActiveApiFault } from '../../active-api-fault.ts';
import type { ApiFaultInput } from '../../api-fault-schema.ts';
import type { ControlHost } from '../host.ts';
import { nodeOf } from '../node-of.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { faultNowSchema } from '../shown.ts';
import { faultParams, faultWish } from '../wishes.ts';

const faultsSchema = z.strictObject({ faults: z.array(faultNowSchema) });

export const FAULT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/faults',
    operation: 'listFaults',
    summary: 'The faults that are on, oldest first, with how often each struck.',
    status: 200,
    answer: faultsSchema,
    problems: [],
    answers: listed,
  }),
  route({
    method: 'POST',
    path: '/faults',
    operation: 'switchFaultOn',
    summary: 'Switches a fault on at one node, for all calls of its API or some.',
    body: faultWish,
    example: { kind: 'net.response_lost', id: 'lost', node: 'payer-lnd', calls: ['pay'], count: 1 },
    status: 201,
    answer: faultNowSchema,
    problems: [404, 409],
    answers(host, { body }) {
      const { emulated } = host.running;
      const { node } = nodeOf(host, body.node);
      if (!host.running.emulators.has(node.name))
        throw new Problem(
          409,
          `${node.name} has no API, so nothing can strike it: it is ${node.implementation}`,
        );
      if (emulated.faults.on.some(({ fault }) => fault.id === body.id))
        throw new Problem(
          409,
          `a fault ${JSON.stringify(body.id)} is on already: choose another id, or DELETE it`,
        );
      const fault = { ...body, node: node.name } as ApiFaultInput;
      emulated.act(() => emulated.faults.switchOn(fault));
      host.says(`${body.kind} is on at ${node.name} (${body.id})`);
      return shown(emulated.faults.on.at(-1)!);
    },
  }),
  route({
    method: 'DELETE',
    path: '/faults',
    operation: 'switchAllFaultsOff',
    summary: 'Switches all faults off, and says what they did.',
    status: 200,
    answer: faultsSchema,
    problems: [],
    answers(host) {
      const before = listed(host);
      host.running.emulated.act(() => host.running.emulated.faults.switchAllOff());
      if (before.faults.length > 0) host.says('all faults are off');
      return before;
    },
  }),
  route({
    method: 'DELETE',
    path: '/faults/{id}',
    operation: 'switchFaultOff',
    summary: 'Switches one fault off, and says what it did.',
    params: faultParams,
    status: 200,
    answer: faultNowSchema,
    problems: [404],
    answers(host, { params: { id } }) {
      const { emulated } = host.running;
      const active = emulated.faults.on.find(({ fault }) => fault.id === id);
      if (active === undefined)
        throw new Problem(404, `no fault ${JSON.stringify(id)} is on: GET /faults lists those that are`);
      emulated.act(() => emulated.faults.switchOff(id));
      host.says(`${active.fault.kind} is off at ${active.fault.node} (${id})`);
      return shown(active);
    },
  }),
];

function listed({ running }: ControlHost): z.infer<typeof faultsSchema> {
  running.emulated.clockwork.catchUp();
  return { faults: running.emulated.faults.on.map(shown) };
}

function shown({
  fault,
  sinceMs,
  seen,
  struck,
}: Pick<ActiveApiFault, 'fault' | 'sinceMs' | 'seen' | 'struck'>): z.infer<typeof faultNowSchema> {
  return { fault, sinceMs: Math.floor(sinceMs), seen, struck };
}
