export const command = {
  'command.demand': '反映一个问题',
  'command.my': '我的需求和待办',
  'command.today': '今日待办',
  'command.find': '按编号查进度',
  'command.bind': '用邀请码绑定身份',
  'command.lang': '切换语言',
  'command.help': '怎么用',
  'command.start': '开始',
} as const;
