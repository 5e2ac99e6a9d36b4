/**
 * What a person means with a free text, as far as word lists can tell: a demand, a question, small talk, danger…
 *
 * The guess is offered, never imposed: `sure` may be shown as the default, `likely` as a question, `unsure` as a menu.
 * Small talk must not become a demand, and danger must never be missed; everything else may be asked again.
 */
import type { CategoryKey, WantedAction } from './categories.ts';
import { type EmergencyNumber, findEmergency } from './emergency.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import { fold } from './fold.ts';
import { caseNumbers, looksLikeCommand } from './message-forms.ts';
import { normalise } from './normalise.ts';
import { findPlace, type PlaceGuess } from './place.ts';
import type { PlaceName } from './place-names.ts';
import { type PrivateDetail, privateDetails } from './private-details.ts';

export type UnderstoodKind =
  | 'demand'
  | 'question'
  | 'greeting'
  | 'thanks'
  | 'chatter'
  | 'emergency'
  | 'command'
  | 'number_lookup'
  /** Meant for us, but we cannot tell what about: ask. */
  | 'unclear';

/** `sure`: right in at least 95 of 100 cases of the corpus. */
export type Confidence = 'sure' | 'likely' | 'unsure';

export interface UnderstandingContext {
  readonly places: readonly PlaceName[];
  /** The building the person is registered in. */
  readonly homePlaceId?: string;
}

export interface Understanding {
  readonly kind: UnderstoodKind;
  readonly confidence: Confidence;
  readonly category?: CategoryKey;
  readonly action?: WantedAction;
  readonly place?: PlaceGuess;
  /**
   * The number to call. With kind `emergency` it is happening now; with another kind the words of danger are there
   * but speak of the past, a fear or a drill, and the number is worth a line below the answer.
   */
  readonly emergency?: EmergencyNumber;
  /** Receipt numbers in the text, in their canonical form. */
  readonly numbers: readonly string[];
  /** Room numbers, telephone numbers and the like: not for groups or public pages. Positions are in the normalised text. */
  readonly privateDetails: readonly PrivateDetail[];
}

/** Several times what any chat platform carries in one message (LINE 5,000, Telegram 4,096 characters). */
const MOST_SEARCHED = 20_000;

export function understand(text: string, context: UnderstandingContext): Understanding {
  const { text: kept, rest } = normalise(text);
  const folded = fold(kept);
  // Danger is looked for also in what is too long to keep.
  const emergency = findEmergency(rest === '' ? folded.text : fold(`${kept}${rest}`.slice(0, MOST_SEARCHED)).text);
  const found = findPlace(folded, context.places, context.homePlaceId);
  const numbers = caseNumbers(folded.text);
  const aside = {
    numbers,
    privateDetails: privateDetails(folded, found.houses),
    ...(found.place ? { place: found.place } : {}),
  };
  const inCase = emergency && { emergency: emergency.number };
  if (looksLikeCommand(folded.text)) {
    return { ...aside, ...(emergency?.hint === false ? inCase : {}), kind: 'command', confidence: 'sure' };
  }
  const evidence = gatherEvidence(folded.text, found, numbers.length > 0);
  if (emergency?.now) {
    return {
      ...aside,
      ...inCase,
      kind: 'emergency',
      confidence: emergency.outright && !found.ambiguous ? 'sure' : 'likely',
      category: evidence.category ?? DANGER_CATEGORY[emergency.number],
    };
  }
  const judged = judge(evidence);
  const confidence = found.ambiguous && judged.confidence === 'sure' ? 'likely' : judged.confidence;
  // A mere hint of danger is named only where the text is not understood for sure.
  const named = emergency?.hint === false || confidence === 'unsure';
  return {
    ...aside,
    ...(named ? inCase : {}),
    kind: judged.kind,
    confidence,
    ...categoryOf(judged.kind, evidence),
    ...(judged.kind === 'demand' ? { action: evidence.action } : {}),
    ...(judged.kind === 'question' ? { action: 'enquiry' } : {}),
  };
}

/** Where the words name no category, the number to call does. */
const DANGER_CATEGORY: { readonly [N in EmergencyNumber]: CategoryKey } = {
  '110': 'safety_fire',
  '119': 'safety_fire',
  '120': 'medical',
  '122': 'traffic',
};

/** A lone noun (电梯) is not yet a demand, but it answers "what is it about?". */
function categoryOf(kind: UnderstoodKind, { category }: Evidence): { readonly category?: CategoryKey } {
  if (category) return { category };
  return kind === 'demand' ? { category: 'other' } : {};
}

interface Judgement {
  readonly kind: UnderstoodKind;
  readonly confidence: Confidence;
}
const sure = (kind: UnderstoodKind): Judgement => ({ kind, confidence: 'sure' });
const likely = (kind: UnderstoodKind): Judgement => ({ kind, confidence: 'likely' });
const unsure = (kind: UnderstoodKind): Judgement => ({ kind, confidence: 'unsure' });

/** Most telling first: form, then who is spoken to, then what is asked, then small talk. */
function judge(evidence: Evidence): Judgement {
  const { has } = evidence;
  if (evidence.wordless) return sure('chatter');
  if (evidence.isNumberLookup) return sure('number_lookup');
  if (evidence.onlyPolite) return sure(evidence.onlyPolite);
  if (has('forward') && evidence.startsForwarded) return sure('chatter');
  if (has('vague') && evidence.strength === 'none' && !evidence.named) return sure('unclear');
  if (has('thanks') && (has('resolved') || evidence.strength === 'none') && !has('ask')) {
    return (has('resolved') || evidence.length <= 20) && !has('trade') ? sure('thanks') : likely('thanks');
  }
  if (evidence.isQuestion) return judgeQuestion(evidence);
  if (evidence.strength !== 'none') return judgeDemand(evidence);
  if (has('forward') || has('trade') || has('wish') || has('joke')) return sure('chatter');
  if (has('smalltalk')) return has('ask') || evidence.addressed ? likely('chatter') : sure('chatter');
  const addressed = evidence.addressed || evidence.placeNamed;
  if (has('ask') && evidence.length >= 6) return unsure(addressed ? 'demand' : 'unclear');
  // A subject of ours without saying what is wrong (门口又是一地泔水): somebody began to tell us something.
  if (has('problem') || evidence.named) return unsure('unclear');
  return unsure('chatter');
}

function judgeQuestion(evidence: Evidence): Judgement {
  if (evidence.has('smalltalk') || evidence.has('trade') || evidence.has('joke'))
    return evidence.addressed || evidence.named ? likely('chatter') : sure('chatter');
  if (evidence.addressed || evidence.named) return evidence.margin === 'clear' ? sure('question') : likely('question');
  return unsure('question');
}

function judgeDemand(evidence: Evidence): Judgement {
  const idle = ['smalltalk', 'trade', 'wish', 'joke', 'forward'] as const;
  const chatting = idle.some(evidence.has);
  if (evidence.strength === 'weak') return chatting ? likely('chatter') : unsure(evidence.named ? 'demand' : 'unclear');
  if (evidence.has('resolved')) return unsure('thanks');
  if (chatting) return evidence.strength === 'strong' ? likely('demand') : unsure('demand');
  return evidence.margin === 'clear' && evidence.signs >= SIGNS_FOR_SURE ? sure('demand') : likely('demand');
}
/** Two signs still mistake an anecdote for a demand now and then. */
const SIGNS_FOR_SURE = 3;
