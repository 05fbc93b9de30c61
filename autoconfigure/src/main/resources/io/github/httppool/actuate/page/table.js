// A table that becomes a list of cards where it has no room: each cell knows the name of its column. The roles are
// written out, because browsers forget them with the layout of a table.

import { element, keyed, setText } from './dom.js';

export class Table {

	// columns, of which the first is the header of its row: { label, note, kind: 'number' | 'time' | 'host' | 'wide' | 'main' } and
	// what is in their cells: a text, value(row); or an element, create(row), which update(element, row) keeps up to date. Without
	// create, update gets the cell.
	constructor(caption, columns, keyOf) {
		this.columns = columns;
		this.keyOf = keyOf;
		this.body = element('tbody', { role: 'rowgroup' });
		this.element = element('table', { 'class': 'hp-table', role: 'table' },
			element('caption', { 'class': 'hp-hidden' }, caption),
			element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...columns.map(heading))), this.body);
	}

	update(rows) {
		this.element.hidden = rows.length === 0;
		keyed(this.body, rows, this.keyOf, (row) => this.createRow(row), (line, row) => this.updateRow(line, row));
	}

	createRow(row) {
		return element('tr', { role: 'row' }, ...this.columns.map((column, index) => element(index === 0 ? 'th' : 'td', {
			'class': classOf(column), 'data-label': column.label,
			...(index === 0 ? { scope: 'row', role: 'rowheader' } : { role: 'cell' })
		}, column.create?.(row))));
	}

	updateRow(line, row) {
		this.columns.forEach((column, index) => {
			const cell = line.children[index];
			if (column.update) {
				column.update(column.create ? cell.firstChild : cell, row);
			}
			else if (column.value) {
				setText(cell, column.value(row));
			}
		});
	}

}

function heading(column) {
	return element('th', { scope: 'col', role: 'columnheader', 'class': classOf(column) }, column.label,
		column.note ? element('small', {}, column.note) : null);
}

function classOf({ kind }) {
	return kind ? `hp-${kind}` : undefined;
}

// A cell of two lines: what it is, and what else there is to say.
export function createTwoLines() {
	return element('span', {}, element('span'), element('small'));
}

export function setTwoLines(lines, first, second) {
	setText(lines.firstChild, first);
	setText(lines.lastChild, second);
}
