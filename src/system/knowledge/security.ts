// RACF and sign-on messages, in our own words. Data only; what is not certain is left out.
import type { MessageRow } from './facts.js';

export const SECURITY_MESSAGES: readonly MessageRow[] = [
  ['ICH301I', 'problem', 'A user with SPECIAL has reached the limit of wrong passwords.', 'A forgotten or expired password, or someone guessing it.', 'The terminal or source named, and whether the owner of the id tried.'],
  ['ICH302D', 'action', 'RACF asks whether a user with SPECIAL may try again or is revoked.', 'As ICH301I.', 'Ask the owner of the id before replying.'],
  ['ICH408I', 'problem', 'RACF refused something: user, resource, class, access wanted and access allowed follow, or why a sign-on failed.',
    'A missing permission, a changed profile, a wrong or expired password; many in a row for one user may be probing. A text that starts with WARNING means that access was given because the profile is in warning mode.',
    'How often, for which user and which resources, from where; recent changes of the profile that is named after FROM.'],
  ['ICH409I', 'problem', 'RACF abended (282 or 283) while it processed a request.', 'A damaged profile or database, or a fault in RACF or an exit.', 'The reason code, and whether others are affected.'],
  ['ICH420I', 'notice', 'A program from a library that is not controlled made the environment uncontrolled.', 'A library that is not program-controlled in a step or server that needs it.', 'The program and library named.'],
  ['ICH70001I', 'routine', 'When and where from the user signed on last.', '', 'A last access that the user does not know.'],
  ['ICH70002I', 'notice', 'The user\'s password will expire in the number of days shown.', '', 'For a batch or scheduler id: who changes the password.'],
  ['ICH11009I', 'notice', 'A profile was altered, but the change of a RACLISTed class takes effect only after SETROPTS REFRESH.', 'Somebody altered a profile of the class named.', 'Who altered it and whether the refresh followed: access changes from then on.'],
  ['ICH14063I', 'routine', 'A SETROPTS command has completed.', 'Somebody changed or refreshed RACF options.', 'Who issued it, when the change was not planned.'],
  ['IKJ56421I', 'problem', 'TSO logon: the password is not right.', 'A typing error, an expired password.', 'ICH408I of the same user.'],
  ['IKJ56425I', 'notice', 'TSO logon was rejected because the user is already logged on.', 'A session that was lost or is open elsewhere.', 'D TS,userid; LOGON with RECONNECT.'],
  ['IRR010I', 'routine', 'The user id that a job runs under.', '', 'Whether it is the one expected.'],
  ['IRR012I', 'problem', 'The user id of a job or sign-on is not defined to RACF.', 'A wrong or deleted user id.', 'The USER= of the job.'],
  ['IRR013I', 'problem', 'The password given for a job or sign-on is wrong.', 'An outdated password in a job or scheduler.', 'Where the job comes from; repeated ones lead to a revoked id.'],
  ['IRR812I', 'routine', 'A profile of the STARTED class gave a started task its user id.', '', 'Nothing.'],
  ['IRR813I', 'notice', 'No profile of the STARTED class fits a started task.', 'No profile for it: the default or the started procedures table applies.', 'Under which user id the task runs.'],
];
