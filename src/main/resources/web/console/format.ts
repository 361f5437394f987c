const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export const number = (value: number): string => whole.format(value);
export const compact = (value: number): string => short.format(value);
export const time = (millis: number): string => moment.format(millis);

/** An axis's label: the clock's time, as exact as the span needs; beyond a day the date. */
export const tick = (millis: number, span: number): string => (span > 129_600_000 ? day : span < 600_000 ? second : clock).format(millis);

export function rate(perSecond: number): string {
  return perSecond === 0 ? '0' : perSecond < 0.01 ? '< 0.01' : perSecond < 10 ? perSecond.toFixed(2) : whole.format(Math.round(perSecond));
}

/** A length of time, in the unit that a person would say it in. */
export function duration(millis: number): string {
  const ms = Math.abs(millis);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`;
  return `${(ms / 86_400_000).toFixed(1)} d`;
}

export function ago(millis: number, now: number): string {
  const past = now - millis;
  return past < 1_500 ? 'just now' : `${past < 60_000 ? `${Math.round(past / 1_000)} s` : duration(past).split(' ').slice(0, 2).join(' ')} ago`;
}

/** A code or an enum's name as words: `resolver-failed` stays, `MERGED_WITH_LOSS` becomes Merged with loss. */
export function words(name: string): string {
  return /^[A-Z_]+$/.test(name) ? name[0] + name.slice(1).toLowerCase().replace(/_/g, ' ') : name;
}

export const pathText = (path: string[]): string => (path.length ? path.join('.') : 'the whole record');
