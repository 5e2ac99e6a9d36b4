/** Why a command of the command line did not do what it was asked. */

/** 1: refused by the installation. 2: the command line itself is not right. 3: no installation answers. */
export type ExitCode = 1 | 2 | 3;

export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly exitCode: ExitCode;
  /** The API's code, or one of our own. */
  readonly code: string;

  constructor(exitCode: ExitCode, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}
