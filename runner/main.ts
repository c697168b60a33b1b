// PID 1 of the runner's container. It runs the nine GNU programs for the host on the other end of stdin and stdout and
// believes it nothing: each command is judged again here, by the very policy code that judged it on the host (src/policy,
// bundled in), so that whoever gets past the host still faces the same rules, and there is no second set of them to differ.
// Of src it shares nothing else but the protocol's types.
import { SIM_ROOT } from './environment.js';
import { serve } from './serve.js';

// As PID 1 it has no default signal handlers.
process.on('SIGTERM', () => process.exit(0)).on('SIGINT', () => process.exit(0));

serve({ input: process.stdin, output: process.stdout, root: SIM_ROOT, onEnd: () => process.exit(0) });
