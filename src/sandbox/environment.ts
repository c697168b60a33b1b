// What a command sees of the world besides /sim: the same in every sandbox. Imports nothing.

/** The only directory there is, and the working directory. */
export const SIM_ROOT = '/sim';

/** The machine's name: no sandbox shows the host's. */
export const SIM_HOSTNAME = 'zops';

/**
 * The whole environment of a command.
 * LC_ALL=C and not C.UTF-8: every byte is a character, so a log with stray bytes is still text to `grep`, and nothing
 * depends on the locale data of a machine.
 */
export const SIM_ENVIRONMENT: Readonly<Record<'LC_ALL' | 'TZ' | 'PATH' | 'HOME', string>> = Object.freeze({
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/bin:/bin',
  HOME: SIM_ROOT,
});
