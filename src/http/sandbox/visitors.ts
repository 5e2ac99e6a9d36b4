/**
 * People whom a browser adds to its page: nobody knows them until they type a code. Which there are is kept in that
 * browser; here only their ids are told from those of the demo, and they have a chat of their own and no other.
 */
const VISITOR = /^visitor-[0-9a-f]{12}$/;

export const isVisitor = (user: string): boolean => VISITOR.test(user);
