/** Who could be reached and at what cost: the month in one message, the budget of pushes, the sweep. */
export const reaching = {
  'cli.gaps.missed': '遺漏：到點未辦，現已補辦',
  'cli.gaps.escalations': '遺漏：未安排上報的任務',
  'cli.gaps.reminders': '遺漏：沒有安排發出的提醒',
  'cli.doubles.schedule': '重複：安排了兩次，已取消',
  'cli.doubles.reminders': '重複：發出了兩次的提醒',
} as const;
