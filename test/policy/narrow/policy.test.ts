// The policy in force with a site's on top: what each part of it refuses.
import { describe, expect, test } from 'vitest';
import { approveExpanded } from '../../../src/policy/evaluate.js';
import type { SitePolicy } from '../../../src/policy/narrow/site-policy.js';
import { BUILT_IN_POLICY, createPolicy } from '../../../src/policy/policy.js';
import { PROGRAMS } from '../../../src/policy/verdict.js';
import { LIMITS } from '../../../src/limits.js';

const ruleOf = (site: SitePolicy, command: string): string => createPolicy(site).evaluate(command).rule;

describe('commands', () => {
  const site: SitePolicy = { commands: { allow: ['cat', 'ls'] }, reason: 'Ask ops.' };

  test('that the site leaves out are refused, and what it leaves in is not', () => {
    expect(PROGRAMS.filter((program) => ruleOf(site, program === 'grep' ? 'grep x' : program) === 'allowed')).toEqual(['cat', 'ls']);
    expect(createPolicy(site).evaluate('date')).toEqual({
      allowed: false,
      rule: 'site_command',
      reason: "This site's policy does not allow date; it allows cat, ls. The site says: Ask ops.",
      argv: ['date'],
    });
    expect(createPolicy({ commands: { allow: [] } }).evaluate('date').reason).toBe("This site's policy does not allow date; it allows no command at all.");
  });

  test('the built-in verdict comes first', () => {
    expect([ruleOf(site, 'rm x'), ruleOf(site, 'date -s now'), ruleOf(site, 'cat /etc/passwd')]).toEqual(['blocked-command', 'blocked-option', 'path-jail']);
  });

  test('a suggestion passes both', () => {
    expect(createPolicy({}).evaluate('egrep x f')).toMatchObject({ suggestion: 'grep -E x f' });
    expect(createPolicy(site).evaluate('egrep x f')).not.toHaveProperty('suggestion');
    expect(createPolicy({ flags: { tail: { deny: ['-s'] } } }).evaluate('tail -s 2 x')).not.toHaveProperty('suggestion');
  });
});

describe('options', () => {
  test.each([
    ['grep', { deny: ['--recursive'] }, ['grep x', 'grep -n x'], ['grep -r x', 'grep -nr x', 'grep --recursive x']],
    ['grep', { allow: ['-n', '-5'] }, ['grep -n x', 'grep -3 x', 'grep --line-number x'], ['grep -i x', 'grep -C3 x', 'grep -ni x', 'grep --help']],
    ['tail', { deny: ['-n'] }, ['tail x', 'tail -5c x', 'tail -c 5 x'], ['tail -5 x', 'tail -n 5 x', 'tail +5 x', 'tail --lines=5 x', 'tail -5l x']],
    ['tail', { allow: ['--lines'] }, ['tail -5 x', 'tail -n5 x'], ['tail -5c x', 'tail -q x', 'tail -5b x']],
    ['head', { allow: ['-n'] }, ['head -5 x'], ['head -5q x', 'head -5v x', 'head -5z x', 'head -5k x', 'head -5m x', 'head -5cq x']],
    ['head', { deny: ['-q'] }, ['head -5 x', 'head -5vz x'], ['head -5q x', 'head -q x']],
    ['head', { deny: ['-v', '-z'] }, ['head -5 x', 'head -5q x'], ['head -5v x', 'head -5z x']],
    ['echo', { deny: ['-e'] }, ['echo -n x', 'echo x -e', 'echo'], ['echo -e x', 'echo -ne x', 'echo -e']],
    ['echo', { allow: [] }, ['echo --help x'], ['echo --help', 'echo --version', 'echo -n']],
    ['ls', { allow: [] }, ['ls', 'ls x'], ['ls -l', 'ls --all']],
  ] as const)('%s %j', (program, rules, pass, refused) => {
    const site: SitePolicy = { flags: { [program]: { ...rules } } };
    for (const command of pass) expect([command, ruleOf(site, command)]).toEqual([command, 'allowed']);
    for (const command of refused) expect([command, ruleOf(site, command)]).toEqual([command, 'site_flag']);
  });

  test('what the built-in policy refuses stays refused, also when the site names it', () => {
    expect(ruleOf({ flags: { tail: { allow: ['-f', '-n'] } } }, 'tail -f x')).toBe('blocked-option');
  });

  test('a refusal lists what is left, and gives the nearest reason', () => {
    const site: SitePolicy = { reason: 'far', flags: { cat: { allow: ['-n', '-A'], reason: 'near' }, wc: { allow: [] } } };
    expect(createPolicy(site).evaluate('cat -s x').reason).toBe("This site's policy does not allow cat -s; of the options of cat it allows: -A --show-all, -n --number. The site says: near");
    expect(createPolicy(site).evaluate('wc -l x').reason).toBe("This site's policy does not allow wc -l; of the options of wc it allows: none. The site says: far");
  });
});

