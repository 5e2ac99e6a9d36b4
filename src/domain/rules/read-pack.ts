/** Reads a rule pack from data nobody has checked yet, and says everything that is wrong with it at once. */
import { err, ok, type Result } from '../result.ts';
import { isRuleKey, RULE_KINDS, type RuleKey } from './keys.ts';
import {
  LABELS_OF_SOURCE,
  RULE_LABELS,
  type Rule,
  type RulePack,
  type RuleSet,
  type RuleSource,
  type SourceKind,
  TRANSLATIONS,
  type Translated,
} from './pack.ts';
import { ID, isRecord, type Json, JURISDICTION, Reading, type RulePackProblem, TEXT, VERSION } from './reading.ts';
import { readValue } from './value-kinds.ts';

/** Fields a reader knows; anything else is named, because a misspelt field would silently lose its meaning. */
const PACK_FIELDS = [
  'id',
  'version',
  'title',
  'jurisdiction',
  'effectiveFrom',
  'effectiveUntil',
  'note',
  'extends',
  'sources',
  'rules',
];
const RULE_FIELDS = [
  'value',
  'unit',
  'source',
  'article',
  'label',
  'jurisdiction',
  'effectiveFrom',
  'plain',
  'translated',
  'note',
  'earlier',
];
const SOURCE_FIELDS = ['kind', 'title', 'article', 'url', 'jurisdiction'];

interface KnownSource {
  readonly source: RuleSource;
  readonly jurisdiction?: string;
}

export function readRulePack(json: unknown): Result<RulePack, readonly RulePackProblem[]> {
  const reading = new Reading();
  if (!isRecord(json)) return err([{ kind: 'wrong', path: '', expected: 'an object' }]);
  reading.onlyFields(json, '', PACK_FIELDS);
  const id = reading.text(json, 'id', '', ID, 'lower-case letters, digits and hyphens');
  const version = reading.text(json, 'version', '', VERSION, 'a version like 1.0.0');
  const title = reading.text(json, 'title', '', TEXT, 'a title');
  const jurisdiction = reading.text(json, 'jurisdiction', '', JURISDICTION, 'an ISO 3166 code like CN or CN-SH');
  const effectiveFrom = reading.date(json, 'effectiveFrom', '');
  const effectiveUntil = json.effectiveUntil === undefined ? undefined : reading.date(json, 'effectiveUntil', '');
  if (effectiveUntil !== undefined && effectiveFrom !== undefined && effectiveUntil <= effectiveFrom) {
    reading.report({ kind: 'wrong', path: 'effectiveUntil', expected: 'a date after effectiveFrom' });
  }
  const note = reading.optionalText(json, 'note', '', TEXT, 'a note');
  const parent = reading.optionalText(json, 'extends', '', ID, 'the id of another pack');
  if (parent !== undefined && parent === id) {
    reading.report({ kind: 'wrong', path: 'extends', expected: 'the id of another pack' });
  }
  const sources = readSources(reading, json.sources);
  const rules = readRules(reading, json.rules, sources, { jurisdiction, effectiveFrom });
  if (reading.problems.length > 0 || !id || !version || !title || !jurisdiction || !effectiveFrom) {
    return err(reading.problems);
  }
  return ok({
    id,
    version,
    title,
    jurisdiction,
    effectiveFrom,
    ...(effectiveUntil ? { effectiveUntil } : {}),
    ...(note ? { note } : {}),
    ...(parent ? { extends: parent } : {}),
    rules,
  });
}

function readSources(reading: Reading, json: unknown): ReadonlyMap<string, KnownSource> {
  const sources = new Map<string, KnownSource>();
  if (!isRecord(json)) {
    reading.report({ kind: 'missing', path: 'sources', expected: 'an object of sources by short name' });
    return sources;
  }
  for (const [name, body] of Object.entries(json)) {
    const read = readSource(reading, body, `sources["${name}"]`);
    if (read) sources.set(name, read);
  }
  return sources;
}

function readSource(reading: Reading, json: unknown, path: string): KnownSource | undefined {
  if (!isRecord(json)) return reading.report({ kind: 'wrong', path, expected: 'an object with kind and title' });
  reading.onlyFields(json, path, SOURCE_FIELDS);
  const kinds = Object.keys(LABELS_OF_SOURCE) as SourceKind[];
  const kind = kinds.find((known) => known === json.kind);
  if (!kind) reading.report({ kind: 'wrong', path: `${path}.kind`, expected: `one of ${kinds.join(', ')}` });
  const title = reading.text(json, 'title', path, TEXT, 'the title of the source');
  const article = reading.optionalText(json, 'article', path, TEXT, 'the article');
  const url = reading.optionalText(json, 'url', path, /^https?:\/\/\S+$/, 'a web address');
  const jurisdiction = reading.optionalText(json, 'jurisdiction', path, JURISDICTION, 'an ISO 3166 code');
  if (!kind || !title) return undefined;
  const source = { kind, title, ...(article ? { article } : {}), ...(url ? { url } : {}) };
  return { source, ...(jurisdiction ? { jurisdiction } : {}) };
}

interface Inherited {
  readonly jurisdiction?: string | undefined;
  readonly effectiveFrom?: string | undefined;
}

