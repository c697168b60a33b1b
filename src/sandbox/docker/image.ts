// The runner's image: its name, whether it can be used, and what to do when it cannot. Pure.

/** The environment of the docker CLI, whole: PATH, HOME, the DOCKER_* variables, and where ssh and a rootless engine have their sockets. */
export type DockerEnv = Readonly<Record<string, string>>;

/** What stands between us and a container. `detail` is docker's own text: for operators, it may hold host paths. */
export type ImageState =
  | { readonly state: 'ready'; readonly id: string; readonly digest: string; readonly bundle: string | null }
  | { readonly state: 'no_cli' | 'no_engine' | 'no_access' | 'no_image'; readonly detail: string };

/** Label of an image with the SHA-256 of the runner's code in it. */
export const BUNDLE_LABEL = 'zops.bundle';

/** An image belongs to one version of zops: an upgrade asks for a new build instead of running an old runner. */
export const defaultImage = (version: string): string => `zops-runner:${version}`;

/** What to do about it, in one sentence. */
export function advice(state: Exclude<ImageState['state'], 'ready'>, image: string): string {
  switch (state) {
    case 'no_cli':
      return 'Install Docker, or put its docker command on the PATH.';
    case 'no_engine':
      return 'Start the Docker engine, or point DOCKER_HOST or DOCKER_CONTEXT to one that runs.';
    case 'no_access':
      return "Give this user access to the Docker engine's socket (often: membership of the group docker).";
    case 'no_image':
      return `Build the image with: zops-mcp sandbox build (the engine has no ${image}).`;
  }
}
