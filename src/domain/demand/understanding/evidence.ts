/** Gathers from a text what the judgement in `understand.ts` needs: which category, how strongly, and in what tone. */
import type { CategoryKey, WantedAction } from './categories.ts';
import { withoutNumbers } from './message-forms.ts';
import type { PlaceFinding } from './place.ts';
import { contentWords, cueWords, type FoundWord, type PhraseRole, politeWords, USUAL_ACTION } from './word-lists.ts';

export interface Evidence {
  readonly category?: CategoryKey;
  /** Whether the best category stands out from the next. */
  readonly margin: 'clear' | 'narrow';
  /** How many independent signs there are that something of ours is wrong or wanted: one word alone may be chance. */
  readonly signs: number;
  /**
   * `strong`: a trouble is stated (停水), or a thing with a problem or a request (电梯 … 坏, 路灯 … 希望).
   * `weak`: a thing and only a hint (again, more). `none`: no subject of ours, or nothing wanted.
   */
  readonly strength: 'strong' | 'weak' | 'none';
  /** The category's own thing or trouble was named, not only hinted at. */
  readonly named: boolean;
  readonly action: WantedAction;
  readonly isQuestion: boolean;
  readonly isNumberLookup: boolean;
  /** The whole message is made of such words. */
  readonly onlyPolite: 'greeting' | 'thanks' | 'chatter' | undefined;
  readonly wordless: boolean;
  readonly startsForwarded: boolean;
  /** Speaks to the committee, the property firm and so on. */
  readonly addressed: boolean;
  readonly placeNamed: boolean;
  readonly length: number;
  has(role: PhraseRole): boolean;
}

