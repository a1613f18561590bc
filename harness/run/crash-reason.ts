import { fileURLToPath } from 'node:url';

const ROOT_URL = new URL('../../', import.meta.url).href;
const ROOT_PATH = fileURLToPath(ROOT_URL);

/** One line for the evidence: the message and the place in our own source where it was thrown. Names no machine. */
export function crashReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frame = (error.stack ?? '').split('\n').find((line) => line.includes(ROOT_PATH));
  const place = frame?.replaceAll(ROOT_URL, '').replaceAll(ROOT_PATH, '').trim();
  const said = `${error.name}: ${error.message}`;
  return place === undefined ? said : `${said} (${place})`;
}
