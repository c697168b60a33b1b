// Makes plain JSON unchangeable, all the way down: what was shown and approved is what runs.

export function deepFreeze<T>(json: T): T {
  if (typeof json !== 'object' || json === null || Object.isFrozen(json)) return json;
  Object.freeze(json);
  for (const value of Object.values(json)) deepFreeze(value);
  return json;
}
