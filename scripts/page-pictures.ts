// Takes docs/page-*.png with the very test that looks at the page: `npm run picture:page`. Needs Chromium.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npx', ['vitest', 'run', 'test/http/page/pictures.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, ZOPS_PICTURES: '1', ZOPS_REQUIRE_CHROMIUM: '1' },
});
process.exitCode = status ?? 1;
