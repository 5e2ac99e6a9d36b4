/** Demands in a chosen state, made in this process with the same commands people use, some at a time. */
import { type Actor, SYSTEM } from '../../src/domain/permissions/roles.ts';
import type { Result } from '../../src/domain/result.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import type { Runtime } from '../../src/runtime.ts';
import { actorOf, openAccount, openChat } from '../../src/usecases/conversation/identify.ts';
import { acceptDemand, askDemandInfo, resolveDemand } from '../../src/usecases/demand/steps.ts';
import { submitDemand } from '../../src/usecases/demand/submit.ts';
import { communityByCode } from '../../src/usecases/registry/communities.ts';
import type { DueTime, UnitOfWork } from '../../src/usecases/unit-of-work.ts';

export type Stage = 'submitted' | 'needs_info' | 'resolved';

const AT_ONCE = 20;

/** @returns what was planned for them */
export async function makeDemands(runtime: Runtime, count: number, stage: Stage): Promise<readonly DueTime[]> {
  const { context } = runtime;
  const plans: DueTime[] = [];
  for (let first = 0; first < count; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, at) => first + at);
    const result = await runUnit(context, SYSTEM, context.index.of('chaos', stage, `${first}`), async (uow) => {
      for (const number of numbers) await makeOne(uow, stage, number);
      return {};
    });
    runtime.committed(result);
    plans.push(...result.dueTimes);
  }
  return plans;
}

async function makeOne(uow: UnitOfWork, stage: Stage, number: number): Promise<void> {
  const home = await communityByCode(uow.tx, 'demo');
  if (!home) throw new Error('the demo community is missing');
  const address = { platform: 'line', account: 'Uchaos', chat: `U${stage}${number}` };
  const account = await openAccount(uow, address, { user: address.chat });
  const chat = await openChat(uow, { address, scope: 'direct' }, account);
  if (!chat) throw new Error('no chat was made');
  const { actor } = await actorOf(uow.tx, account);
  const submitted = must(
    await submitDemand(as(uow, actor), {
      accountId: account.id,
      chatId: chat.id,
      communityId: home.id,
      text: `楼道的灯坏了 ${stage} ${number}`,
      category: 'other',
    }),
  );
  if (stage === 'submitted') return;
  const officer = await headOf(uow);
  const demandId = submitted.id;
  if (stage === 'needs_info') {
    must(await askDemandInfo(as(uow, officer), { demandId, words: '哪一层?' }));
    return;
  }
  must(await acceptDemand(as(uow, officer), { demandId }));
  must(await resolveDemand(as(uow, officer), { demandId, words: '换好了', evidence: 'statement' }));
}

/** The head of the demo community, who may act on every demand. */
async function headOf(uow: UnitOfWork): Promise<Actor> {
  const address = { platform: 'web', account: 'sandbox', chat: 'chen' };
  return (await actorOf(uow.tx, await openAccount(uow, address, { user: 'chen' }))).actor;
}

const as = (uow: UnitOfWork, actor: Actor): UnitOfWork => ({ ...uow, actor });

function must<T, E extends { readonly kind: string }>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`a demand could not be made: ${result.error.kind}`);
  return result.value;
}