export function gatherEvidence(folded: string, place: PlaceFinding, hasNumbers: boolean): Evidence {
  const words = contentWords(folded).filter((word) => !isPlaceItself(word, place) && !isDenied(folded, word));
  const roles = new Set([...words, ...cueWords(folded)].flatMap(({ tag }) => (tag.kind === 'role' ? [tag.role] : [])));
  const has = (role: PhraseRole) => roles.has(role);
  const scores = scoreCategories(folded, words);
  const [best, next] = scores;
  const isProblem = has('problem') || has('often');
  const wanted = has('ask') || has('change') || has('weak_ask');
  const strength = strengthOf(best, { problem: has('problem'), hint: has('often'), wanted });
  const placeNamed = place.place !== undefined;
  const length = Array.from(folded).length;
  return {
    ...(best ? { category: best.category } : {}),
    margin: best && next && best.score - next.score < CLEAR_MARGIN ? 'narrow' : 'clear',
    strength,
    signs: signsOf(best, has, placeNamed),
    named: best?.named === true || best?.troubled === true,
    action: actionOf(best?.category, has),
    isQuestion: asksSomething(folded, has) && !best?.troubled && !isProblem && !has('ask'),
    isNumberLookup: hasNumbers && isAboutNumbers(folded, has, best?.troubled === true),
    onlyPolite: politeOnly(folded),
    wordless: !/\p{L}/u.test(folded) || /^https?:\/\/\S+$/.test(folded),
    startsForwarded: /^[[【(]?(?:转发|转帖|转自|轉傳|轉發|forwarded|fwd)/.test(folded),
    addressed: has('community'),
    placeNamed,
    length,
    has,
  };
}

const isPlaceItself = ({ tag, start, end }: FoundWord, { spans }: PlaceFinding): boolean =>
  tag.kind !== 'role' && spans.some((span) => span.start <= start && end <= span.end);

/** 不亮了, 还没修好, 疏通了: the words of a mended thing with a syllable before them that says otherwise. */
const isDenied = (folded: string, { tag, start }: FoundWord): boolean =>
  tag.kind === 'role' && tag.role === 'resolved' && /[不没沒未疏]/.test(folded.charAt(start - 1));

interface CategoryScore {
  readonly category: CategoryKey;
  readonly score: number;
  readonly troubled: boolean;
  readonly named: boolean;
}

const TROUBLE = 3;
const THING = 2;
const FURTHER_THING = 0.5;
const ONE_CHARACTER = 1;
const WEAK = 0.5;
/** A thing that only says where (电梯里, 垃圾桶旁边, outside the gate). */
const WHERE = 0.6;
const PROBLEM_NEAR = 1;
const NEAR = 6;
const CLEAR_MARGIN = 1.5;

interface Sum {
  score: number;
  troubled: boolean;
  named: boolean;
  readonly seen: Set<string>;
}
const emptySum = (): Sum => ({ score: 0, troubled: false, named: false, seen: new Set() });

function scoreCategories(folded: string, words: readonly FoundWord[]): readonly CategoryScore[] {
  const problems = words.filter(({ tag }) => tag.kind === 'role' && tag.role === 'problem');
  const byCategory = new Map<CategoryKey, Sum>();
  // Troubles first: a word that is both a thing and its trouble (pothole) counts as the trouble.
  const ordered = words.toSorted((a, b) => Number(b.tag.kind === 'trouble') - Number(a.tag.kind === 'trouble'));
  for (const word of ordered) {
    const { tag } = word;
    if (tag.kind === 'role') continue;
    const sum = byCategory.get(tag.category) ?? emptySum();
    byCategory.set(tag.category, sum);
    if (sum.seen.has(word.word)) continue;
    sum.seen.add(word.word);
    if (tag.kind === 'trouble') {
      sum.score += sum.troubled ? FURTHER_THING : TROUBLE;
      sum.troubled = true;
    } else if (tag.kind === 'weak') {
      sum.score += WEAK;
    } else {
      const where = saysWhere(folded, word);
      const base = where ? WHERE : word.word.length === 1 ? ONE_CHARACTER : THING;
      const near = problems.slice(0, MOST_PROBLEMS).some((problem) => distance(problem, word) <= NEAR);
      sum.score += sum.named ? FURTHER_THING : base;
      if (near && !where && !sum.named) sum.score += PROBLEM_NEAR;
      sum.named ||= !where;
    }
  }
  return [...byCategory]
    .map(([category, { seen: _seen, ...sum }]) => ({ category, ...sum }))
    .toSorted((a, b) => b.score - a.score);
}

/** More problems than this in one message add nothing but time. */
const MOST_PROBLEMS = 20;
const distance = (a: FoundWord, b: FoundWord): number => (a.end <= b.start ? b.start - a.end : a.start - b.end);

function saysWhere(folded: string, { start, end }: FoundWord): boolean {
  const behind = folded.slice(end, end + 2);
  const before = folded.slice(Math.max(0, start - 16), start);
  return (
    /^(?:里|裡|裏|旁|边上|邊上|后面|後面|前面|附近|门口|門口|对面|對面)/.test(behind) ||
    /(?:^| )(?:in|outside|near|behind|beside|next to|in front of|by) (?:the |my |our )?$/.test(before)
  );
}

function strengthOf(
  best: CategoryScore | undefined,
  { problem, hint, wanted }: { readonly problem: boolean; readonly hint: boolean; readonly wanted: boolean },
): Evidence['strength'] {
  if (!best) return 'none';
  if (best.troubled) return 'strong';
  if (best.named && (problem || wanted)) return 'strong';
  if (problem || hint || wanted) return 'weak';
  return 'none';
}

function signsOf(best: CategoryScore | undefined, has: (role: PhraseRole) => boolean, placeNamed: boolean): number {
  if (!best) return 0;
  const signs = [
    // A stated trouble is a subject and a problem in one.
    best.troubled,
    best.troubled || best.named,
    // A trouble and, in other words, the thing it is with.
    best.troubled && best.named,
    placeNamed,
    has('problem') || has('often'),
    has('ask') || has('change') || has('weak_ask'),
  ];
  return signs.filter(Boolean).length;
}

function asksSomething(folded: string, has: (role: PhraseRole) => boolean): boolean {
  if (/[?]\s*$/.test(folded)) return true;
  // In English "when" and "who" also join clauses; they ask at the beginning of a sentence only.
  return (
    has('wh') &&
    (/[\u3400-\u9fff]/.test(folded) ||
      /(?:^|[.!,] ?)(?:what|when|where|who|how|which|why|is there|are there|do|does)\b/.test(folded))
  );
}

function isAboutNumbers(folded: string, has: (role: PhraseRole) => boolean, troubled: boolean): boolean {
  const said = withoutNumbers(folded).replace(/[\s\p{P}]/gu, '');
  return said.length <= 6 || (has('lookup') && !troubled && said.length <= 40);
}

/** Whether nothing but greetings, thanks and small words is left once they are taken away. */
function politeOnly(folded: string): Evidence['onlyPolite'] {
  const covered = new Array<boolean>(folded.length).fill(false);
  const roles = new Set<PhraseRole>();
  for (const { tag, start, end } of politeWords(folded)) {
    if (tag.kind === 'role') roles.add(tag.role);
    covered.fill(true, start, end);
  }
  const left = Array.from(folded, (char, at) => (covered[at] ? '' : char)).join('');
  if (/[\p{L}\p{N}]/u.test(left.replace(/[啊呀哦呢吧了啦哈的嘛噢]/g, ''))) return undefined;
  if (roles.has('thanks')) return 'thanks';
  if (roles.has('greeting')) return 'greeting';
  return roles.has('talk') ? 'chatter' : undefined;
}

function actionOf(category: CategoryKey | undefined, has: (role: PhraseRole) => boolean): WantedAction {
  if (has('cue_help') && !has('cue_complaint')) return 'help';
  if (has('cue_complaint')) return 'complaint';
  if (has('cue_repair')) return 'repair';
  if (has('cue_suggestion')) return 'suggestion';
  return (category && USUAL_ACTION.get(category)) ?? 'help';
}
