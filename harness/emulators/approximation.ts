/** Something that an emulator does only nearly as its daemon does. The page `docs/recorded-answers.md` lists them. */
export interface Approximation {
  /** What the daemon does. */
  readonly daemon: string;
  /** What the emulator does instead. */
  readonly emulator: string;
}
