export { createClient } from './sync-client';
export { SyncError } from './sync-error';
export { newId } from './uuid';
