/** The rule pack every community starts from, read. */
import json from '../../src/domain/rules/packs/lilong-default.json' with { type: 'json' };
import { readRulePack } from '../../src/domain/rules/read-pack.ts';

const read = readRulePack(json);
if (!read.ok) throw new Error(`packs/lilong-default.json: ${JSON.stringify(read.error)}`);

export const DEFAULT_RULE_PACK = read.value;
