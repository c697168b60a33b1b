// Draws docs/agent.svg from a real run of the built agent: `npm run picture`. Touches only that file and a temporary folder.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROMPT = 'Check system status and analyze recent errors';
const CELL = { width: 8.4, height: 18, font: 14 };
const PADDING = 16;
const COLUMNS = 112;
const BAR = 34;
/** SGR colour numbers → the palette of the picture. */
const COLOURS: Readonly<Record<number, string>> = {
  31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 34: '#79c0ff', 35: '#d2a8ff', 36: '#76e3ea', 37: '#c9d1d9',
  90: '#8b949e', 91: '#ffa198', 92: '#7ee787', 93: '#e3b341', 94: '#a5d6ff', 95: '#d2a8ff', 96: '#b3f0ff',
};

interface Style {
  colour: string;
  bold: boolean;
  dim: boolean;
}

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Breaks a line that is wider than the picture at a blank, with an indent; colours carry over. */
function wrap(line: string): string[] {
  if (stripVTControlCharacters(line).length <= COLUMNS) return [line];
  let at = 0;
  let lastBlank = 0;
  for (let column = 0; at < line.length && column < COLUMNS; ) {
    const escape = /^\u001b\[[\d;]*m/.exec(line.slice(at))?.[0];
    if (escape === undefined) {
      if (line[at] === ' ' && column > COLUMNS / 2) lastBlank = at;
      column += 1;
    }
    at += escape?.length ?? 1;
  }
  const cut = lastBlank === 0 ? at : lastBlank;
  return [line.slice(0, cut), ...wrap(`        ${line.slice(cut).trimStart()}`)];
}

/** One line of terminal text as tspans; styles carry over the end of a line as on a terminal. */
function drawLine(line: string, style: Style): string {
  return line
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
      if (codes === undefined) {
        if (part === '') return '';
        return `<tspan fill="${style.colour}"${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.65"' : ''}>${escapeXml(part)}</tspan>`;
      }
      for (const code of codes.split(';').map(Number)) {
        if (code === 0) Object.assign(style, { colour: '#c9d1d9', bold: false, dim: false });
        else if (code === 1) style.bold = true;
        else if (code === 2) style.dim = true;
        else if (code === 22) Object.assign(style, { bold: false, dim: false });
        else if (code === 39) style.colour = '#c9d1d9';
        else style.colour = COLOURS[code] ?? style.colour;
      }
      return '';
    })
    .join('');
}

const state = mkdtempSync(path.join(os.tmpdir(), 'zops-picture-'));
const output = execFileSync(process.execPath, ['dist/agent.js', '--mode', 'execute_safe', PROMPT], {
  cwd: ROOT,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
  env: { PATH: process.env['PATH'], HOME: state, ZOPS_STATE_DIR: state, ZOPS_SANDBOX: 'embedded', FORCE_COLOR: '1', COLUMNS: String(COLUMNS) },
});
rmSync(state, { recursive: true, force: true });

const lines = [`\u001b[32m$\u001b[39m zops --mode execute_safe "${PROMPT}"`, '', ...output.trimEnd().split('\n')].flatMap(wrap);
const columns = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
const width = Math.ceil(columns * CELL.width + 2 * PADDING);
const height = BAR + lines.length * CELL.height + PADDING;
const style: Style = { colour: '#c9d1d9', bold: false, dim: false };
const rows = lines.map(
  (line, row) => `<text x="${PADDING}" y="${BAR + (row + 0.75) * CELL.height}" xml:space="preserve">${drawLine(line, style)}</text>`,
);
const dots = ['#ff5f56', '#ffbd2e', '#27c93f'].map((fill, at) => `<circle cx="${20 + at * 20}" cy="17" r="6" fill="${fill}"/>`);
writeFileSync(
  path.join(ROOT, 'docs/agent.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(PROMPT)}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${dots.join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${CELL.font}">
${rows.join('\n')}
</g>
</svg>
`,
);
