// The page of the endpoint: finds out where the endpoint is, and keeps the pool that is shown in the address.

import { element } from './dom.js';
import './httppool-view.js';
import { verdictOf, worstFirst } from './verdict.js';

const start = JSON.parse(document.getElementById('httppool-start').textContent);
const view = document.createElement('httppool-view');
const root = rootOf(location.pathname, start.pool);

// A proxy may have put anything before the endpoint's path, so only its end says something: the name of the pool.
function rootOf(path, pool) {
	const segments = path.replace(/\/+$/, '').split('/');
	return segments.slice(0, segments.length - (pool ? pool.split('/').length : 0)).join('/');
}

// A tab in the background tells what is wrong, as far as it could be read before.
function showInTitle({ pools }) {
	const [name, pool] = worstFirst(pools)[0] ?? [];
	const { level, mark } = pool ? verdictOf(pool) : {};
	document.title = level === 'CRITICAL' || level === 'WARNING' ? `${mark} ${name} · HTTP pools` : 'HTTP pools';
}

view.setAttribute('endpoint', root);
view.toggleAttribute('writable', start.writable);
if (start.details) {
	view.setAttribute('pool', start.pool);
}
view.start = start;
view.addEventListener('httppool-read', ({ detail }) => showInTitle(detail));
view.addEventListener('httppool-choose', ({ detail }) => history.pushState(null, '', view.endpoint.addressOf(detail.pool)));
document.querySelector('main').append(...(start.message ? [element('p', { 'class': 'hp-message', 'data-level': 'CRITICAL', role: 'alert' }, start.message)] : []), view);
window.addEventListener('popstate', () => {
	view.chosen = poolOf(location.pathname);
	view.read();
});

function poolOf(path) {
	const name = path.slice(root.length).replace(/^\/|\/+$/g, '');
	return name ? decodeURIComponent(name) : undefined;
}
