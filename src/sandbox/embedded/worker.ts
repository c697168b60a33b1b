// The worker thread: holds the emulation, answers one request at a time. All that can run away runs in here.
import { parentPort, workerData } from 'node:worker_threads';
import { createResponder } from './responder.js';
import type { Request, WorkerSettings } from './protocol.js';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

const respond = createResponder(workerData as WorkerSettings);

port.on('message', (request: Request) => port.postMessage(respond(request)));
