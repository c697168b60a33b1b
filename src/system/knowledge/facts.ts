// The form of what zops knows about message ids and abend codes. Types only.

/** `routine`: ordinary traffic; `notice`: worth knowing, alone no fault; `problem`: something failed or is about to; `action`: waits for an operator. */
export type Level = 'routine' | 'notice' | 'problem' | 'action';

/** id, level, meaning, usual causes ('' when nothing is wrong), what an operator checks next. */
export type MessageRow = readonly [id: string, level: Level, meaning: string, causes: string, check: string];

/** code as printed in a completion code (`S0C7`, `U4038`), meaning, usual causes, what an operator checks next. */
export type AbendRow = readonly [code: string, meaning: string, causes: string, check: string];
