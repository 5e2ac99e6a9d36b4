/** 联署: asks for a meeting in one line, or signs what others ask for. */

import { fewestFor } from '../domain/ballot/roll.ts';
import { parseMeetingLine } from '../domain/meeting/typed.ts';
import { type MessageKey, phrase, translate } from '../locales/translate.ts';
import { button } from '../notices/button.ts';
import { kindName } from '../notices/meeting-facts.ts';
import type { NotPermitted } from '../usecases/command.ts';
import {
  openPetition,
  openPetitions,
  PETITIONED,
  type PetitionRefusal,
  type Signed,
  signPetition,
  withdrawSignature,
} from '../usecases/meeting/petition.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

/** 「要求开会 居民会议 议题:加装电梯」; alone it lists what can be signed. */
export async function onPetition(turn: Turn, line: string): Promise<void> {
  const { community, uow } = turn;
  if (!community) return sayText(turn, 'petition.how', 'petition.how');
  if (line === '') return sayPetitions(turn);
  const typed = parseMeetingLine(line);
  const kind = PETITIONED.find((each) => each === typed?.kind);
  const about = typed?.items.map(({ title }) => title).join('；') ?? '';
  if (!kind || about === '') return sayText(turn, 'petition.how', 'petition.how');
  const done = await openPetition(uow, { communityId: community.id, kind, about });
  if (!done.ok) return sayPetitionRefusal(turn, done.error);
  saySigned(turn, done.value);
}

async function sayPetitions(turn: Turn): Promise<void> {
  const { community, language, uow } = turn;
  const open = community ? await openPetitions(uow, community.id) : [];
  if (open.length === 0) return sayText(turn, 'petition.none', 'petition.none');
  say(turn, 'petition.list', {
    text: [
      ...translate(language, 'petition.list'),
      '\n',
      open.map((row, at) => `${at + 1}. ${kindName(language, row)}：${row.about}`).join('\n'),
    ],
    choices: open.map((row, at) => {
      const label = phrase(language, 'petition.button.sign', { number: at + 1 });
      return { label, says: label, intent: { do: 'petition', petitionId: row.id, act: 'sign' } };
    }),
  });
}

export async function onPetitionAct(turn: Turn, petitionId: string, act: 'sign' | 'withdraw'): Promise<void> {
  const done =
    act === 'sign' ? await signPetition(turn.uow, { petitionId }) : await withdrawSignature(turn.uow, { petitionId });
  if (!done.ok) return sayPetitionRefusal(turn, done.error);
  if (act === 'withdraw') {
    const over = done.value.petition.state === 'withdrawn';
    return sayText(turn, 'petition.withdrawn', over ? 'petition.withdrawn.last' : 'petition.withdrawn');
  }
  saySigned(turn, done.value);
}

/** How many there are, and how many are still wanted by whichever way of counting is nearest. */
function saySigned(turn: Turn, { petition: row, counts }: Signed): void {
  const { language } = turn;
  if (row.state === 'reached') {
    sayText(turn, 'petition.enough', 'petition.enough');
    return;
  }
  const nearest = counts
    .map(({ signed, of, needed }) => ({ signed, missing: fewestFor(of, needed) - signed }))
    .reduce((best, each) => (each.missing < best.missing ? each : best));
  say(turn, 'petition.signed', {
    text: translate(language, 'petition.signed', { about: row.about, ...nearest }),
    choices: [
      button(language, 'petition.button.withdraw', { do: 'petition', petitionId: row.id, act: 'withdraw' }, 'quiet'),
    ],
  });
}

function sayPetitionRefusal(turn: Turn, refusal: PetitionRefusal | NotPermitted): void {
  if (refusal.kind === 'text_too_long') sayMeetingRefusal(turn, refusal);
  else sayText(turn, 'petition.refused', REFUSED[refusal.kind]);
}

const REFUSED = {
  not_permitted: 'petition.refused.not-yours',
  petition_not_yours: 'petition.refused.not-yours',
  petition_signed_already: 'petition.refused.signed',
  petition_not_signed: 'petition.refused.not-signed',
  petition_ended: 'petition.refused.ended',
  petition_not_found: 'petition.refused.ended',
  community_not_found: 'petition.how',
  title_missing: 'petition.how',
} as const satisfies Record<Exclude<PetitionRefusal['kind'] | 'not_permitted', 'text_too_long'>, MessageKey>;
