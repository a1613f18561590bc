import { CommanderError } from 'commander';
import { InputError } from '#harness/input/input-error';
import { diskRefusal, EnvironmentUnavailable } from '#harness/run/environment-unavailable';
import { Interrupted } from '#harness/run/interrupted';
import { EXIT_CODES, type ExitCode } from '#reports/gate/exit-codes';

/** A command that was asked wrongly (64). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Evidence that is altered, missing or incomplete (3). */
export class EvidenceRefused extends Error {
  override readonly name = 'EvidenceRefused';
}

export interface Failure {
  readonly code: ExitCode;
  /** Lines for stderr; empty when everything was said already. */
  readonly says: string;
}

/** What a person is told, and the exit code. A stack trace is for those who ask: `FULGURITE_DEBUG=1`. */
export function explain(error: unknown): Failure {
  if (error instanceof CommanderError) return fromCommander(error);
  if (error instanceof UsageError) return { code: EXIT_CODES.usage, says: `error: ${error.message}` };
  if (error instanceof Interrupted) return { code: EXIT_CODES.interrupted, says: interruptedLine(error) };
  if (error instanceof EvidenceRefused) return { code: EXIT_CODES.evidenceAltered, says: error.message };
  if (error instanceof EnvironmentUnavailable)
    return { code: EXIT_CODES.environmentUnavailable, says: error.message };
  if (error instanceof InputError) return { code: EXIT_CODES.badInput, says: error.message };
  const refusal = diskRefusal(error);
  if (refusal !== null) return { code: EXIT_CODES.environmentUnavailable, says: refusal.message };
  return { code: EXIT_CODES.internal, says: internal(error) };
}

function fromCommander(error: CommanderError): Failure {
  // Commander has printed its own message, and help is not a failure.
  return { code: error.exitCode === 0 ? EXIT_CODES.go : EXIT_CODES.usage, says: '' };
}

function interruptedLine(error: Interrupted): string {
  return error.keptIn === null
    ? 'Interrupted: nothing was written.'
    : `Interrupted: no verdict. What there is stands in ${error.keptIn}, marked incomplete.`;
}

function internal(error: unknown): string {
  if (process.env.FULGURITE_DEBUG === '1' && error instanceof Error) return error.stack ?? error.message;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [
    `Internal error, a defect of Fulgurite and not a verdict on the product: ${said}`,
    'Run the same command with FULGURITE_DEBUG=1 and report what it prints, together with the seed.',
  ].join('\n');
}
