/** 登記到會：照著簽到的名單。 */
export const attendance = {
  'attendance.ask':
    '「<b>{title}</b>」誰到了？發序號或姓名，比如：1 3 5-12\n有人中途走了，前面寫「離開」：離開 3\n\n{list}',
  'attendance.list': '還沒登記的{count}人：\n{people}',
  'attendance.list.leave': '請假的：{people}',
  'attendance.list.none': '名單上的人都登記了。',
  'attendance.list.long': '還有{count}人沒登記，名單太長，請直接發姓名。',
  'attendance.button.all': '名單上的都到了',
  'attendance.button.leave': '先不登記',
  'attendance.button.yes': '對，登記',
  'attendance.button.again': '不對，重寫',
  'attendance.sure.came': '登記這{count}人到會，對嗎？\n{names}',
  'attendance.sure.left': '登記這{count}人離開，對嗎？\n{names}',
  'attendance.nobody': '沒有要登記的人，或者都登記過了。',
  'attendance.not-listed': '名單上沒有「{typed}」。',
  'attendance.name-shared': '「{name}」有幾位（{numbers}號），請發序號。',
  'attendance.done.came': '✅ 登記了{count}人到會。已到{present}人，應到{of}人，至少要{needed}人。',
  'attendance.done.left': '登記了{count}人離開。已到{present}人，應到{of}人，至少要{needed}人。',
} as const;
