/** Where a follower stands: the last change of a payment and the last paid invoice that it has heard of. */
export interface FollowCursor {
  readonly updated: number;
  readonly paid: number;
}

export function cursorText({ updated, paid }: FollowCursor): string {
  return `sendpays:${updated},paid:${paid}`;
}

/** null: '' or a text that is none of ours. */
export function parseCursor(text: string): FollowCursor | null {
  const found = /^sendpays:(\d{1,15}),paid:(\d{1,15})$/.exec(text);
  return found === null ? null : { updated: Number(found[1]), paid: Number(found[2]) };
}
