// How the emulation says that it will not do a thing. Imports nothing.

/** The emulation does not reproduce this exactly, so it does not do it at all. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';

  /** @param what the subject of a sentence: "grep --option". */
  constructor(what: string, advice = 'use the docker sandbox (ZOPS_SANDBOX=docker), which has it, or ask in another way.') {
    super(`${what} is not available in the embedded sandbox; ${advice}`);
  }
}
