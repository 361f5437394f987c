/** What the browser's tests run in the page: a device to steer, and the tables of the pure parts. */
export { device } from './device';
export { tables } from './tables';
