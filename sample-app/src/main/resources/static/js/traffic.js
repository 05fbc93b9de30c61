// The flows: what they do, and the controls that change them.

import { element, keyed, setText } from '../httppool-view/dom.js';
import { clock, count, millis } from '../httppool-view/format.js';
import { burst, changeFlow, switchTraffic } from './api.js';
import { attempt, field } from './dom.js';

const COUNTS = ['inFlight', 'ok', 'failed', 'skipped'];
const TIMES = ['p50Millis', 'p99Millis'];

const CLIENTS = {
	REST: 'RestClient',
	WEB: 'WebClient',
	INVENTORY: 'InventoryService',
	PAYMENT: 'payment RestClient'
};

const startButton = document.getElementById('traffic-start');
const stopButton = document.getElementById('traffic-stop');
const message = document.getElementById('traffic-message');
const flowList = document.getElementById('flows');
const burstFlow = document.getElementById('burst-flow');
const burstCalls = document.getElementById('burst-calls');
const burstMessage = document.getElementById('burst-message');

export function wireTraffic() {
	startButton.addEventListener('click', () => attempt(message, () => turn(true)));
	stopButton.addEventListener('click', () => attempt(message, () => turn(false)));
	document.getElementById('burst').addEventListener('click', () => attempt(burstMessage, fire));
}

async function turn(on) {
	drawSwitch(await switchTraffic(on));
}

async function fire() {
	const calls = burstCalls.valueAsNumber;
	const result = await burst(burstFlow.value, Number.isNaN(calls) ? null : calls);
	return `Burst on ${result.flow}: ${count(result.made)} calls made, ${count(result.skipped)} skipped.`;
}

export function drawTraffic(traffic) {
	drawSwitch(traffic);
	keyed(flowList, traffic.flows, ({ name }) => name, createFlow, updateFlow);
	if (burstFlow.options.length === 0) {
		burstFlow.append(...traffic.flows.map(({ name }) => element('option', { value: name }, name)));
		burstFlow.value = 'slow';
	}
}

function drawSwitch({ running }) {
	startButton.disabled = running;
	stopButton.disabled = !running;
}

const control = (line, name) => line.querySelector(`[data-control="${name}"]`);

function createFlow({ name }) {
	const line = document.getElementById('flow-template').content.firstElementChild.cloneNode(true);
	line.dataset.flow = name;
	const client = control(line, 'client');
	client.append(...Object.entries(CLIENTS).map(([value, label]) => element('option', { value }, label)));
	client.setAttribute('aria-label', `Client of ${name}`);
	['slider', 'rate'].forEach((each) => control(line, each).setAttribute('aria-label', `Calls per second of ${name}`));
	wireFlow(line, name);
	return line;
}

function wireFlow(line, name) {
	const client = control(line, 'client');
	const slider = control(line, 'slider');
	const rate = control(line, 'rate');
	slider.addEventListener('input', () => edit(line, () => rate.value = slider.value));
	rate.addEventListener('input', () => edit(line, () => slider.value = rate.value));
	client.addEventListener('input', () => edit(line, () => {}));
	[client, slider, rate].forEach((changed) => changed.addEventListener('change',
		() => attempt(message, () => apply(line, name, rate.valueAsNumber, client.value))));
}

// Until the change has arrived, what the server says is older than what the person chose.
function edit(line, mirror) {
	line.dataset.editing = 'true';
	mirror();
}

async function apply(line, name, rate, client) {
	try {
		await changeFlow(name, Number.isNaN(rate) ? null : rate, client);
	}
	finally {
		delete line.dataset.editing;
	}
}

function updateFlow(line, flow) {
	setText(field(line, 'name'), flow.name);
	setText(field(line, 'upstream'), flow.upstream === flow.name ? '' : `calls ${flow.upstream}`);
	COUNTS.forEach((name) => setText(field(line, name), count(flow.calls[name])));
	TIMES.forEach((name) => setText(field(line, name), millis(flow.calls[name])));
	setText(field(line, 'lastFailure'), failureOf(flow.calls));
	if (!line.dataset.editing) {
		control(line, 'client').value = flow.client;
		control(line, 'slider').value = flow.rate;
		control(line, 'rate').value = flow.rate;
	}
}

function failureOf({ lastFailure }) {
	return lastFailure ? `Last failure at ${clock(lastFailure.at)}: ${lastFailure.message}` : '';
}
