// Why connections were closed: what happened in the last minute in colour, the totals since the start in grey.

import { closeReason } from './close-reasons.js';
import { card, element, setData, setText } from './dom.js';
import { count } from './format.js';
import { Table } from './table.js';

export class PoolClosed {

	constructor() {
		this.table = new Table('Closed connections by reason', [
			{ label: 'Reason', kind: 'main', create: createReason },
			{ label: 'Last minute', kind: 'number', update: updateRecent },
			{ label: 'Since start', kind: 'number', update: (cell, { name, total }) => {
				setText(cell, count(total));
				setData(cell, 'reason', name);
				cell.classList.add('hp-past');
			} }
		], ({ name }) => name);
		this.none = element('p', { 'class': 'hp-note' }, 'No connection has been closed.');
		this.element = card('Closed connections', this.table.element, this.none);
	}

	update({ closed = {}, recent }) {
		const rows = Object.entries(closed).filter(([, total]) => total > 0)
			.map(([name, total]) => ({ name, total, recent: recent ? recent.closed?.[name] ?? 0 : undefined }))
			.sort((one, other) => (other.recent ?? 0) - (one.recent ?? 0) || other.total - one.total);
		this.table.update(rows);
		this.none.hidden = rows.length > 0;
	}

}

function createReason({ name }) {
	return element('span', {}, element('code', {}, name), element('small', {}, closeReason(name).text));
}

function updateRecent(cell, { name, recent }) {
	setText(cell, count(recent));
	setData(cell, 'level', recent > 0 ? closeReason(name).level : undefined);
	cell.classList.toggle('hp-past', !(recent > 0));
}