describe('paths', () => {
  const site: SitePolicy = { paths: { deny: [{ path: '/sim/audit.log' }, { path: '/sim/private' }] } };

  test.each(['cat syslog.log', 'cat *.log', 'ls -d /sim', 'ls syslog.log', 'grep audit.log syslog.log', 'echo audit.log', 'grep -r x sub', 'ls sub', 'wc -l ./x', 'cat', 'hostname', 'grep x'])('%s passes', (command) => {
    expect(ruleOf(site, command)).toBe('allowed');
  });

  test.each(['cat audit.log', 'cat ./audit.log', 'cat /sim//audit.log', 'cat "audit.log"', 'cat AUDIT.LOG', 'cat syslog.log audit.log', 'ls private', 'ls -d private/x', 'cat private/*', 'cat /sim/private/**/x', 'grep -r x', 'grep -r x /sim', 'grep -d recurse x .', 'ls', 'ls /sim', 'ls -R', 'ls ./', 'grep -R x /sim/./', 'head -n 1 -- audit.log', 'wc audit.log'])(
    '%s is refused',
    (command) => expect(ruleOf(site, command)).toBe('site_path'),
  );

  test('a refused listing offers the glob that leaves out what is denied', () => {
    const suggestion = (command: string): unknown => {
      const verdict = createPolicy(site).evaluate(command);
      return verdict.allowed || verdict.suggestion;
    };
    expect(['ls', 'ls -la /sim', 'ls -lR /sim/', 'ls --recursive -t', 'ls -w 80', 'ls -- /sim', 'ls private', 'cat audit.log', 'ls private/*'].map(suggestion)).toEqual([
      'ls -d *', 'ls -d -la /sim/*', 'ls -d -l /sim/*', 'ls -d -t *', undefined, undefined, undefined, undefined, undefined,
    ]);
    expect(['ls -R', 'ls -w80', 'ls -I x', 'ls -lI x', 'ls --ignore x', 'ls --ignore=README', 'ls --sort time'].map(suggestion)).toEqual(['ls -d *', 'ls -d -w80 *', undefined, undefined, undefined, 'ls -d --ignore=README *', undefined]);
    const others = createPolicy({ paths: { deny: ['a', 'x-w', 'x--sort'].map((folder) => ({ path: `/sim/${folder}/secret` })) } });
    const other = (command: string): unknown => {
      const verdict = others.evaluate(command);
      return verdict.allowed || verdict.suggestion;
    };
    expect(['ls a//', 'ls x-w a/', 'ls x--sort a/', 'ls a/ b*'].map(other)).toEqual(['ls -d a/*', 'ls -d x-w/* a/*', 'ls -d x--sort/* a/*', undefined]);
    expect(createPolicy({ paths: { allow: ['/sim/sub/*'] } }).evaluate('cat sub')).not.toHaveProperty('suggestion');
  });

  test('hold for what a glob found, and travel with the command', () => {
    const verdict = createPolicy(site).evaluate('cat *.log');
    if (!verdict.allowed) throw new Error(verdict.reason);
    expect(verdict.command.confined).toEqual({ paths: { ...site.paths, reason: undefined }, reach: 'itself' });
    const file = (value: string) => ({ value, role: 'file' as const });
    expect(approveExpanded(verdict.command, [file('syslog.log')]).rule).toBe('allowed');
    expect(approveExpanded(verdict.command, [file('syslog.log'), file('audit.log')])).toMatchObject({ allowed: false, rule: 'site_path', argv: ['cat', 'syslog.log', 'audit.log'] });
    const again = approveExpanded(verdict.command, [file('syslog.log')]);
    expect(again.allowed && approveExpanded(again.command, [file('audit.log')]).rule).toBe('site_path');
  });

  test('a folder is refused for what is denied far below only when all of it is looked at', () => {
    const deep: SitePolicy = { paths: { deny: [{ path: '/sim/a/b/secret' }] } };
    expect(['grep x', 'ls', 'ls a', 'ls a/', 'ls a/b', 'ls -dR a/b/', 'grep x a/b/'].map((command) => [command, ruleOf(deep, command)]).filter(([, rule]) => rule !== 'allowed')).toEqual([]);
    for (const command of ['grep -r x', 'grep -R x a/', 'grep -d recurse x', 'ls -R', 'ls -R a/', 'ls a/b/', 'ls -R a/b/']) expect([command, ruleOf(deep, command)]).toEqual([command, 'site_path']);
  });

  test('how far a command looks travels with it', () => {
    const reach = (command: string): unknown => {
      const verdict = createPolicy({ paths: {} }).evaluate(command);
      return verdict.allowed ? verdict.command.confined?.reach : verdict.rule;
    };
    expect(['cat x', 'ls', 'ls x', 'ls -R', 'ls -d', 'ls -Rd', 'grep x', 'grep -r x', 'grep -R x', 'grep -d skip x', 'hostname'].map(reach)).toEqual(['itself', 'entries', 'entries', 'tree', 'itself', 'itself', 'itself', 'tree', 'tree', 'tree', 'itself']);
  });

  test('where a glob looks has to be allowed, or on the way to what is; commands without files look nowhere', () => {
    const narrow: SitePolicy = { paths: { allow: ['/sim/sub/a.log', '/sim/a-b/**'] } };
    for (const command of ['cat', 'hostname', 'grep x', 'echo x', 'cat *', 'cat ?.log', 'cat sub/*.log', 'cat s*b/a.log', 'cat /sim/sub/*', 'cat "a-b"/*', 'ls -d *']) expect([command, ruleOf(narrow, command)]).toEqual([command, 'allowed']);
    for (const command of ['ls', 'cat other/*', 'cat "a-c"/*', 'cat sub/x/*', 'cat /sim/other/*', 'cat x']) expect([command, ruleOf(narrow, command)]).toEqual([command, 'site_path']);
    expect(createPolicy({ paths: { allow: [] } }).evaluate('cat *').reason).toBe("This site's policy refuses it: `/sim` is not among the paths it allows: none.");
  });

  test('the nearest reason is given, and goes along', () => {
    const near: SitePolicy = { reason: 'far', paths: { deny: [{ path: '/sim/x' }], reason: 'near' } };
    const far: SitePolicy = { reason: 'far', paths: { deny: [{ path: '/sim/x' }] } };
    expect([near, far].map((policy) => createPolicy(policy).evaluate('cat x').reason)).toEqual(['near', 'far'].map((why) => `This site's policy refuses it: \`x\` is denied there (\`/sim/x\`). The site says: ${why}`));
    const confined = [near, far].map((policy) => createPolicy(policy).evaluate('cat y')).map((verdict) => (verdict.allowed ? verdict.command.confined?.paths.reason : verdict.rule));
    expect(confined).toEqual(['near', 'far']);
  });

  test('what may be a file is not taken for a folder', () => {
    const below: SitePolicy = { paths: { deny: [{ path: '/sim/a.log/x' }] } };
    expect(['ls a.log', 'ls /sim/a.log', 'ls a.log/', 'ls /sim/a.log/'].map((command) => ruleOf(below, command))).toEqual(['allowed', 'allowed', 'site_path', 'site_path']);
  });

  test('files that are read without a command', () => {
    const { checkFile } = createPolicy(site);
    expect([checkFile('/sim/syslog.log'), checkFile('/sim/audit.log')?.rule, BUILT_IN_POLICY.checkFile('/sim/audit.log')]).toEqual([null, 'site_path', null]);
    expect(createPolicy({ commands: { allow: [] } }).checkFile('/sim/audit.log')).toBeNull();
  });

  test('an empty list of allowed paths leaves nothing', () => {
    for (const command of ['cat x', 'ls', 'ls -d *', 'cat *']) expect(ruleOf({ paths: { allow: [] } }, command)).toBe('site_path');
  });
});

