/** A person or the system asked the run to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** The run folder that stays behind, marked incomplete; null when nothing was written yet. */
  readonly keptIn: string | null;

  constructor(keptIn: string | null = null) {
    super('interrupted');
    this.keptIn = keptIn;
  }
}
