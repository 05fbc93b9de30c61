// What the demo's controls do with elements, besides what those of the view do.

import { setText } from '../httppool-view/dom.js';

export function field(container, name) {
	return container.querySelector(`[data-field="${name}"]`);
}

// Runs something that a person asked for and says how it went.
export async function attempt(message, action) {
	try {
		say(message, await action(), 'good');
	}
	catch (error) {
		say(message, error.message, 'bad');
	}
}

function say(message, text, kind) {
	message.hidden = !text;
	message.dataset.kind = kind;
	setText(message, text);
}
