// What must be taken out, what must stay, and that nothing takes long.
import { readFile, readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTED, createRedactor, isSensitiveKey, redactText, redactValue } from '../src/redact.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----';

describe('secrets in text', () => {
  it.each([
    // shapes
    ['key sk-proj-Ab12_Cd34-Ef56Gh78 end', 'key [redacted] end'],
    ['sk-ant-api03-abcdefgh,sk-0123456789abcdef', '[redacted],[redacted]'],
    ['pk-lf-1234-abcd and sk-lf-1234-abcd', '[redacted] and [redacted]'],
    ['git clone https://ghp_abcdefghijklmnopqrst0123456789ABCDEF@github.com/a/b', 'git clone https://[redacted]@github.com/a/b'],
    ['github_pat_11ABCDEFG0123456789_abc', '[redacted]'],
    ['glpat-abcdefghij1234567890 xoxb-123456789-abc', '[redacted] [redacted]'],
    ['id AKIAIOSFODNN7EXAMPLE.', 'id [redacted].'],
    [`AIza${'a1B2-'.repeat(7)} npm_${'aB1'.repeat(12)}`, '[redacted] [redacted]'],
    [`cookie=${JWT}; x`, 'cookie=[redacted]; x'],
    [`a\n${PEM}\nb`, 'a\n[redacted]\nb'],
    [`${PEM}${PEM}`, '[redacted][redacted]'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg', '[redacted]'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1r\\n-----END OPENSSH PRIVATE KEY-----\\n', '[redacted]\\n'],
    ['postgres://zops:hunter2@db:5432/x?y=1', 'postgres://zops:[redacted]@db:5432/x?y=1'],
    ['redis://:hunter2@cache', 'redis://:[redacted]@cache'],
    // headers
    ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: [redacted]'],
    ['Authorization: abc123', 'Authorization: [redacted]'],
    ['curl -H "Authorization: Bearer t0ken" -v', 'curl -H "Authorization: [redacted]" -v'],
    ['sent Bearer AbCdEfGh to it', 'sent Bearer [redacted] to it'],
    ['X-Api-Key: 0a1b2c', 'X-Api-Key: [redacted]'],
    // assignments
    ['password=hunter2', 'password=[redacted]'],
    ['DB_PASSWORD = hunter2 next', 'DB_PASSWORD = [redacted] next'],
    ['dbPasswd:hunter2;x', 'dbPasswd:[redacted];x'],
    ['pwd=hunter2 PWD=hunter3', 'pwd=[redacted] PWD=[redacted]'],
    ['passphrase="open sesame, please" x', 'passphrase="[redacted]" x'],
    ["password='it is' x", "password='[redacted]' x"],
    ['password="un\\"finished', 'password="[redacted]'],
    ['{"password":"a\\"b","user":"x"}', '{"password":"[redacted]","user":"x"}'],
    ['{\\"password\\":\\"hunter2\\",\\"user\\":\\"x\\"}', '{\\"password\\":\\"[redacted]\\",\\"user\\":\\"x\\"}'],
    ["{'token': 'abc'}", "{'token': '[redacted]'}"],
    ['password => hunter2', 'password => [redacted]'],
    ['https://x/y?access_token=abc&z=1', 'https://x/y?access_token=[redacted]&z=1'],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'AWS_SECRET_ACCESS_KEY=[redacted]'],
    ['GITHUB_TOKEN=0123ABCD', 'GITHUB_TOKEN=[redacted]'],
    ['clientSecret: s3', 'clientSecret: [redacted]'],
    ['api_key=1 apikey=2 API-KEY: 3', 'api_key=[redacted] apikey=[redacted] API-KEY: [redacted]'],
    ['private_key=abc credentials=abc', 'private_key=[redacted] credentials=[redacted]'],
    ['login --user x --password hunter2 --verbose', 'login --user x --password [redacted] --verbose'],
    ['password=[abc]', 'password=[redacted]'],
    ['password=sk-0123456789!tail', 'password=[redacted]'],
    // JCL, TSO, RACF
    ['//PAYR0300 JOB (ACCT),USER=PAYBATCH,PASSWORD=S3CRET,CLASS=A', '//PAYR0300 JOB (ACCT),USER=PAYBATCH,PASSWORD=[redacted],CLASS=A'],
    ['//JOB1 JOB 1,PASSWORD=(OLDPW,NEWPW),CLASS=A', '//JOB1 JOB 1,PASSWORD=([redacted]),CLASS=A'],
    ['ALTUSER IBMUSER PASSWORD(NEWPASS) NOEXPIRED', 'ALTUSER IBMUSER PASSWORD([redacted]) NOEXPIRED'],
    ['PASSWORD PASSWORD(OLD NEW) USER(X)', 'PASSWORD PASSWORD([redacted]) USER(X)'],
    ["ADDUSER TEMP042 PHRASE('correct horse battery') NAME('J DOE')", "ADDUSER TEMP042 PHRASE([redacted]) NAME('J DOE')"],
    ['RALTER PTKTDATA CICS SSIGNON(KEYMASKED(0123456789ABCDEF))', 'RALTER PTKTDATA CICS SSIGNON(KEYMASKED([redacted]))'],
    ['PROXY(LDAPHOST(X) BINDPW(abc))', 'PROXY(LDAPHOST(X) BINDPW([redacted]))'],
    ['LOGON IBMUSER/SYS1 PROC(X)', 'LOGON IBMUSER/[redacted] PROC(X)'],
  ])('%s', (input, output) => {
    expect(redactText(input)).toBe(output);
    expect(redactText(output)).toBe(output);
  });
});