describe('configuration', () => {
  const site: SitePolicy = {
    reason: 'far',
    config: {
      allow: ['log_level', 'max_jobs', 'shift', 'region_mb', 'constructor'],
      narrow: { log_level: { values: ['INFO', 'WARN'], reason: 'near' }, max_jobs: { min: 10, max: 5000 }, debug_mode: { values: ['true'] } },
      add: { shift: { type: 'choice', values: ['day', 'night'] }, region_mb: { type: 'integer', min: 1, max: 64, unit: 'MB' }, max_jobs: { type: 'integer', min: 0, max: 9, unit: '' }, db_password: { type: 'choice', values: ['x'] } },
    },
  };
  const { checkConfig: check, configKeys } = createPolicy(site);
  const said = (key: string, value: string): string => {
    const verdict = check(key, value);
    return verdict.ok ? `ok: ${verdict.value}` : `${verdict.code}: ${verdict.message}`;
  };

  test('keys that are left, with what is left of them', () => {
    expect(configKeys).toEqual({
      log_level: { type: 'choice', values: ['INFO', 'WARN'] },
      max_jobs: { type: 'integer', min: 10, max: 1000, unit: 'jobs' },
      shift: { type: 'choice', values: ['day', 'night'] },
      region_mb: { type: 'integer', min: 1, max: 64, unit: 'MB' },
    });
    expect([said('log_level', 'info'), said('max_jobs', '10'), said('shift', 'NIGHT'), said('region_mb', '64')]).toEqual(['ok: INFO', 'ok: 10', 'ok: night', 'ok: 64']);
  });

  test('what is not left is refused by the rule that took it', () => {
    expect(said('log_level', 'DEBUG')).toBe("site_value: This site's policy does not let log_level be `DEBUG`: here it takes one of INFO, WARN. The site says: near");
    expect(said('max_jobs', '9')).toBe("site_value: This site's policy does not let max_jobs be `9`: here it takes an integer from 10 to 1000 (jobs). The site says: far");
    expect(said('batch_size', '5')).toBe("site_key: This site's policy does not let batch_size be set; the keys that it allows: log_level, max_jobs, shift, region_mb. The site says: far");
    const none = createPolicy({ config: { allow: [] } }).checkConfig('max_jobs', '5');
    expect(none.ok ? '' : none.message).toBe("This site's policy does not let max_jobs be set; the keys that it allows: none.");
  });

  test('a site that says nothing of keys leaves them as they are', () => {
    for (const policy of [BUILT_IN_POLICY, createPolicy({}), createPolicy({ config: {} })]) {
      expect([policy.checkConfig('max_jobs', '5'), policy.checkConfig('log_level', 'info'), policy.checkConfig('max_jobs', '0').ok, policy.configKeys]).toEqual([
        { ok: true, key: 'max_jobs', value: '5' },
        { ok: true, key: 'log_level', value: 'INFO' },
        false,
        BUILT_IN_POLICY.configKeys,
      ]);
    }
  });

  test('a range narrows on both sides; what does not fit the type changes nothing', () => {
    const policy = createPolicy({ config: { narrow: { max_jobs: { min: 5, max: 20 }, batch_size: { max: 20 }, log_level: { min: 3 }, debug_mode: { values: ['true'] } } } });
    expect(policy.configKeys).toMatchObject({
      max_jobs: { min: 5, max: 20 },
      batch_size: { min: 1, max: 20 },
      log_level: { values: ['DEBUG', 'INFO', 'WARN', 'ERROR'] },
      debug_mode: { values: ['true'] },
    });
    expect(['4', '5', '20', '21'].map((value) => policy.checkConfig('max_jobs', value).ok)).toEqual([false, true, true, false]);
    const refused = policy.checkConfig('max_jobs', '21');
    expect(refused.ok ? '' : refused.message).toBe("This site's policy does not let max_jobs be `21`: here it takes an integer from 5 to 20 (jobs).");
  });

  test('what the built-in policy refuses stays refused: ranges, redefinitions, secrets, names of object internals', () => {
    expect([said('max_jobs', '1001'), said('max_jobs', '0'), said('db_password', 'x'), said('constructor', 'x'), said('region_mb', '65')].map((text) => text.split(':')[0])).toEqual(['invalid_value', 'invalid_value', 'sensitive_key', 'unknown_key', 'invalid_value']);
  });
});

