// Names of span attributes that Langfuse reads (its OpenTelemetry endpoint's contract); a test holds them against @langfuse/core.

export const ATTRIBUTES = {
  traceName: 'langfuse.trace.name',
  userId: 'user.id',
  sessionId: 'session.id',
  tags: 'langfuse.trace.tags',
  traceInput: 'langfuse.trace.input',
  traceOutput: 'langfuse.trace.output',
  type: 'langfuse.observation.type',
  input: 'langfuse.observation.input',
  output: 'langfuse.observation.output',
  level: 'langfuse.observation.level',
  statusMessage: 'langfuse.observation.status_message',
  model: 'langfuse.observation.model.name',
  usage: 'langfuse.observation.usage_details',
} as const;
