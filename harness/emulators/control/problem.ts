import { z } from 'zod';

/** What is said about a request that is not fulfilled (RFC 9457, `application/problem+json`). */
export const problemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string().describe('The status in words.'),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What is wrong, and what to do about it.'),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Field by field, where the body or the path is at fault.'),
  })
  .meta({ id: 'Problem' });

type Body = z.infer<typeof problemSchema>;

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  500: 'Internal Server Error',
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** Ends a request with a problem. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly body: Body;

  constructor(status: ProblemStatus, detail: string, errors?: Body['errors']) {
    super(detail);
    this.body = {
      type: 'about:blank',
      title: TITLES[status],
      status,
      detail,
      ...(errors !== undefined && { errors }),
    };
  }
}
