// The agent's view of the server: tools it can list and call, and the policy's opinion on a command. No protocol here.

export type ToolArguments = Readonly<Record<string, unknown>>;

export interface ToolInfo {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, as the server published it. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** The server says that the tool changes nothing. */
  readonly readOnly: boolean;
}

/** Plain JSON; `code` and `message` come from the server where it gave them. */
export interface ToolFailure {
  readonly code: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

export type CallOutcome = { readonly success: true; readonly result: unknown } | { readonly success: false; readonly error: ToolFailure; readonly verdict?: CommandVerdict };

export interface CommandVerdict {
  readonly allowed: boolean;
  readonly rule: string;
  readonly reason: string;
  /** What the policy understood; empty when the text could not be split. */
  readonly argv: readonly string[];
  readonly suggestion?: string;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** W3C trace context of this call. */
  readonly traceparent: string;
}

/** `traceparent`: reading belongs to a trace. */
export type ReadOptions = Pick<CallOptions, 'signal'> & Partial<CallOptions>;

export interface ToolClient {
  /** False once the server has gone; a new one is needed then. */
  readonly alive: boolean;
  tools(options: { readonly signal: AbortSignal }): Promise<readonly ToolInfo[]>;
  /** A tool that fails resolves with `success: false`. @throws ZopsError `server_unavailable`, `cancelled` */
  call(tool: string, args: ToolArguments, options: CallOptions): Promise<CallOutcome>;
  /** Reads a resource (JSON); what cannot be read resolves with `success: false`. @throws ZopsError `server_unavailable`, `cancelled` */
  read(uri: string, options: ReadOptions): Promise<CallOutcome>;
  /** Resolves when the server answers. @throws ZopsError `server_unavailable`, `cancelled` */
  ping(options: { readonly signal: AbortSignal }): Promise<void>;
  /** Reads the policy's verdict; runs nothing. @throws ZopsError `server_unavailable`, `cancelled` */
  checkCommand(command: string, options: CallOptions): Promise<CommandVerdict>;
  /** Ends the server and waits for its end; idempotent, never rejects. */
  close(): Promise<void>;
}
