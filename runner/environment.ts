// The whole environment of a command: the host's src/sandbox/environment.ts in the container, which shares no code with it.

export const SIM_ROOT = '/sim';

export const ENVIRONMENT = Object.freeze({ LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin', HOME: SIM_ROOT });
