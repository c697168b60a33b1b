// Puts the JSON Schemas of the tools, finished, in the place of the code that makes them. A plugin of esbuild for scripts/build.ts.
import type { Plugin } from 'esbuild';
import { toolSchemas } from '../src/server/tool-schemas.js';
import { TOOLS } from '../src/tools/index.js';

export const finishedSchemas: Plugin = {
  name: 'finished-schemas',
  setup(build) {
    build.onLoad({ filter: /src[\\/]server[\\/]tool-schemas\.ts$/ }, () => {
      const finished = Object.fromEntries(TOOLS.map((tool) => [tool.name, toolSchemas(tool)]));
      return { contents: `const FINISHED = ${JSON.stringify(finished)};\nexport const toolSchemas = ({ name }) => FINISHED[name];\n`, loader: 'js' };
    });
  },
};
