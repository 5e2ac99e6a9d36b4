/**
 * The rule pack every community starts from. It holds a value for every key; labels say how firmly each holds, and
 * many are proposals a community should decide for itself. It applies from the year of the oldest source document, so
 * that records entered with their original dates find their rules.
 */
import { readRulePack } from '../read-pack.ts';
import json from './lilong-default.json' with { type: 'json' };

const read = readRulePack(json);
if (!read.ok) throw new Error(`packs/lilong-default.json: ${JSON.stringify(read.error)}`);

export const DEFAULT_RULE_PACK = read.value;
