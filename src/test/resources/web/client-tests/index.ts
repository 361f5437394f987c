import { answer } from '../client/index';
export const doubled = answer * 2;
