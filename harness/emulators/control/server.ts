import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { z } from 'zod';
import { explainIssue } from '#harness/input/explain-issue';
import { formatPath } from '#harness/input/field-path';
import { suggestion } from '#harness/input/nearest-name';
import type { RunningNetwork } from '../start-network.ts';
import type { ControlHost } from './host.ts';
import { controlDocument } from './openapi.ts';
import { Problem, type ProblemStatus } from './problem.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

const HOST = '127.0.0.1';
const TOKEN_BYTES = 32;

export interface ControlOptions {
  readonly running: RunningNetwork;
  /** 0: any that is free. */
  readonly port: number;
  readonly run: string;
  readonly startedAt: string;
  readonly says: (line: string) => void;
  /** Somebody asked for `POST /stop`. Called once its answer is on its way. */
  readonly stop: () => void;
}

/** A control API that listens. */
export interface Control {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** What every request but those of the open routes must show: `Authorization: Bearer …`. */
  readonly token: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** @throws Error of the system when it cannot listen (`EADDRINUSE`) */
export async function startControl(options: ControlOptions): Promise<Control> {
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const { port, stop, ...rest } = options;
  const document = controlDocument();
  const server = fastify({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } });
  const host: ControlHost = {
    ...rest,
    heldPreimages: new Map(),
    document: () => document,
    // The answer leaves first.
    stop: () => void setImmediate(stop),
  };
  readAllAsJson(server);
  server.setErrorHandler((error, _request, reply) => refuse(reply, problemOf(error)));
  server.setNotFoundHandler((request, reply) => refuse(reply, unknownRoute(request, reply)));
  for (const one of ROUTES) declare(server, one, host, token);
  await server.listen({ host: HOST, port });
  return {
    url: `http://${HOST}:${(server.server.address() as AddressInfo).port}`,
    token,
    close: () => server.close(),
  };
}

/** `curl -d '{…}'` calls its JSON a form; whoever has the token means JSON. */
function readAllAsJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    try {
      done(null, JSON.parse(body as string));
    } catch (error) {
      done(new Problem(400, `the body is no JSON: ${(error as Error).message}`));
    }
  });
}

function declare(server: FastifyInstance, one: Route, host: ControlHost, token: string): void {
  server.route({
    method: one.method,
    url: one.path.replace(/\{(\w+)\}/g, ':$1'),
    onRequest: async (request) => {
      if (!one.isOpen) checkToken(request, token);
    },
    handler: async (request, reply) => {
      const params = checked(one.params ?? z.unknown(), request.params, 'the path');
      // No body at all is one without fields.
      const body = checked(one.body ?? z.unknown(), request.body ?? {}, 'the body');
      const answer = await one.answers(host, { params, body });
      return reply.status(one.status).send(answer);
    },
  });
}

function checkToken({ headers }: FastifyRequest, token: string): void {
  const shown = Buffer.from(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
  const right = Buffer.from(token);
  if (shown.length !== right.length || !timingSafeEqual(shown, right))
    throw new Problem(
      401,
      'show the token: header "Authorization: Bearer …" with the content of control.token in the folder of the network',
    );
}

function checked(schema: z.ZodType, given: unknown, what: string): unknown {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const errors = read.error.issues
    .flatMap((issue) => explainIssue(issue, schema, given))
    .map(({ path, found, allowed, message }) => ({
      path: formatPath(path),
      message: `found ${found}, allowed ${allowed} (${message})`,
    }));
  const first = errors[0]!;
  throw new Problem(400, `${first.path === '' ? what : `${what}, ${first.path}`}: ${first.message}`, errors);
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { statusCode = 500, message } = error as FastifyError;
  if (statusCode === 413)
    return new Problem(413, 'a body of more than 1 MiB is nothing that is understood here');
  if (statusCode >= 400 && statusCode < 500) return new Problem(400, message);
  return new Problem(500, `a defect of Fulgurite, please report it: ${message}`);
}

function unknownRoute({ method, url }: FastifyRequest, reply: FastifyReply): Problem {
  const path = url.split('?')[0]!;
  const methods = ROUTES.filter((one) => pattern(one).test(path)).map((one) => one.method);
  if (methods.length === 0) {
    const known = ROUTES.map((one) => one.path);
    const otherwise = 'GET /openapi.json lists what there is';
    return new Problem(404, `there is no ${path}: ${suggestion(path, known, otherwise)}`);
  }
  void reply.header('Allow', methods.join(', '));
  return new Problem(405, `${path} knows ${methods.join(' and ')}, not ${method}`);
}

function pattern({ path }: Route): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`);
}

function refuse(reply: FastifyReply, { body }: Problem): FastifyReply {
  return reply
    .status(body.status satisfies number as ProblemStatus)
    .type('application/problem+json')
    .send(body);
}
