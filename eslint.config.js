// @ts-check
// Lint rules: type-checked TypeScript, a clean stdout, one reader of the environment, one-way imports.
import tseslint from 'typescript-eslint';
import { LAYERS } from './layers.js';

const ROOTS = Object.keys(LAYERS);
const FOLDERS = new Set(['policy', 'site', 'system', 'state', 'tracing', 'sandbox', 'tools', 'server', 'operator', 'agent', 'http', 'runner']);

const MARKUP_SINKS = [
  ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTML', 'setHTMLUnsafe', 'parseHTMLUnsafe', 'createContextualFragment', 'srcdoc', 'write', 'writeln'],
  ...['createElement', 'createElementNS', 'execCommand'],
];

/** @param {string} layer */
function forbidden(layer) {
  const allowed = new Set([layer, ...(LAYERS[layer] ?? [])]);
  return ROOTS.filter((other) => !allowed.has(other)).flatMap((other) =>
    FOLDERS.has(other) ? [`../${other}/**`, `**/../${other}/**`, `./${other}/**`] : [`../${other}.js`, `**/../${other}.js`, `./${other}.js`],
  );
}

/** @type {import('typescript-eslint').ConfigArray} */
const directions = ROOTS.map((layer) => ({
  files: layer === 'runner' ? ['runner/**/*.ts'] : FOLDERS.has(layer) ? [`src/${layer}/**/*.ts`] : [`src/${layer}.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [{ group: forbidden(layer), message: `${layer} may import only: ${(LAYERS[layer] ?? []).join(', ') || 'nothing'} (layers.js).` }] },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.stryker-tmp/', 'node_modules/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js'] }, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-control-regex': 'off', // control characters are what much of this code is about
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'runner/**/*.ts'],
    rules: {
      // stdout of the server belongs to JSON-RPC; the agent writes through its renderer.
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only the bins read the environment, through src/config.ts.' },
        { object: 'process', property: 'stdout', message: 'stdout is wired in src/main.ts, src/serve.ts and src/agent.ts only.' },
      ],
    },
  },
  {
    // The browser's side: what models and logs say never becomes markup or script, and nothing outlives the tab.
    files: ['src/http/page/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...MARKUP_SINKS.map((property) => ({ property, message: 'The page makes elements in dom.ts and puts text in as text.' }))],
      'no-restricted-globals': ['error', 'DOMParser', 'Function', 'eval', 'localStorage', 'EventSource', 'WebSocket', 'open'],
    },
  },
  { files: ['src/http/page/dom.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/main.ts', 'src/serve.ts', 'src/agent.ts', 'runner/main.ts'], rules: { 'no-restricted-properties': 'off' } },
  // The SDK marks its low-level Server as deprecated "except for advanced use cases": this is one.
  { files: ['src/server/mcp.ts'], rules: { '@typescript-eslint/no-deprecated': 'off' } },
  ...directions,
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
