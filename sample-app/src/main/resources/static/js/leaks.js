// The leaks: what each pool has found, where they come from, and the controls that make them happen.

import { collectGarbage, leak, readLeaks } from './api.js';
import { attempt, count, element, field, keyed, setText } from './dom.js';

const COUNTS = ['suspected', 'confirmed', 'reclaimed'];
const SOCKET_STATES = ['ESTABLISHED', 'CLOSE_WAIT', 'TIME_WAIT'];

const kinds = document.getElementById('leak-kind');
const message = document.getElementById('leak-message');
const pools = document.getElementById('leak-pools');
const sites = document.getElementById('leak-sites');
const noSite = document.getElementById('no-leak-site');
const system = document.getElementById('system');

export function wireLeaks() {
	document.querySelectorAll('[data-leaks]').forEach((button) => button.addEventListener('click',
		() => attempt(message, () => happen(kinds.value, Number(button.dataset.leaks)))));
	document.getElementById('leak-gc').addEventListener('click', () => attempt(message, collect));
	attempt(message, fillKinds);
}

async function fillKinds() {
	const offered = await readLeaks();
	kinds.replaceChildren(...offered.map(({ name, mistake }) => element('option', { value: name }, mistake)));
}

async function happen(kind, times) {
	const { calls, failure } = await leak(kind, times);
	if (failure) {
		throw new Error(`${count(calls)} responses lost; the next call failed: ${failure}`);
	}
	return `${count(calls)} ${calls === 1 ? 'response' : 'responses'} lost. Nobody can tell before garbage is collected.`;
}

async function collect() {
	await collectGarbage();
	return 'Garbage collected: the next sweep of the pool takes back what nobody can read any more.';
}

// Details are those of the pools by name, as far as they were read.
export function drawLeaks(snapshot, details) {
	keyed(pools, Object.entries(snapshot.pools ?? {}), ([name]) => name, createPool, updatePool);
	drawSites(Object.entries(details));
	drawSystem(snapshot);
}

export function clearLeaks() {
	pools.replaceChildren();
	drawSites([]);
	drawSystem({});
}

function createPool([name]) {
	return element('tr', { 'data-leaks-of': name }, element('th', { scope: 'row' }, name),
		...['active', ...COUNTS].map((figure) => element('td', { 'class': 'num', 'data-field': figure })));
}

function updatePool(line, [, pool]) {
	setText(field(line, 'active'), count(pool.active));
	COUNTS.forEach((figure) => setText(field(line, figure), count(pool.leaks?.[figure])));
	field(line, 'confirmed').classList.toggle('bad', pool.leaks?.confirmed > 0);
}

function drawSites(details) {
	const found = details.flatMap(([pool, { leaks }]) => (leaks?.sites ?? []).map((site) => ({ pool, ...site })));
	found.sort((one, other) => Date.parse(other.lastSeen) - Date.parse(one.lastSeen));
	keyed(sites, found, ({ pool, callSite }) => `${pool} ${callSite}`, createSite, updateSite);
	noSite.hidden = found.length > 0;
}

function createSite({ pool, callSite }) {
	return element('tr', {}, element('th', { scope: 'row', 'class': 'call-site' }, callSite), element('td', {}, pool),
		element('td', { 'data-field': 'state' }), element('td', { 'class': 'num', 'data-field': 'count' }),
		element('td', { 'class': 'num', 'data-field': 'lastSeen' }));
}

function updateSite(line, site) {
	setText(field(line, 'state'), site.state);
	setText(field(line, 'count'), count(site.count));
	setText(field(line, 'lastSeen'), new Date(site.lastSeen).toLocaleTimeString('en-GB'));
}

function drawSystem({ sockets, fileDescriptors, bufferLeaks }) {
	SOCKET_STATES.forEach((state) => setText(field(system, state), count(sockets?.[state])));
	setText(field(system, 'fileDescriptors'), fileDescriptors && `${count(fileDescriptors.open)} / ${count(fileDescriptors.max)}`);
	setText(field(system, 'bufferLeaks'), count(bufferLeaks));
}
