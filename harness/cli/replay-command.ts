import { moment } from '#harness/replay/amount';
import { CASE_VERSION } from '#harness/replay/case-file';
import { plainWords } from '#harness/replay/plain-words';
import { readCase } from '#harness/replay/read-case';
import { type Replay, replayWhereRecorded } from '#harness/replay/replay';
import { timelineLines } from '#harness/replay/timeline';
import { EXIT_CODES, type ExitCode } from '#reports/gate/exit-codes';
import { sizeInWords } from '#reports/render/case-size';

export async function replayCommand(
  file: string,
  flags: { readonly all?: boolean; readonly json?: boolean },
): Promise<ExitCode> {
  const played = await replayWhereRecorded(readCase(file), { everyIntent: flags.all === true });
  process.stdout.write(flags.json ? `${JSON.stringify(asJson(played), null, 2)}\n` : text(played));
  return played.violates ? EXIT_CODES.noGo : EXIT_CODES.go;
}

function asJson({ recorded, migratedFrom, result, sameBytes, reproduces, violates, story }: Replay): object {
  return {
    mutant: recorded.mutant,
    minimised: recorded.minimised,
    migratedFrom,
    violates,
    reproduces,
    sameBytes,
    historyHash: result.historyHash,
    recordedHistoryHash: recorded.expected.historyHash,
    spec: recorded.spec,
    violations: result.violations,
    recordedViolations: recorded.expected.violations,
    story,
  };
}

function text(played: Replay): string {
  const { recorded, result, story } = played;
  const { scenario, index, seed } = recorded.spec;
  const lines = [
    ...preface(played),
    `${scenario} ${index}, seed ${seed}: ${result.eventCount} events, ${moment(result.virtualMs)} of virtual time`,
    '',
    ...timelineLines(story),
    '',
    ...result.violations.map(
      ({ invariant, because, atMs }) =>
        `✗ ${invariant} at ${moment(atMs)}: ${plainWords(because, played.name)}`,
    ),
    ...(result.crash === null ? [] : [`The trial crashed: ${result.crash}`]),
    played.sameBytes ? `History ${result.historyHash}: same bytes as recorded.` : differs(played),
    conclusion(played),
  ];
  return `${lines.join('\n')}\n`;
}

/** What is special about the case, before its story. */
function preface({ recorded, migratedFrom }: Replay): readonly string[] {
  const { mutant, minimised, original } = recorded;
  const size = minimised === null ? '' : sizeInWords(minimised);
  return [
    ...(migratedFrom === null ? [] : [`A case of version ${migratedFrom}, read as version ${CASE_VERSION}.`]),
    ...(mutant === null ? [] : [`PLANTED BUG: ${mutant} runs instead of the real orchestrator.`]),
    ...(size === ''
      ? []
      : [`Shrunk to ${size}${original === null ? '' : `; the trial as it was: ${original}`}.`]),
  ];
}

function differs({ recorded, result }: Replay): string {
  const by =
    recorded.commit === null
      ? recorded.product
      : `${recorded.product}, commit ${recorded.commit.slice(0, 12)}`;
  return `History ${result.historyHash} differs from the recording (${recorded.expected.historyHash}, by ${by}).`;
}

function conclusion({ reproduces, violates }: Replay): string {
  if (reproduces) return 'It still violates.';
  return violates ? 'It violates, but not what was recorded.' : 'It does not reproduce.';
}
