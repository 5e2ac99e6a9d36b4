/** Co-signing in a chat: 「附议 D-2026-0001」, the button below a demand, and what is said to whoever cannot. */
import { formatDemandNumber, parseDemandNumber } from '../domain/demand/number.ts';
import { phrase, translate } from '../locales/translate.ts';
import { categoryName, demandFacts, placeLabel } from '../notices/demand-facts.ts';
import type { BoundChoice } from '../notices/intent.ts';
import type { NotPermitted } from '../usecases/command.ts';
import { type Cosigned, cosignDemand, type TakeBackRefusal, takeBackCosign } from '../usecases/demand/cosign.ts';
import { findByNumber, listedDemands } from '../usecases/demand/lists.ts';
import { offerAddition } from './addition.ts';
import { choice } from './answers.ts';
import type { Said } from './flows/said.ts';
import { refusalText, sayRefusal } from './refusals.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

/** In a group she is answered there, and hears the steps in her own chat. */
const hearsIn = ({ chat }: Turn) => (chat.scope === 'direct' ? { chatId: chat.id } : {});

/** @param said what she was about to file in its place */
export async function cosign(turn: Turn, demandId: string, said: Said = []): Promise<void> {
  const done = await cosignDemand(turn.uow, { demandId, ...hearsIn(turn) });
  if (!done.ok) return sayCannot(turn, done.error);
  await sayCosigned(turn, demandId, done.value);
  // While something else is being written, what waits belongs to that.
  if (turn.chat.scope === 'direct' && !turn.standing) await offerAddition(turn, done.value.demand, said);
}

async function sayCosigned(turn: Turn, asked: string, { demand, signatures }: Cosigned): Promise<void> {
  const number = formatDemandNumber(demand);
  const took = asked === demand.id ? undefined : await demandFacts(turn.uow, asked);
  say(turn, 'done.cosign', {
    text: [
      ...(took ? [...translate(turn.language, 'cosign.merged', { number: took.number, other: number }), '\n'] : []),
      ...translate(turn.language, 'done.cosign', { number, count: signatures }),
    ],
    ...(turn.chat.scope === 'direct' && {
      choices: [
        choice(turn, 'registered.button.show', { do: 'show', demandId: demand.id }),
        choice(turn, 'cosign.button.take-back', { do: 'take-back', demandId: demand.id }, 'quiet'),
      ],
    }),
  });
}

export async function takeBack(turn: Turn, demandId: string): Promise<void> {
  const done = await takeBackCosign(turn.uow, { demandId });
  if (!done.ok) return sayCannot(turn, done.error);
  const { demand, signatures } = done.value;
  sayText(turn, 'done.take-back', 'done.take-back', { number: formatDemandNumber(demand), count: signatures });
}

/** Every refusal leaves a way: how to be bound, or a demand of her own. */
function sayCannot(turn: Turn, refusal: TakeBackRefusal | NotPermitted): void {
  const own =
    refusal.kind === 'cosign_unbound' || refusal.kind === 'cosign_over' || refusal.kind === 'cosign_elsewhere';
  if (!own || turn.chat.scope !== 'direct') {
    sayRefusal(turn, refusal);
    return;
  }
  say(turn, `refused.${refusal.kind}`, {
    text: [refusalText(turn.language, refusal)],
    choices: [choice(turn, 'home.button.report', { do: 'report' })],
  });
}

/** The command, with a number behind it. */
export async function onCosign(turn: Turn, words: string, what: 'cosign' | 'take-back'): Promise<void> {
  const number = parseDemandNumber(words);
  if (!number) return sayText(turn, 'cosign.ask', 'cosign.ask');
  const found = await findByNumber(turn.uow.tx, turn.actor, turn.community?.id, number);
  if (found.kind === 'none') return sayText(turn, 'find.none', 'find.none');
  return what === 'cosign' ? cosign(turn, found.row.id) : takeBack(turn, found.row.id);
}

/** 需求目录: common concerns that gather co-signatures. Categories, places and counts are public; words are not. */
export async function sayCatalogue(turn: Turn, page: number): Promise<void> {
  const { community } = turn;
  if (!community) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  const listed = await listedDemands(turn.uow.tx, community.id, {
    page,
    size: rulesOf(turn).value('demand.list.page'),
  });
  if (listed.rows.length === 0) return sayText(turn, 'catalogue.none', 'catalogue.none');
  const lines: string[] = [];
  for (const { row } of listed.rows) {
    const facts = await demandFacts(turn.uow, row.id);
    if (!facts) continue;
    const place = facts.placeIsPublic ? placeLabel(turn.language, facts) : '';
    lines.push(
      phrase(turn.language, 'catalogue.line', {
        number: facts.number,
        about: [categoryName(turn.language, row.category), ...(place === '' ? [] : [place])].join(' · '),
        count: facts.support.signatures,
        needed: rulesOf(turn).value('demand.topic.cosigns'),
      }),
    );
  }
  say(turn, 'catalogue', {
    text: [...translate(turn.language, 'catalogue'), '\n', lines.join('\n')],
    choices: [
      ...listed.rows.map(({ row }): BoundChoice => {
        const label = formatDemandNumber(row);
        return { label, says: label, intent: { do: 'show', demandId: row.id } };
      }),
      ...(listed.hasNext ? [choice(turn, 'list.button.more', { do: 'catalogue', page: page + 1 }, 'quiet')] : []),
    ],
  });
}
