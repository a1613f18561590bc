import type { z } from 'zod';
import type { ControlHost } from './host.ts';
import type { ProblemStatus } from './problem.ts';

/** One route of the control API: what serves it, and what documents it. */
export interface Route<Params = unknown, Body = unknown, Answer = unknown> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As OpenAPI writes it: `/nodes/{name}/state`. */
  readonly path: `/${string}`;
  /** Unique; names of generated clients. */
  readonly operation: string;
  readonly summary: string;
  /** Answers without the token as well. */
  readonly isOpen?: true;
  readonly params?: z.ZodType<Params>;
  readonly body?: z.ZodType<Body>;
  /** A body that does something. */
  readonly example?: unknown;
  readonly status: 200 | 201 | 202;
  readonly answer: z.ZodType<Answer>;
  /** Beside those that every route has (`problemsOf`). */
  readonly problems: readonly ProblemStatus[];
  /** @throws Problem */
  answers(
    host: ControlHost,
    asked: { readonly params: Params; readonly body: Body },
  ): Answer | Promise<Answer>;
}

/** Lets the types of a route follow from its schemas. */
export function route<Params, Body, Answer>(it: Route<Params, Body, Answer>): Route {
  return it as Route;
}
