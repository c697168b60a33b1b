// Wires the OpenAI planner from the configuration. Whoever imports this loads the API's client: import it only when a key is set.
import type { Config } from '../../../config.js';
import { createRedactor } from '../../../redact.js';
import type { Planner } from '../../planner.js';
import { createOpenAiModel } from './openai-model.js';
import { createOpenAiPlanner, DEFAULT_MODEL } from './openai-planner.js';

export function openAiPlannerFor({ openai: { model, baseUrl, api }, secrets }: Pick<Config, 'openai' | 'secrets'>, apiKey: string): Planner {
  const redactor = createRedactor({ secrets });
  return createOpenAiPlanner({ model: createOpenAiModel({ apiKey, model: model ?? DEFAULT_MODEL, baseUrl, api, redact: redactor.text }), redact: redactor.value });
}
