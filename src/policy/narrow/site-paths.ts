// The part of a site policy that travels with a command to who holds the disk. Types only; imports nothing.

export interface Reasoned {
  /** Shown to the model in refusals. */
  readonly reason?: string | undefined;
}

/** Patterns of paths under /sim, segment by segment: `*` and `?` within one, `**` for any number of them. Each stands for what lies below, too. */
export interface SitePaths extends Reasoned {
  /** Only these; without it everything under /sim. */
  readonly allow?: readonly string[] | undefined;
  /** Stronger than `allow`. */
  readonly deny?: readonly SiteDenial[] | undefined;
}

export interface SiteDenial extends Reasoned {
  readonly path: string;
}

/** How far into a folder a command looks: not at all, at its entries, or at everything below. */
export type Reach = 'itself' | 'entries' | 'tree';
