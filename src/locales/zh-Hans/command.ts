export const command = {
  'command.demand': '反映一个问题',
  'command.my': '我的需求和待办',
  'command.today': '今日待办',
  'command.find': '按编号查进度',
  'command.bind': '用邀请码绑定身份',
  'command.unbind': '解绑这个账号',
  'command.phone': '换了手机',
  'command.bindgroup': '绑定本群',
  'command.unbindgroup': '解绑本群',
  'command.lang': '切换语言',
  'command.help': '怎么用',
  'command.start': '开始',
} as const;
