/** What tasks that come out of meetings are called. A task keeps its title in every language, as a plan's tasks do. */
import type { PlanText } from '../task/plan.ts';

export const meetingTask = {
  carryOut: (number: number, title: string): Required<PlanText> => ({
    'zh-Hans': `落实第${number}号决议：${title}`,
    'zh-Hant': `落實第${number}號決議：${title}`,
    en: `Carry out decision ${number}: ${title}`,
  }),
  answerPetition: (about: string): Required<PlanText> => ({
    'zh-Hans': `答复并召集居民要求的会议：${about}`,
    'zh-Hant': `答覆並召集居民要求的會議：${about}`,
    en: `Answer and convene the meeting people ask for: ${about}`,
  }),
};
