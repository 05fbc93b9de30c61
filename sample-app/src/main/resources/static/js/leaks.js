// Makes responses get lost, and has them found at once.

import { counted } from '../httppool-view/format.js';
import { element } from '../httppool-view/dom.js';
import { collectGarbage, leak, readLeaks } from './api.js';
import { attempt } from './dom.js';

const kinds = document.getElementById('leak-kind');
const message = document.getElementById('leak-message');

export function wireLeaks() {
	document.querySelectorAll('[data-leaks]').forEach((button) => button.addEventListener('click',
		() => attempt(message, () => happen(kinds.value, Number(button.dataset.leaks)))));
	document.getElementById('leak-gc').addEventListener('click', () => attempt(message, collect));
	attempt(message, fillKinds);
}

async function fillKinds() {
	const offered = await readLeaks();
	kinds.replaceChildren(...offered.map(({ name, mistake }) => element('option', { value: name }, mistake)));
}

async function happen(kind, times) {
	const { calls, failure } = await leak(kind, times);
	if (failure) {
		throw new Error(`${counted(calls, 'response')} lost; the next call failed: ${failure}`);
	}
	return `${counted(calls, 'response')} lost. Nobody can tell before garbage is collected.`;
}

async function collect() {
	await collectGarbage();
	return 'Garbage collected: the next sweep of the pool takes back what nobody can read any more.';
}
