import { EXIT_CODES } from '#reports/gate/exit-codes';

/** Terminal and launcher may both pass on one Ctrl-C: two signals this close are one wish. */
const ONE_WISH_MS = 400;

const RUN_STOPS = 'Stopping: workers are ended and the run is marked incomplete. Again to stop at once.';

/**
 * First Ctrl-C (or SIGTERM, or the death of the launcher): the signal aborts, and the run ends in order; `says` tells that.
 * Second: the process ends at once.
 */
export function onInterrupt(says = RUN_STOPS): AbortSignal {
  const controller = new AbortController();
  let firstAtMs = 0;
  const interrupt = (): void => {
    if (!controller.signal.aborted) {
      firstAtMs = Date.now();
      process.stderr.write(`\n${says}\n`);
      controller.abort();
    } else if (Date.now() - firstAtMs > ONE_WISH_MS) {
      process.exit(EXIT_CODES.interrupted);
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  process.on('disconnect', interrupt);
  process.channel?.unref();
  return controller.signal;
}
