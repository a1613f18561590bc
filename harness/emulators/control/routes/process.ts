import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { healthSchema } from '../shown.ts';

export const PROCESS_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/health',
    operation: 'getHealth',
    summary: 'Which network runs here. Needs no token.',
    isOpen: true,
    status: 200,
    answer: healthSchema,
    problems: [],
    answers: ({ running, run, startedAt }) => ({
      run,
      network: running.network.name,
      pid: process.pid,
      startedAt,
      nodes: running.network.nodes.length,
      apis: running.emulators.size,
    }),
  }),
  route({
    method: 'GET',
    path: '/openapi.json',
    operation: 'getDocument',
    summary: 'This document. Needs no token.',
    isOpen: true,
    status: 200,
    answer: z.looseObject({ openapi: z.string() }),
    problems: [],
    answers: ({ document }) => document() as { openapi: string },
  }),
  route({
    method: 'POST',
    path: '/stop',
    operation: 'stop',
    summary: 'Ends the network and the process that serves it, as Ctrl-C does.',
    status: 202,
    answer: z.strictObject({ stopping: z.literal(true) }),
    problems: [],
    answers(host) {
      host.says('asked to stop');
      host.stop();
      return { stopping: true as const };
    },
  }),
];
