// `npm run evidence`: docs/evidence.md anew out of docs/evidence/*.json, when those came by a merge and not by a run.
import { writePage } from './record.js';

writePage();
