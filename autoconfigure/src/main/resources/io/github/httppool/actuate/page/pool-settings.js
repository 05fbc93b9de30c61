// The settings of a pool that are in force, for those who open them.

import { element } from './dom.js';
import { Table } from './table.js';

export class PoolSettings {

	constructor() {
		this.table = new Table('Settings in force', [
			{ label: 'Setting', kind: 'main', value: ({ name }) => name },
			{ label: 'Value', value: ({ value }) => value }
		], ({ name }) => name);
		this.element = element('details', { 'class': 'hp-card' }, element('summary', {}, 'Settings in force'), this.table.element);
		this.element.addEventListener('toggle', () => this.draw());
	}

	update({ settings }) {
		this.settings = settings;
		this.element.hidden = !settings;
		this.draw();
	}

	draw() {
		if (this.element.open) {
			this.table.update(flat(this.settings, ''));
		}
	}

}

function flat(value, prefix) {
	if (value === null || typeof value !== 'object' || Array.isArray(value)) {
		return [{ name: prefix, value: Array.isArray(value) ? value.map((each) => typeof each === 'object' ? JSON.stringify(each) : each).join(', ') : String(value) }];
	}
	return Object.entries(value).flatMap(([key, each]) => flat(each, prefix ? `${prefix}.${kebab(key)}` : kebab(key)));
}

function kebab(name) {
	return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
