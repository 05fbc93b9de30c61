// The figures that answer: is there room, does anybody wait, was anybody refused, is anything lost, why is it slow?

import { createBar, fillOf, updateBar } from './bar.js';
import { element, keyed, setData, setText } from './dom.js';
import { count, counted, hostLabel, lastOf, millis } from './format.js';
import { busiestHost, unserved } from './verdict.js';

// From which on connections are opened for calls that should have found one: a pool whose connections do not live.
const MANY_NEW = 20;
const MANY_NEW_SHARE = 0.2;

// Each: what it is called, its figure, what it means, and its level. Without a level it is neither good nor bad.
const FIGURES = [
	{
		name: 'In use',
		key: 'active',
		value: (pool) => `${count(busiestHost(pool).active)} of ${count(busiestHost(pool).maxConnections)}`,
		note: (pool, names) => inUseNote(pool, names),
		level: (pool) => ({ unreachable: 'CRITICAL', starved: 'CRITICAL', full: 'WARNING', 'nearly-full': 'BUSY' })[fillOf(busiestHost(pool))]
	},
	{
		name: 'Waiting',
		key: 'pending',
		value: (pool) => count(pool.pending),
		note: () => 'calls without a connection',
		level: (pool) => pool.pending > 0 ? 'WARNING' : undefined
	},
	{
		name: 'Got no connection',
		key: 'failed',
		value: (pool) => count(unserved(pool.recent ?? pool)),
		note: (pool) => unservedNote(pool),
		level: (pool) => pool.recent && unserved(pool.recent) > 0 ? 'CRITICAL' : undefined
	},
	{
		name: 'New connections',
		key: 'created',
		value: (pool) => count(pool.recent.created),
		note: (pool) => `for ${counted(pool.recent.acquired, 'call')} in the ${lastOf(pool.recent.window)}; ${count(pool.created)} since start`,
		shown: (pool) => pool.recent,
		level: (pool) => pool.recent.created >= MANY_NEW && pool.recent.created > MANY_NEW_SHARE * pool.recent.acquired ? 'WARNING' : undefined
	},
	{
		name: 'Leaked',
		key: 'leaked',
		value: (pool) => count(pool.recent?.leaks?.confirmed ?? pool.leaks?.confirmed),
		note: (pool) => leakNote(pool),
		level: (pool) => leakLevel(pool)
	},
	{
		name: 'Wait for a connection',
		key: 'acquire',
		value: (pool) => millis(pool.recent?.acquire?.p99Millis),
		note: (pool) => `99 % of calls wait less; longest ${millis(pool.recent.acquire.maxMillis)}`,
		shown: (pool) => pool.recent?.acquire?.count > 0,
		level: (pool) => pool.recent.acquire.p99Millis >= 100 ? 'WARNING' : undefined
	},
	{
		name: 'Time with a connection',
		key: 'lease',
		value: (pool) => millis(pool.recent?.lease?.p99Millis),
		note: (pool) => `99 % of calls take less; median ${millis(pool.recent.lease.p50Millis)}`,
		shown: (pool) => pool.recent?.lease?.count > 0
	},
	{
		name: 'Streams',
		key: 'streaming',
		value: (pool) => `${count(pool.streaming.active)} of ${count(pool.streaming.maxConnections)}`,
		note: () => 'long-lived calls, limited apart',
		shown: (pool) => pool.streaming,
		level: (pool) => pool.streaming.active >= pool.streaming.maxConnections ? 'WARNING' : undefined
	}
];

export class PoolFigures {

	constructor() {
		this.element = element('dl', { 'class': 'hp-figures' });
	}

	update(pool, names) {
		keyed(this.element, FIGURES.filter(({ shown }) => !shown || shown(pool)), ({ key }) => key, createFigure,
			(entry, figure) => updateFigure(entry, figure, pool, names));
	}

}

function createFigure({ name, key }) {
	return element('div', { 'data-figure': key }, element('dt', {}, name), element('dd', { 'class': 'hp-value' }),
		key === 'active' ? element('dd', {}, createBar()) : null, element('dd', { 'class': 'hp-note' }));
}

function updateFigure(entry, figure, pool, names) {
	setText(entry.querySelector('.hp-value'), figure.value(pool));
	setText(entry.querySelector('.hp-note'), figure.note(pool, names));
	setData(entry, 'level', figure.level?.(pool));
	if (figure.key === 'active') {
		updateBar(entry.querySelector('.hp-bar'), busiestHost(pool));
	}
}

function inUseNote(pool, names) {
	const { idle, connecting, host } = busiestHost(pool);
	const where = pool.hosts?.length > 1 ? ` on ${hostLabel(host, pool, names)}, the busiest host` : '';
	return `${count(idle)} idle${connecting > 0 ? `, ${count(connecting)} being opened` : ''}${where}`;
}

function unservedNote(pool) {
	if (!pool.recent) {
		return 'since start';
	}
	const { timeouts, rejected, failed } = pool.recent;
	const why = [[timeouts, 'waited too long'], [rejected, 'refused'], [failed, 'could not connect']]
		.filter(([calls]) => calls > 0).map(([calls, what]) => `${count(calls)} ${what}`);
	const total = unserved(pool);
	return ['in the last minute', ...why].join(', ') + (total > 0 ? `; ${count(total)} since start` : '');
}

function leakNote({ recent, leaks }) {
	const suspected = recent?.leaks ? recent.leaks.suspected : leaks?.suspected;
	const sinceStart = leaks?.confirmed > 0 ? `; ${count(leaks.confirmed)} since start, ${count(leaks.reclaimed)} taken back` : '';
	const window = recent?.leaks ? `in the last minute${sinceStart}` : 'since start';
	return suspected > 0 ? `${window}; ${count(suspected)} suspected` : window;
}

function leakLevel({ recent }) {
	if (recent?.leaks?.confirmed > 0) {
		return 'CRITICAL';
	}
	return recent?.leaks?.suspected > 0 ? 'WARNING' : undefined;
}
