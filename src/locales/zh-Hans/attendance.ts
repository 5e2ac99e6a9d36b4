/** 登记到会：照着签到的名单。 */
export const attendance = {
  'attendance.ask':
    '“<b>{title}</b>”谁到了？发序号或姓名，比如：1 3 5-12\n有人中途走了，前面写“离开”：离开 3\n\n{list}',
  'attendance.list': '还没登记的{count}人：\n{people}',
  'attendance.list.leave': '请假的：{people}',
  'attendance.list.none': '名单上的人都登记了。',
  'attendance.list.long': '还有{count}人没登记，名单太长，请直接发姓名。',
  'attendance.button.all': '名单上的都到了',
  'attendance.button.leave': '先不登记',
  'attendance.button.yes': '对，登记',
  'attendance.button.again': '不对，重写',
  'attendance.sure.came': '登记这{count}人到会，对吗？\n{names}',
  'attendance.sure.left': '登记这{count}人离开，对吗？\n{names}',
  'attendance.nobody': '没有要登记的人，或者都登记过了。',
  'attendance.not-listed': '名单上没有“{typed}”。',
  'attendance.name-shared': '“{name}”有几位（{numbers}号），请发序号。',
  'attendance.done.came': '✅ 登记了{count}人到会。已到{present}人，应到{of}人，至少要{needed}人。',
  'attendance.done.left': '登记了{count}人离开。已到{present}人，应到{of}人，至少要{needed}人。',
} as const;
