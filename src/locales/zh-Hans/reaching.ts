/** Who could be reached and at what cost: the month in one message, the budget of pushes, the sweep. */
export const reaching = {
  'cli.gaps.missed': '遗漏：到点未办，现已补办',
  'cli.gaps.escalations': '遗漏：未安排上报的任务',
  'cli.gaps.reminders': '遗漏：没有安排发出的提醒',
  'cli.doubles.schedule': '重复：安排了两次，已取消',
  'cli.doubles.reminders': '重复：发出了两次的提醒',
} as const;
