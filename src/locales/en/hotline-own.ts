/** The hotline as a reporter meets it: the report, the thread, the letters. */
export const hotlineOwn = {
  'case.report.button': 'Report or complain',
  'case.report.ask-text':
    'Tell it in your own words: what, when, and who made you do it. Photos are welcome. Who may know that it was you is yours to say before it is sent: write “anonymous” or “in confidence” if you want that.',
  'case.report.ask-text.follows':
    'What happened to you because of that report? It becomes a case of its own, one level up.',
  'case.report.ask-category': 'Which kind of matter is it?',
  'case.report.other-group': 'Other kinds',
  'case.report.ask-mode':
    'Who may know that it was you?\n• With my name: those who work on it know you\n• In confidence: only the system knows where to answer; to see who you are takes two people, and you are told\n• Anonymous: nobody knows; the code opens it',
  'case.report.ask-mode.unbound':
    'Who may know that it was you? (To give your name, bind first.)\n• In confidence: only the system knows where to answer; to see who you are takes two people, and you are told\n• Anonymous: nobody knows; the code opens it',
  'case.mode.named': 'With my name',
  'case.mode.confidential': 'In confidence',
  'case.mode.anonymous': 'Anonymous',
  'case.mode-is.named': 'With your name: those who work on it know you',
  'case.mode-is.confidential': 'In confidence: two must agree to see who you are',
  'case.mode-is.anonymous': 'Anonymous: the code opens it',
  'case.report.ask-about': 'Which unit is it about? Neither that unit nor its people will see it.',
  'case.report.ask-about.words': 'Please write in your own words which unit or department it is.',
  'case.report.unlisted': 'Not in the list',
  'case.report.unknown': 'I cannot say',
  'case.report.offer': 'Shall I send it like this?',
  'case.report.offer.follows': 'It follows {number} and goes one level up. Shall I send it like this?',
  'case.report.send': 'Send',
  'case.report.change-mode': 'Who may know',
  'case.report.change-about': 'Which unit',
  'case.report.as-demand': 'No report, a demand',
  'case.report.type-place': 'Please write the place in words: this position was not attached.',
  'case.report.sent': 'Received, number <b>{number}</b>. You will hear what becomes of it.',
  'case.report.code': 'Code: <b>{code}</b>',
  'case.report.after':
    'The code is told only once, so please write it down: sent to me from any chat it shows how things stand and lets you add and answer, without an account. Whoever has it can read it; give it to nobody. Photos you send now go with it.',
  'case.elsewhere.court':
    'This sounds like a court’s matter: for lawsuits and judgments turn to the court, legal aid is 12348. You may send it all the same; the desk will look at it.',
  'case.elsewhere.reconsideration':
    'Administrative reconsideration is asked of the authority for it, legal aid is 12348. You may send it all the same; the desk will look at it.',
  'case.elsewhere.discipline':
    'Misconduct of officials is taken by the discipline commission, telephone 12388. You may send it all the same; the desk will look at it.',
  'case.elsewhere.labour':
    'Wages and labour contracts are taken at 12333. You may send it all the same; the desk will look at it.',
  'case.elsewhere.consumer':
    'Trouble with a purchase is taken at 12315. You may send it all the same; the desk will look at it.',
  'case.elsewhere.fraud':
    'For fraud please call 110 or 96110 at once. You may send it all the same; the desk will look at it.',
  'case.enter.ask-source': 'Entering a case for somebody: how did it come?',
  'case.enter.ask-who':
    'Who tells it? Please write name and number; if she would rather not, tap below. They are kept sealed.',
  'case.enter.ask-text': 'Please write it in her own words.',
  'case.enter.done.phone':
    'Entered, number <b>{number}</b>.\nCode: <b>{code}</b>\nPlease read it out to her now: it shows how things stand from any chat. The code is shown only once.',
  'case.enter.done': 'Entered, number <b>{number}</b>.\nCode: <b>{code}</b> (shown only once)',
  'case.own.list': 'My reports',
  'case.own.none': 'Nothing was reported from this account. If you have a code, send it to me.',
  'case.own.which': 'What you reported:',
  'case.own.show': 'How it stands',
  'case.own.answer': 'Answer now',
  'case.own.say': 'Add to it',
  'case.own.withdraw': 'Withdraw',
  'case.own.withdraw-sure': 'Yes, withdraw',
  'case.own.leave-out': 'Leave a unit out',
  'case.own.suffer': 'I suffer for it',
  'case.own.forget': 'Forget me',
  'case.own.forget-sure': 'Yes, forget me',
  'case.own.ask-say': 'Please write what to add to {number}; photos and voice are welcome.',
  'case.own.ask-say.more': 'Received. Send more or write a line; or tap below.',
  'case.own.enough': 'That is all',
  'case.own.ask-leave-out':
    'Which unit is to be left out of {number}? Neither it nor its people will see it. If it is not in the list, write who and why, and the desk decides.',
  'case.own.file-kept': 'Attached to {number}.',
  'case.own.said': 'Passed on to {number}.',
  'case.own.asked-out': 'Passed on to the desk of {number}, which decides who is left out.',
  'case.own.left-out': 'That unit is left out of {number} and sees it no more.',
  'case.own.into': 'It goes on as {number}.',
  'case.own.step': '{day} {what}',
  'case.own.line': '{day} {what}: {words}',
  'case.own.withdraw.sure': 'Withdraw {number}? It will not be worked on any more.',
  'case.own.forget.sure':
    'Once forgotten, nothing ties {number} to your account: you hear no more of it, it leaves your list, and only the code opens it. Without the code nothing ever will.',
  'case.own.sent': 'It is being done.',
  'case.call-back.ask': 'Please say: is it solved?',
  'case.call-back.solved': 'Solved',
  'case.call-back.unsolved': 'Not solved',
  'case.call-back.satisfied': 'Are you satisfied?',
  'case.call-back.thanks': 'Thank you, your answer about {number} is noted.',
  'case.call-back.ask.for': 'Calling the reporter of {number}: is it solved?',
  'case.satisfaction.satisfied': 'Satisfied',
  'case.satisfaction.basically': 'More or less',
  'case.satisfaction.dissatisfied': 'Dissatisfied',
  'case.letter.accepted': '{number} was accepted.',
  'case.letter.dispatched': '{number} was given to a unit.',
  'case.letter.contacted': 'The unit says that it has spoken to you about {number}. If it has not, please say so.',
  'case.letter.reopened': '{number} is worked on again, in less time.',
  'case.letter.climbed': '{number} went one level up and is pressed from there.',
  'case.letter.withdrawn': '{number} is withdrawn.',
  'case.letter.withdraw_shared':
    'Others’ reports of the same matter are joined to {number}, so it goes on and was not withdrawn. If you want no more messages, tap “Forget me”.',
  'case.letter.withdraw_late':
    'There is a result of {number} already, so it cannot be withdrawn now. Add what you think of it, or say so when you are asked whether it is solved.',
  'case.letter.outside':
    'Too many of those here are concerned by {number}: nobody here may have it. Please call 12345, or turn to the authority above.',
  'case.letter.file_left_out':
    'One file was not added to {number}: it cannot be read, or it may say who made it. Please send it as a photo, a screenshot or a voice message.',
  'case.letter.declined': '{number} was not accepted: {words}',
  'case.letter.answered': 'About {number}: {words}',
  'case.letter.duplicate': '{number} is the same matter as {words} and goes on with it. You hear every step.',
  'case.letter.progress': '{number} goes on: {words}',
  'case.letter.converted': '{number} goes on as: {words}',
  'case.letter.revealed':
    'You should know: two people agreed, and who reported {number} was looked at once. The reason: {words}',
  'case.letter.asked': 'A question about {number}: {words}',
  'case.letter.forgotten': 'Forgotten. From now on only the code opens it.',
  'case.letter.claimed.done': '{number} was dealt with: {words}\nIs it solved?',
  'case.letter.claimed.explained': '{number} cannot be solved now. Why, and what is planned: {words}\nIs it solved?',
  'case.letter.claimed.corrected': 'What {number} reported was corrected: {words}\nIs it solved?',
  'case.letter.closed.solved': '{number} is closed. It will be looked back at.',
  'case.letter.closed.explained': '{number} is closed as explained; what is planned goes on.',
  'case.letter.closed.corrected': '{number} is closed: it was corrected. It will be looked back at.',
  'case.letter.closed.unanswered': '{number} was closed without your answer. If it is not solved, tell me again.',
  'case.letter.closed.unsettled':
    '{number} has reached the highest level here and could not content you. You can call 12345, or turn to the authority above.',
} as const;
