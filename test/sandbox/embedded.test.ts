// The embedded sandbox through its worker threads: the contract first.
import { createEmbeddedSandbox } from '../../src/sandbox/embedded.js';
import { describeSandbox } from './contract.js';

describeSandbox('the embedded sandbox', (directory) => createEmbeddedSandbox({ directory }));