function readRules(
  reading: Reading,
  json: unknown,
  sources: ReadonlyMap<string, KnownSource>,
  inherited: Inherited,
): RuleSet {
  if (!isRecord(json)) {
    reading.report({ kind: 'missing', path: 'rules', expected: 'an object of rules by key' });
    return {};
  }
  const rules: [string, Rule][] = [];
  for (const [key, body] of Object.entries(json)) {
    const path = `rules["${key}"]`;
    if (!isRuleKey(key)) {
      reading.report({ kind: 'unknown_rule', path, key });
    } else if (!isRecord(body)) {
      reading.report({ kind: 'wrong', path, expected: 'an object' });
    } else {
      const rule = readRule(reading, key, body, path, sources, inherited);
      if (rule) rules.push([key, rule]);
    }
  }
  return Object.fromEntries(rules) as RuleSet;
}

function readRule(
  reading: Reading,
  key: RuleKey,
  json: Json,
  path: string,
  sources: ReadonlyMap<string, KnownSource>,
  inherited: Inherited,
): Rule | undefined {
  const within = (name: string) => (path ? `${path}.${name}` : name);
  reading.onlyFields(json, path, RULE_FIELDS);
  const kind = RULE_KINDS[key];
  const value = readValue(kind, json.value);
  if (json.value === undefined) {
    reading.report({ kind: 'missing', path: within('value'), expected: value.ok ? 'a value' : value.error.expected });
  } else if (!value.ok) {
    reading.report({ kind: 'wrong', path: within(`value${value.error.at}`), expected: value.error.expected });
  }
  const unit = 'unit' in kind ? kind.unit : undefined;
  if (json.unit !== unit) {
    reading.report({ kind: 'wrong_unit', path: within('unit'), expected: unit ?? 'no unit beside the value' });
  }
  const sourceName = reading.text(json, 'source', path, TEXT, 'where the value comes from');
  const known = sourceName === undefined ? undefined : sources.get(sourceName);
  if (sourceName !== undefined && !known) {
    reading.report({ kind: 'unknown_source', path: within('source'), source: sourceName });
  }
  const article = reading.optionalText(json, 'article', path, TEXT, 'the article');
  const labelText = reading.text(json, 'label', path, TEXT, `one of ${RULE_LABELS.join(', ')}`);
  const label = RULE_LABELS.find((each) => each === labelText);
  if (labelText !== undefined && !label) {
    reading.report({ kind: 'wrong', path: within('label'), expected: `one of ${RULE_LABELS.join(', ')}` });
  }
  if (label && known && !LABELS_OF_SOURCE[known.source.kind].includes(label)) {
    reading.report({ kind: 'label_above_source', path: within('label'), label, source: known.source.kind });
  }
  const plain = reading.text(json, 'plain', path, /\{value\}/, 'a sentence with {value} in it');
  const translated = readTranslated(reading, json.translated, within('translated'));
  const note = reading.optionalText(json, 'note', path, TEXT, 'a note');
  const earlier = readEarlier(reading, key, json, path, sources, inherited);
  const jurisdiction =
    reading.optionalText(json, 'jurisdiction', path, JURISDICTION, 'an ISO 3166 code') ??
    known?.jurisdiction ??
    inherited.jurisdiction;
  const ownDate = json.effectiveFrom === undefined ? undefined : reading.date(json, 'effectiveFrom', path);
  const effectiveFrom = ownDate ?? inherited.effectiveFrom;
  if (!value.ok || !known || !label || !plain || !effectiveFrom || !jurisdiction) return undefined;
  return {
    key,
    value: value.value as Rule['value'],
    source: article ? { ...known.source, article } : known.source,
    label,
    jurisdiction,
    effectiveFrom,
    plain,
    ...(translated ? { translated } : {}),
    ...(note ? { note } : {}),
    ...(earlier.length > 0 ? { earlier } : {}),
  };
}

/** Values that held before, each with the source it had then; unit and sentence stay. */
function readEarlier(
  reading: Reading,
  key: RuleKey,
  { earlier, unit, plain, translated }: Json,
  path: string,
  sources: ReadonlyMap<string, KnownSource>,
  inherited: Inherited,
): readonly Rule[] {
  const at = path ? `${path}.earlier` : 'earlier';
  if (earlier === undefined) return [];
  if (!Array.isArray(earlier)) {
    reading.report({ kind: 'wrong', path: at, expected: 'a list of earlier values' });
    return [];
  }
  return earlier.flatMap((json: unknown, index) => {
    if (!isRecord(json) || json.earlier !== undefined) {
      reading.report({ kind: 'wrong', path: `${at}[${index}]`, expected: 'an object with value, source and label' });
      return [];
    }
    const said = { ...(unit !== undefined && { unit }), plain, ...(translated !== undefined && { translated }) };
    const rule = readRule(reading, key, { ...said, ...json }, `${at}[${index}]`, sources, inherited);
    return rule ? [rule] : [];
  });
}

/** The value has its place in every language, or the sentence could contradict it. */
function readTranslated(reading: Reading, json: unknown, path: string): Translated | undefined {
  if (json === undefined) return undefined;
  if (!isRecord(json)) {
    return reading.report({ kind: 'wrong', path, expected: `sentences by language: ${TRANSLATIONS.join(', ')}` });
  }
  reading.onlyFields(json, path, TRANSLATIONS);
  const sentences = TRANSLATIONS.flatMap((language) => {
    const sentence = reading.optionalText(json, language, path, /\{value\}/, 'a sentence with {value} in it');
    return sentence === undefined ? [] : [[language, sentence] as const];
  });
  return Object.fromEntries(sentences);
}
