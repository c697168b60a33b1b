// Whether an answer holds what a page says of it: fewer keys and elements, `…` for any text, JSON in a text opened. Pure.

export function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected === 'string') return typeof actual === 'string' && matches(actual, expected);
  if (typeof expected !== 'object' || expected === null) return actual === expected;
  const opened = typeof actual === 'string' ? open(actual) : actual;
  if (Array.isArray(expected)) return Array.isArray(opened) && inOrder(opened, expected);
  if (typeof opened !== 'object' || opened === null || Array.isArray(opened)) return false;
  return Object.entries(expected).every(([key, value]) => key in opened && contains((opened as Record<string, unknown>)[key], value));
}

/** Each expected element is there, in this order, with others between. */
function inOrder(actual: readonly unknown[], expected: readonly unknown[]): boolean {
  let at = 0;
  return expected.every((element) => {
    while (at < actual.length) if (contains(actual[at++], element)) return true;
    return false;
  });
}

function matches(actual: string, expected: string): boolean {
  const parts = expected.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(actual);
}

function open(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