describe('limits', () => {
  test('can be lowered and not raised', () => {
    const raised = createPolicy({ limits: { command_chars: 1e9, timeout_ms: 1e9, output_bytes: 1e9, tail_max: 1e9 } });
    expect(raised.limits).toEqual(BUILT_IN_POLICY.limits);
    expect(BUILT_IN_POLICY.limits).toEqual({ commandChars: LIMITS.commandChars, timeoutMs: LIMITS.commandTimeoutMs, outputBytes: LIMITS.commandOutputBytes, tailMax: LIMITS.tailMax });
    expect(createPolicy({ limits: { timeout_ms: 5, tail_max: 7 } }).limits).toMatchObject({ timeoutMs: 5, tailMax: 7, commandChars: LIMITS.commandChars });
  });

  test('of a command and of a tail refuse by name', () => {
    const policy = createPolicy({ limits: { command_chars: 10, tail_max: 5, reason: 'small' } });
    expect([policy.evaluate('cat 123456').rule, policy.evaluate('cat 1234567').rule]).toEqual(['allowed', 'site_limit']);
    expect(policy.evaluate('cat 1234567').reason).toBe("This site's policy allows commands of at most 10 characters; this one has 11. The site says: small");
    expect([policy.checkTail(5), policy.checkTail(6)]).toEqual([null, { ok: false, rule: 'site_limit', reason: "This site's policy allows at most 5 records; ask for tail=5. The site says: small" }]);
    expect(createPolicy({ limits: { tail_max: 5 }, reason: 'far' }).checkTail(6)?.reason).toBe("This site's policy allows at most 5 records; ask for tail=5. The site says: far");
    expect(createPolicy({ reason: 'far' }).checkTail(10_001)?.reason).toBe("This site's policy allows at most 10000 records; ask for tail=10000. The site says: far");
    expect([BUILT_IN_POLICY.checkTail(10_000), BUILT_IN_POLICY.checkTail(10_001)?.rule]).toEqual([null, 'site_limit']);
  });
});

