// The pools: totals, and for each pool its hosts and counters.

import { evictIdle, poolPath, resize, switchPool } from './api.js';
import { NOTHING, attempt, count, element, field, keyed, setText } from './dom.js';

const RUNNING = 'running';
const CLOSED = 'why connections were closed';
const STATES = ['active', 'idle', 'connecting', 'pending', 'maxConnections'];
const COUNTERS = ['acquired', 'reused', 'created', 'timeouts', 'rejected'];

const outsidePool = document.getElementById('outside-pool');

export function drawPools(snapshot, upstreams) {
	document.querySelectorAll('[data-total]').forEach((target) => setText(target, snapshot.totals?.[target.dataset.total]));
	keyed(document.getElementById('pools'), Object.entries(snapshot.pools ?? {}), ([name]) => name, createPool,
		(card, [name, pool]) => updatePool(card, name, pool, upstreams));
	setText(outsidePool, snapshot.outsidePool?.length > 0 ? snapshot.outsidePool.join('; ') : 'nothing');
}

export function clearPools() {
	document.querySelectorAll('[data-total]').forEach((target) => setText(target, NOTHING));
	document.getElementById('pools').replaceChildren();
	setText(outsidePool, NOTHING);
}

function createPool([name]) {
	const card = document.getElementById('pool-template').content.firstElementChild.cloneNode(true);
	card.dataset.pool = name;
	card.querySelector('[data-link="details"]').href = poolPath(name);
	const form = card.querySelector('form');
	const message = card.querySelector('.message');
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		attempt(message, () => resizeTo(name, form.elements.maxConnections.valueAsNumber));
	});
	form.elements.evict.addEventListener('click', () => attempt(message, () => evict(name)));
	form.elements.drain.addEventListener('click', () => attempt(message, () => drainOrResume(name, card.dataset.state !== RUNNING)));
	return card;
}

async function resizeTo(name, maxConnections) {
	await resize(name, maxConnections);
	return `Pool ${name} may now open ${maxConnections} connections to each host.`;
}

async function evict(name) {
	const answer = await evictIdle(name);
	return `Closed ${count(answer?.evicted)} idle connections of pool ${name}.`;
}

async function drainOrResume(name, resume) {
	const { state } = await switchPool(name, resume);
	return `Pool ${name} is ${state}.`;
}

function updatePool(card, name, pool, upstreams) {
	setText(field(card, 'name'), name);
	setText(field(card, 'state'), pool.state);
	card.dataset.state = pool.state ?? '';
	setText(card.querySelector('form').elements.drain, pool.state === RUNNING ? 'Drain' : 'Resume');
	const limit = card.querySelector('form').elements.maxConnections;
	limit.placeholder = pool.maxConnections ?? '';
	drawHosts(card.querySelector('tbody'), name, pool, upstreams);
	COUNTERS.forEach((counter) => setCounter(card, counter, pool[counter]));
	setText(card.querySelector('.counters [data-field="reuseRatio"]'), ratio(pool.reused, pool.acquired));
	drawClosed(card.querySelector('.facts'), pool.closed);
}

function setCounter(card, counter, value) {
	const target = card.querySelector(`.counters [data-field="${counter}"]`);
	target.dataset.value = value ?? '';
	setText(target, count(value));
}

function ratio(part, whole) {
	return whole > 0 ? `${(100 * part / whole).toFixed(1)} %` : NOTHING;
}

function drawHosts(body, name, pool, upstreams) {
	const sum = { ...pool, label: 'all hosts', key: 'pool' };
	const hosts = (pool.hosts ?? []).map((host) => ({ ...host, label: host.host, key: `host ${host.host}` }));
	keyed(body, [sum, ...hosts], ({ key }) => key, (row) => createRow(name, row), (line, row) => updateRow(line, row, upstreams));
}

function createRow(pool, { host }) {
	const line = element('tr', host ? { 'data-pool': pool, 'data-host': host } : { 'data-pool': pool, 'class': 'sum' });
	line.append(
		element('th', { scope: 'row' }, element('span', { 'data-field': 'label' }), element('small', { 'data-field': 'upstream' })),
		element('td', {}, host ? useBar() : ''),
		...STATES.map((state) => element('td', { 'class': 'num', 'data-field': state })));
	return line;
}

function useBar() {
	return element('div', { 'class': 'bar' }, ...['active', 'idle', 'connecting'].map((state) => element('i', { 'data-series': state })));
}

function updateRow(line, row, upstreams) {
	setText(field(line, 'label'), row.label);
	setText(field(line, 'upstream'), upstreams.get(row.host) ?? '');
	STATES.forEach((state) => setText(field(line, state), row[state]));
	line.querySelectorAll('.bar i').forEach((part) => part.style.width = share(row[part.dataset.series], row.maxConnections));
}

function share(part, whole) {
	return whole > 0 ? `${100 * (part ?? 0) / whole}%` : '0';
}

function nonZero(counts) {
	return Object.entries(counts ?? {}).filter(([, value]) => Number.isFinite(value) && value !== 0);
}

function drawClosed(list, closed) {
	const reasons = nonZero(closed);
	list.replaceChildren(...(reasons.length > 0
		? [element('dt', { title: CLOSED }, 'Closed'), element('dd', { 'class': 'chips' }, ...reasons.map(chip))]
		: []));
}

function chip([name, value]) {
	return element('span', { 'class': 'chip', 'data-reason': name, 'data-value': value }, `${name} `, element('b', {}, count(value)));
}
