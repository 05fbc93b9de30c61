// Why calls are slow: how long they wait for a connection, how long they hold it, and in which phase they time out.

import { card, element, keyed, setData, setText } from './dom.js';
import { count, lastOf, millis } from './format.js';
import { Table } from './table.js';

const TIMES = { acquire: 'wait for a connection', lease: 'hold the connection' };

const PHASES = {
	QUEUED: 'waiting for a connection', CONNECTING: 'waiting to connect', DNS: 'resolving the name', TCP: 'connecting', TLS: 'TLS handshake',
	SENDING: 'sending the request', WAITING: 'waiting for the answer', RECEIVING: 'receiving the answer', PAUSED: 'pausing before a retry'
};

export class PoolSlow {

	constructor() {
		this.times = new Table('Times of calls', [
			{ label: 'Calls', kind: 'main', value: ({ name }) => TIMES[name] },
			...[['p50Millis', 'median'], ['p90Millis', '90 %'], ['p99Millis', '99 %'], ['maxMillis', 'longest']]
				.map(([figure, label]) => ({ label, kind: 'number', value: ({ times }) => millis(times[figure]) }))
		], ({ name }) => name);
		this.phases = element('ul', { 'class': 'hp-chips' });
		this.phasesTitle = element('h4', {}, 'Timed out while');
		this.note = element('p', { 'class': 'hp-note' });
		this.element = card('Why calls are slow', this.times.element, this.phasesTitle, this.phases, this.note);
	}

	update({ recent }) {
		this.element.hidden = !recent;
		if (recent) {
			this.times.update(Object.keys(TIMES).filter((name) => recent[name]?.count > 0).map((name) => ({ name, times: recent[name] })));
			const phases = Object.entries(recent.callTimeouts ?? {}).filter(([, timeouts]) => timeouts > 0);
			keyed(this.phases, phases, ([phase]) => phase, createPhase, (chip, [, timeouts]) => setText(chip.lastChild, count(timeouts)));
			this.phasesTitle.hidden = this.phases.hidden = phases.length === 0;
			setText(this.note, `${phases.length === 0 ? 'No call has timed out' : 'These calls timed out'} in the ${lastOf(recent.window)}.`);
		}
	}

}

function createPhase([phase]) {
	const chip = element('li', {}, `${PHASES[phase] ?? phase} `, element('b'));
	setData(chip, 'level', 'CRITICAL');
	return chip;
}