describe('described', () => {
  test('a site that says nothing is the built-in policy', () => {
    const { text, site, ...rest } = createPolicy({}).describe();
    const { text: builtInText, site: none, ...builtIn } = BUILT_IN_POLICY.describe();
    expect([rest, site, none]).toEqual([builtIn, {}, null]);
    expect(text).toBe(builtInText.replace('the built-in one.', 'the built-in one, narrowed by this site.'));
    expect(createPolicy({ commands: { allow: ['wc'] }, flags: {}, paths: { allow: ['/sim/a', '/sim/b'], deny: [{ path: '/sim/a/x' }, { path: '/sim/b/x' }] } }).describe()).toMatchObject({
      paths: ['/sim/a', '/sim/b'],
      denied_paths: ['/sim/a/x', '/sim/b/x'],
      programs: { wc: builtIn.programs['wc'] },
      text: expect.stringContaining('\nPaths: /sim/a, /sim/b; denied: /sim/a/x, /sim/b/x.\n') as string,
    });
  });

  test('as data and in words', () => {
    const site: SitePolicy = { reason: 'Ask ops.', commands: { allow: ['cat', 'hostname'] }, flags: { cat: { allow: ['-n'], reason: 'Plain only.' }, hostname: { allow: [] } }, paths: { allow: ['/sim/*.log'], deny: [{ path: '/sim/audit.log' }] }, config: { allow: ['max_jobs'] }, limits: { tail_max: 9 } };
    const { programs, text, ...rest } = createPolicy(site).describe();
    expect(programs['cat']?.allowed).toEqual(['-n, --number']);
    expect(programs['cat']?.refused['-s, --squeeze-blank']).toBe("refused by this site's policy: Plain only.");
    expect(programs['hostname']?.refused['-s, --short']).toBe("refused by this site's policy");
    expect(programs['hostname']?.refused['-b, --boot']).toBe('it sets the host name; hostname only shows it here');
    expect(rest).toEqual({
      paths: ['/sim/*.log'],
      denied_paths: ['/sim/audit.log'],
      config_keys: { max_jobs: 'an integer from 1 to 1000 (jobs)' },
      limits: { command_chars: 4096, timeout_ms: 10_000, output_bytes: 262_144, tail_max: 9 },
      site,
    });
    expect(text).toBe(
      [
        'Policy in force: the built-in one, narrowed by this site. Ask ops.',
        'Commands: cat, hostname. Options that pass:',
        '  cat: -n, --number',
        '  hostname: none',
        'Paths: /sim/*.log; denied: /sim/audit.log.',
        'Configuration keys:',
        '  max_jobs: an integer from 1 to 1000 (jobs)',
        'Limits: commands of 4096 characters and 10000 ms, 262144 bytes of output per stream, 9 records of a log.',
        '',
      ].join('\n'),
    );
    expect(createPolicy({ commands: { allow: [] }, paths: { allow: [] } }).describe().text).toMatch(/narrowed by this site\.\nCommands: none\..*\nPaths: none\.\n/);
  });
});
