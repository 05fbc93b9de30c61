// The few things that every part of the page does with elements. All text goes in as text, never as markup.

export const NOTHING = '–';

export function element(name, attributes = {}, ...children) {
	const created = document.createElement(name);
	Object.entries(attributes).forEach(([key, value]) => created.setAttribute(key, value));
	created.append(...children);
	return created;
}

export function setText(target, value) {
	const text = String(value ?? NOTHING);
	if (target.textContent !== text) {
		target.textContent = text;
	}
}

// One child for each item, in the order of the items. A child is kept as long as its key is, so that what a
// person is using (a slider, a field) is not replaced under their hands.
export function keyed(parent, items, keyOf, create, update) {
	const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
	items.forEach((item, index) => {
		const key = keyOf(item);
		const child = known.get(key) ?? create(item);
		child.dataset.key = key;
		known.delete(key);
		if (parent.children[index] !== child) {
			parent.insertBefore(child, parent.children[index] ?? null);
		}
		update(child, item);
	});
	known.forEach((gone) => gone.remove());
}

export function field(container, name) {
	return container.querySelector(`[data-field="${name}"]`);
}

export function count(value) {
	return Number.isFinite(value) ? value.toLocaleString('en') : NOTHING;
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
	setText(message, text ?? '');
}
