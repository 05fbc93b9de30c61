// The pools side by side: the fullest host of each, who waits for it, and how the flows on it fare.

import { NOTHING, count, element, field, keyed, setText } from './dom.js';

const STATES = ['active', 'idle', 'connecting'];
const FIGURES = ['pending', 'timeouts', 'rejected'];
const COLUMNS = ['okRate', 'failedRate', 'p99'];

const sides = document.getElementById('side-by-side');

// A flow's rates are undefined until there are two readings.
export function drawSides(pools, flows) {
	keyed(sides, Object.entries(pools), ([name]) => name, createSide,
		(side, [name, pool]) => updateSide(side, name, pool, flows.filter((flow) => flow.pool === name)));
}

export function clearSides() {
	sides.replaceChildren();
}

function createSide([name]) {
	const side = document.getElementById('side-template').content.firstElementChild.cloneNode(true);
	side.dataset.pool = name;
	return side;
}

function updateSide(side, name, pool, flows) {
	const fullest = fullestHost(pool);
	setText(field(side, 'name'), name);
	setText(field(side, 'active'), fullest.active);
	setText(field(side, 'maxConnections'), pool.maxConnections);
	setText(field(side, 'host'), pool.hosts?.length > 1 ? 'on its busiest host' : '');
	side.classList.toggle('full', fullest.active >= pool.maxConnections);
	side.querySelectorAll('.bar i').forEach((part) => part.style.width = `${100 * fullest[part.dataset.series] / pool.maxConnections}%`);
	FIGURES.forEach((figure) => updateFigure(field(side, figure), pool[figure]));
	keyed(side.querySelector('tbody'), flows, (flow) => flow.name, createFlow, updateFlow);
}

function fullestHost({ hosts = [] }) {
	const empty = Object.fromEntries(STATES.map((state) => [state, 0]));
	return hosts.reduce((fullest, host) => host.active > fullest.active ? host : fullest, hosts[0] ?? empty);
}

function updateFigure(target, value) {
	setText(target, count(value));
	target.classList.toggle('bad', value > 0);
}

function createFlow({ name }) {
	return element('tr', { 'data-flow': name }, element('th', { scope: 'row' }, name),
		...COLUMNS.map((column) => element('td', { 'class': 'num', 'data-field': column })));
}

function updateFlow(line, { okRate, failedRate, calls }) {
	setText(field(line, 'okRate'), okRate?.toFixed(0));
	setText(field(line, 'failedRate'), failedRate?.toFixed(0));
	// While no call is answered, the latest answers say nothing of now.
	setText(field(line, 'p99'), okRate === 0 && failedRate > 0 ? NOTHING : calls.p99Millis?.toFixed(1));
	field(line, 'failedRate').classList.toggle('bad', failedRate > 0);
}
