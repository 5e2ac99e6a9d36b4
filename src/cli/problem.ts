/** Why a command of the command line did not do what it was asked. */
import type { MessageKey, Values } from '../locales/translate.ts';

/** 1: refused by the installation. 2: the command line itself is not right. 3: no installation answers. */
export type ExitCode = 1 | 2 | 3;

/** A sentence of our own, said in the language of whoever reads it, or one the installation said. */
export type Sentence = readonly [key: MessageKey, values?: Values] | { readonly said: string };

export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly exitCode: ExitCode;
  /** The API's code, or one of our own. */
  readonly code: string;
  readonly sentences: readonly Sentence[];

  constructor(exitCode: ExitCode, code: string, ...sentences: readonly Sentence[]) {
    super(code);
    this.exitCode = exitCode;
    this.code = code;
    this.sentences = sentences;
  }
}
