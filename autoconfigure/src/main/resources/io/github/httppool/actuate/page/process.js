// What all pools share: the total limit, the sockets as the kernel sees them, file descriptors, and what is on no pool.

import { card, element, keyed, setData, setText } from './dom.js';
import { count } from './format.js';

const SCARCE = 0.9;

const RECENT_MILLIS = 60_000;

const FIGURES = [
	{ name: 'Connections', key: 'connections', value: ({ totals }) => `${count(totals.connections)} of ${count(totals.maxTotalConnections)}`, note: 'all pools together', level: ({ totals }) => scarce(totals.connections, totals.maxTotalConnections) },
	{ name: 'In use', key: 'active', value: ({ totals }) => count(totals.active), note: 'by a call' },
	{ name: 'Idle', key: 'idle', value: ({ totals }) => count(totals.idle), note: 'ready for the next call' },
	{ name: 'Opening', key: 'connecting', value: ({ totals }) => count(totals.connecting), note: 'not usable yet' },
	{ name: 'Waiting', key: 'pending', value: ({ totals }) => count(totals.pending), note: 'calls without a connection' },
	{ name: 'ESTABLISHED', key: 'ESTABLISHED', shown: ({ sockets }) => sockets, value: ({ sockets }) => count(sockets.ESTABLISHED), note: 'sockets, as the kernel counts' },
	{ name: 'CLOSE_WAIT', key: 'CLOSE_WAIT', shown: ({ sockets }) => sockets, value: ({ sockets }) => count(sockets.CLOSE_WAIT), note: 'closed by the server, not by us', level: ({ sockets }) => sockets.CLOSE_WAIT > 0 ? 'WARNING' : undefined },
	{ name: 'TIME_WAIT', key: 'TIME_WAIT', shown: ({ sockets }) => sockets, value: ({ sockets }) => count(sockets.TIME_WAIT), note: 'closed by us, for a minute' },
	{ name: 'File descriptors', key: 'fileDescriptors', shown: ({ fileDescriptors }) => fileDescriptors, value: ({ fileDescriptors: { open, max } }) => `${count(open)} of ${count(max)}`, note: 'files and sockets', level: ({ fileDescriptors: { open, max } }) => scarce(open, max) },
	{ name: 'Buffer leaks', key: 'bufferLeaks', shown: ({ bufferLeaks }) => bufferLeaks > 0, value: ({ bufferLeaks }) => count(bufferLeaks), note: 'reported by Netty since start', level: (snapshot, rises) => rises.isRecent('bufferLeaks') ? 'WARNING' : undefined }
];

export class Process {

	constructor() {
		this.figures = element('dl', { 'class': 'hp-figures' });
		this.outside = element('ul', { 'class': 'hp-findings' });
		this.outsideTitle = element('h4', {}, 'Outside the pools');
		this.rises = new Rises();
		this.element = card('This application', this.figures, this.outsideTitle, this.outside);
	}

	update(snapshot) {
		this.rises.note('bufferLeaks', snapshot.bufferLeaks);
		keyed(this.figures, FIGURES.filter(({ shown }) => !shown || shown(snapshot)), ({ key }) => key,
			({ name, key, note }) => element('div', { 'data-total': key }, element('dt', {}, name), element('dd', { 'class': 'hp-value' }), element('dd', { 'class': 'hp-note' }, note)),
			(entry, figure) => {
				setText(entry.querySelector('.hp-value'), figure.value(snapshot));
				setData(entry, 'level', figure.level?.(snapshot, this.rises));
			});
		const outside = snapshot.outsidePool ?? [];
		keyed(this.outside, outside, (text) => text, (text) => element('li', {}, text), () => {});
		this.outside.hidden = this.outsideTitle.hidden = outside.length === 0;
	}

}

// When the view has seen counts rise of which the server tells only the total.
class Rises {

	counts = new Map();

	times = new Map();

	note(name, value) {
		if (value > this.counts.get(name)) {
			this.times.set(name, Date.now());
		}
		this.counts.set(name, value);
	}

	isRecent(name) {
		return Date.now() - this.times.get(name) < RECENT_MILLIS;
	}

}

function scarce(used, max) {
	return max > 0 && used >= SCARCE * max ? 'WARNING' : undefined;
}
