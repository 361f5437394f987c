/** A place in the console: its view, what it shows in detail, and its filter. In the address, so that it can be sent. */
export interface Route {
  view: View;
  id: string;
  filter: Record<string, string>;
}

export type View = 'overview' | 'conflicts' | 'dead-letters' | 'analytics';

const VIEWS: readonly View[] = ['overview', 'conflicts', 'dead-letters', 'analytics'];

export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, id = ''] = path.split('/');
  const view = VIEWS.find((known) => known === name) ?? 'overview';
  return { view, id: decoded(id), filter: Object.fromEntries(new URLSearchParams(query)) };
}

/** What is no encoding stands for itself: an address may come from anywhere. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function hashOf({ view, id = '', filter = {} }: Partial<Route> & { view: View }): string {
  const set = Object.entries(filter).filter(([, value]) => value);
  const query = set.length ? `?${new URLSearchParams(set)}` : '';
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}${query}`;
}
