// A host that knows everything: elicitation, progress, completion, templates, prompts, cancellation; roots and sampling declared.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SERVER } from '../../support/rpc.js';
import { tempDir } from '../../support/temp.js';

interface Host {
  readonly client: Client;
  /** The questions that the person saw. */
  readonly questions: string[];
  /** What the server asked of the host beside questions. */
  readonly intrusions: string[];
}

async function connect(): Promise<Host> {
  const client = new Client({ name: 'full-host', version: '1.0.0' }, { capabilities: { elicitation: { form: {}, url: {} }, roots: { listChanged: true }, sampling: {} } });
  const questions: string[] = [];
  const intrusions: string[] = [];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    questions.push(params.message);
    return { action: 'accept', content: { confirm: true } };
  });
  client.setRequestHandler(ListRootsRequestSchema, () => {
    intrusions.push('roots/list');
    return { roots: [{ uri: 'file:///etc' }] };
  });
  client.setRequestHandler(CreateMessageRequestSchema, () => {
    intrusions.push('sampling/createMessage');
    return { role: 'assistant', model: 'none', content: { type: 'text', text: 'ignored' } };
  });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [SERVER], env: { ZOPS_STATE_DIR: await tempDir(), ZOPS_SANDBOX: 'embedded' }, stderr: 'ignore' }),
  );
  onTestFinished(() => client.close());
  return { client, questions, intrusions };
}

async function read(client: Client, uri: string): Promise<Record<string, unknown>> {
  const { contents } = await client.readResource({ uri });
  return JSON.parse((contents[0] as { text: string }).text) as Record<string, unknown>;
}

describe('a host that knows everything', () => {
  it('can walk from a prompt over completion and templates to a confirmed change', async () => {
    const { client, questions, intrusions } = await connect();
    await client.sendRootsListChanged();

    const { prompts } = await client.listPrompts();
    const explain = prompts.find(({ name }) => name === 'explain-abend') ?? expect.unreachable();
    const { completion } = await client.complete({ ref: { type: 'ref/prompt', name: explain.name }, argument: { name: 'code', value: 's0c7' } });
    expect(completion.values).toEqual(['S0C7']);
    const { messages } = await client.getPrompt({ name: explain.name, arguments: { code: completion.values[0] ?? '' } });
    const text = (messages[0]?.content as { text: string }).text;

    // The prompt names a resource, and it is there, with what a tools-only host finds in `meanings`.
    const uri = /zops:\/\/abends\/\w+/.exec(text)?.[0] ?? expect.unreachable();
    const abend = await read(client, uri);
    const log = await client.callTool({ name: 'get_logs', arguments: { source: 'syslog', contains: 'ABEND=S0C7' } });
    expect(log.structuredContent).toMatchObject({ meanings: { S0C7: `${String(abend['meaning'])} Check next: ${String(abend['check'])}` } });

    const verdict = await read(client, `zops://policy/check/${encodeURIComponent('tail -n 5 syslog.log')}`);
    expect(verdict).toMatchObject({ allowed: true });
    const progress: unknown[] = [];
    const run = await client.callTool({ name: 'run_command', arguments: { command: 'tail -n 5 syslog.log', dry_run: false } }, undefined, { onprogress: (one) => progress.push(one) });
    expect(run.structuredContent).toMatchObject({ executed: true, argv: verdict['argv'] });
    expect(progress.length).toBeGreaterThan(0);

    expect((await client.callTool({ name: 'update_config', arguments: { key: 'max_jobs', value: '5' } })).structuredContent).toMatchObject({ ok: true });
    expect(questions).toEqual(['Set max_jobs\nfrom: (never set)\nto: 5']);
    expect((await read(client, 'zops://config'))['max_jobs']).toMatchObject({ value: '5' });
    // What a host declares is not an invitation: nothing of its folders or its model is asked for.
    expect(intrusions).toEqual([]);
  });

  it('has a title and an icon for everything that it shows', async () => {
    const { client } = await connect();
    const shown = [
      ...(await client.listTools()).tools,
      ...(await client.listResources()).resources,
      ...(await client.listResourceTemplates()).resourceTemplates,
      ...(await client.listPrompts()).prompts,
    ];
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter(({ title, description, icons }) => title === undefined || description === undefined || (icons ?? []).length === 0).map(({ name }) => name)).toEqual([]);
  });

  it('can take back a call while its person is still asked: nothing is changed', async () => {
    const { client } = await connect();
    // SDK 1.x at the client overlooks the withdrawal of the request with the id 0, so this is the second question.
    await client.callTool({ name: 'update_config', arguments: { key: 'batch_size', value: '50' } });
    const abort = new AbortController();
    const withdrawn = new Promise<void>((resolve) => {
      client.setRequestHandler(ElicitRequestSchema, async (_request, { signal }) => {
        signal.addEventListener('abort', () => resolve());
        abort.abort('the person closed the window');
        await withdrawn;
        return { action: 'cancel' };
      });
    });
    await expect(client.callTool({ name: 'update_config', arguments: { key: 'max_jobs', value: '5' } }, undefined, { signal: abort.signal })).rejects.toThrow(/closed the window/);
    // The server takes its question back, too.
    await withdrawn;
    expect((await read(client, 'zops://config'))['max_jobs']).toMatchObject({ value: null });
    const audit = (await read(client, 'zops://audit/recent')) as unknown as { tool: string; outcome?: string }[];
    expect(audit.filter(({ tool }) => tool === 'update_config').map(({ outcome }) => outcome)).toEqual([undefined, 'ok', undefined, 'cancelled']);
  });
});
