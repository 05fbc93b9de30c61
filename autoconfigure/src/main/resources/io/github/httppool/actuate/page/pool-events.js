// The flight recorder: what happened in the pool, newest first.

import { closeLevelIn } from './close-reasons.js';
import { card, element, setData, setText } from './dom.js';
import { clock, count, counted, hostLabel, millis, shortSite } from './format.js';
import { Table, createTwoLines, setTwoLines } from './table.js';

// More are shown on request, so that the page stays quick.
const FIRST_EVENTS = 20;
const MORE_EVENTS = 200;

const KINDS = {
	CALL: 'call', DIAL: 'opened', DIAL_FAILED: 'not opened', CLOSE: 'closed', LEAK: 'leak', NOT_ACQUIRED: 'no connection', RETRY: 'retried',
	STALE: 'stale', DRAIN: 'drain', CONNECT_FAILING: 'unreachable', CONNECT_RECOVERED: 'reachable', EVENT_LOOP_DELAYED: 'event loop delayed'
};

// Why a call went wrong. Of all other events, the kind says it.
const FLAGS = {
	QUEUE: 'no connection', DIAL: 'not connected', RESET: 'connection lost', SERVER: 'error answer', CANCELLED: 'cancelled', TIMEOUT: 'timed out',
	CLIENT: 'application failed', LEAKED: 'leaked'
};

const TROUBLES = new Set(['DIAL_FAILED', 'LEAK', 'NOT_ACQUIRED', 'CONNECT_FAILING']);

const NOTABLE = new Set(['RETRY', 'STALE', 'DRAIN', 'EVENT_LOOP_DELAYED']);

// In the order in which a call has them.
const PHASES = ['queued', 'connecting', 'dns', 'tcp', 'tls', 'sending', 'waiting', 'receiving', 'paused'];

const ALL = 'all';
const TROUBLE = 'trouble';

export class PoolEvents {

	constructor() {
		this.choice = element('select', {}, element('option', { value: ALL }, 'everything'), element('option', { value: TROUBLE }, 'what went wrong'),
			...Object.entries(KINDS).map(([value, label]) => element('option', { value }, label)));
		this.text = element('input', { type: 'search', placeholder: 'host, request, place …' });
		this.table = new Table('Events, newest first', [
			{ label: 'Time', kind: 'time', value: ({ at }) => clock(at) },
			{ label: 'What', update: updateKind },
			{ label: 'Details', kind: 'main', create: createTwoLines, update: (cell, event) => this.updateDetails(cell, event) },
			{ label: 'Took', kind: 'number', create: createTook, update: updateTook }
		], ({ key }) => key);
		this.note = element('p', { 'class': 'hp-note' });
		this.moreButton = element('button', { type: 'button' }, 'Show more');
		this.max = FIRST_EVENTS;
		this.element = card('Flight recorder', element('div', { 'class': 'hp-controls' },
			element('label', {}, 'Show ', this.choice), element('label', {}, 'with ', this.text)), this.table.element, this.note,
			element('div', { 'class': 'hp-controls' }, this.moreButton));
		this.choice.addEventListener('input', () => this.draw());
		this.text.addEventListener('input', () => this.draw());
		this.moreButton.addEventListener('click', () => {
			this.max += MORE_EVENTS;
			this.draw();
		});
	}

	update(pool, names) {
		this.element.hidden = !pool.events;
		this.pool = pool;
		this.names = names;
		this.draw();
	}

	draw() {
		const events = withKeys(this.pool.events ?? []);
		const wanted = events.filter((event) => this.isWanted(event));
		this.table.update(wanted.slice(0, this.max));
		this.moreButton.parentElement.hidden = wanted.length <= this.max;
		setText(this.note, [
			wanted.length === 0 ? 'Nothing of that kind is recorded.' : undefined,
			wanted.length > this.max ? `${counted(wanted.length - this.max, 'older event')} not shown.` : undefined,
			this.pool.eventsOmitted > 0 ? `${counted(this.pool.eventsOmitted, 'ordinary event')} left out by sampling. What went wrong is listed, or counted as more of the same.` : undefined
		].filter(Boolean).join(' '));
	}

	isWanted(event) {
		const chosen = this.choice.value;
		const ofKind = chosen === ALL || (chosen === TROUBLE ? levelOf(event) !== undefined : event.kind === chosen);
		const words = this.text.value.trim().toLowerCase();
		return ofKind && (!words || [event.text, event.host, event.request, event.callSite, event.flag].some((part) => part?.toLowerCase().includes(words)));
	}

	updateDetails(cell, event) {
		const { text, host, request, callSite, connectionId, attempts, more, lastAt } = event;
		setTwoLines(cell, text ?? request ?? '', [
			more > 0 ? `and ${count(more)} more until ${clock(lastAt)}` : undefined,
			text && request && !text.includes(request) ? request : undefined,
			host && !text?.includes(host) ? hostLabel(host, this.pool, this.names) : undefined,
			callSite ? `at ${shortSite(callSite)}` : undefined,
			connectionId === undefined ? undefined : `connection ${connectionId}`,
			attempts > 1 ? `${attempts} attempts` : undefined
		].filter(Boolean).join(' · '));
	}

}

// Events have no number, and two may be of the same instant.
function withKeys(events) {
	const seen = new Map();
	return events.toReversed().map((event) => {
		const base = `${event.at} ${event.kind} ${event.connectionId ?? ''}`;
		const times = seen.get(base) ?? 0;
		seen.set(base, times + 1);
		return { ...event, key: `${base} ${times}` };
	}).toReversed();
}

function levelOf({ kind, flag, text }) {
	if (kind === 'CLOSE') {
		return closeLevelIn(text);
	}
	if (TROUBLES.has(kind) || (flag && flag !== 'OK' && flag !== 'CANCELLED')) {
		return 'CRITICAL';
	}
	return NOTABLE.has(kind) || flag === 'CANCELLED' ? 'WARNING' : undefined;
}

function updateKind(cell, event) {
	const kind = KINDS[event.kind] ?? event.kind;
	setText(cell, event.kind === 'CALL' && event.flag && event.flag !== 'OK' ? `${kind}: ${FLAGS[event.flag] ?? event.flag.toLowerCase()}` : kind);
	setData(cell, 'level', levelOf(event));
}

function createTook() {
	return element('span', {}, element('span'), element('span', { 'class': 'hp-phases', 'aria-hidden': 'true' }, ...PHASES.map((phase) => element('i', { 'data-phase': phase }))), element('small'));
}

function updateTook(cell, { millis: took, phases = {} }) {
	const [figure, bar, note] = cell.children;
	setText(figure, millis(took));
	const sum = PHASES.reduce((total, phase) => total + (phases[phase] ?? 0), 0);
	bar.hidden = !(sum > 0);
	[...bar.children].forEach((part) => part.style.width = sum > 0 ? `${100 * (phases[part.dataset.phase] ?? 0) / sum}%` : '0');
	const longest = PHASES.reduce((one, other) => (phases[other] ?? 0) > (phases[one] ?? 0) ? other : one);
	setText(note, sum > 0 ? `${longest} ${millis(phases[longest])}` : '');
	cell.title = PHASES.filter((phase) => phases[phase] > 0).map((phase) => `${phase} ${millis(phases[phase])}`).join(', ');
}
