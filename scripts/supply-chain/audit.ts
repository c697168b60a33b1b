// Known vulnerabilities, from `npm audit --json`. A registry without that service gives no result, which is not the same as a clean one.

export interface Finding {
  readonly package: string;
  readonly severity: string;
  /** Titles of the advisories, or the packages through which it is affected. */
  readonly because: readonly string[];
  /** Why it does no harm here, or null. */
  readonly explained: string | null;
}

export type Audit =
  | { readonly ran: true; readonly packages: number; readonly findings: readonly Finding[] }
  | { readonly ran: false; readonly reason: string };

/** Packages with an advisory that does no harm here, and why. An entry that no finding needs any more is an error. */
export const EXPLAINED: Readonly<Record<string, string>> = {};

interface Answer {
  readonly message?: string;
  readonly error?: { readonly summary?: string };
  readonly metadata?: { readonly dependencies?: { readonly total?: number } };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly via: readonly (string | { readonly title: string })[] }>>;
}

/** @param stdout what npm printed, whatever its exit code was */
export function readAudit(stdout: string, explained: Readonly<Record<string, string>> = EXPLAINED): Audit {
  const answer = parse(stdout);
  if (answer?.vulnerabilities === undefined) {
    // npm fills in one or the other and leaves the rest empty.
    const said = [answer?.error?.summary, answer?.message, stdout.trim().slice(0, 200)].find((text) => text !== undefined && text !== '') ?? 'npm audit printed nothing';
    // The address is the machine's own affair.
    return { ran: false, reason: said.replace(/ - (?:GET|POST) \S+$/, '') };
  }
  const findings = Object.entries(answer.vulnerabilities).map(([name, { severity, via }]) => ({
    package: name,
    severity,
    because: via.map((cause) => (typeof cause === 'string' ? cause : cause.title)),
    explained: explained[name] ?? null,
  }));
  return { ran: true, packages: answer.metadata?.dependencies?.total ?? 0, findings };
}

/** What makes an audit fail. */
export function auditProblems(audit: Audit, explained: Readonly<Record<string, string>> = EXPLAINED): string[] {
  if (!audit.ran) return [];
  const open = audit.findings.filter((finding) => finding.explained === null).map((finding) => `${finding.package}: ${finding.severity}: ${finding.because.join('; ')}`);
  const stale = Object.keys(explained).filter((name) => !audit.findings.some((finding) => finding.package === name));
  return [...open, ...stale.map((name) => `${name}: is explained in scripts/supply-chain/audit.ts, but has no advisory any more`)];
}

function parse(stdout: string): Answer | null {
  try {
    return JSON.parse(stdout) as Answer | null;
  } catch {
    return null;
  }
}
