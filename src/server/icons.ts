// The icons that hosts may show: own SVG drawings of one 24-pixel grid, as data URIs of a few hundred characters. Pure.

export interface Icon {
  readonly src: string;
  readonly mimeType: string;
  readonly sizes: string[];
}

/** White lines on one blue tile: readable on a light and on a dark background. No script, no reference, no style. */
function draw(path: string): Icon[] {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#1f5fbf"/>' +
    `<path d="${path}" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return [{ src: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, mimeType: 'image/svg+xml', sizes: ['any'] }];
}

const DRAWN = {
  /** A Z: the server itself. */
  zops: draw('M7 6h10L7 18h10'),
  /** Lines of a log. */
  logs: draw('M6 7h12M6 12h12M6 17h7'),
  /** A pulse. */
  status: draw('M4 13h4l2-6 4 11 2-5h4'),
  /** A prompt. */
  command: draw('M6 7l5 5-5 5M13 17h5'),
  /** Two sliders. */
  config: draw('M5 8h14M5 16h14M9 6v4M15 14v4'),
  /** A shield. */
  policy: draw('M12 4l7 3v5c0 4-3 7-7 8-4-1-7-4-7-8V7zM9 12l2 2 4-4'),
  /** A list that was checked. */
  audit: draw('M5 7l1 1 2-2M11 7h8M5 13l1 1 2-2M11 13h8M11 18h8'),
  /** An open book: what is known of a message or code. */
  knowledge: draw('M12 7c-2-2-5-2-7-1v11c2-1 5-1 7 1 2-2 5-2 7-1V6c-2-1-5-1-7 1zM12 7v11'),
} as const satisfies Readonly<Record<string, Icon[]>>;

export type IconName = keyof typeof DRAWN;

export const ICONS: Readonly<Record<IconName, Icon[]>> = DRAWN;