describe('ordinary text stays', () => {
  it.each([
    'N 0080000 SYSA     26326 07:26:12.54 TSU04460 00000281  ICH408I USER(TEMP042 ) GROUP(CONTRACT) NAME(J DOE               ) 445',
    'D                                         445 00000281    LOGON/JOB INITIATION - INVALID PASSWORD',
    'ICH408I USER(SCHED01 ) GROUP(BATCH   ) NAME(SCHEDULER           ) LOGON/JOB INITIATION - REVOKED USER ACCESS ATTEMPT',
    'IRR013I VERIFICATION FAILED. INVALID PASSWORD GIVEN.',
    'ICH70002I YOUR PASSWORD WILL EXPIRE IN 3 DAYS',
    'IEA995I SYMPTOM DUMP OUTPUT  915',
    'SETROPTS PASSWORD(INTERVAL(90) HISTORY(32) RULE1(LENGTH(8) ALPHA(1:8)))',
    'INVALID TOKEN, TOKEN EXPIRED, NO TOKEN FOUND',
    'TOKEN: EXPIRED',
    'IXC101I SYSPLEX PARTITIONING TOKEN=0000001C00000001',
    'BPXF024I TOKEN(00C7A2B4) RETURNED',
    'AUTHORIZATION: FAILED',
    'IEF285I   SYS1.PASSWORD(MEMBER)                            KEPT',
    'PROD.SECRET.MASTER CL(DATASET ) VOL(PRD014)',
    'PROD.TOKEN.LOAD(PAYR0300)',
    'credentials: missing',
    'PWD=/u/ibmuser OLDPWD=/sim',
    'LOGON TSO/E V2R5',
    'the bearer of news, Bearer authentication. BEARER TOKENS',
    'risk-management task-description-long desk-0123456789',
    'http://host:8080/path@x ftp://host/a:b@c mailto:user@example.com',
    'PASSWORD=&SYSPW',
    'password=<your password>',
    'a paraphrase(of it)',
    'eyJ is how many tokens begin',
    '$HASP373 PAYR0300 STARTED - INIT 4    - CLASS A        - SYS SYSA',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('every bundled log and status', async () => {
    const fixtures = new URL('../fixtures/', import.meta.url);
    const files = (await readdir(fixtures, { recursive: true })).filter((name) => /\.(?:log|json)$/.test(name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const text = await readFile(new URL(file, fixtures), 'utf8');
      expect(redactText(text), file).toBe(text);
    }
  });
});

describe('registered secrets', () => {
  it('go wherever they stand, the longer before the shorter', () => {
    const { text, value } = createRedactor({ secrets: ['s3cret', 's3cret-and-more', '', 'short', 'redacted'] });
    expect(text('a s3cret-and-more b/s3cret/c short redacted')).toBe('a [redacted] b/[redacted]/c short redacted');
    expect(value({ note: ['xs3cretx'], s3cret: 1 })).toEqual({ note: ['x[redacted]x'], '[redacted]': 1 });
  });
});

describe('secrets in values', () => {
  it('go by the name of their field, at any depth', () => {
    expect(
      redactValue({
        user: 'x',
        'X-Api-Key': 'a',
        nested: [{ dbPassword: 'b', PASSWD: 1234, my_pwd: ['c'], 'private.key': { n: 1 }, secretNote: '' }],
        headers: [{ name: 'Authorization', value: 'd' }, { name: 'Accept', value: 'e' }],
        command: 'echo password=f',
      }),
    ).toEqual({
      user: 'x',
      'X-Api-Key': REDACTED,
      nested: [{ dbPassword: REDACTED, PASSWD: REDACTED, my_pwd: REDACTED, 'private.key': REDACTED, secretNote: REDACTED }],
      headers: [{ name: 'Authorization', value: REDACTED }, { name: 'Accept', value: 'e' }],
      command: 'echo password=[redacted]',
    });
  });

  it('go from a refused update_config', () => {
    expect(redactValue({ key: 'Db-Pass_Word', value: 'hunter2' })).toEqual({ key: 'Db-Pass_Word', value: REDACTED });
    expect(redactValue({ key: 'password=hunter2', value: true })).toEqual({ key: 'password=[redacted]', value: REDACTED });
    expect(redactValue({ key: 'log_level', value: 'DEBUG' })).toEqual({ key: 'log_level', value: 'DEBUG' });
  });

  it('leave flags, counts of tokens, and what is no object alone', () => {
    const usage = { input_tokens: 12, max_tokens: 5, token_count: 1, output_tokens_details: { reasoning_tokens: 3 }, has_password: true, token: null };
    expect(redactValue(usage)).toEqual(usage);
    for (const value of [0, true, null, undefined, 'text']) expect(redactValue(value)).toBe(value);
    expect(redactValue({ tokens: ['a'], token: 'b' })).toEqual({ tokens: REDACTED, token: REDACTED });
  });

  it('names of object internals are plain keys, and the input is left as it was', () => {
    const input = JSON.parse('{"__proto__":{"token":"a"},"constructor":"b"}') as unknown;
    expect(JSON.stringify(redactValue(input))).toBe('{"__proto__":{"token":"[redacted]"},"constructor":"b"}');
    expect(JSON.stringify(input)).toBe('{"__proto__":{"token":"a"},"constructor":"b"}');
  });

  it('a value nested without end is cut, not a crash', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
    expect(JSON.stringify(redactValue(deep))).toBe(`${'['.repeat(64)}"${REDACTED}"${']'.repeat(64)}`);
  });

  it('sensitive names in every spelling', () => {
    const sensitive = ['password', 'PASS_WORD', 'user-passwd', 'Pwd', 'pass phrase', 'auth.token', 'clientSecret', 'API key', 'apiKey', 'credentials', 'private_key', 'Proxy-Authorization'];
    expect(sensitive.filter((key) => !isSensitiveKey(key))).toEqual([]);
    expect(['log_level', 'max_jobs', 'key', 'passes', 'batch_size', 'compass'].filter(isSensitiveKey)).toEqual([]);
  });
});

describe('a registered secret with quotes and backslashes', () => {
  const secret = 'a"b\\c\td-secret';
  const { text, value } = createRedactor({ secrets: [secret] });

  it.each([0, 1, 2, 3])('does not stay in JSON within JSON, %i deep', (depth) => {
    let nested = secret;
    let expected = REDACTED;
    for (let level = 0; level < depth; level += 1) {
      nested = JSON.stringify({ said: nested });
      expected = JSON.stringify({ said: expected });
    }
    expect(text(`before ${nested} after`)).toBe(`before ${expected} after`);
    expect(value({ message: nested })).toEqual({ message: expected });
  });
});

describe('properties', () => {
  const piece = fc.constantFrom(
    'password', 'PASSWORD', 'token', 'TOKEN', 'secret', 'api_key', 'phrase', 'authorization', 'Bearer ', 'Basic ', 'LOGON ', 'USER/', '=', ':', '(', ')', ' ', '"', "'", '\\', '--',
    '[redacted]', '[', ']', 'sk-', 'abcdefgh12', JWT, 'eyJ', '://', '@', 'u:p', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', ',', ';', '&', '\n', '.', 'hunter2', 'AKIAIOSFODNN7EXAMPLE', '{', '}', '=>',
  );
  const text = fc.array(fc.oneof({ weight: 6, arbitrary: piece }, { weight: 1, arbitrary: fc.string() }), { maxLength: 14 }).map((pieces) => pieces.join(''));
  const { text: redact, value } = createRedactor({ secrets: ['hunter2', 'abcdefgh12'] });

  it('redacting twice is redacting once', () => {
    fc.assert(fc.property(text, (input) => redact(redact(input)) === redact(input)), { numRuns: 20_000 });
    fc.assert(fc.property(fc.json(), (json) => JSON.stringify(value(value(JSON.parse(json)))) === JSON.stringify(value(JSON.parse(json)))));
  });

  it.each([
    ['://password://,@', '://password:[redacted]'],
    ['://password://\\\\@', '://password:[redacted]'],
  ])('what taking one out of %s leaves is looked at again', (input, expected) => {
    expect(redact(input)).toBe(expected);
    expect(redact(expected)).toBe(expected);
  });

  it('a registered secret never stays', () => {
    fc.assert(fc.property(text, (input) => !redact(input).includes('hunter2')));
  });

  it.each([
    'password', 'password=', 'password(', 'password="', 'password=\\"', 'a:password ', '--password ', '--', 'token-', 'secret_', 'eyJ', 'eyJaaaaa.', 'eyJaaaaa', 'sk-', 'ghp_', '://', '://a:', '://a:b', 'AKIA', 'Bearer ', 'bearer a', 'LOGON A/', 'LOGON ',
    '-----BEGIN PRIVATE KEY-----', '-----BEGIN A PRIVATE KEY', '-----BEGIN ', ' ', '\t', 'a', '\\', '"', "'", '(', 'password= ', 'password=basic ', 'passw', 'PRIVATE KEY-----', '-',
  ])('a hostile text of many %j is done in linear time', (unit) => {
    // A pattern that looks back or ahead over the whole text at each place would take hours here.
    const hostile = unit.repeat(Math.ceil(2_000_000 / unit.length));
    expect(redactText(hostile).length).toBeGreaterThan(0);
    expect(redactText(`password="${hostile}`).length).toBeGreaterThan(0);
    expect(redactText(`://a:${hostile}`).length).toBeGreaterThan(0);
  });
});
